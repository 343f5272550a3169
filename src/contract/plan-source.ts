import { type Diagnostic, fail, type Result } from '../base/index.ts'
import { readDocument, type Source } from '../document/index.ts'

/** The text of a plan's document with places; says so where it is the text for people. */
export function readPlanSource(content: string, file: string): Result<Source, readonly Diagnostic[]> {
  if (/^\s*(?:[✓✗]|\? unknown|nothing to do)/.test(content)) {
    const message = 'this is the text of a plan, not the plan itself'
    return fail([{ place: { file, line: 1, column: 1 }, message, help: 'make it with --format json' }])
  }
  return readDocument(content, file)
}

import type { Path } from '../document/index.ts'
import type { TemplateReader } from './template-reader.ts'

/** A regular expression of the document; undefined where there is none, or none that can be read. */
export function patternOf(
  written: string | undefined,
  path: Path,
  reader: Pick<TemplateReader, 'refuse'>,
): RegExp | undefined {
  if (written === undefined) return undefined
  try {
    return new RegExp(written, 'm')
  } catch (error) {
    reader.refuse(path, `it is no regular expression: ${error instanceof Error ? error.message : ''}`)
    return undefined
  }
}

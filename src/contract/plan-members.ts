import * as z from 'zod/mini'
import { type Diagnostic, fail, type Result } from '../base/index.ts'
import { readDocument, type Source } from '../document/index.ts'
import { contractVersion } from './check.ts'

/** The text of a plan's document with places; says so where it is the text for people. */
export function readPlanSource(content: string, file: string): Result<Source, readonly Diagnostic[]> {
  if (/^\s*(?:[✓✗]|\? unknown|nothing to do)/.test(content)) {
    const message = 'this is the text of a plan, not the plan itself'
    return fail([{ place: { file, line: 1, column: 1 }, message, help: 'make it with --format json' }])
  }
  return readDocument(content, file)
}

const text = () => z.string()

/** What every reader of a plan's document asks of its head. */
export const headMembers = {
  apiVersion: z.literal(contractVersion),
  kind: z.literal('PlanResult'),
  outcome: z.enum(['plan', 'unknown', 'nothing-to-do', 'impossible']),
  digest: z._default(text(), ''),
  asOf: z.optional(text()),
}

export const policyMembers = {
  name: text(),
  digest: z.optional(text()),
  readings: z._default(z.record(text(), text()), {}),
}

/** A target, or a stop on the way. */
export const aimMembers = {
  policy: text(),
  component: text(),
  scope: z.optional(text()),
  exact: z.optional(z.boolean()),
  version: text(),
}

/** A row of the fleet at the start. */
export const rowMembers = {
  policy: text(),
  scope: text(),
  component: text(),
  version: text(),
  count: z.int().check(z.minimum(1)),
  name: z.optional(text()),
  frozen: z.optional(z.boolean()),
  batch: z.optional(z.union([z.int(), text()])),
}

/** What a stage moves, and where. */
export const stageMembers = {
  id: text(),
  policy: text(),
  scope: text(),
  component: text(),
  part: z.optional(z.nullable(text())),
  from: z.array(text()).check(z.minLength(1)),
  to: text(),
  count: z.int().check(z.minimum(1)),
  batch: z._default(z.int().check(z.minimum(1)), 1),
  canary: z.optional(z.int().check(z.minimum(1))),
  mode: z._default(z.enum(['rolling', 'stopped']), 'rolling'),
  needs: z._default(z.array(text()), []),
  together: z._default(z.array(text()), []),
}

import * as z from 'zod/mini'
import type { Diagnostic, Result } from '../base/index.ts'
import { validate } from '../document/index.ts'
import type { PlanFacts } from '../revision/index.ts'
import {
  aimMembers,
  headMembers,
  policyMembers,
  readPlanSource,
  rowMembers,
  stageMembers,
} from './plan-members.ts'

const text = () => z.string()
const maybe = () => z.optional(z.nullable(z.string()))
const list = <T extends z.core.$ZodType>(item: T) => z._default(z.array(item), [])

/** What a plan tells of what it was made from and what it does; plans of other versions may tell less. */
const keptSchema = z.object({
  ...headMembers,
  moves: z._default(z.int(), 0),
  policies: z.array(
    z.object({
      ...policyMembers,
      rules: z.optional(z.record(text(), text())),
      releases: z.optional(
        z.record(text(), z.record(text(), z.object({ newest: text(), count: z.int(), digest: text() }))),
      ),
    }),
  ),
  wishes: z._default(
    z.object({
      targets: list(z.object(aimMembers)),
      via: list(z.object(aimMembers)),
      mode: z._default(text(), 'rolling'),
      together: z.optional(z.boolean()),
      aim: z.optional(text()),
      minimise: z.optional(text()),
      requireUndo: z.optional(z.boolean()),
      thaw: list(text()),
      batches: list(z.object({ policy: text(), component: text(), batch: z.union([z.int(), text()]) })),
    }),
    { targets: [], via: [], mode: 'rolling', thaw: [], batches: [] },
  ),
  start: z.array(z.object(rowMembers)),
  limits: z._default(
    z.object({
      facts: z._default(z.record(text(), z.unknown()), {}),
      unavailable: list(z.unknown()),
      waves: list(z.unknown()),
    }),
    { facts: {}, unavailable: [], waves: [] },
  ),
  migrations: list(z.object({ subject: text(), place: z.object({ file: text() }) })),
  stages: z.array(
    z.object({
      ...stageMembers,
      by: list(text()),
      gate: z.optional(z.nullable(z.object({ until: text(), rule: z.optional(text()) }))),
      undo: z.optional(z.object({ outcome: text(), rule: z.optional(text()) })),
      downtime: z.optional(z.nullable(z.object({ rule: maybe() }))),
      delivers: z.optional(z.object({ component: text(), to: text() })),
    }),
  ),
  tasks: list(
    z.object({
      id: text(),
      stage: z._default(text(), ''),
      what: z._default(text(), ''),
      run: list(text()),
      needs: list(text()),
      rule: z._default(text(), ''),
    }),
  ),
  why: list(
    z.object({
      kind: text(),
      rule: text(),
      second: z.optional(text()),
      component: z.optional(text()),
      at: z.optional(text()),
      later: z.optional(text()),
    }),
  ),
  warnings: list(z.object({ message: text() })),
  questions: list(z.object({ kind: text(), message: z.optional(text()) })),
  conflict: list(z.object({ causes: list(z.object({ message: text() })) })),
})

/** Reads an earlier `--format json` to set another plan beside it, with the place of everything that is wrong with it. */
export function readKeptPlan(content: string, file: string): Result<PlanFacts, readonly Diagnostic[]> {
  const source = readPlanSource(content, file)
  if (!source.ok) return source
  return validate(keptSchema, source.value)
}

/** What a plan's document tells of it: the same as if it was kept and read again. */
export const keptPlan = (document: unknown): PlanFacts => z.parse(keptSchema, document)

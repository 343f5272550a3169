import type { Ask, Doing, Drift, Entry, Halt, Moving } from '../execute/index.ts'
import { amount, kinds, list, oneOf, optional, pair, record, text, whole } from './shape.ts'

/* What entries look like in journals of the format that we write. The compiler holds this to the type of entries. */

const doing = oneOf<Doing>({
  observe: true,
  stop: true,
  move: true,
  settle: true,
  gate: true,
  watch: true,
  task: true,
})

const moving = record<Moving>({ from: text, ids: list(text) })

const drift = record<Drift>({
  group: text,
  version: optional(text),
  expected: pair(whole),
  observed: whole,
})

const halt = kinds<Halt>({
  asked: { by: text },
  failed: { subject: text, doing, error: text },
  drifted: { differences: list(drift) },
  'no-way-back': { subject: text, because: text },
})

const plainAsk = record<Exclude<Ask, { what: 'approve' }>>({
  what: oneOf({ pause: true, resume: true, undo: true, abort: true }),
})
const approval = record<Extract<Ask, { what: 'approve' }>>({ what: oneOf({ approve: true }), name: text })

/** What is asked of a run. */
export const askShape = {
  fault: (value: unknown) =>
    (typeof value === 'object' && value !== null && 'what' in value && value.what === 'approve'
      ? approval
      : plainAsk
    ).fault(value),
}

export const entryShape = kinds<Entry>({
  begun: { run: text, digest: text },
  taken: { by: text },
  intended: { subject: text, batch: whole, moving: list(moving) },
  stopped: { subject: text },
  moved: { subject: text },
  settled: { subject: text },
  passed: { subject: text, gate: text, by: optional(text) },
  watched: { subject: text, seconds: amount },
  failed: { subject: text, doing, error: text, again_ms: optional(amount) },
  finished: { subject: text, by: optional(text) },
  asked: { ask: askShape, by: text, id: text },
  halted: { because: halt },
  resumed: {},
  proved: { subject: text },
  turned: { kept: list(text) },
  ended: { outcome: oneOf({ done: true, undone: true, aborted: true }) },
})

import fc from 'fast-check'
import type { Ask, Doing, Entry } from '../../src/execute/index.ts'

/* Entries of every kind, with texts that are hard on whoever writes them in lines. */

const text = fc.oneof(
  fc.constantFrom(
    '1',
    'eu/hub',
    '1.2.3',
    '',
    'é😀',
    'a\nb',
    '\u2028',
    '\ud800',
    '"\\',
    '__proto__',
    'x'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const whole = fc.nat()
const doing = fc.constantFrom<Doing[]>('observe', 'stop', 'move', 'settle', 'gate', 'watch', 'task')
const some = fc.array(text, { maxLength: 4 })

export const someAsk: fc.Arbitrary<Ask> = fc.oneof(
  fc.record({
    what: fc.constantFrom('pause' as const, 'resume' as const, 'undo' as const, 'abort' as const),
  }),
  fc.record({ what: fc.constant('approve' as const), name: text }),
)

const kind = <K extends Entry['kind']>(name: K) => ({ kind: fc.constant(name) })

export const someEntry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ ...kind('begun'), run: text, digest: text }),
  fc.record({ ...kind('taken'), by: text }),
  fc.record({
    ...kind('intended'),
    subject: text,
    batch: whole,
    moving: fc.array(fc.record({ from: text, ids: some }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constantFrom('stopped' as const, 'moved' as const, 'settled' as const, 'proved' as const),
    subject: text,
  }),
  fc.record(
    { ...kind('passed'), subject: text, gate: text, by: text },
    { requiredKeys: ['kind', 'subject', 'gate'] },
  ),
  fc.record({ ...kind('watched'), subject: text, seconds: whole }),
  fc.record({
    ...kind('failed'),
    subject: text,
    doing,
    error: text,
    again_ms: fc.oneof(whole, fc.constant(undefined)),
  }),
  fc.record({ ...kind('finished'), subject: text, by: text }, { requiredKeys: ['kind', 'subject'] }),
  fc.record({ ...kind('asked'), ask: someAsk, by: text, id: text }),
  fc.record({
    ...kind('halted'),
    because: fc.oneof(
      fc.record({ kind: fc.constant('asked' as const), by: text }),
      fc.record({ kind: fc.constant('failed' as const), subject: text, doing, error: text }),
      fc.record({
        kind: fc.constant('drifted' as const),
        differences: fc.array(
          fc.record({
            group: text,
            version: fc.oneof(text, fc.constant(undefined)),
            expected: fc.tuple(whole, whole),
            observed: whole,
          }),
          { maxLength: 2 },
        ),
      }),
      fc.record({ kind: fc.constant('no-way-back' as const), subject: text, because: text }),
    ),
  }),
  fc.record(kind('resumed')),
  fc.record({ ...kind('turned'), kept: some }),
  fc.record({
    ...kind('ended'),
    outcome: fc.constantFrom('done' as const, 'undone' as const, 'aborted' as const),
  }),
)

/** As an entry is after it was written and read: without members that are undefined, and without half characters. */
export const asRead = (entry: Entry): Entry => JSON.parse(JSON.stringify(entry)) as Entry

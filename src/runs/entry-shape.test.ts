import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { asRead, someAsk, someEntry } from '../../test/runs/entries.ts'
import { askShape, entryShape } from './entry-shape.ts'
import { faultText } from './shape.ts'

it('every entry is one, written and read', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(someEntry, (entry) => {
      seen.add(entry.kind)
      expect(entryShape.fault(entry)).toBeUndefined()
      expect(entryShape.fault(asRead(entry))).toBeUndefined()
    }),
    { numRuns: 1000, seed: 1 },
  )
  expect([...seen].sort()).toEqual([...entryShape.names].sort())
})

it('every ask is one', () => {
  fc.assert(
    fc.property(someAsk, (ask) => askShape.fault(ask) === undefined),
    runs(100),
  )
})

it.each<[unknown, string]>([
  [null, 'it should be a mapping'],
  [[], 'it should be a mapping'],
  [{}, 'kind should be one of begun, taken, intended'],
  [{ kind: 'constructor' }, 'kind should be one of'],
  [{ kind: 'moved' }, 'subject should be text'],
  [{ kind: 'moved', subject: 1 }, 'subject should be text'],
  [JSON.parse('{"kind":"moved","subject":"1","__proto__":{}}'), '__proto__ should be nothing'],
  [{ kind: 'intended', subject: '1', batch: -1, moving: [] }, 'batch should be a whole number'],
  [
    { kind: 'intended', subject: '1', batch: 0, moving: [{ from: '1', ids: ['a', 2] }] },
    'moving.0.ids.1 should be text',
  ],
  [{ kind: 'watched', subject: '1', seconds: -1 }, 'seconds should be a number'],
  [{ kind: 'asked', ask: { what: 'approve' }, by: 'a', id: '1' }, 'ask.name should be text'],
  [
    { kind: 'asked', ask: { what: 'dance' }, by: 'a', id: '1' },
    'ask.what should be pause, resume, undo or abort',
  ],
  [{ kind: 'asked', ask: { what: 'pause', name: 'x' }, by: 'a', id: '1' }, 'ask.name should be nothing'],
  [{ kind: 'halted', because: { kind: 'bored' } }, 'because.kind should be one of asked, failed'],
  [
    { kind: 'halted', because: { kind: 'drifted', differences: [{}] } },
    'because.differences.0.group should be text',
  ],
])('%j: %s', (value, text) => {
  const fault = entryShape.fault(value)
  expect(fault && faultText(fault)).toContain(text)
})

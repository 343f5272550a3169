import { describe, expect, it } from 'vitest'
import { entryTeller } from '../../src/cli/runs/entry-teller.ts'
import { type Entry, groupKey, Progress, type Route } from '../../src/execute/index.ts'

const key = groupKey({ policy: 'demo', scope: 'eu', component: 'server' })
const route: Route = {
  digest: 'd'.repeat(64),
  groups: [
    {
      ...{ key, policy: 'demo', scope: 'eu', component: 'server', neighbours: [key] },
      parts: [{ version: '1.0.0', count: 1 }],
    },
  ],
  stages: [
    {
      ...{ id: '1', group: key, parts: undefined, from: ['1.0.0'], to: '1.1.0', count: 1, batch: 1 },
      ...{ canary: undefined, mode: 'rolling', needs: [], together: [], gates: [], soak_s: 0 },
      ...{ delivers: undefined, undo: { closed: undefined, tasks: [] } },
    },
  ],
  tasks: [],
  maxParallel: undefined,
}
const moved = (from: string): readonly Entry[] => [
  { kind: 'intended', subject: '1', batch: 1, moving: [{ from, ids: ['a'] }] },
  { kind: 'moved', subject: '1' },
  { kind: 'settled', subject: '1' },
]
const entries: readonly Entry[] = [
  { kind: 'begun', run: 'r', digest: route.digest },
  ...moved('1.0.0'),
  { kind: 'asked', ask: { what: 'undo' }, by: 'ada', id: 'u1' },
  { kind: 'turned', kept: [] },
  ...moved('1.0.0'),
  { kind: 'finished', subject: '1' },
]

const tell = (telling: { readonly where?: string; readonly format: 'text' | 'json' }): readonly string[] => {
  let out = ''
  const write = (text: string): void => {
    out += text
  }
  const teller = entryTeller(new Progress(route), { run: 'r', ...telling }, { write, colour: false })
  entries.forEach((entry, i) => {
    teller({ seq: i + 1, at: Date.UTC(2026, 10, 21, 12, 0, i), entry })
  })
  return out.trimEnd().split('\n')
}

describe('the log of a run that goes back', () => {
  it('says of each batch which way it went', () => {
    expect(tell({ format: 'text', where: 'eu' })).toEqual([
      `2026-11-21 12:00:01Z  eu  1   ${key} → 1.1.0 from 1.0.0: a`,
      '2026-11-21 12:00:03Z  eu  1   ✓ batch is there, and ready',
      '2026-11-21 12:00:04Z  eu  ! undo was asked, by ada',
      '2026-11-21 12:00:05Z  eu  ! goes back',
      `2026-11-21 12:00:06Z  eu  1   ${key} → 1.0.0 from 1.1.0: a`,
      '2026-11-21 12:00:08Z  eu  1   ✓ batch is there, and ready',
      `2026-11-21 12:00:09Z  eu  1   ✓ ${key} → 1.0.0`,
    ])
  })

  it('is all of it as JSON, a document per entry', () => {
    const documents = tell({ format: 'json' }).map((line): unknown => JSON.parse(line))
    expect(documents).toHaveLength(entries.length)
    expect(documents[1]).toMatchObject({ kind: 'RunEvent', run: 'r', at: '2026-11-21T12:00:01.000Z' })
  })
})

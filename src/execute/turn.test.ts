import { describe, expect, it } from 'vitest'
import type { Entry } from './entry.ts'
import { Progress } from './progress.ts'
import type { Route, RouteStage } from './route.ts'
import { turnOf } from './turn.ts'

/** A server that goes 1.0.0 → 1.1.0 → 1.2.0; what is said of the way back of the first stage differs. */
const routeWith = (undo: Partial<RouteStage['undo']>): Route => {
  const stage = (id: string, from: string, to: string, needs: readonly string[]): RouteStage => ({
    ...{ id, group: 'mill/wheel', parts: undefined, from: [from], to, count: 1, batch: 1, needs },
    ...{ canary: undefined, mode: 'rolling', together: [], gates: [], soak_s: 0, delivers: undefined },
    undo: { closed: undefined, tasks: [], ...(id === '1' && undo) },
  })
  return {
    ...{ digest: 'd', tasks: [], maxParallel: undefined },
    groups: [
      {
        ...{ key: 'mill/wheel', policy: 'mill', scope: '', component: 'wheel', neighbours: ['mill/wheel'] },
        parts: [{ version: '1.0.0', count: 1 }],
      },
    ],
    stages: [stage('1', '1.0.0', '1.1.0', []), stage('2', '1.1.0', '1.2.0', ['1'])],
  }
}

const intended = (subject: string, from: string): Entry => ({
  ...{ kind: 'intended', subject, batch: 1 },
  moving: [{ from, ids: ['w'] }],
})
const first: readonly Entry[] = [
  intended('1', '1.0.0'),
  { kind: 'moved', subject: '1' },
  { kind: 'settled', subject: '1' },
  { kind: 'finished', subject: '1' },
]
const second: readonly Entry[] = [...first, intended('2', '1.1.0'), { kind: 'moved', subject: '2' }]

const turned = (undo: Partial<RouteStage['undo']>, entries: readonly Entry[]) => {
  const progress = new Progress(routeWith(undo))
  for (const entry of entries) progress.take(entry)
  return turnOf(progress)
}
const until = { stage: '2', because: 'data remembers' }

describe('turning back', () => {
  it.each([
    ['takes all back whose way is open', {}, second, { kind: 'turned', kept: [] }],
    ['turns where nothing has begun', {}, [], { kind: 'turned', kept: [] }],
    ['takes a stage back before what closes it has begun', { until }, first, { kind: 'turned', kept: [] }],
    ['keeps it afterwards', { until }, second, { kind: 'turned', kept: ['1'] }],
    [
      'does not turn where nothing can go back',
      { closed: 'there is no way' },
      first,
      { kind: 'halted', because: { kind: 'no-way-back', subject: '1', because: 'there is no way' } },
    ],
  ] as const)('%s', (_, undo, entries, expected) => {
    expect(turned(undo, entries)).toEqual(expected)
  })
})

it('keeps what goes together with a stage that has no way back', () => {
  const route = routeWith({})
  const [a, b] = route.stages as [RouteStage, RouteStage]
  const joint: Route = {
    ...route,
    stages: [
      { ...a, together: ['2'], undo: { closed: undefined, tasks: [] } },
      { ...b, group: 'mill/stone', needs: [], together: ['1'], undo: { closed: 'no way back', tasks: [] } },
    ],
    groups: [...route.groups, { ...(route.groups[0] as Route['groups'][number]), key: 'mill/stone' }],
  }
  const progress = new Progress(joint)
  for (const subject of ['1', '2'])
    for (const entry of [
      intended(subject, '1.0.0'),
      { kind: 'moved', subject },
      { kind: 'settled', subject },
    ] as const)
      progress.take(entry as Entry)
  expect(turnOf(progress)).toEqual({
    kind: 'halted',
    because: { kind: 'no-way-back', subject: '2', because: 'no way back' },
  })
})

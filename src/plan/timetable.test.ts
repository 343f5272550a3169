import { describe, expect, it } from 'vitest'
import { readCalendar, utc } from '../calendar/index.ts'
import type { Takes, Timing } from './request.ts'
import type { Stage } from './stage.ts'
import type { Task } from './tasks.ts'
import { timetableOf } from './timetable.ts'

interface Written {
  readonly of: string
  readonly needs?: readonly string[]
  readonly together?: readonly string[]
  readonly batches?: number
  readonly canary?: number
  readonly scope?: string
  readonly delivers?: string
}

const stagesOf = (written: readonly Written[]): readonly Stage[] =>
  written.map(
    ({ of, needs = [], together = [], batches = 1, canary, scope = 'prod', delivers }, i) =>
      ({
        ...{ id: String(i + 1), policy: 'mesh', component: of, scope, needs, together, batches },
        ...(canary !== undefined && { canary }),
        ...(delivers !== undefined && { delivers: { component: delivers } }),
      }) as unknown as Stage,
  )

const task = (id: string, name: string, stage: string, needs: readonly string[]): Task =>
  ({
    id,
    name,
    policy: 'mesh',
    scope: 'prod',
    stage,
    needs,
    when: 'before',
    what: '',
    run: [],
  }) as unknown as Task

const takes = (times: Readonly<Record<string, number>>): Takes[] =>
  Object.entries(times).map(([of, seconds]) => ({ policy: 'mesh', of, seconds }))

const timing = (
  batches: Readonly<Record<string, number>>,
  soaks: Readonly<Record<string, number>> = {},
): Timing => ({
  ...{ start: undefined, zone: utc, calendars: [] },
  batches: takes(batches),
  soaks: takes(soaks),
})

/** `1 0-30, 2 30-35; 35 by 1 2`: offsets in seconds, the whole, the longest chain. */
function told(
  stages: readonly Written[],
  times: Timing,
  more: { tasks?: readonly Task[]; maxParallel?: number } = {},
) {
  const { tasks = [], ...wishes } = more
  const table = timetableOf(stagesOf(stages), tasks, { policies: [], timing: times, wishes })
  if (table === undefined) return 'nothing'
  const runs = table.stages.map(({ stage, run, isExact }) =>
    run === undefined ? `${stage} never` : `${stage} ${run.begins}-${run.ends}${isExact ? '' : '?'}`,
  )
  return `${runs.join(', ')}; ${table.seconds}${table.untimed.length > 0 ? '+' : ''} by ${table.chain.join(' ')}`
}

describe('when stages run', () => {
  const hubs = { of: 'hub', batches: 3 }
  const leaves = { of: 'leaf', batches: 4, needs: ['1'] }

  it.each<[string, readonly Written[], Timing, { tasks?: readonly Task[]; maxParallel?: number }, string]>([
    ['one after the other', [hubs, leaves], timing({ hub: 10, leaf: 5 }), {}, '1 0-30, 2 30-50; 50 by 1 2'],
    [
      'watched before others begin',
      [hubs, leaves],
      timing({ hub: 10, leaf: 5 }, { hub: 7 }),
      {},
      '1 0-37, 2 37-57; 57 by 1 2',
    ],
    [
      'watched after a canary too',
      [{ ...hubs, canary: 1 }, leaves],
      timing({ hub: 10, leaf: 5 }, { hub: 7 }),
      {},
      '1 0-44, 2 44-64; 64 by 1 2',
    ],
    [
      'nobody says how long leaves take',
      [hubs, leaves],
      timing({ hub: 10 }),
      {},
      '1 0-30, 2 30-30?; 30+ by 1',
    ],
    ['nor hubs, which come first', [hubs, leaves], timing({ leaf: 5 }), {}, '1 0-0?, 2 0-20?; 20+ by 1 2'],
    [
      'side by side',
      [hubs, { ...leaves, needs: [] }],
      timing({ hub: 10, leaf: 5 }),
      {},
      '1 0-30, 2 0-20; 30 by 1',
    ],
    [
      'one at a time, the longer first',
      [{ ...leaves, needs: [] }, hubs],
      timing({ hub: 10, leaf: 5 }),
      { maxParallel: 1 },
      '1 30-50, 2 0-30; 50 by 2 1',
    ],
    [
      'alike ones in their order',
      [hubs, hubs, hubs],
      timing({ hub: 10 }),
      { maxParallel: 2 },
      '1 0-30, 2 0-30, 3 30-60; 60 by 1 3',
    ],
    [
      'what has more behind it first',
      [hubs, { of: 'leaf' }, { ...hubs, needs: ['2'] }],
      timing({ hub: 10, leaf: 5 }),
      { maxParallel: 1 },
      '1 5-35, 2 0-5, 3 35-65; 65 by 2 1 3',
    ],
    [
      'a limit, and some of it not known: all the work shared',
      [hubs, hubs, hubs, { of: 'leaf' }],
      timing({ hub: 10 }),
      { maxParallel: 2 },
      '1 0-30, 2 0-30, 3 0-30, 4 0-0?; 45+ by 1',
    ],
    [
      'together: the slowest counts, one place',
      [{ ...hubs, batches: 1, together: ['2'] }, { of: 'leaf', together: ['1'] }, hubs],
      timing({ hub: 10, leaf: 25 }),
      { maxParallel: 2 },
      '1 0-25, 2 0-25, 3 0-30; 30 by 3',
    ],
    [
      'a chart by what it delivers',
      [{ of: 'chart', delivers: 'hub', batches: 2 }],
      timing({ hub: 10 }),
      {},
      '1 0-20; 20 by 1',
    ],
    [
      'a task that nobody times',
      [hubs, { ...leaves, needs: ['2a'] }],
      timing({ hub: 10, leaf: 5 }),
      { tasks: [task('2a', 'migrate', '2', ['1'])] },
      '1 0-30, 2 30-50?; 50+ by 1 2a 2',
    ],
    [
      'a task that somebody does',
      [hubs, { ...leaves, needs: ['2a'] }],
      timing({ hub: 10, leaf: 5, migrate: 60 }),
      { tasks: [task('2a', 'migrate', '2', ['1'])], maxParallel: 1 },
      '1 0-30, 2 90-110; 110 by 1 2a 2',
    ],
  ])('%s', (_, stages, times, more, expected) => {
    expect(told(stages, times, more)).toBe(expected)
  })

  it('is nothing that anybody could tell, where nobody says anything', () => {
    expect(timetableOf(stagesOf([hubs]), [], { policies: [], wishes: { maxParallel: 2 } })).toBeUndefined()
  })

  it('is told by the clocks of the calendar, with the stages that never run', () => {
    const text = `apiVersion: interlock.dev/v1alpha1
kind: Calendar
timezone: Europe/Berlin
windows: [{ days: [tue], from: "09:00", to: "09:25" }]
`
    const read = readCalendar(text, 'calendar.yaml')
    if (!read.ok) throw new Error(JSON.stringify(read.problem))
    const calendars = [read.value]
    const start = Date.parse('2026-11-21T00:00Z') / 1000
    const times = { ...timing({ hub: 600, leaf: 1800 }), calendars, zone: read.value.zone, start }
    const request = { policies: [], timing: times, wishes: {} }
    const table = timetableOf(stagesOf([hubs, leaves, { ...hubs, needs: ['2'] }]), [], request)
    expect(table).toMatchObject({
      start: '2026-11-21T01:00:00+01:00',
      begins: undefined,
      finish: undefined,
      seconds: undefined,
      timezone: 'Europe/Berlin',
      calendars: ['calendar.yaml'],
      refused: [{ stages: ['2'], refusal: { kind: 'too-long', seconds: 1800, longest: 1500 } }],
    })
    expect(table?.stages.map(({ run }) => run?.clock)).toEqual([
      { begins: '2026-11-24T09:00:00+01:00', ends: '2026-12-01T09:10:00+01:00' },
      undefined,
      undefined,
    ])
  })

  it('begins what waits for a wave once that was watched', () => {
    const stages = stagesOf([hubs, { ...hubs, needs: ['w1'] }])
    const watch = { ...task('w1', 'wave', '2', ['1']), scope: '', soak_s: 7200 }
    const request = { policies: [], timing: timing({ hub: 60 }), wishes: {} }
    const table = timetableOf(stages, [watch], request)
    expect(table).toMatchObject({ untimed: [] })
    const [first, second] = table?.stages ?? []
    expect((second?.run?.begins ?? 0) - (first?.run?.ends ?? 0)).toBe(7200)
  })

  it('lets tasks that only watch go on outside windows, and no others', () => {
    const text = `apiVersion: interlock.dev/v1alpha1
kind: Calendar
timezone: UTC
windows: [{ from: "09:00", to: "10:00" }]
`
    const read = readCalendar(text, 'calendar.yaml')
    if (!read.ok) throw new Error(JSON.stringify(read.problem))
    const start = Date.parse('2026-11-24T00:00Z') / 1000
    const stages = stagesOf([hubs, { ...hubs, needs: ['w1'] }, { ...hubs, needs: ['3a'] }])
    const watch = { ...task('w1', 'wave', '2', ['1']), scope: '' }
    const request = {
      policies: [],
      timing: { ...timing({ hub: 60, wave: 86_400, replace: 7200 }), calendars: [read.value], start },
      wishes: {},
    }
    const table = timetableOf(stages, [watch, task('3a', 'replace', '3', [])], request)
    expect(table?.stages.map(({ run }) => run?.clock?.begins)).toEqual([
      '2026-11-24T09:00:00Z',
      '2026-11-25T09:03:00Z',
      undefined,
    ])
    expect(table?.refused).toMatchObject([{ stages: ['3a'], refusal: { kind: 'too-long' } }])
  })
})

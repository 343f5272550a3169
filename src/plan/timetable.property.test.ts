import { describe, expect, it } from 'vitest'
import {
  calendarText,
  randomTimeWorld,
  type StageModel,
  simulate,
  type TimeWorld,
} from '../../test/oracle/timetable.ts'
import { readCalendar, utc } from '../calendar/index.ts'
import type { Timing } from './request.ts'
import type { Stage } from './stage.ts'
import { type Timetable, timetableOf } from './timetable.ts'

/*
 * The timetable against a simulation that walks through small random worlds minute by minute: windows, freezes, zones
 * whose clocks change, orders, limits. INTERLOCK_SEED=n runs one world, INTERLOCK_WORLDS=n as many.
 */

const isLong = process.env.INTERLOCK_LONG === '1'
const worlds = Number(process.env.INTERLOCK_WORLDS ?? (isLong ? 10_000 : 120))
const only = process.env.INTERLOCK_SEED
const seeds = only === undefined ? Array.from({ length: worlds }, (_, i) => i + 1) : [Number(only)]

const stageOf = ({ scope, needs, batches, hasCanary }: StageModel, i: number): Stage =>
  ({
    id: String(i + 1),
    policy: 'mesh',
    scope,
    component: `c${i + 1}`,
    needs: needs.map((need) => String(need + 1)),
    together: [],
    batches,
    ...(hasCanary && { canary: 1 }),
  }) as unknown as Stage

function timingOf({ calendars, start, stages }: TimeWorld): Timing {
  const read = calendars.map((calendar, i) => readCalendar(calendarText(calendar), `calendar-${i}.yaml`))
  const takes = (minutes: (stage: StageModel) => number | undefined): Timing['batches'] =>
    stages.flatMap((stage, i) => {
      const known = minutes(stage)
      return known === undefined ? [] : [{ policy: 'mesh', of: `c${i + 1}`, seconds: known * 60 }]
    })
  return {
    start: start * 60,
    zone: utc,
    calendars: read.map((one) => {
      if (!one.ok) throw new Error(JSON.stringify(one.problem))
      return one.value
    }),
    batches: takes(({ batch }) => batch),
    soaks: takes(({ soak }) => soak),
  }
}

function tableOf(world: TimeWorld): Timetable {
  const wishes = world.limit === undefined ? {} : { maxParallel: world.limit }
  const table = timetableOf(world.stages.map(stageOf), [], { policies: [], timing: timingOf(world), wishes })
  if (table === undefined) throw new Error('no timetable')
  return table
}

/** In minutes, of what ends in the weeks that the simulation walks through. */
const runsOf = (table: Timetable) =>
  table.stages.map(({ run }) =>
    run === undefined ? undefined : { begins: run.begins / 60, worked: run.worked / 60, ends: run.ends / 60 },
  )

const note = (seed: number, world: TimeWorld): string =>
  `INTERLOCK_SEED=${seed}\n${JSON.stringify(world, null, 1)}`

describe('timetables', () => {
  it(`are what happens minute by minute, in ${seeds.length} worlds`, () => {
    let complete = 0
    for (const seed of seeds) {
      const world = randomTimeWorld(seed)
      if (world.stages.some(({ batch }) => batch === undefined)) continue
      const walked = simulate(world)
      const found = runsOf(tableOf(world))
      // What the simulation does not see the end of keeps its place for longer than it walks.
      if (walked.includes(undefined) && world.limit !== undefined) continue
      for (const [i, run] of walked.entries()) {
        if (run === undefined) continue
        complete++
        expect(found[i], `stage ${i + 1}, ${note(seed, world)}`).toEqual(run)
      }
    }
    if (only === undefined) expect(complete).toBeGreaterThan(seeds.length * 2)
  })

  it('are bounds, and said to be, where nobody says how long something takes', () => {
    let tried = 0
    for (const seed of seeds) {
      const world = randomTimeWorld(seed)
      if (world.stages.every(({ batch }) => batch !== undefined)) continue
      const bound = tableOf(world)
      for (const length of [1, 25, 240]) {
        const stages = world.stages.map((stage, i) => ({
          ...stage,
          batch: stage.batch ?? 1 + ((length * (i + 3)) % 97),
        }))
        const real = tableOf({ ...world, stages })
        if (real.seconds === undefined) continue
        tried++
        expect(bound.seconds, note(seed, world)).toBeLessThanOrEqual(real.seconds)
        for (const [i, { run, isExact }] of bound.stages.entries()) {
          const made = real.stages[i]?.run
          expect(run?.begins, note(seed, world)).toBeLessThanOrEqual(made?.begins ?? 0)
          if (isExact && world.limit === undefined) expect(run, note(seed, world)).toEqual(made)
        }
      }
    }
    if (only === undefined) expect(tried).toBeGreaterThan(seeds.length / 10)
  })

  it('have a longest chain: each of it begins when it may after the one before, the last one ends the plan', () => {
    for (const seed of seeds) {
      const world = randomTimeWorld(seed)
      const table = tableOf(world)
      if (table.seconds === undefined) continue
      const runs = table.chain.map((id) => table.stages[Number(id) - 1]?.run)
      const last = Math.max(...table.stages.map(({ run }) => run?.ends ?? 0))
      expect(runs.at(-1)?.ends, note(seed, world)).toBe(last)
      for (const [i, run] of runs.slice(1).entries())
        expect(run?.begins, note(seed, world)).toBeGreaterThanOrEqual(runs[i]?.ends ?? 0)
      if (world.limit !== undefined) continue
      for (const [i, id] of table.chain.entries()) {
        const needs = world.stages[Number(id) - 1]?.needs ?? []
        const before = table.chain[i - 1]
        if (before === undefined) expect(needs, note(seed, world)).toEqual([])
        else expect(needs, note(seed, world)).toContain(Number(before) - 1)
      }
    }
  })

  it('are the same without a limit and with one that is never reached', () => {
    for (const seed of seeds) {
      const { limit: _, ...world } = randomTimeWorld(seed)
      const limited = { ...world, limit: world.stages.length }
      expect(tableOf(limited), note(seed, limited)).toEqual(tableOf({ ...world, limit: undefined }))
    }
  })
})

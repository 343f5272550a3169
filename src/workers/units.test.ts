import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { groupKey, type Route, type RouteGroup, type RouteStage, type RouteTask } from '../execute/index.ts'
import { type Unit, type Units, unitsOf } from './units.ts'

/*
 * Routes in short: `a1 a2<a1 b1 | w1<a2,b1 : c1<w1`. A stage is the letter of its group and a number; `w` watches, `t` does something.
 * Groups are tied by `ties`.
 */
function routeOf(steps: string, ties: readonly string[] = []): Route {
  const read = steps.split(' ').map((step) => {
    const [id = '', needs = ''] = step.split('<')
    return { id, needs: needs === '' ? [] : needs.split(',') }
  })
  const isTask = ({ id }: { id: string }): boolean => /^[wt]/.test(id)
  const stages = read.filter((step) => !isTask(step))
  const letters = [...new Set([...stages.map(({ id }) => id.charAt(0)), ...ties.flatMap((tie) => [...tie])])]
  const keyOf = (letter: string): string => groupKey({ policy: 'p', scope: letter, component: 'c' })
  return {
    ...{ digest: 'd', maxParallel: undefined },
    groups: letters.map((letter): RouteGroup => {
      const tied = ties.filter((tie) => tie.includes(letter)).flatMap((tie) => [...tie])
      return {
        ...{ key: keyOf(letter), policy: 'p', scope: letter, component: 'c' },
        ...{ parts: [{ version: '1', count: 1 }], neighbours: [letter, ...tied].map(keyOf) },
      }
    }),
    stages: stages.map(
      ({ id, needs }): RouteStage => ({
        ...{
          id,
          needs,
          group: keyOf(id.charAt(0)),
          parts: undefined,
          from: ['1'],
          to: '2',
          count: 1,
          batch: 1,
        },
        ...{ canary: undefined, mode: 'rolling', together: [], gates: [], soak_s: 0, delivers: undefined },
        undo: { closed: undefined, tasks: [] },
      }),
    ),
    tasks: read.filter(isTask).map(({ id, needs }): RouteTask => {
      const behind = stages.find((one) => one.needs.includes(id))?.id
      const ahead = reach(id, (one) => read.find((step) => step.id === one)?.needs ?? [])
      const stage = behind ?? stages.find((one) => ahead.has(one.id))?.id ?? ''
      const soak_s = id.startsWith('w') ? 60 : undefined
      return { ...{ id, needs, stage, soak_s }, name: id, what: id, run: [], isManual: false }
    }),
  }
}

/** The units in the same short form, with the numbers of those that they wait for. */
const told = ({ units, vanguards }: Units): readonly string[] =>
  units.map(({ number, route, needs: ahead }) => {
    const needs = ahead.flatMap((one) => vanguards[one]?.members ?? []).sort((a, b) => a - b)
    const steps = [...route.stages, ...route.tasks].map(({ id, needs: own }) =>
      own.length === 0 ? id : `${id}<${own.join(',')}`,
    )
    return `${number}: ${steps.join(' ')}${needs.length === 0 ? '' : ` after ${needs.join(',')}`}`
  })

describe('a route is cut', () => {
  it.each<[string, string, readonly string[], readonly string[]]>([
    ['nowhere, where it is one group', 'a1 a2<a1', [], ['0: a1 a2<a1']],
    ['between groups that nothing ties', 'a1 b1 c1', [], ['0: a1', '1: b1', '2: c1']],
    ['not between groups that rules tie', 'a1 b1 c1', ['ac'], ['0: a1 c1', '1: b1']],
    ['not where a stage needs another', 'a1 b1<a1 c1', [], ['0: a1 b1<a1', '1: c1']],
    ['not by a task that does something', 'a1 b1<t1 t1<a1', [], ['0: a1 b1<t1 t1<a1']],
    [
      'by a task that watches: each watches its own, and those behind wait for all of them',
      'a1 b1 w1<a1,b1 c1<w1 d1<w1',
      [],
      ['0: a1 w1<a1', '1: b1 w1<b1', '2: c1 after 0,1', '3: d1 after 0,1'],
    ],
    [
      'by one after the other',
      'a1 w1<a1 b1<w1 w2<b1,w1 c1<w2',
      [],
      ['0: a1 w1<a1', '1: b1 w2<b1 after 0', '2: c1 after 0,1'],
    ],
    [
      'not where both would have to wait for each other',
      'a1 b1 w1<a1,b1 a2<w1,a1 b2<w1,b1 c1',
      [],
      ['0: a1 b1 a2<w1,a1 b2<w1,b1 w1<a1,b1', '1: c1'],
    ],
    [
      'and not what waits for a watch that only waits for another one',
      'a1 w1<a1 w2<w1 a2<w2 b1',
      [],
      ['0: a1 a2<w1 w1<a1', '1: b1'],
    ],
    ['and a watch inside stays', 'a1 w1<a1 a2<w1 b1', [], ['0: a1 a2<w1 w1<a1', '1: b1']],
  ])('%s', (_, steps, ties, expected) => {
    expect(told(unitsOf(routeOf(steps, ties)))).toEqual(expected)
  })

  it('so that what is told grows with the fleet, however many wait for however many', () => {
    const sizeOf = (count: number): number => {
      const letters = Array.from({ length: count }, (_, i) => String.fromCodePoint(0x4e00 + i))
      const [first, second] = [letters.slice(0, count / 2), letters.slice(count / 2)]
      const ahead = first.map((letter) => `${letter}1`)
      const behind = second.map((letter) => `${letter}1<w1`)
      const { units, vanguards } = unitsOf(routeOf([...ahead, `w1<${ahead.join(',')}`, ...behind].join(' ')))
      expect(units).toHaveLength(count)
      return (
        units.reduce((sum, { needs }) => sum + needs.length, 0) +
        vanguards.flatMap((one) => one.members).length
      )
    }
    expect(sizeOf(40)).toBe(40)
    expect(sizeOf(400)).toBe(400)
  })

  const randomRoute = fc
    .record({
      steps: fc.array(
        fc.record({
          letter: fc.constantFrom(...'abcdewt'),
          needs: fc.uniqueArray(fc.nat(11), { maxLength: 3 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      ties: fc.subarray(['ab', 'bc', 'de']),
    })
    .map(({ steps, ties }) => {
      const names: string[] = []
      const texts = steps.map(({ letter, needs }, i) => {
        const before = needs.filter((need) => need < i).map((need) => names[need])
        // Something comes before a task, or there would be no stage that it belongs to.
        names.push(`${before.length === 0 && 'wt'.includes(letter) ? 'a' : letter}${i}`)
        return before.length === 0 ? names[i] : `${names[i]}<${before.join(',')}`
      })
      return { text: texts.join(' '), ties }
    })
  const isSteady = ({ soak_s }: { soak_s?: number | undefined }): boolean => soak_s === undefined
  const steadyOf = ({ stages, tasks }: Route): readonly string[] =>
    [...stages, ...tasks.filter(isSteady)].map(({ id }) => id)

  it('so that each step is in one unit, after all that it came after before', () => {
    fc.assert(
      fc.property(randomRoute, ({ text, ties }) => {
        const route = routeOf(text, ties)
        const { units, vanguards } = unitsOf(route)
        expect(units.flatMap((unit) => steadyOf(unit.route)).sort()).toEqual([...steadyOf(route)].sort())
        const needs = new Map([...route.stages, ...route.tasks].map((one) => [one.id, one.needs]))
        const inside = new Map(
          units.flatMap((unit) => steadyOf(unit.route).map((id) => [id, unit.number] as const)),
        )
        for (const id of steadyOf(route)) {
          const own = inside.get(id) ?? -1
          const waits = reach(own, (number) => aheadOf({ units, vanguards }, number))
          const ahead = reach(id, (one) => needsIn(units[own], one))
          for (const earlier of reach(id, (one) => needs.get(one) ?? [])) {
            const its = inside.get(earlier)
            if (its === undefined) continue
            expect(
              its === own ? ahead.has(earlier) : waits.has(its),
              `${earlier} before ${id}: ${told({ units, vanguards }).join('; ')}`,
            ).toBe(true)
          }
        }
      }),
      runs(100),
    )
  })

  it('so that a unit speaks of nothing that is not in it', () => {
    fc.assert(
      fc.property(randomRoute, ({ text, ties }) => {
        const cut = unitsOf(routeOf(text, ties))
        for (const { number, route } of cut.units) {
          const ids = new Set([...route.stages, ...route.tasks].map(({ id }) => id))
          const keys = new Set(route.groups.map(({ key }) => key))
          for (const one of [...route.stages, ...route.tasks])
            expect(one.needs.filter((id) => !ids.has(id))).toEqual([])
          for (const { group } of route.stages) expect(keys).toContain(group)
          for (const { neighbours } of route.groups)
            expect(neighbours.filter((key) => !keys.has(key))).toEqual([])
          for (const { stage } of route.tasks) expect(route.stages.map(({ id }) => id)).toContain(stage)
          expect(aheadOf(cut, number)).not.toContain(number)
        }
      }),
      runs(100),
    )
  })
})

/** The units that one waits for. */
const aheadOf = ({ units, vanguards }: Units, number: number): readonly number[] =>
  (units[number]?.needs ?? []).flatMap((one) => vanguards[one]?.members ?? [])

/** All that something leads to, by any number of steps. */
function reach<N>(from: N, next: (node: N) => readonly N[]): ReadonlySet<N> {
  const seen = new Set<N>(next(from))
  for (const node of seen) for (const other of next(node)) seen.add(other)
  return seen
}

const needsIn = (unit: Unit | undefined, id: string): readonly string[] =>
  [...(unit?.route.stages ?? []), ...(unit?.route.tasks ?? [])].find((one) => one.id === id)?.needs ?? []

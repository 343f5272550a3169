import type { Stage } from '../../src/plan/index.ts'
import { componentOf, targetOf } from '../oracle/model.ts'
import type { Random } from '../oracle/random.ts'
import { readVersion } from '../oracle/versions.ts'
import type { World } from '../oracle/world.ts'
import { schemeOf } from './worlds.ts'

export interface Mutant {
  /** What was done to the plan, in words. */
  readonly how: string
  readonly stages: readonly Stage[]
}

/** A plan with something changed in it: mostly for the worse, sometimes it is as good as before. */
export function mutant(world: World, stages: readonly Stage[], random: Random): Mutant | undefined {
  const change = random.pick([
    dropNeed,
    dropNeed,
    dropNeed,
    looseAll,
    turnAround,
    merge,
    merge,
    otherStop,
    wait,
    join,
  ])
  return change(world, stages, random)
}

type Change = (world: World, stages: readonly Stage[], random: Random) => Mutant | undefined

const replaced = (stages: readonly Stage[], ...changed: readonly Stage[]): readonly Stage[] =>
  stages.map((stage) => changed.find(({ id }) => id === stage.id) ?? stage)

const edges = (stages: readonly Stage[]): readonly (readonly [Stage, Stage])[] =>
  stages.flatMap((later) =>
    stages.flatMap((earlier): [Stage, Stage][] =>
      later.needs.includes(earlier.id) ? [[earlier, later]] : [],
    ),
  )

function pickFrom<T>(random: Random, list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : random.pick(list)
}

const dropNeed: Change = (_, stages, random) => {
  const [earlier, later] = pickFrom(random, edges(stages)) ?? []
  if (earlier === undefined || later === undefined) return undefined
  const needs = later.needs.filter((id) => id !== earlier.id)
  return {
    how: `${later.id} no longer waits for ${earlier.id}`,
    stages: replaced(stages, { ...later, needs }),
  }
}

/** What another group has to do with it is forgotten; a group still goes stop by stop. */
const looseAll: Change = (_, stages) => ({
  how: 'groups no longer wait for each other',
  stages: stages.map((stage) => {
    const needs = stages.filter((other) => stage.needs.includes(other.id) && isSameGroup(other, stage))
    return { ...stage, needs: needs.map(({ id }) => id) }
  }),
})

const isSameGroup = (a: Stage, b: Stage): boolean => a.component === b.component && a.scope === b.scope

const turnAround: Change = (_, stages, random) => {
  const apart = edges(stages).filter(([earlier, later]) => !isSameGroup(earlier, later))
  const [earlier, later] = pickFrom(random, apart) ?? []
  if (earlier === undefined || later === undefined) return undefined
  return {
    how: `${earlier.id} waits for ${later.id}, not the reverse`,
    stages: replaced(
      stages,
      { ...later, needs: later.needs.filter((id) => id !== earlier.id) },
      { ...earlier, needs: [...earlier.needs, later.id] },
    ),
  }
}

/** Two stages of a group become one, that does not stop between them. */
const merge: Change = (_, stages, random) => {
  const chains = stages.flatMap((first) =>
    stages.flatMap((second): [Stage, Stage][] =>
      isSameGroup(first, second) &&
      second.from.length === 1 &&
      second.from[0]?.text === first.to.text &&
      second.count === first.count
        ? [[first, second]]
        : [],
    ),
  )
  const [first, second] = pickFrom(random, chains) ?? []
  if (first === undefined || second === undefined) return undefined
  const needs = [...new Set([...first.needs, ...second.needs])].filter((id) => id !== first.id)
  return {
    how: `${first.id} and ${second.id} in one`,
    stages: stages
      .filter(({ id }) => id !== first.id)
      .map((stage) => {
        if (stage.id === second.id) return { ...second, from: first.from, needs }
        return { ...stage, needs: stage.needs.map((id) => (id === first.id ? second.id : id)) }
      }),
  }
}

/** Instances of a group that go to one version, one after the other, go at once. */
const join: Change = (_, stages, random) => {
  const couples = stages.flatMap((second) =>
    stages.flatMap((first): [Stage, Stage][] =>
      isSameGroup(first, second) &&
      first.part !== second.part &&
      first.to.text === second.to.text &&
      first !== second
        ? [[first, second]]
        : [],
    ),
  )
  const [first, second] = pickFrom(random, couples) ?? []
  if (first?.part === undefined || second?.part === undefined) return undefined
  const from = [
    ...second.from,
    ...first.from.filter(({ text }) => second.from.every((one) => one.text !== text)),
  ]
  const joined = {
    ...second,
    part: [...new Set(`${first.part}, ${second.part}`.split(', '))].sort().join(', '),
    from,
    count: first.count + second.count,
    needs: [...new Set([...first.needs, ...second.needs])].filter(
      (id) => id !== first.id && id !== second.id,
    ),
  }
  return {
    how: `${first.id} and ${second.id} at once`,
    stages: replaced(stages, joined)
      .filter(({ id }) => id !== first.id)
      .map((stage) => {
        const needs = stage.needs.map((id) => (id === first.id ? second.id : id))
        return stage.id === second.id ? stage : { ...stage, needs: [...new Set(needs)] }
      }),
  }
}

/** A stop at another release than the one that was chosen. */
const otherStop: Change = (world, stages, random) => {
  const stops = stages.filter(({ to, ...stage }) => to.text !== targetOf(world, stage))
  const stage = pickFrom(random, stops)
  if (stage === undefined) return undefined
  const { catalogue } = componentOf(world, stage.component)
  const rankOf = (text: string) => readVersion(text, []).rank
  // Whoever turns back is safe, maybe, but no plan is like that.
  const next = stages.find(
    (one) => isSameGroup(one, stage) && one.from.some(({ text }) => text === stage.to.text),
  )
  const end = rankOf((next ?? stage).to.text)
  const starts = stage.from.map(({ text }) => rankOf(text))
  const release = pickFrom(
    random,
    catalogue.filter(({ version, recalled }) => {
      const rank = rankOf(version)
      if (recalled || stages.some((one) => isSameGroup(one, stage) && one.to.text === version)) return false
      return starts.every((start) => Math.min(start, end) < rank && rank < Math.max(start, end))
    }),
  )
  const to = release && schemeOf(world, stage.component).parse(release.version)
  if (to?.ok !== true) return undefined
  const later = stages
    .filter((one) => isSameGroup(one, stage) && one.from.some(({ text }) => text === stage.to.text))
    .map((one) => ({
      ...one,
      from: one.from.map((from) => (from.text === stage.to.text ? to.value : from)),
    }))
  return {
    how: `${stage.id} stops at ${to.value.text}, not at ${stage.to.text}`,
    stages: replaced(stages, { ...stage, to: to.value }, ...later),
  }
}

/** One more need does no harm, unless two wait for each other. */
const wait: Change = (_, stages, random) => {
  const [stage, other] = [pickFrom(random, stages), pickFrom(random, stages)]
  if (stage === undefined || other === undefined || stage === other) return undefined
  return {
    how: `${stage.id} waits for ${other.id} too`,
    stages: replaced(stages, { ...stage, needs: [...stage.needs, other.id] }),
  }
}

/**
 * Whether the stages of each group come one after the other. Where they do not, the walk does not look any further:
 * what is at one place is not two things at once.
 */
export function isOrdered(stages: readonly Stage[]): boolean {
  const needs = (later: Stage, earlier: Stage, seen = new Set<string>()): boolean => {
    if (seen.has(later.id)) return false
    seen.add(later.id)
    return stages.some(
      (one) => later.needs.includes(one.id) && (one.id === earlier.id || needs(one, earlier, seen)),
    )
  }
  return stages.every((one) =>
    stages.every(
      (other) => one === other || !isSameGroup(one, other) || needs(one, other) || needs(other, one),
    ),
  )
}

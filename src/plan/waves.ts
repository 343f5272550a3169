import { groupBy, writeDuration } from '../base/index.ts'
import { type Group, type Limits, noLimits, type Wave, waveOf, wavesBefore } from '../fleet/index.ts'
import { compareVersions } from '../version/index.ts'
import { keyOf, orderOf } from './itinerary.ts'
import type { Stage } from './stage.ts'
import type { Task } from './tasks.ts'
import { Whereabouts } from './whereabouts.ts'

/*
 * Waves tie groups together that no rule does. A wave that waits is told as a task of its own: it needs the last stages of
 * the waves before it, and the first stages of the wave need it.
 */

/** The stages of each wave, by its name: those that move instances of it. Of a group they come in their order, or in `first`'s. */
export function stagesByWave<S extends Stage>(
  stages: readonly S[],
  groups: readonly Group[],
  waves: readonly Wave[],
  first?: (a: S, b: S) => number,
): ReadonlyMap<string, readonly S[]> {
  const byKey = new Map(groups.map((group) => [keyOf(group), group]))
  const found = new Map<string, Set<S>>(waves.map(({ name }) => [name, new Set()]))
  for (const [key, own] of groupBy(stages, keyOf)) {
    const group = byKey.get(key)
    if (group === undefined) continue
    const whereabouts = new Whereabouts(group)
    for (const stage of first === undefined ? own : own.toSorted(first)) {
      for (const [k, isMoving] of whereabouts.move(stage).entries()) {
        const part = group.parts[k]
        const wave = isMoving && part !== undefined ? waveOf(waves, group, part) : undefined
        if (wave !== undefined) found.get(wave.name)?.add(stage)
      }
    }
  }
  return new Map([...found].map(([name, members]) => [name, stages.filter((stage) => members.has(stage))]))
}

/** The stages with the waves that they wait for. */
export function withWaves(
  stages: readonly Stage[],
  tasks: readonly Task[],
  told: readonly Group[],
  { waves }: Limits,
): { readonly stages: readonly Stage[]; readonly tasks: readonly Task[] } {
  if (waves.length === 0) return { stages, tasks: [] }
  const membersOf = stagesByWave(stages, told, waves)
  const barriers: Task[] = []
  const waiting = new Map<string, string[]>()
  for (const wave of waves) {
    const members = membersOf.get(wave.name) ?? []
    const before = [...wavesBefore(waves, wave)].flatMap((name) => membersOf.get(name) ?? [])
    const [first] = members
    if (first === undefined || before.length === 0) continue
    const id = `w${barriers.length + 1}`
    const ends = lastOf(before)
    const watched = wave.soak_s === undefined ? '' : ` for ${writeDuration(wave.soak_s)}`
    const late = tasks.filter(({ stage, when }) => when === 'after' && before.some((one) => one.id === stage))
    barriers.push({
      id,
      name: 'wave',
      policy: first.policy,
      scope: '',
      rule: {
        name: `wave/${wave.name}`,
        says: `wave ${wave.name} begins when ${wave.after.join(' and ')} has arrived`,
        source: { title: 'the fleet', ref: wave.place?.file ?? '' },
      },
      what: `see that ${wave.after.join(' and ')} has arrived and is well${watched}, then begin with ${wave.name}`,
      run: [],
      soak_s: wave.soak_s ?? 0,
      stage: first.id,
      when: 'before',
      needs: [...ends.map((stage) => stage.id), ...late.map((task) => task.id)],
    })
    const ids = new Set(members.map((stage) => stage.id))
    // Who waits for another stage of the wave waits for what that one waits for.
    for (const stage of members)
      if (!stage.needs.some((need) => ids.has(need)))
        waiting.set(stage.id, [...(waiting.get(stage.id) ?? []), id])
  }
  return {
    stages: stages.map((stage) => {
      const more = waiting.get(stage.id)
      if (more === undefined) return stage
      const covered = new Set(barriers.flatMap(({ id, needs }) => (more.includes(id) ? needs : [])))
      return { ...stage, needs: [...stage.needs.filter((need) => !covered.has(need)), ...more] }
    }),
    tasks: barriers,
  }
}

/** Of each group the stages that nobody of the group follows. */
function lastOf(stages: readonly Stage[]): readonly Stage[] {
  const followed = new Set<string>()
  for (const own of groupBy(stages, keyOf).values()) {
    for (const stage of own) {
      const next = own.some((other) => other.from.some((from) => compareVersions(from, stage.to) === 0))
      if (next) followed.add(stage.id)
    }
  }
  return stages.filter(({ id }) => !followed.has(id))
}

/** The clusters, with those that go in waves made one. */
export function joinWaves(
  clusters: readonly (readonly Group[])[],
  { waves }: Limits,
): readonly (readonly Group[])[] {
  const isWaved = (cluster: readonly Group[]): boolean =>
    cluster.some((group) => group.parts.some((part) => waveOf(waves, group, part) !== undefined))
  const joined = clusters.filter(isWaved).flat()
  return [...(joined.length > 0 ? [joined] : []), ...clusters.filter((cluster) => !isWaved(cluster))]
}

/** The clusters in the order in which their first waves are told, so that plans read as they run. */
export function inWaveOrder(
  clusters: readonly (readonly Group[])[],
  { waves }: Limits = noLimits,
): readonly (readonly Group[])[] {
  if (waves.length === 0) return clusters
  const placeOf = (cluster: readonly Group[]): number =>
    Math.min(
      waves.length,
      ...cluster.flatMap((group) =>
        group.parts.flatMap((part) => {
          const wave = waveOf(waves, group, part)
          return wave === undefined ? [] : [waves.indexOf(wave)]
        }),
      ),
    )
  const places = new Map(clusters.map((cluster) => [cluster, placeOf(cluster)]))
  return clusters.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))
}

/** Whether stages that wait for each other in a circle would come of it. */
export function areCircular(stages: readonly Stage[], tasks: readonly Pick<Task, 'id' | 'needs'>[]): boolean {
  return orderOf(stages, tasks).troubles.some(({ kind }) => kind === 'circle')
}

import { targetOf } from '../oracle/model.ts'
import { readVersion } from '../oracle/versions.ts'
import type { World } from '../oracle/world.ts'

/*
 * What is known to be answered otherwise by the planner, and not mended yet: worlds of this kind are left out, and nothing
 * else is. Whoever mends one of these deletes it here.
 */

type Kind = (world: World) => boolean

/** Instances of a wave of their own that do not go just as the others of their group, or all of it stops at once. */
const canaries: Kind = (world) =>
  world.waves.some(({ parts }) => parts !== undefined) &&
  world.classes.some(
    (one) =>
      one.name !== undefined &&
      (world.mode === 'stopped' || one.version === targetOf(world, one) || isMixed(world, one)),
  )

const isMixed = ({ classes }: World, { component, scope, version }: World['classes'][number]): boolean =>
  classes.some((other) => other.component === component && other.scope === scope && other.version !== version)

const rankOf = (text: string): number => readVersion(text, []).rank

/** A version newer than a table beside one that is in none of its rows: the first column decides. */
const columns: Kind = (world) =>
  world.rules.some((rule) => {
    if (rule.kind !== 'table') return false
    const strangers = rule.of.map((name) => {
      const known = rule.rows.flatMap((row) => row[name] ?? []).map(rankOf)
      const { catalogue = [] } = world.components.find((one) => one.name === name) ?? {}
      const others = catalogue.map(({ version }) => rankOf(version)).filter((rank) => !known.includes(rank))
      const isNewer = (rank: number) => known.every((other) => other < rank)
      return { newer: others.some(isNewer), other: others.some((rank) => !isNewer(rank)) }
    })
    return strangers.some((a) => a.newer && strangers.some((b) => a !== b && b.other))
  })

/** Rules about the end, where nobody has to get there. */
const ends: Kind = ({ rules }) => rules.some((rule) => 'at' in rule && rule.at === 'rest')

/** Groups that nobody sends anywhere, with instances on both sides of where they could meet. */
const bothWays: Kind = (world) =>
  world.classes.some((one) => targetOf(world, one) === undefined && isMixed(world, one))

export const isOpen = {
  plans: (world: World): boolean => [canaries, columns].some((is) => is(world)),
  conflicts: (world: World): boolean => [canaries, columns, ends, bothWays].some((is) => is(world)),
}

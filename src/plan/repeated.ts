import type { Group } from '../fleet/index.ts'
import type { Note } from './record.ts'
import type { Stage } from './stage.ts'

/*
 * A proof of a large fleet meets the same time lines over and over, in other scopes. Where nothing was wrong with the first
 * of them, nothing is with the others: nothing that a rule is asked tells them apart. Counts do; they are counted again.
 */

/**
 * All that a proof looks at in the groups of one cluster and their stages, counts aside: equal texts, equal findings.
 * Undefined where more than one scope is concerned, or something outside the cluster is waited for.
 */
export function repetitionKey(
  groups: readonly Group[],
  stages: readonly (readonly Stage[])[],
): string | undefined {
  const scope = groups[0]?.scope
  const numbers = new Map<string, number>()
  for (const own of stages) for (const { id } of own) numbers.set(id, numbers.size)
  let key = ''
  for (const [i, group] of groups.entries()) {
    if (group.scope !== scope) return undefined
    key += `\n${group.policy}/${group.component}`
    for (const { reading, frozen, name } of group.parts) {
      // What cannot be read has no time line.
      if (reading.kind !== 'known') return undefined
      key += ` ${reading.version.text}${frozen ? ' frozen' : ''}`
      // Stages of everything that is at a version ask nobody for a name.
      if (group.parts.length > 1) key += ` ${JSON.stringify(name ?? null)}`
    }
    for (const { part, from, to, direction, mode, batch, gate, needs, together } of stages[i] ?? []) {
      if (part !== undefined && group.parts.length === 1) return undefined
      key += `\n${part === undefined ? '' : JSON.stringify(part)} ${from.map(({ text }) => text).join()} ${to.text}`
      key += ` ${direction} ${mode} ${batch} ${gate === undefined ? '' : 'gate'}`
      for (const id of needs) {
        const number = numbers.get(id)
        if (number === undefined) return undefined
        key += ` ${number}`
      }
      for (const id of together) {
        const number = numbers.get(id)
        if (number === undefined) return undefined
        key += ` with ${number}`
      }
    }
  }
  return key
}

/** Which parts of each group each of its stages moves. */
type Moving = readonly (readonly (readonly boolean[])[])[]

/** What a walk through a cluster came to, which had no fault. */
export interface Walked {
  readonly states: number
  readonly notes: readonly Note[]
  readonly moving: Moving
}

/** Whether the stages of a cluster say of themselves how much they move, where they move these parts. */
export const moveAsTold = (
  groups: readonly Group[],
  stages: readonly (readonly Stage[])[],
  moving: Moving,
): boolean =>
  groups.every(({ parts }, i) =>
    (stages[i] ?? []).every(({ count }, n) => {
      let there = 0
      for (const [k, part] of parts.entries()) if (moving[i]?.[n]?.[k] === true) there += part.count
      return there === count
    }),
  )

import type { Part } from '../fleet/index.ts'
import { type Timeline, versionsIn } from './itinerary.ts'

/*
 * A proof of a large fleet meets the same time lines over and over, in other scopes. Where nothing was wrong with the first
 * of them, nothing is with the others: nothing that a rule is asked tells them apart.
 */

/**
 * All that a proof looks at in the time lines of one cluster: equal texts, equal findings. Undefined where more than one
 * scope is concerned, or something outside the cluster is waited for.
 */
export function repetitionKey(lines: readonly Timeline[]): string | undefined {
  const scope = lines[0]?.group.scope
  const numbers = new Map<string, number>()
  for (const { group, stages } of lines) {
    if (group.scope !== scope) return undefined
    for (const { id } of stages) numbers.set(id, numbers.size)
  }
  let key = ''
  for (const { group, moments, stages } of lines) {
    key += `\n${group.policy}/${group.component}`
    for (const part of group.parts) key += ` ${statusOf(part)}`
    // Who holds what in each moment, part by part.
    for (const moment of moments) {
      if (moment.parts.length === 1) key += ` ${versionsIn(moment).join('+')}`
      else for (const versions of moment.parts) key += ` ${versions.map(({ text }) => text).join('+')}`
    }
    for (const { from, to, direction, mode, batch, gate, needs, together } of stages) {
      key += `\n${from.map(({ text }) => text).join('+')} ${to.text} ${direction} ${mode} ${batch} ${gate?.rule.name ?? ''}`
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

const statusOf = ({ frozen, reading }: Part): string => `${frozen ? 'frozen' : 'free'} ${reading.kind}`

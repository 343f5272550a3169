import type { Cause, Conflict } from '../../src/plan/index.ts'
import { type Relief, targetOf } from '../oracle/model.ts'
import { type Hop, wayWithout } from '../oracle/oracle.ts'
import { partsOf } from '../oracle/parts.ts'
import type { Group } from '../oracle/sight.ts'
import type { World } from '../oracle/world.ts'

/*
 * What is wrong with a conflict, by exhaustive search: it is to be enough of a reason, and no cause in it may be one that
 * the others do without. All that it does not name is set aside: rules are left out, what is frozen may move, a group
 * with a target need not arrive and may stand anywhere on its way, one without may go anywhere, waves wait for nobody,
 * and every release is there.
 */

/** In words, undefined when nothing is wrong. */
export function conflictProblem(world: World, { cluster, causes }: Conflict): string | undefined {
  // Waves may tie several parts together.
  const parts = partsOf(world).filter(({ classes }) =>
    classes.some((one) => cluster.some((group) => isSame(group, one))),
  )
  if (parts.length === 0) return 'it is about nothing that moves'
  const part = { ...world, classes: parts.flatMap(({ classes }) => classes) }
  const way = wayWithout(part, without(part, causes))
  if (way !== undefined) return `there is a way although all of its causes are kept: ${wayText(way)}`
  for (const cause of causes) {
    const others = causes.filter((other) => other !== cause)
    if (wayWithout(part, without(part, others)) === undefined) return `${causeText(cause)} is not needed`
  }
  return undefined
}

const wayText = (way: readonly Hop[]): string =>
  way.map(({ component, scope, from, to }) => `${component} in ${scope} ${from} -> ${to}`).join(', ')

export function causeText(cause: Cause): string {
  switch (cause.kind) {
    case 'rule':
      return `rule ${cause.rule.id}`
    case 'freeze':
      return `freeze of ${cause.group.component} ${cause.version.text} in ${cause.group.scope}`
    case 'stays':
      return `${cause.group.component} in ${cause.group.scope} stays`
    case 'target':
      return `target ${cause.version.text} of ${cause.group.component} in ${cause.group.scope}`
    case 'via':
      return `via ${cause.version.text} of ${cause.component}`
    case 'unavailable':
      return `${cause.barred.component} ${cause.barred.versions.text} is not there`
    case 'wave':
      return `wave ${cause.wave.name}`
    case 'undo':
      return 'every stage has a way back'
  }
}

const isSame = (one: Group, other: Group): boolean =>
  one.component === other.component && one.scope === other.scope

function without(part: World, causes: readonly Cause[]): Relief {
  const kept = new Set(causes.flatMap((cause) => (cause.kind === 'rule' ? [cause.rule.id] : [])))
  const waves = new Set(causes.flatMap((cause) => (cause.kind === 'wave' ? [cause.wave.name] : [])))
  const barred = causes.flatMap((cause) => (cause.kind === 'unavailable' ? [cause.barred] : []))
  const supplied = [...part.unavailable.entries()].filter(
    ([, { component, versions }]) =>
      !barred.some((one) => one.component === component && one.versions.text === versions),
  )
  const isKept = (kind: 'target' | 'stays', group: Group) =>
    causes.some((cause) => cause.kind === kind && isSame(cause.group, group))
  const thawed = [...part.classes.entries()].filter(
    ([, one]) =>
      one.frozen &&
      !causes.some(
        (cause) =>
          cause.kind === 'freeze' &&
          isSame(cause.group, one) &&
          cause.version.text === one.version &&
          cause.part.name === one.name,
      ),
  )
  return {
    rules: new Set(part.rules.map(({ id }) => id).filter((id) => !kept.has(id))),
    freed: new Set(part.waves.map(({ name }) => name).filter((name) => !waves.has(name))),
    supplied: new Set(supplied.map(([place]) => place)),
    thawed: new Set(thawed.map(([place]) => place)),
    unasked: part.classes.filter((one) => targetOf(part, one) !== undefined && !isKept('target', one)),
    roaming: part.classes.filter((one) => targetOf(part, one) === undefined && !isKept('stays', one)),
  }
}

import { distinctBy, groupBy, type Place, placeText, sum } from '../base/index.ts'
import type { Alternative, Cause, Conflict, PlanResult } from '../plan/index.ts'
import { fleetText, unnamedScope } from './check.ts'
import { pageWidth, plural, withNote, wrap } from './layout.ts'
import type { PlanNotes } from './notes.ts'
import type { Paint } from './paint.ts'

export type Impossible = Extract<PlanResult, { outcome: 'impossible' }>

/** Why there is no plan, worded as a derivation, and what would work instead. */
export function* conflictLines(
  result: Impossible,
  notes: PlanNotes,
  paint: Paint,
  input: readonly string[],
): Generator<string> {
  yield* wrap(
    `${paint.bad('✗ impossible')}   ${fleetText(result.before.summary)} → ${targetText(result)}`,
    pageWidth,
    2,
  )
  yield* input
  for (const conflict of result.conflicts) {
    yield ''
    if (result.blocked.of > 1) yield `  ${paint.strong(conflict.scopes.join(', '))}`
    yield* derivation(conflict, paint)
  }
  const more = result.blocked.clusters - result.conflicts.length
  if (more > 0) yield* ['', `  … and ${plural(more, 'more scope')} for reasons of the same kind`]
  yield ''
  if (result.alternatives.length === 0) {
    yield '  Nothing near was found that works.'
    return
  }
  yield '  Works, each re-planned:'
  for (const [i, alternative] of result.alternatives.entries()) {
    yield `    ${i + 1}  ${alternativeText(alternative, result)} (${plural(alternative.moves, 'move')})`
    yield `       ${notes.commandFor(alternative.wishes)}`
  }
}

export function targetText({ request }: Impossible): string {
  const targets = groupBy(request.wishes.targets, ({ version }) => version.text)
  const [only] = targets.keys()
  if (targets.size === 1 && only !== undefined) return only
  return request.wishes.targets.map(({ component, version }) => `${component} ${version.text}`).join(', ')
}

function* derivation(conflict: Conflict, paint: Paint): Generator<string> {
  const { causes, limits, goal } = derivationOf(conflict)
  let word = 'Because'
  for (const { text, note } of causes) {
    yield* withNote(`  ${word.padEnd(8)} ${text}`, paint.faint(note), pageWidth, 11)
    word = 'and'
  }
  for (const text of [...limits, goal]) yield* wrap(`  ${text}`, pageWidth, 2)
}

/** Why there is no plan, sentence by sentence: what stands fast, how far one gets with it, what was asked. */
export function derivationOf(conflict: Conflict): {
  causes: { text: string; note: string }[]
  limits: string[]
  goal: string
} {
  const facts = conflict.causes.filter(({ kind }) => factKinds.includes(kind))
  const rules = conflict.causes.filter(({ kind }) => kind === 'rule')
  const targets = conflict.causes.flatMap((cause) => (cause.kind === 'target' ? [cause] : []))
  const wanted = new Set(targets.map(({ group }) => group))
  const stuck = conflict.reached.filter(({ group, furthest, target }) => {
    return furthest.text !== target.text && (wanted.size === 0 || wanted.has(group))
  })
  const asked =
    targets.length > 0 ? targets : conflict.reached.map(({ group, target }) => ({ group, version: target }))
  const goals = [
    ...new Set(asked.map(({ group, version }) => `${group.component} is asked to reach ${version.text}`)),
  ]
  return {
    causes: distinctBy([...facts, ...rules].map(causeText), (told) => told.text),
    limits: [...new Set(stuck.map(limitText))],
    goal: `So, as every ${goals.join(' and ')} (--to), no order of moves can get there.`,
  }
}

function limitText({ group, direction, start, furthest, target }: Conflict['reached'][number]): string {
  if (start.text === furthest.text) return `some ${group.component} cannot leave ${start.text}.`
  const limit = furthest.line.label === target.line.label ? furthest.text : `${furthest.line.label}.x`
  return `some ${group.component} must stay at ${limit} or ${direction === 'up' ? 'older' : 'newer'}.`
}

/** Of a place, the file and the line. */
const lineText = (place: Place | undefined): string =>
  place === undefined ? '' : placeText(place).replace(/:\d+$/, '')

/** What the fleet and the user say, as against what rules say. */
const factKinds: readonly string[] = [
  'freeze',
  'stays',
  'via',
  'unavailable',
  'wave',
  'undo',
] satisfies Cause['kind'][]

const scopeNote = (scope: string): string => (scope === unnamedScope ? '' : scope)

export function causeText(cause: Cause): { text: string; note: string } {
  switch (cause.kind) {
    case 'rule':
      return { text: cause.rule.says, note: cause.rule.name }
    case 'freeze': {
      const { group, part, version } = cause
      const name = part.name === undefined ? '' : ` group ${part.name}`
      const text = `${group.component}${name} (${part.count}) is frozen at ${version.text}`
      return {
        text,
        note: part.place === undefined ? scopeNote(group.scope) : lineText(part.place),
      }
    }
    case 'stays': {
      const count = sum(cause.group.parts, (part) => part.count)
      return {
        text: `${cause.group.component} (${count}) stays where it is: it has no target`,
        note: '--to',
      }
    }
    case 'via':
      return { text: `${cause.component} is to stop at ${cause.version.text} on the way`, note: '--via' }
    case 'unavailable': {
      const { component, versions, scopes, because, place } = cause.barred
      const where = scopes.length === 0 ? '' : ` in ${scopes.join(', ')}`
      const why = because === undefined ? '' : `: ${because}`
      return {
        text: `${component} ${versions.text} cannot be installed${where}${why}`,
        note: lineText(place),
      }
    }
    case 'wave': {
      const { name, after, place } = cause.wave
      return { text: `wave ${name} begins when ${after.join(' and ')} has arrived`, note: lineText(place) }
    }
    case 'undo':
      return { text: 'every stage has to have a way back', note: '--require-undo' }
    case 'target':
      return { text: `${cause.group.component} is asked to reach ${cause.version.text}`, note: '--to' }
  }
}

export function alternativeText(alternative: Alternative, { request, blocked }: Impossible): string {
  const frozen = request.summary.groups.some(({ parts }) => parts.some((part) => part.frozen))
  switch (alternative.kind) {
    case 'other-target': {
      const where = blocked.of > 1 ? `, in ${alternative.scopes?.join(', ')}` : ''
      return `${frozen ? 'keep the freeze, ' : ''}stop at ${alternative.version?.text}${where}`
    }
    case 'thaw':
      return `lift the freeze of ${alternative.name}`
    case 'move-all':
      return 'let the other components move too'
    case 'bring-along':
      return `take ${placesText(alternative.along ?? [])} along`
    case 'without-undo':
      return 'do without a way back'
    case 'recover':
      return `first go where it is supported: ${placesText(alternative.along ?? [])}`
    case 'without-via':
      return `do not insist on stopping at ${alternative.name}`
    case 'together':
      return 'stop what cannot be crossed one after the other, with downtime'
    case 'stopped':
      return 'stop all instances of a stage first, with downtime'
  }
}

const placesText = (targets: NonNullable<Alternative['along']>): string =>
  targets
    .map(({ component, scope, version }) =>
      scope === undefined ? `${component} to ${version.text}` : `${component} in ${scope} to ${version.text}`,
    )
    .join(', ')

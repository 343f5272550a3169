import { distinctBy, groupBy } from '../base/index.ts'
import type { Fault, Proof } from '../plan/index.ts'
import { unnamedScope } from './check.ts'
import { pageWidth, plural, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'

/** A difference between the fleet that a plan was made for and the one there is. */
export interface Drift {
  readonly scope: string
  readonly component: string
  readonly planned: string
  readonly found: string
}

export interface VerifyResult {
  readonly proof: Proof
  readonly stages: number
  readonly digest: string
  readonly drift: readonly Drift[]
  /** Policies that are not as they were when the plan was made. */
  readonly changedPolicies: readonly string[]
}

/** A fault as one sentence: when, where, and what does not go together. */
export function faultSentence(fault: Fault): string {
  const { component, versions, other, stages, scope } = fault
  const during = stages.length === 0 ? 'at rest' : `in ${stages.map((id) => `stage ${id}`).join(' and ')}`
  const when = fault.kind === 'arrival' ? 'at the end' : during
  const where = scope === unnamedScope ? when : `${when}, ${scope}`
  const what = `${component} ${versions.join(' → ')}`
  const against = other === undefined ? '' : ` with ${other.component} ${other.versions.join(', ')}`
  switch (fault.kind) {
    case 'state':
    case 'arrival':
      return `${where}: ${fault.outcome === 'broken' ? `${what} does not go` : `the policy cannot vouch for ${what}`}${against}`
    case 'move':
      return `${where}: ${what} is ${fault.outcome === 'broken' ? 'no supported move' : 'a move that the policy cannot vouch for'}`
    case 'order':
      return `${where}: ${what} goes before ${other?.component ?? 'others'}, which is at ${other?.versions.join(', ') ?? '?'}`
    case 'gate':
      return `${where}: nothing is verified after ${what}`
    case 'task':
      return `${where}: what is due beside ${what} is not in the plan`
    case 'together':
      return `${where}: ${what} rolls across a boundary that is crossed with everything stopped`
    case 'conduct':
      return `${where}: ${what} moves too many at a time`
    case 'unavailable':
    case 'wave':
    case 'structure':
      return `${where}: ${fault.detail ?? 'it makes no sense'}`
  }
}

export function verifyText(result: VerifyResult, paint: Paint): string {
  const { proof, drift, changedPolicies } = result
  const broken = proof.faults.filter(isWrong)
  const doubts = proof.faults.filter((fault) => fault.outcome !== 'broken')
  const warnings = proof.faults.filter((fault) => fault.outcome === 'broken' && !isWrong(fault))
  const isFine = broken.length === 0 && doubts.length === 0 && drift.length === 0
  const symbol = isFine
    ? paint.good('✓ holds')
    : broken.length + drift.length > 0
      ? paint.bad('✗ does not hold')
      : paint.unsure('? unknown')
  const size = `${plural(result.stages, 'stage')}, ${plural(proof.states, 'state')} × ${plural(proof.rules, 'rule')} re-checked`
  // Who writes a plan by hand gives it no digest.
  const digest = result.digest === '' ? '' : `   ${paint.faint(`plan ${result.digest.slice(0, 4)}`)}`
  const lines = [`${symbol}   ${size}${digest}`]
  for (const name of changedPolicies) {
    lines.push(
      '',
      ...wrap(
        `${paint.unsure('!')} the policy ${name} is not the one that the plan was made with`,
        pageWidth,
        2,
      ),
    )
  }
  for (const [symbolOf, faults] of [
    [paint.bad('✗'), broken],
    [paint.unsure('?'), doubts],
    [paint.unsure('!'), warnings],
  ] as const) {
    const distinct = distinctBy(faults, (fault) => faultSentence(fault) + (fault.rule?.name ?? ''))
    // What does not go together in one moment often does not in those around it either.
    const alike = [
      ...groupBy(
        distinct,
        (fault) => faultSentence({ ...fault, stages: [] }) + (fault.rule?.name ?? ''),
      ).values(),
    ]
    for (const [fault, ...others] of alike.slice(0, 12)) {
      if (fault === undefined) continue
      lines.push(
        '',
        ...withNote(`${symbolOf} ${faultSentence(fault)}`, paint.faint(fault.rule?.name ?? ''), pageWidth, 2),
      )
      if (fault.rule !== undefined) lines.push(...wrap(`    ${fault.rule.says}`, pageWidth, 4))
      if (others.length > 0)
        lines.push(paint.faint(`    the same in ${plural(others.length, 'other moment')}`))
    }
    if (alike.length > 12) lines.push('', `  … and ${alike.length - 12} more like these`)
  }
  if (drift.length > 0)
    lines.push('', `${paint.bad('✗')} the fleet has drifted from the one that was planned for`)
  for (const { scope, component, planned, found } of drift.slice(0, 12)) {
    lines.push(...wrap(`    ${scope} ${component}: planned from ${planned}, found ${found}`, pageWidth, 6))
  }
  if (drift.length > 12) lines.push(`    … and ${drift.length - 12} more`)
  return `${lines.join('\n')}\n`
}

/** A missing gate breaks a recommendation; everything else that is broken is wrong. */
export const isWrong = (fault: Fault): boolean =>
  fault.outcome === 'broken' && (fault.rule === undefined || fault.rule.strength === 'required')

import { describe, expect, it } from 'vitest'
import { made, running } from '../../test/fuzz/mesh.ts'
import type { Strength } from '../policy/index.ts'
import { type Finding, type Severity, severityOf, verdictOf } from './finding.ts'
import type { Outcome } from './judgement.ts'

const ruleOf = (strength: Strength) => made({ rules: [{ kind: 'silent', of: 'hub', strength }] }).rules[0]

type Bad = Exclude<Outcome, 'holds'>

describe('the severity of an outcome follows from the strength of its rule', () => {
  it.each<[Strength, Bad, Severity]>([
    ['required', 'broken', 'error'],
    ['required', 'unknown', 'unknown'],
    ['required', 'untested', 'unknown'],
    ['recommended', 'broken', 'warning'],
    ['recommended', 'unknown', 'note'],
    ['recommended', 'untested', 'note'],
    ['informative', 'broken', 'note'],
    ['informative', 'unknown', 'note'],
    ['informative', 'untested', 'note'],
  ])('%s and %s: %s', (strength, outcome, severity) => {
    expect(severityOf(ruleOf(strength), outcome)).toBe(severity)
  })

  it('what no rule speaks of counts like what a required one does not answer', () => {
    expect(severityOf(undefined, 'unknown')).toBe('unknown')
  })
})

describe('findings merge to the worst verdict', () => {
  const policy = made({ rules: [{ kind: 'silent', of: 'hub' }] })
  const [group] = running('hub=1.0.0', policy).groups
  const [part] = group?.parts ?? []
  if (group === undefined || part === undefined) throw new Error('an empty fleet')

  const finding = (text: string): Finding => {
    const [severity, outcome] = text.split(' ') as [Severity, Bad]
    const { policy: name, scope, component } = group
    const members = [{ group, part }] as const
    const reason = { kind: 'silent' } as const
    return {
      rule: undefined,
      policy: name,
      scope,
      component,
      severity,
      outcome,
      members,
      against: [],
      reason,
    }
  }

  it.each([
    [[], 'supported', 0],
    [['warning broken', 'note unknown', 'note untested', 'note broken'], 'supported', 0],
    [['unknown untested'], 'untested', 1],
    [['unknown unknown'], 'unknown', 1],
    [['error broken'], 'unsupported', 1],
    [['unknown untested', 'unknown unknown', 'unknown untested'], 'unknown', 1],
    [
      ['unknown untested', 'error broken', 'unknown unknown', 'error broken', 'note broken'],
      'unsupported',
      2,
    ],
  ])('%j: %s, because of %i', (texts, kind, count) => {
    const verdict = verdictOf(texts.map(finding))
    expect(verdict.kind).toBe(kind)
    expect(verdict.kind === 'supported' ? 0 : verdict.because.length).toBe(count)
  })
})

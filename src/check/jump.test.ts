import { describe, expect, it } from 'vitest'
import { made, newer, running } from '../../test/fuzz/mesh.ts'
import { readingText } from '../fleet/index.ts'
import { semver } from '../version/index.ts'
import { checkJump, type Target, targetOf } from './jump.ts'

const own = { id: 'skew', kind: 'window', of: 'hub', unit: 'line', behind: 1, ahead: 1 }
const step = { kind: 'step', of: 'hub', unit: 'line', up: 1, down: 'none' }
const edges = {
  kind: 'edges',
  of: 'leaf',
  rows: [
    { from: '1.0.x', to: '1.2.x', verdict: 'untested' },
    { from: '1.1.x', to: '1.2.x', verdict: 'unsupported' },
  ],
}
const status = { kind: 'status', of: 'hub', refuse: ['recalled'] }
const policy = made({ rules: [own, newer, step, edges, status], releases: '1.0.0 1.1.0 1.2.0 (1.2.1) 1.3.0' })

/** Targets as `component@scope=version`. */
const targets = (text: string): Target[] =>
  text.split(' ').map((word) => {
    const [subject = '', written = ''] = word.split('=')
    const [component = '', scope] = subject.split('@')
    const version = semver().parse(written)
    if (!version.ok) throw new Error(written)
    return { policy: 'mesh', component, version: version.value, ...(scope !== undefined && { scope }) }
  })

const jumped = (fleet: string, to: string) => {
  const { verdict, findings, moves, arrived } = checkJump(running(fleet, policy), [policy], targets(to))
  return {
    verdict: verdict.kind,
    moves,
    findings: findings.map(({ severity, rule, members, reason, to: towards }) => {
      const versions = members.map(({ part }) => readingText(part.reading)).join('+')
      return `${severity} ${rule?.id ?? '-'} ${versions}${towards ? ` → ${towards}` : ''}: ${reason.kind}`
    }),
    arrived: arrived.groups
      .map(
        ({ component, parts }) =>
          `${component}=${parts.map(({ reading }) => readingText(reading)).join(',')}`,
      )
      .join(' '),
  }
}

describe('may the fleet go there in one jump', () => {
  it.each([
    ['hub=1.1.0x3', 'hub=1.2.0', 'supported', 3, []],
    ['hub=1.1.0x3 leaf=1.1.0', 'hub=1.2.0', 'supported', 3, []],
    ['hub=1.2.0x3', 'hub=1.2.0', 'supported', 0, []],
    ['hub=1.2.0+a', 'hub=1.2.0+b', 'supported', 0, []],
    // Moves: each instance's own, judged once for all that are alike.
    [
      'hub=1.1.0x3',
      'hub=1.3.0',
      'unsupported',
      3,
      ['error step 1.1.0 → 1.3.0: step', 'error skew 1.1.0: distance'],
    ],
    [
      'hub=1.0.0,1.1.0',
      'hub=1.3.0',
      'unsupported',
      2,
      ['error step 1.0.0+1.1.0 → 1.3.0: step', 'error skew 1.0.0+1.1.0: distance'],
    ],
    ['hub=1.2.0x2', 'hub=1.1.0', 'unsupported', 2, ['error step 1.2.0 → 1.1.0: irreversible']],
    ['hub=1.2.0 leaf=1.1.0', 'leaf=1.2.0', 'unsupported', 1, ['error edges 1.1.0 → 1.2.0: edge']],
    ['hub=1.2.0 leaf=1.0.0', 'leaf=1.2.0', 'untested', 1, ['unknown edges 1.0.0 → 1.2.0: edge']],
    // Arrival.
    ['hub=1.1.0', 'hub=1.2.1', 'unsupported', 1, ['error status 1.2.1: recalled']],
    ['hub=1.1.0 leaf=1.0.0', 'leaf=1.3.0', 'unsupported', 1, ['error not-newer 1.3.0: distance']],
    // Where it comes from is not where it stays.
    ['hub=1.2.1', 'hub=1.3.0', 'supported', 1, []],
    // The order of groups is a plan's matter: both arrive.
    ['hub=1.1.0 leaf=1.1.1', 'hub=1.2.0', 'supported', 1, []],
  ])('%s to %s: %s', (fleet, to, verdict, moves, findings) => {
    expect(jumped(fleet, to)).toMatchObject({ verdict, moves, findings })
  })

  it.each([
    ['hub=1.1.0,1.2.0! leaf=1.0.0', 'hub=1.3.0', 'hub=1.3.0,1.3.0 leaf=1.0.0'],
    ['hub=1.1.0 hub=1.2.0!', 'hub=1.3.0', 'hub=1.3.0,1.2.0'],
  ])('frozen instances stay: %s to %s', (fleet, to, arrived) => {
    expect(jumped(fleet, to).arrived).toBe(arrived.replace('1.3.0,1.3.0', '1.1.0,1.2.0'))
  })
})

it('of several moves the longest is told', () => {
  const down = made({ rules: [{ ...step, down: 1 }] })
  for (const fleet of ['hub=1.3.0,1.4.0,1.5.0', 'hub=1.5.0,1.4.0,1.3.0']) {
    const { findings } = checkJump(running(fleet, down), [down], targets('hub=1.1.0'))
    expect(findings[0]?.reason).toMatchObject({ kind: 'step', direction: 'down', distance: 4, limit: 1 })
  }
})

describe('a version that is not known', () => {
  it.each([
    // How long the move is, nobody can say.
    ['hub=?', 'hub=1.2.0', 'unknown', ['unknown step ? → 1.2.0: version-empty']],
    ['hub=latest', 'hub=1.2.0', 'unknown', ['unknown step latest → 1.2.0: version-unreadable']],
    [
      'hub=1.1.0,1.1.0-dev-x',
      'hub=1.2.0',
      'unknown',
      ['unknown step 1.1.0-dev-x → 1.2.0: version-development'],
    ],
    ['hub=1.2.0 leaf=?', 'leaf=1.2.0', 'unknown', ['unknown edges ? → 1.2.0: version-empty']],
    // It stays, so it is a matter of the state.
    ['hub=1.2.0 leaf=?', 'hub=1.2.0', 'unknown', ['unknown not-newer ?: version-empty']],
  ])('%s to %s: %s', (fleet, to, verdict, findings) => {
    const result = jumped(fleet, to)
    expect(result.verdict).toBe(verdict)
    expect(result.findings).toEqual(expect.arrayContaining(findings))
  })
})

describe('the target of a group is the one for the nearest scope', () => {
  const all = targets('hub=1.0.0 hub@prod=1.1.0 hub@prod/eu=1.2.0 leaf=1.3.0')

  it.each([
    ['hub', 'default', '1.0.0'],
    ['hub', 'prod', '1.1.0'],
    ['hub', 'prod/us', '1.1.0'],
    ['hub', 'prod/eu', '1.2.0'],
    ['hub', 'prod/eu/west', '1.2.0'],
    ['hub', 'production', '1.0.0'],
    ['leaf', 'prod/eu', '1.3.0'],
    ['gate', 'prod', undefined],
  ])('%s in %s: %s', (component, scope, expected) => {
    for (const list of [all, [...all].reverse()]) {
      expect(targetOf(list, { policy: 'mesh', scope, component })?.version.text).toBe(expected)
    }
  })

  it('other policies have none of it', () => {
    expect(targetOf(all, { policy: 'grid', scope: 'prod', component: 'hub' })).toBeUndefined()
  })
})

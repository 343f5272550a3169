import { describe, expect, it } from 'vitest'
import { made, meshPolicy, newer, openMesh, running, trails } from '../../test/fuzz/mesh.ts'
import { readingText } from '../fleet/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../policy/index.ts'
import { check } from './check.ts'
import type { Finding, Member } from './finding.ts'

const own = { id: 'hub-skew', kind: 'window', of: 'hub', unit: 'line', behind: 1, ahead: 1 }
const mesh = made({ rules: [own, newer, trails], components: ['hub', 'leaf', 'chart'] })

const recommended = { strength: 'recommended' }
const informative = { strength: 'informative' }

const membersText = (members: readonly Member[]): string =>
  members.map(({ group, part }) => `${group.component} ${readingText(part.reading)}×${part.count}`).join('+')

/** A finding as `severity rule: members to others: reason`. */
const findingText = ({ severity, rule, scope, members, against, reason }: Finding): string => {
  const others = against.length === 0 ? '' : ` to ${membersText(against)}`
  const facts =
    reason.kind === 'distance'
      ? `${reason.distance ?? 'some'} ${reason.side}`
      : reason.kind === 'nothing-in-sight'
        ? `needs ${reason.needs.join(', ')}`
        : reason.kind === 'other-reading'
          ? `${reason.other}, not ${reason.reading}`
          : reason.kind
  return `${severity} ${rule?.id ?? '-'}: ${membersText(members)}${others}: ${facts}${scope === 'default' ? '' : ` @${scope}`}`
}

const checked = (fleet: string, ...policies: readonly Policy[]) => {
  const result = check(running(fleet, ...policies), policies)
  return { verdict: result.verdict.kind, findings: result.findings.map(findingText) }
}

describe('what runs together is supported, or it is said why not', () => {
  it.each([
    ['hub=1.2.0', 'supported', []],
    ['hub=1.2.0x3,1.1.0 leaf=1.1.0x40', 'supported', []],
    [
      'hub=1.3.0,1.1.0 leaf=1.1.0',
      'unsupported',
      [
        'error hub-skew: hub 1.1.0×1 to hub 1.3.0×1: 2 behind',
        'error trails: leaf 1.1.0×1 to hub 1.3.0×1: 2 behind',
      ],
    ],
    ['hub=1.2.0 leaf=1.2.1', 'unsupported', ['error not-newer: leaf 1.2.1×1 to hub 1.2.0×1: some ahead']],
    ['hub=2.0.0 leaf=1.9.0', 'unknown', ['unknown trails: leaf 1.9.0×1 to hub 2.0.0×1: no-distance']],
    [
      'hub=1.2.0,? leaf=1.2.0',
      'unknown',
      [
        'unknown hub-skew: hub ?×1: version-empty',
        'unknown not-newer: hub ?×1: version-empty',
        'unknown trails: hub ?×1: version-empty',
      ],
    ],
    // A definite no is not outweighed by what is not known.
    [
      'hub=1.2.0 leaf=latest,1.0.0',
      'unsupported',
      [
        'error trails: leaf 1.0.0×1 to hub 1.2.0×1: 2 behind',
        'unknown not-newer: leaf latest×1: version-unreadable',
        'unknown trails: leaf latest×1: version-unreadable',
      ],
    ],
  ])('%s: %s', (fleet, verdict, findings) => {
    expect(checked(fleet, mesh)).toEqual({ verdict, findings })
  })

  it('an empty fleet has nothing against it', () => {
    const result = check({ groups: [] }, [mesh])
    expect(result).toMatchObject({ verdict: { kind: 'supported' }, findings: [], repairs: [], rules: 3 })
  })
})

describe('supported needs coverage', () => {
  it.each([
    // Nothing to be set against, or nothing in sight.
    ['leaf=1.2.0', 'unknown', ['unknown -: leaf 1.2.0×1: needs hub']],
    ['leaf=?', 'unknown', ['unknown -: leaf ?×1: needs hub']],
    ['hub@a=1.2.0 leaf@b=1.2.0', 'unknown', ['unknown -: leaf 1.2.0×1: needs hub @b']],
    ['hub@a=1.2.0 leaf@a/b=1.2.0', 'supported', []],
    ['hub@a/b=1.2.0 leaf@a=1.2.0', 'supported', []],
    // A hub is read by its own rule, leaves or not.
    ['hub@a=1.2.0', 'supported', []],
    // No rule reads a chart.
    ['chart=1.2.0', 'unknown', ['unknown -: chart 1.2.0×1: unread']],
    ['hub=1.2.0 chart=1.2.0x2,1.3.0', 'unknown', ['unknown -: chart 1.2.0×2+chart 1.3.0×1: unread']],
    // Told once: what has a finding of its own is not also unread.
    ['hub=?', 'unknown', ['unknown hub-skew: hub ?×1: version-empty']],
  ])('%s: %s', (fleet, verdict, findings) => {
    expect(checked(fleet, mesh)).toEqual({ verdict, findings })
  })

  it.each([
    ['a rule that only explains reads nothing', [{ ...own, ...informative }], 'hub=1.2.0', 'unknown'],
    ['nor does it when it is broken', [{ ...own, ...informative }], 'hub=1.3.0,1.1.0', 'unknown'],
    ['nor when it cannot tell', [{ ...own, ...informative }], 'hub=?', 'unknown'],
    ['a recommendation reads', [{ ...own, ...recommended }], 'hub=1.2.0', 'supported'],
    ['a broken one, too', [{ ...own, ...recommended }], 'hub=1.3.0,1.1.0', 'supported'],
    ['but none reads a version that is not known', [{ ...own, ...recommended }], 'hub=1.2.0,?', 'unknown'],
    ['a rule about other versions does not read', [{ ...own, of: 'hub <1.0.0' }], 'hub=1.2.0', 'unknown'],
    ['to be silent is an answer', [{ kind: 'silent', of: 'hub' }], 'hub=1.2.0', 'unknown'],
    [
      'not to be recalled is no permission',
      [{ kind: 'status', of: 'hub', refuse: ['recalled'] }],
      'hub=1.2.0',
      'unknown',
    ],
  ])('%s', (_, rules, fleet, verdict) => {
    expect(checked(fleet, made({ rules })).verdict).toBe(verdict)
  })

  it('what a note says of a version does not stand in for an answer', () => {
    const policy = made({ rules: [{ ...own, ...recommended }] })
    expect(checked('hub=1.2.0,?,latest', policy).findings).toEqual([
      'unknown -: hub ?×1: version-empty',
      'unknown -: hub latest×1: version-unreadable',
      'note hub-skew: hub ?×1: version-empty',
      'note hub-skew: hub latest×1: version-unreadable',
    ])
  })

  it('a leaf with two kinds of partners needs the ones that it does not see', () => {
    const rules = [trails, { ...trails, id: 'gates', to: 'gate' }]
    const policy = made({ rules, components: ['hub', 'leaf', 'gate'] })
    expect(checked('leaf=1.0.0', policy).findings).toEqual(['unknown -: leaf 1.0.0×1: needs hub, gate'])
    expect(checked('leaf=1.0.0 gate=1.0.0', policy).verdict).toBe('supported')
  })
})

describe('strength decides what a finding does', () => {
  it.each([
    [{}, 'hub=1.3.0,1.1.0', 'unsupported', 'error'],
    [recommended, 'hub=1.3.0,1.1.0', 'supported', 'warning'],
    [recommended, 'hub=2.0.0,1.9.0', 'supported', 'note'],
    [informative, 'hub=1.3.0,1.1.0', 'supported', 'note'],
    [{}, 'hub=2.0.0,1.9.0', 'unknown', 'unknown'],
  ])('%j: %s is %s, by a finding of severity %s', (strength, fleet, verdict, severity) => {
    // The last rule reads every hub, so that coverage is no matter here.
    const all = { ...own, id: 'all', behind: 'any', ahead: 'any' }
    const result = checked(fleet, made({ rules: [{ ...own, ...strength }, all] }))
    expect(result.verdict).toBe(verdict)
    expect(result.findings.map((text) => text.split(' ')[0])).toEqual([severity])
  })

  it('the worst finding comes first', () => {
    const rules = [
      { ...own, id: 'note', ...informative },
      { ...own, id: 'warning', ...recommended },
      { id: 'unknown', kind: 'silent', of: 'hub' },
      { ...own, id: 'error' },
    ]
    const order = checked('hub=1.3.0,1.1.0', made({ rules })).findings.map((text) => text.split(' ')[0])
    expect(order).toEqual(['error', 'unknown', 'warning', 'note'])
  })
})

describe('findings are grouped', () => {
  it.each([
    [
      '40 leaves are one finding',
      'hub=1.3.0 leaf=1.1.0x40',
      ['error trails: leaf 1.1.0×40 to hub 1.3.0×1: 2 behind'],
    ],
    [
      'so are leaves of several versions, with the furthest distance',
      'hub=1.3.0 leaf=1.1.0x40,1.0.0,0.9.0',
      [
        'error trails: leaf 0.9.0×1+leaf 1.0.0×1+leaf 1.1.0×40 to hub 1.3.0×1: 3 behind',
        'unknown trails: leaf 0.9.0×1 to hub 1.3.0×1: no-distance',
      ],
    ],
    [
      'each scope has its own',
      'hub@a=1.3.0 leaf@a=1.1.0 hub@b=1.3.0 leaf@b=1.1.0',
      [
        'error trails: leaf 1.1.0×1 to hub 1.3.0×1: 2 behind @a',
        'error trails: leaf 1.1.0×1 to hub 1.3.0×1: 2 behind @b',
      ],
    ],
    [
      'each rule has its own',
      'hub=1.3.0,1.2.0 leaf=1.2.1,1.1.0',
      [
        'error not-newer: leaf 1.2.1×1 to hub 1.2.0×1: some ahead',
        'error trails: leaf 1.1.0×1 to hub 1.3.0×1: 2 behind',
      ],
    ],
  ])('%s', (_, fleet, findings) => {
    const expected = findings.map((text) => text.replace('leaf 0.9.0×1+leaf 1.0.0', 'leaf 1.0.0'))
    expect(checked(fleet, mesh).findings).toEqual(expected)
  })
})

describe('a sentence with several readings', () => {
  const readings = {
    default: 'pairwise',
    choices: {
      pairwise: { because: 'safe', set: { against: 'every' } },
      literal: { because: 'as it is written', set: { against: 'oldest' } },
    },
  }
  const rules = [own, newer, { ...trails, readings }]
  const pairwise = made({ rules })
  const literal = made({ rules, readings: { trails: 'literal' } })

  it.each([
    ['hub=1.2.0 leaf=1.1.0', pairwise, 'supported', []],
    ['hub=1.2.0 leaf=1.1.0', literal, 'supported', []],
    // In the gap: fine by one reading, not by the other.
    [
      'hub=1.2.0,1.1.0 leaf=1.0.0',
      pairwise,
      'unsupported',
      ['error trails: leaf 1.0.0×1 to hub 1.2.0×1: 2 behind'],
    ],
    [
      'hub=1.2.0,1.1.0 leaf=1.0.0',
      literal,
      'supported',
      ['warning trails: leaf 1.0.0×1 to hub 1.2.0×1: pairwise, not literal'],
    ],
    // Wrong by both: told once.
    ['hub=1.2.0 leaf=1.0.0', literal, 'unsupported', ['error trails: leaf 1.0.0×1 to hub 1.2.0×1: 2 behind']],
  ])('%s', (fleet, policy, verdict, findings) => {
    expect(checked(fleet, policy)).toEqual({ verdict, findings })
  })
})

describe('several policies', () => {
  it('judge their own components only', () => {
    const grid = made({ name: 'grid', rules: [{ ...own, of: 'node' }], components: ['node'] })
    expect(checked('hub=1.2.0 node=1.2.0', mesh, grid).verdict).toBe('supported')
    expect(checked('hub=1.2.0 node=1.3.0,1.1.0', mesh, grid).findings).toEqual([
      'error hub-skew: node 1.1.0×1 to node 1.3.0×1: 2 behind',
    ])
    expect(checked('mesh/leaf=1.2.0 node=1.2.0', mesh, grid).findings).toEqual([
      'unknown -: leaf 1.2.0×1: needs hub',
    ])
  })
})

it('the rules that were asked are those about a state', () => {
  const read = readPolicy(meshPolicy, 'mesh.yaml', openMesh)
  const policy = read.ok ? buildPolicy(read.value.document) : read
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  expect(check({ groups: [] }, [policy.value]).rules).toBe(6)
})

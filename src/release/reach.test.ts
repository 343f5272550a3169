import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { reachOf } from './reach.ts'

/* Hubs and leaves that are released as one; `rules` are those of a case. */

const cite = { source: { in: 'guide' }, because: 'so', says: 'so' }

const skew = { ...cite, id: 'skew', kind: 'window', of: 'leaf', to: 'hub', unit: 'line', behind: 1, ahead: 0 }
const step = { ...cite, id: 'step', kind: 'step', of: 'hub', unit: 'line', up: 1 }
const two = { ...cite, id: 'two', kind: 'support', of: ['hub'], lines: 2 }
const kept = { ...cite, id: 'kept', kind: 'maintained', of: ['hub'], lines: 2 }

const hub = (versions: string, rules: readonly Readonly<Record<string, unknown>>[]) => {
  const releases = versions.split(' ').map((text) => {
    const [version, date] = text.split('@')
    return { version, ...(date !== undefined && { date }) }
  })
  return made({
    repositories: [{ of: ['hub', 'leaf'] }],
    rules,
    catalogue: [{ of: ['hub', 'leaf'], releases }],
  })
}

const told = (
  versions: string,
  rules: readonly Readonly<Record<string, unknown>>[],
  version: string,
  day = '2025-06-01',
): string[] => {
  const policy = hub(versions, rules)
  const [repository] = policy.repositories
  const read = policy.components.get('hub')?.scheme.parse(version)
  if (repository === undefined || read?.ok !== true) throw new Error('no such release')
  const { fleets, retired } = reachOf(policy, { repository, version: read.value, day })
  return [
    ...fleets.map(({ version: from, outcome, stops, hadWay }) => {
      const way = outcome === 'reached' ? ` by ${stops.map(({ text }) => text).join(' ')}` : ''
      return `${from.text} ${outcome}${way}${hadWay === undefined ? '' : hadWay ? ', and had a way' : ', as before'}`
    }),
    ...retired.map(({ line, rule }) => `${line.label} retired by ${rule.id}`),
  ]
}

const all = '1.0.0@2024-01-01 1.0.3@2024-06-01 1.1.0@2024-07-01 1.2.0@2025-01-01'

describe('who gets to a release that is about to be published', () => {
  it.each([
    [
      'every line, from its oldest and its newest release',
      all,
      [skew, step],
      '1.3.0',
      [
        '1.0.0 reached by 1.1.0 1.2.0 1.3.0',
        '1.0.3 reached by 1.1.0 1.2.0 1.3.0',
        '1.1.0 reached by 1.2.0 1.3.0',
        '1.2.0 reached by 1.3.0',
      ],
    ],
    [
      'nobody, where a line was left out',
      all,
      [skew, step, two],
      '1.4.0',
      ['1.1.0 stranded, and had a way', '1.2.0 stranded, and had a way', '1.1 retired by two'],
    ],
    [
      'only lines that are supported',
      all,
      [skew, step, two],
      '1.3.0',
      ['1.1.0 reached by 1.2.0 1.3.0', '1.2.0 reached by 1.3.0', '1.1 retired by two'],
    ],
    [
      'or that still get releases',
      all,
      [skew, step, kept],
      '1.2.1',
      ['1.1.0 reached by 1.2.1', '1.2.0 reached by 1.2.1'],
    ],
    [
      'a patch retires nothing',
      all,
      [skew, step, two],
      '1.2.1',
      ['1.1.0 reached by 1.2.1', '1.2.0 reached by 1.2.1'],
    ],
    [
      'what came later does not count',
      `${all} 1.3.0@2025-05-01 1.4.0@2025-09-01`,
      [skew, step, two],
      '1.3.1',
      ['1.2.0 reached by 1.3.1', '1.3.0 reached by 1.3.1'],
    ],
    [
      'nor does the release itself, where the catalogue has it',
      `${all} 1.3.0@2025-05-01`,
      [skew, step, two],
      '1.3.0',
      ['1.1.0 reached by 1.2.0 1.3.0', '1.2.0 reached by 1.3.0', '1.1 retired by two'],
    ],
    ['across a major nobody can tell', all, [skew, step, kept], '2.0.0', ['1.1.0 unknown', '1.2.0 unknown']],
    ['the first release has nobody to strand', '1.0.0', [skew, step], '1.0.0', []],
  ])('%s', (_, versions, rules, version, expected) => {
    expect(told(versions, rules, version)).toEqual(expected)
  })

  it('a fleet that was stranded already is told apart', () => {
    expect(told('1.0.0 1.2.0', [skew, step], '1.2.1')).toEqual([
      '1.0.0 stranded, as before',
      '1.2.0 reached by 1.2.1',
    ])
  })

  it('names what stands in the way', () => {
    const policy = hub(all, [skew, step, kept])
    const [repository] = policy.repositories
    const read = policy.components.get('hub')?.scheme.parse('1.4.0')
    if (repository === undefined || read?.ok !== true) throw new Error('no such release')
    const { fleets, by } = reachOf(policy, { repository, version: read.value, day: '2025-06-01' })
    expect(by?.id).toBe('kept')
    const rules = fleets[0]?.conflicts.flatMap(({ causes }) =>
      causes.flatMap((cause) => (cause.kind === 'rule' ? [cause.rule.id] : [])),
    )
    expect(rules).toEqual(['skew'])
  })
})

import { describe, expect, it } from 'vitest'
import { made, running } from '../../test/fuzz/mesh.ts'
import { readingText } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import { check } from './check.ts'
import type { Circumstances } from './together.ts'

const common = { says: 'x', because: 'x', source: { in: 'guide' } }

/** Verdict and findings of a fleet, in short. */
function judged(policy: Policy, fleet: string, circumstances: Circumstances = {}) {
  const { verdict, findings } = check(running(fleet, policy), [policy], circumstances)
  return {
    verdict: verdict.kind,
    findings: findings
      .filter(({ rule }) => rule !== undefined)
      .map(({ component, members, reason }) => {
        const versions = members.map(({ part }) => readingText(part.reading)).join('+')
        return `${component} ${versions}: ${reason.kind}`
      }),
  }
}

describe('a table of combinations', () => {
  const table = {
    ...common,
    id: 'packaged',
    kind: 'table',
    of: ['hub', 'leaf'],
    rows: [{ hub: '1.0.0', leaf: ['1.0.0', '1.0.1'] }, { hub: '1.1.0', leaf: '1.1.0' }, { hub: '1.2.0' }],
  }
  const policy = made({ rules: [table] })

  it.each([
    ['hub=1.0.0 leaf=1.0.0', 'supported', []],
    ['hub=1.0.0 leaf=1.0.1', 'supported', []],
    ['hub=1.0.0 leaf=1.0.0,1.0.1', 'supported', []],
    ['hub=1.0.0', 'supported', []],
    ['leaf=1.0.1', 'supported', []],
    ['hub=1.0.0 leaf=1.1.0', 'unsupported', ['leaf 1.1.0: not-in-table']],
    ['hub=1.0.0,1.1.0 leaf=1.0.0', 'unsupported', ['leaf 1.0.0: not-in-table']],
    // A column that a row leaves out fits nothing.
    ['hub=1.2.0 leaf=1.1.0', 'unsupported', ['leaf 1.1.0: not-in-table']],
    ['hub=1.0.5 leaf=1.0.0', 'unsupported', ['hub 1.0.5: not-in-table']],
    // Beyond its end, and about what stands alone, the table says nothing.
    ['hub=1.3.0 leaf=1.1.0', 'unknown', ['hub 1.3.0: beyond-table']],
    ['hub=1.0.5', 'unknown', ['hub 1.0.5: no-row']],
    ['hub=1.0.0 leaf=?', 'unknown', ['leaf ?: version-empty']],
  ])('%s: %s', (fleet, verdict, findings) => {
    expect(judged(policy, fleet)).toEqual({ verdict, findings })
  })

  it('may have another verdict for what is in no row', () => {
    expect(judged(made({ rules: [{ ...table, else: 'untested' }] }), 'hub=1.0.0 leaf=1.1.0').verdict).toBe(
      'untested',
    )
  })
})

describe('a table of which some columns may be off', () => {
  const table = {
    ...common,
    id: 'packaged',
    kind: 'table',
    of: ['hub', 'leaf', 'store'],
    rows: ['1.0', '1.1', '1.2', '1.3', '1.4'].map((line) => ({
      hub: `${line}.0`,
      leaf: `${line}.5`,
      store: `${line}.7`,
    })),
    skew: { key: 'hub', of: ['leaf'], lines: 2 },
  }
  const policy = made({ rules: [table], components: ['hub', 'leaf', 'store'] })

  it.each([
    ['hub=1.2.0 leaf=1.2.5', 'supported', []],
    ['hub=1.2.0 leaf=1.0.5', 'supported', []],
    ['hub=1.2.0 leaf=1.4.5', 'supported', []],
    ['hub=1.3.0 leaf=1.0.5', 'unsupported', ['leaf 1.0.5: not-in-table']],
    ['hub=1.1.0 leaf=1.4.5', 'unsupported', ['leaf 1.4.5: not-in-table']],
    ['hub=1.2.0 leaf=1.0.5 store=1.2.7', 'supported', []],
    // The other columns stay where they are.
    ['hub=1.2.0 leaf=1.2.5 store=1.1.7', 'unsupported', ['store 1.1.7: not-in-table']],
    ['hub=1.2.0 store=1.1.7', 'unsupported', ['store 1.1.7: not-in-table']],
    // Without the key there is no row to be near to.
    ['leaf=1.2.5 store=1.2.7', 'supported', []],
    ['leaf=1.1.5 store=1.2.7', 'unsupported', ['store 1.2.7: not-in-table']],
    // Which line a version of no row belongs to is not known, whether it is newer than all or between them.
    ['hub=1.2.0 leaf=1.2.6', 'unknown', ['leaf 1.2.6: no-row']],
    ['hub=1.2.0 leaf=1.9.0', 'unknown', ['leaf 1.9.0: beyond-table']],
    ['hub=1.2.1 leaf=1.2.5', 'unsupported', ['hub 1.2.1: not-in-table']],
    ['hub=1.2.0 leaf=1.0.5,1.4.5', 'supported', []],
    ['hub=1.1.0,1.2.0 leaf=1.4.5', 'unsupported', ['leaf 1.4.5: not-in-table']],
  ])('%s: %s', (fleet, verdict, findings) => {
    expect(judged(policy, fleet)).toEqual({ verdict, findings })
  })

  it.each([
    [{ key: 'hub', of: ['hub'], lines: 2 }, 'cannot be off itself'],
    [{ key: 'hub', of: ['laef'], lines: 2 }, 'did you mean'],
    [{ key: 'hbu', of: ['leaf'], lines: 2 }, 'is no column'],
  ])('%j is refused', (skew, problem) => {
    expect(() => made({ rules: [{ ...table, skew }], components: ['hub', 'leaf', 'store'] })).toThrow(problem)
  })

  it('what is fine by one reading and not known by the one in use is not told to be fine', () => {
    const readings = {
      default: 'near',
      choices: { near: { because: 'x', set: { skew: table.skew } }, exact: { because: 'x', set: {} } },
    }
    const { skew: _, ...exact } = table
    const read = made({ rules: [{ ...exact, readings }], components: ['hub', 'leaf', 'store'] })
    expect(judged(read, 'hub=1.2.0 leaf=1.2.6').findings).toEqual(['leaf 1.2.6: no-row'])
    expect(judged(read, 'hub=1.2.0 leaf=1.1.5').findings).toEqual(['leaf 1.1.5: other-reading'])
  })
})

describe('what a feature needs', () => {
  const policy = made({
    rules: [
      {
        ...common,
        id: 'skew',
        kind: 'window',
        of: 'leaf',
        to: 'hub',
        unit: 'line',
        behind: 'any',
        ahead: 'any',
      },
      {
        ...common,
        id: 'needs-tracing',
        kind: 'needs',
        feature: 'tracing',
        requires: { hub: '>=1.2.0', leaf: '>=1.1.0' },
      },
    ],
  })

  it.each([
    ['hub=1.2.0 leaf=1.1.0', ['tracing'], 'supported', []],
    ['hub=1.1.0 leaf=1.1.0', ['tracing'], 'unsupported', ['hub 1.1.0: feature']],
    ['hub=1.1.0 leaf=1.1.0', [], 'supported', []],
    ['hub=1.1.0 leaf=1.1.0', ['other'], 'supported', []],
  ])('%s with %s: %s', (fleet, features, verdict, findings) => {
    expect(judged(policy, fleet, { features })).toEqual({ verdict, findings })
  })
})

describe('what is supported on a day', () => {
  const releases = [
    { version: '1.0.0', date: '2025-01-01' },
    { version: '1.1.0', date: '2025-04-01' },
    { version: '1.2.0', date: '2025-07-01' },
    { version: '1.3.0-rc.1', date: '2025-09-01' },
  ]
  const skew = { ...common, id: 'skew', kind: 'window', of: 'hub', unit: 'line', behind: 'any', ahead: 'any' }
  const policy = made({
    rules: [skew, { ...common, id: 'two-lines', kind: 'support', of: 'hub', lines: 2, from: '2025-03-01' }],
    catalogue: [{ of: ['hub'], releases }],
  })

  it.each([
    ['1.0.0', '2025-04-01', 'supported'],
    ['1.0.0', '2025-06-30', 'supported'],
    ['1.0.0', '2025-07-01', 'unsupported'],
    ['1.1.0', '2025-12-01', 'supported'],
    // Of another edition of the rule; of no release yet; of a line that is not in the catalogue.
    ['1.0.0', '2025-02-01', 'supported'],
    ['1.5.0', '2025-12-01', 'supported'],
  ])('%s on %s: %s', (version, asOf, verdict) => {
    expect(judged(policy, `hub=${version}`, { asOf }).verdict).toBe(verdict)
  })

  it('is not asked without a day', () => {
    expect(judged(policy, 'hub=1.0.0').verdict).toBe('supported')
  })
})

describe('what another component brings along', () => {
  const follows = { ...common, id: 'delivered', kind: 'follows', of: 'hub', by: 'leaf', fill: true }
  const own = { ...common, id: 'own', kind: 'window', of: 'hub', unit: 'line', behind: 0, ahead: 0 }
  const policy = made({
    rules: [follows, own],
    catalogue: [
      { of: ['leaf'], releases: [{ version: '1.0.0', delivers: { hub: '3.0.0' } }, { version: '1.1.0' }] },
    ],
  })

  it.each([
    ['leaf=1.0.0', 'supported', []],
    ['leaf=1.0.0 hub=3.0.0', 'supported', []],
    ['leaf=1.0.0 hub=3.0.1', 'unsupported', ['hub 3.0.1: not-delivered']],
    ['leaf=1.1.0 hub=3.0.0', 'unknown', ['hub 3.0.0: delivers-unknown']],
  ])('%s: %s', (fleet, verdict, findings) => {
    expect(judged(policy, fleet)).toEqual({ verdict, findings })
  })

  it('is told, so that nobody wonders where a version comes from', () => {
    const { deliveries } = check(running('leaf=1.0.0x3', policy), [policy])
    expect(
      deliveries.map(
        ({ by, group, reading }) => `${by.component} ${group.component} ${readingText(reading)}`,
      ),
    ).toEqual(['leaf hub 3.0.0'])
  })

  it('is not known when the release does not say', () => {
    expect(judged(policy, 'leaf=1.1.0').verdict).toBe('unknown')
  })
})

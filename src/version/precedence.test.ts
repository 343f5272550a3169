import { describe, expect, it } from 'vitest'
import { decidingPart, semverDisagreement, semverOrder } from './precedence.ts'
import { semver } from './semver.ts'
import { template } from './template.ts'
import { compareVersions, type Version } from './version.ts'

const made = template({
  form: 'v{core}[-{theirs}]-up.{marker}[-{ours}]',
  fields: {
    core: { type: 'core' },
    theirs: { type: 'pre' },
    marker: { type: 'number' },
    ours: { type: 'pre' },
  },
  order: ['core', 'theirs', 'marker', 'ours'],
})
if (!made.ok) throw new Error(made.problem.message)
const scheme = made.value

const parsed = (text: string): Version => {
  const version = scheme.parse(text)
  if (!version.ok) throw new Error(text)
  return version.value
}

describe('against plain SemVer', () => {
  it.each([
    ['1.4.0-rc.0-up.1', '1.4.0-up.1', -1],
    ['1.4.0-up.1-uprc.0', '1.4.0-up.1', 1],
    ['1.2.2-up.4-uprc.0', '1.2.2-up.5', 1],
    ['1.2.2-up.4-uprc.0', '1.2.2-up.99', 1],
    ['1.4.0-rc.9-up.1', '1.4.0-rc.10-up.1', 1],
    ['1.3.0-up.9', '1.3.0-up.10', -1],
  ])('%s comes before %s, and SemVer says %i', (a, b, theirs) => {
    expect(compareVersions(parsed(a), parsed(b))).toBeLessThan(0)
    expect(semverOrder(a, b)).toBe(theirs)
  })

  it.each([
    ['1.15.0-up.1.rc.3', '1.15.0-up.1', 1],
    ['1.15.0-up.1.rc.3', '1.15.0-up.2', -1],
    ['1.3.0-up.2', '1.3.0', -1],
    ['v1.3.0+up.2', '1.3.0', 0],
    ['v1', '1.3.0', undefined],
  ])('%s and %s are %s', (a, b, order) => {
    expect(semverOrder(a, b)).toBe(order)
  })

  it('neighbours that it turns round are told', () => {
    const sorted = ['1.4.0-rc.9-up.1', '1.4.0-rc.10-up.1', '1.4.0-up.1-uprc.0', '1.4.0-up.1'].map(parsed)
    const { pairs, refused } = semverDisagreement(sorted)
    expect(pairs.map((pair) => pair.map(({ text }) => text))).toEqual([
      ['1.4.0-rc.9-up.1', '1.4.0-rc.10-up.1'],
      ['1.4.0-up.1-uprc.0', '1.4.0-up.1'],
    ])
    expect(refused).toEqual([])
  })
})

describe('what decides', () => {
  it.each([
    ['1.3.0-up.1', '1.4.0-up.1', { part: 'core', values: ['1.3.0', '1.4.0'] }],
    ['1.4.0-rc.0-up.2', '1.4.0-up.1-x', { part: 'theirs', values: ['rc.0', undefined] }],
    ['1.4.0-up.1-x', '1.4.0-up.1', { part: 'ours', values: ['x', undefined] }],
    ['1.4.0-up.1', '1.4.0-up.1', undefined],
  ])('%s and %s', (a, b, expected) => {
    expect(decidingPart(parsed(a), parsed(b), scheme)).toEqual(expected)
  })

  it('a scheme without named fields does not tell', () => {
    expect(decidingPart(parsed('1.3.0-up.1'), parsed('1.4.0-up.1'), semver())).toBeUndefined()
  })
})

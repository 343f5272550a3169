import { describe, expect, it } from 'vitest'
import { made, running } from '../../test/fuzz/mesh.ts'
import { type Group, readingText } from '../fleet/index.ts'
import type { SilentRule, StatusRule } from '../policy/index.ts'
import { semver } from '../version/index.ts'
import { isStateRule } from './check.ts'
import type { StateReport } from './present.ts'
import { Sight } from './sight.ts'
import { judgeAloneVersion, judgeStateRule } from './state.ts'

const reportOf = (rule: Readonly<Record<string, unknown>>, fleet: string): StateReport<Group> => {
  const policy = made({ rules: [rule], releases: '1.0.0 (1.1.0) 1.2.0' })
  const [built] = policy.rules
  if (built === undefined || !isStateRule(built)) throw new Error('no state rule')
  const report: StateReport<Group> = { breaches: [], read: new Set() }
  judgeStateRule(built, policy, new Sight(running(fleet, policy).groups), report)
  return report
}

/** Breaches as `component version to component version: outcome reason`. */
const breaches = (rule: Readonly<Record<string, unknown>>, fleet: string): string[] =>
  reportOf(rule, fleet).breaches.map(({ group, part, to, judgement }) => {
    const other = to && ` to ${to.group.component} ${readingText(to.part.reading)}`
    return `${group.component} ${readingText(part.reading)}${other ?? ''}: ${judgement.outcome} ${judgement.reason.kind}`
  })

/** The versions that a rule read, with a definite answer. */
const read = (rule: Readonly<Record<string, unknown>>, fleet: string): string =>
  [...reportOf(rule, fleet).read].map((part) => readingText(part.reading)).join(' ')

const own = { kind: 'window', of: 'hub', unit: 'line', behind: 1, ahead: 1 }
const pair = { kind: 'window', of: 'leaf', to: 'hub', unit: 'line', behind: 1, ahead: 0 }

describe('a window of a component with itself', () => {
  it.each([
    ['hub=1.2.0', []],
    ['hub=1.2.0x5', []],
    ['hub=1.2.0,1.1.0', []],
    ['hub=1.3.0,1.1.0', ['hub 1.1.0 to hub 1.3.0: broken distance']],
    ['hub@a=1.3.0 hub@b=1.1.0', []],
    ['hub@a=1.3.0 hub@a/b=1.1.0', []],
    ['hub=1.2.0,2.0.0', ['hub 1.2.0 to hub 2.0.0: unknown no-distance']],
    ['hub=1.2.0,?', ['hub ?: unknown version-empty']],
    ['hub=1.2.0,latest', ['hub latest: unknown version-unreadable']],
    ['hub=1.2.0,1.2.0-dev-x', ['hub 1.2.0-dev-x: unknown version-development']],
    // A definite break is told beside what is not known.
    ['hub=1.3.0,1.1.0,?', ['hub ?: unknown version-empty', 'hub 1.1.0 to hub 1.3.0: broken distance']],
    ['leaf=1.3.0,1.1.0', []],
  ])('%s: %j', (fleet, expected) => {
    expect(breaches(own, fleet)).toEqual(expected)
  })
})

describe('a window of two components', () => {
  it.each([
    ['hub=1.2.0 leaf=1.2.0', []],
    ['hub=1.2.0 leaf=1.1.0', []],
    ['hub=1.2.0 leaf=1.0.0', ['leaf 1.0.0 to hub 1.2.0: broken distance']],
    ['hub=1.2.0 leaf=1.3.0', ['leaf 1.3.0 to hub 1.2.0: broken distance']],
    ['hub=1.2.0,1.1.0 leaf=1.2.0', ['leaf 1.2.0 to hub 1.1.0: broken distance']],
    ['hub=? leaf=1.2.0', ['hub ?: unknown version-empty']],
    ['hub=1.2.0 leaf=?', ['leaf ?: unknown version-empty']],
    ['hub=?,1.2.0 leaf=1.0.0', ['hub ?: unknown version-empty', 'leaf 1.0.0 to hub 1.2.0: broken distance']],
    // Nothing in sight is nothing to judge; what that means for the verdict is the coverage's matter.
    ['leaf=1.2.0', []],
    ['leaf=?', []],
    ['hub@a=1.0.0 leaf@b=1.2.0', []],
    ['hub@a=1.0.0 leaf@a/b=1.2.0', ['leaf 1.2.0 to hub 1.0.0: broken distance']],
    ['hub@a/b=1.0.0 leaf@a=1.2.0', ['leaf 1.2.0 to hub 1.0.0: broken distance']],
  ])('%s: %j', (fleet, expected) => {
    expect(breaches(pair, fleet)).toEqual(expected)
  })

  it.each([
    ['every', ['leaf 1.0.0 to hub 1.2.0: broken distance']],
    ['newest', ['leaf 1.0.0 to hub 1.2.0: broken distance']],
    ['oldest', []],
  ])('against %s: %j', (against, expected) => {
    expect(breaches({ ...pair, against }, 'hub=1.1.0,1.2.0 leaf=1.0.0')).toEqual(expected)
  })

  it('which of two versions is the oldest is not known while one of them is not', () => {
    expect(breaches({ ...pair, against: 'oldest' }, 'hub=1.2.0,? leaf=1.2.0')).toEqual([
      'hub ?: unknown version-empty',
    ])
  })
})

describe('what a window reads', () => {
  it.each([
    [own, 'hub=1.2.0', '1.2.0'],
    [own, 'hub=1.3.0,1.1.0', '1.3.0 1.1.0'],
    [own, 'hub=1.2.0,?', '1.2.0'],
    [own, 'leaf=1.2.0', ''],
    [{ ...own, of: 'hub <1.2.0' }, 'hub=1.2.0', ''],
    [pair, 'hub=1.2.0 leaf=1.1.0', '1.1.0 1.2.0'],
    [pair, 'hub=1.2.0', ''],
    [pair, 'leaf=1.2.0', ''],
    [pair, 'hub=? leaf=1.2.0', ''],
    [{ ...pair, to: 'hub >=1.2.0' }, 'hub=1.1.0 leaf=1.1.0', ''],
    [{ ...pair, to: 'hub >=1.2.0' }, 'hub=1.1.0,1.2.0 leaf=1.1.0', '1.1.0 1.2.0'],
    // Only the hub that counts was read.
    [{ ...pair, against: 'newest' }, 'hub=1.1.0,1.2.0 leaf=1.2.0', '1.2.0 1.2.0'],
  ])('%j: %s: %j', (rule, fleet, expected) => {
    expect(read(rule, fleet).split(' ').sort()).toEqual(expected.split(' ').sort())
  })
})

describe('rules about one version', () => {
  it.each([
    [{ kind: 'silent', of: 'hub <0.5.0' }, 'hub=0.4.0,0.5.0,?', ['hub 0.4.0: unknown silent']],
    [{ kind: 'silent', of: 'hub' }, 'hub=1.0.0 leaf=1.0.0', ['hub 1.0.0: unknown silent']],
    [{ kind: 'status', of: 'hub', refuse: ['recalled'] }, 'hub=1.1.0', ['hub 1.1.0: broken recalled']],
    [{ kind: 'status', of: 'hub', refuse: ['recalled'] }, 'hub=1.1.0+x', ['hub 1.1.0+x: broken recalled']],
    [{ kind: 'status', of: 'hub', refuse: ['recalled'] }, 'hub=1.0.0,9.0.0,1.1.0-rc.1,?', []],
    [{ kind: 'status', of: 'hub', refuse: ['recalled'] }, 'leaf=1.1.0', []],
    [{ kind: 'status', of: 'hub >=1.2.0', refuse: ['recalled'] }, 'hub=1.1.0', []],
  ])('%j: %s: %j', (rule, fleet, expected) => {
    expect(breaches(rule, fleet)).toEqual(expected)
    expect(read(rule, fleet)).toBe('')
  })

  it('a single version is judged without any fleet', () => {
    const policy = made({
      rules: [{ kind: 'status', of: 'hub', refuse: ['recalled'] }],
      releases: '1.0.0 (1.1.0)',
    })
    const outcomes = ['1.0.0', '1.1.0'].map((text) => {
      const version = semver().parse(text)
      if (!version.ok) throw new Error(text)
      return judgeAloneVersion(policy.rules[0] as SilentRule | StatusRule, policy, version.value).outcome
    })
    expect(outcomes).toEqual(['holds', 'broken'])
  })

  it('what is not known says why', () => {
    const reasons = reportOf(own, 'hub=latest,1.0.0-dev-x').breaches.map(({ judgement }) => judgement.reason)
    expect(reasons).toEqual([
      { kind: 'version-development', base: '1.0.0' },
      { kind: 'version-unreadable', at: 0, expected: 'a major number' },
    ])
  })
})

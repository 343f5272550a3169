import { describe, expect, it } from 'vitest'
import { parseRange, rangeContains } from './range.ts'
import type { Scheme } from './scheme.ts'
import { semver } from './semver.ts'

const minor = semver()
const major = semver({ line: 'major' })

const contains = (range: string, version: string, scheme: Scheme = minor): boolean => {
  const [read, parsed] = [parseRange(range, scheme), scheme.parse(version)]
  if (!read.ok || !parsed.ok) throw new Error(JSON.stringify([read, parsed]))
  return rangeContains(read.value, parsed.value)
}

describe('what a range contains', () => {
  it.each([
    ['>=1.2.0', '1.2.0 1.2.1 1.10.0 2.0.0', '1.1.9 0.9.0 1.2.0-rc.1'],
    ['>1.2.0', '1.2.1 2.0.0 1.2.1-rc.1', '1.2.0 1.2.0+build 1.2.0-rc.1'],
    ['<1.2.0', '1.1.9 1.2.0-rc.1', '1.2.0 1.2.0+build 1.2.1'],
    ['<=1.2.0', '1.2.0 1.2.0+build 1.2.0-rc.1 0.1.0', '1.2.1 1.2.1-0'],
    ['=1.2.0', '1.2.0 v1.2.0 1.2.0+build', '1.2.1 1.2.0-rc.1'],
    ['1.2.0', '1.2.0 v1.2.0 1.2.0+build', '1.2.1 1.2.0-rc.1'],
    ['v1.2.0', '1.2.0', '1.2.1'],
    ['>=v1.2.0', '1.2.0', '1.1.0'],
    ['1.2.0-rc.1', '1.2.0-rc.1', '1.2.0 1.2.0-rc.2'],
    ['1.2.x', '1.2.0 1.2.99 1.2.0-rc.1', '1.3.0 1.20.0 2.2.0'],
    ['v1.2.x', '1.2.0', '1.3.0'],
    ['1.x', '1.0.0 1.99.0 1.0.0-rc.1', '10.0.0 0.1.0 2.0.0'],
    ['v1.x', '1.4.0', '2.0.0'],
    ['0.x', '0.0.1 0.12.0', '1.0.0'],
    ['*', '0.0.0 99.0.0 1.0.0-rc.1', ''],
    ['>=1.2.0 <1.4.0', '1.2.0 1.3.9 1.4.0-rc.1', '1.4.0 1.1.0 1.2.0-rc.1'],
    ['  >=1.2.0\t<1.4.0\n', '1.3.0', '1.5.0'],
    ['1.x >=1.2.0', '1.2.0 1.9.0', '1.1.0 2.0.0'],
    ['>2.0.0 <1.0.0', '', '0.1.0 1.5.0 3.0.0'],
    ['1.2.x || 2.0.0', '1.2.5 2.0.0', '1.3.0 2.0.1'],
    ['1.2.x||>=2.0.0 <2.1.0||3.x', '1.2.5 2.0.9 3.4.5', '1.3.0 2.1.0 4.0.0'],
    ['* 1.0.0', '1.0.0', '1.0.1'],
  ])('%j contains %s, and not %s', (range, inside, outside) => {
    for (const version of inside.split(' ').filter(Boolean)) {
      expect(contains(range, version), version).toBe(true)
    }
    for (const version of outside.split(' ').filter(Boolean)) {
      expect(contains(range, version), version).toBe(false)
    }
  })

  it('1.x names a line where lines are majors', () => {
    expect(contains('1.x', '1.9.0', major)).toBe(true)
    expect(contains('1.x', '2.0.0', major)).toBe(false)
  })
})

describe('a problem says at which character', () => {
  const condition = 'a condition such as >=1.2.0 or 1.2.x'
  const line = 'the name of a line, such as 1.2'

  it.each([
    ['', minor, 0, condition],
    ['   ', minor, 0, condition],
    ['||', minor, 0, condition],
    ['1.0.0 ||', minor, 8, condition],
    ['1.0.0 || || 2.0.0', minor, 8, condition],
    ['1.0', minor, 3, '"." and a patch number'],
    ['>=1.0', minor, 5, '"." and a patch number'],
    ['>=1.2.0 <1.x', minor, 11, 'a minor number'],
    ['>= 1.2.0', minor, 2, 'a major number'],
    ['1.0.0 || 2.0', minor, 12, '"." and a patch number'],
    ['1.0.0 || >=1.0.0 <2', minor, 19, '"." and a minor number'],
    ['^1.2.0', minor, 0, 'a major number'],
    ['~1.2.0', minor, 0, 'a major number'],
    ['x', minor, 0, 'a major number'],
    ['.x', minor, 0, line],
    ['v.x', minor, 0, line],
    ['1.2.3.x', minor, 0, line],
    ['01.x', minor, 0, line],
    ['1.0.0 || 01.2.x', minor, 9, line],
    ['1.2.x', major, 1, 'the end: lines are majors'],
    ['v1.2.x', major, 2, 'the end: lines are majors'],
    ['1.0.0 v1.2.x', major, 8, 'the end: lines are majors'],
    ['1.2.X', minor, 4, 'a patch number'],
    ['=>1.2.0', minor, 1, 'a major number'],
    ['1.0.0|2.0.0', minor, 5, '"-", "+" or the end of the version'],
    ['1.0.0,2.0.0', minor, 5, '"-", "+" or the end of the version'],
  ])('%j stops there', (text, scheme, at, expected) => {
    expect(parseRange(text, scheme)).toEqual({ ok: false, problem: { text, at, expected } })
  })
})

describe('a million characters are read in one go', () => {
  const many = (piece: string): string => piece.repeat(Math.ceil(1_000_000 / piece.length))

  it.each([
    ['bars', many('|'), false],
    ['spaces', many(' '), false],
    ['operators', many('<'), false],
    ['stars', many('*'), false],
    ['letters x', many('.x'), false],
    ['conditions', many('>=1.0.0 '), true],
    ['alternatives', `${many('1.x || ')}*`, true],
  ])('%s', (_, text, isRange) => {
    expect(parseRange(text, minor).ok).toBe(isRange)
  })
})

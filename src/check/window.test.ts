import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import type { WindowRule } from '../policy/index.ts'
import { semver, type Unit, type Version } from '../version/index.ts'
import { counted, distanceOf, judgePair, pairApplies } from './window.ts'

const joined = [['0.12', '1.0']] as const
const scheme = semver({ joined })

const version = (text: string): Version => {
  const read = scheme.parse(text)
  if (!read.ok) throw new Error(text)
  return read.value
}

const window = (rest: Readonly<Record<string, unknown>>): WindowRule => {
  const rule = { kind: 'window', of: 'leaf', to: 'hub', unit: 'line', behind: 1, ahead: 0, ...rest }
  return made({ rules: [rule], joined }).rules[0] as WindowRule
}

/** A judgement as `outcome`, and for what is not well its side, distance and limit. */
const judged = (rule: WindowRule, of: string, to: string): string => {
  const judgement = judgePair(rule, version(of), version(to))
  if (judgement.outcome === 'holds') return 'holds'
  const { reason } = judgement
  if (reason.kind !== 'distance') return `${judgement.outcome}: ${reason.kind}`
  return `${judgement.outcome}: ${reason.distance ?? 'some'} ${reason.side}, limit ${reason.limit}`
}

describe('how far one version is ahead of another', () => {
  it.each<[string, string, Unit, number, number | undefined]>([
    ['1.2.3', '1.2.3', 'release', 0, 0],
    ['1.2.3', '1.2.3+build', 'release', 0, 0],
    ['1.2.4', '1.2.3', 'release', 1, undefined],
    ['1.2.3-rc.1', '1.2.3', 'release', -1, undefined],
    ['1.2.9', '1.2.0', 'line', 0, 0],
    ['1.4.0', '1.2.9', 'line', 1, 2],
    ['1.2.9', '1.4.0', 'line', -1, -2],
    ['1.0.0', '0.12.5', 'line', 1, 1],
    ['0.11.0', '1.1.0', 'line', -1, -3],
    ['0.13.0', '1.0.0', 'line', -1, undefined],
    ['2.0.0', '1.9.0', 'line', 1, undefined],
    ['2.0.0', '1.9.0', 'major', 1, 1],
    ['0.1.0', '3.9.0', 'major', -1, -3],
    ['1.9.0', '1.0.0', 'major', 0, 0],
  ])('%s to %s in %s: %i, %s', (a, b, unit, sign, distance) => {
    expect(distanceOf(version(a), version(b), unit)).toEqual({ sign, distance })
  })
})

describe('a pair of versions holds, is broken, or cannot be told', () => {
  it.each([
    // Lines: 1 behind, 0 ahead.
    [{}, '1.2.0', '1.2.9', 'holds'],
    [{}, '1.1.0', '1.2.0', 'holds'],
    [{}, '1.0.0', '1.2.0', 'broken: 2 behind, limit 1'],
    [{}, '1.3.0', '1.2.0', 'broken: 1 ahead, limit 0'],
    [{}, '0.12.0', '1.0.0', 'holds'],
    [{}, '0.11.0', '1.0.0', 'broken: 2 behind, limit 1'],
    // No distance: an open end still holds, a closed end is still broken, between them nobody knows.
    [{}, '0.13.0', '1.0.0', 'unknown: no-distance'],
    [{}, '1.9.0', '2.0.0', 'unknown: no-distance'],
    [{}, '2.0.0', '1.9.0', 'broken: some ahead, limit 0'],
    [{ ahead: 1 }, '2.0.0', '1.9.0', 'unknown: no-distance'],
    [{ ahead: 'any' }, '2.0.0', '1.9.0', 'holds'],
    [{ behind: 0 }, '1.9.0', '2.0.0', 'broken: some behind, limit 0'],
    [{ behind: 'any' }, '1.9.0', '2.0.0', 'holds'],
    [{ behind: 'any', ahead: 'any' }, '0.1.0', '9.0.0', 'holds'],
    // Releases have an order but no distance.
    [{ unit: 'release', behind: 'any' }, '1.2.3', '1.2.3', 'holds'],
    [{ unit: 'release', behind: 'any' }, '1.2.3', '1.2.3+build', 'holds'],
    [{ unit: 'release', behind: 'any' }, '0.1.0', '1.2.3', 'holds'],
    [{ unit: 'release', behind: 'any' }, '1.2.4', '1.2.3', 'broken: some ahead, limit 0'],
    [{ unit: 'release', behind: 'any' }, '1.2.3', '1.2.3-rc.1', 'broken: some ahead, limit 0'],
    [{ unit: 'release', behind: 0 }, '1.2.3', '1.2.4', 'broken: some behind, limit 0'],
    // Majors have no gaps.
    [{ unit: 'major' }, '1.9.0', '2.0.0', 'holds'],
    [{ unit: 'major' }, '0.9.0', '2.0.0', 'broken: 2 behind, limit 1'],
    // A rule that does not speak of a pair has nothing against it.
    [{ of: 'leaf <1.0.0' }, '1.0.0', '1.2.0', 'holds'],
    [{ of: 'leaf <1.0.0' }, '0.5.0', '1.2.0', 'broken: 10 behind, limit 1'],
    [{ to: 'hub >=1.3.0' }, '1.0.0', '1.2.9', 'holds'],
    [{ to: 'hub >=1.3.0' }, '1.0.0', '1.3.0', 'broken: 3 behind, limit 1'],
  ])('%j: leaf %s beside hub %s: %s', (rest, of, to, expected) => {
    expect(judged(window(rest), of, to)).toBe(expected)
  })

  it.each([
    [{}, '1.0.0', '9.0.0', true],
    [{ of: 'leaf 1.x' }, '2.0.0', '2.0.0', false],
    [{ of: 'leaf 1.x', to: 'hub 2.x' }, '1.0.0', '2.0.0', true],
    [{ of: 'leaf 1.x', to: 'hub 2.x' }, '1.0.0', '1.0.0', false],
  ])('%j speaks of leaf %s and hub %s: %s', (rest, of, to, expected) => {
    expect(pairApplies(window(rest), version(of), version(to))).toBe(expected)
  })
})

describe('the versions that count', () => {
  const present = '1.1.0 1.3.0 1.2.0 1.1.0+b 1.3.0+b'

  it.each([
    [{}, present],
    [{ against: 'every' }, present],
    [{ against: 'oldest' }, '1.1.0 1.1.0+b'],
    [{ against: 'newest' }, '1.3.0 1.3.0+b'],
    [{ against: 'every', to: 'hub <1.3.0' }, '1.1.0 1.2.0 1.1.0+b'],
    [{ against: 'newest', to: 'hub <1.3.0' }, '1.2.0'],
    [{ against: 'oldest', to: 'hub >1.1.0' }, '1.2.0'],
    [{ against: 'oldest', to: 'hub >9.0.0' }, ''],
  ])('of %j are %s', (rest, expected) => {
    const versions = present.split(' ').map(version)
    const found = counted(window(rest), versions, (each) => each).map(({ text }) => text)
    expect(found.join(' ')).toBe(expected)
  })
})

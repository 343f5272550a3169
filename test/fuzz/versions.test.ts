import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { compareVersions, parseRange, rangeContains, semver } from '../../src/version/index.ts'
import { fuzz } from './fuzz.ts'
import { mutatedText, soup } from './mutation.ts'

describe('versions and ranges', () => {
  const schemes = [semver(), semver({ line: 'major' }), semver({ joined: [['0.12', '1.0']] })]
  const version = fc.oneof(soup(8), mutatedText('1.20.3-rc.1.x-y+build.5'), mutatedText('v0.12.0'))
  const range = fc.oneof(soup(8), mutatedText('>=1.2.0 <1.4.0 || 2.1.x || 1.0.5 || * || 1.x'))

  fuzz('a version is read, or it is said at which character reading stopped', 1000, version, (text) => {
    for (const scheme of schemes) {
      const read = scheme.parse(text)
      if (read.ok) expect(compareVersions(read.value, read.value)).toBe(0)
      else {
        expect(read.problem).toMatchObject({ text, expected: expect.stringMatching(/./) })
        expect(read.problem.at).toBeGreaterThanOrEqual(0)
        expect(read.problem.at).toBeLessThanOrEqual(text.length)
      }
    }
  })

  fuzz('what is written canonically is read as itself', 500, version, (text) => {
    const read = semver().parse(text)
    const again = read.ok ? semver().parse(read.value.text) : read
    if (read.ok) expect(again).toEqual(read)
  })

  fuzz('so is a line', 500, fc.oneof(soup(4), mutatedText('v0.12')), (text) => {
    for (const scheme of schemes) {
      const read = scheme.parseLine(text)
      const at = read.ok ? 0 : read.problem.at
      expect(at >= 0 && at <= text.length, `${at}`).toBe(true)
    }
  })

  fuzz('so is a range, which then has an answer for every version', 1000, range, (text) => {
    for (const scheme of schemes) {
      const read = parseRange(text, scheme)
      const parsed = scheme.parse('1.2.0')
      if (read.ok && parsed.ok) expect(typeof rangeContains(read.value, parsed.value)).toBe('boolean')
      if (read.ok) continue
      expect(read.problem.text).toBe(text)
      expect(read.problem.at).toBeGreaterThanOrEqual(0)
      expect(read.problem.at).toBeLessThanOrEqual(text.length)
    }
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { patternOf } from './pattern.ts'

describe('a pattern', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['.*', ['', 'anything'], []],
    ['4[.]13[.].*', ['4.13.0', 'x4.13.1+amd64'], ['4.130', '4x13.1']],
    ['4\\.8\\..*', ['4.8.1'], ['4.18.1', '4a8.1']],
    [
      '^4[.]15[.]([0-9]|1[0-6])[+].*$',
      ['4.15.0+amd64', '4.15.16+s390x'],
      ['4.15.17+amd64', '14.15.0+amd64', '4.15.0'],
    ],
    ['^4[.](21[.].*|22[.]0-ec[.][0-2])[+].*$', ['4.22.0-ec.1+amd64', '4.21.9+amd64'], ['4.22.0-ec.3+amd64']],
    ['a{2,3}b', ['aab', 'aaab', 'aaaab'], ['ab', 'aa']],
    ['^a{2}$', ['aa'], ['a', 'aaa']],
    ['^a{2,}$', ['aa', 'aaaa'], ['a']],
    ['^(?:ab)+?$', ['abab'], ['', 'aba']],
    ['[^a-c]', ['d', 'ad'], ['abc']],
    ['[]x]', [']'], ['y']],
    ['[a-]', ['-'], ['b']],
    ['\\d\\W\\S', ['1 x'], ['1ax']],
    ['^$|b', ['', 'ab'], ['a']],
    ['(a|)b', ['b'], ['a']],
  ])('%s', (pattern, found, others) => {
    const read = patternOf(pattern)
    if (!read.ok) throw new Error(read.problem)
    for (const text of found) expect(read.value(text), text).toBe(true)
    for (const text of others) expect(read.value(text), text).toBe(false)
  })

  it.each([
    ['(?i)a', '"(?i)a"'],
    ['a(?=b)', '"(?=b)"'],
    ['(a', '"(a"'],
    ['a)', '")"'],
    ['[a', '"[a"'],
    ['*a', '"*a"'],
    ['\\1', '"\\1"'],
    ['\\p{L}', '"\\p{L}"'],
    ['[[:alpha:]]', '"[[:alpha:]]"'],
    ['a{3,2}', '"{3,2}"'],
    ['((a{999}){999})', 'it is too large'],
  ])('%s is not known', (pattern, problem) => {
    expect(patternOf(pattern)).toEqual({ ok: false, problem })
  })

  const piece = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\.', '^', '$', '(a|b)', '(?:ab)', '(b|)')
  const pattern = fc
    .array(fc.tuple(piece, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}')), { maxLength: 5 })
    .map((parts) =>
      parts.map(([one, sign]) => (/[$^]/.test(one) && !one.startsWith('[') ? one : one + sign)).join(''),
    )

  it('finds what an expression of JavaScript finds', () => {
    fc.assert(
      fc.property(pattern, fc.stringMatching(/^[ab.]{0,8}$/), (one, text) => {
        const read = patternOf(one)
        expect(read.ok && read.value(text)).toBe(new RegExp(one).test(text))
      }),
      runs(3000),
    )
  })

  it('takes no longer for being nested', () => {
    const read = patternOf('^(((a*)*)*)*b$')
    expect(read.ok && read.value(`${'a'.repeat(2000)}c`)).toBe(false)
  })
})

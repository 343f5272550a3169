import { expect, it } from 'vitest'
import { parseRange, semver } from '../version/index.ts'
import { rangeFrom } from './skip-range.ts'

it.each<[string, readonly string[]]>([
  ['>=1.0.0 <1.2.0', ['>=1.0.0 <1.2.0']],
  ['>= 1.0.0  < 1.2.0-rc.1', ['>=1.0.0 <1.2.0-rc.1']],
  ['1.0.0 || ==1.1.0', ['=1.0.0', '=1.1.0']],
  ['>=1.0.0 !=1.0.3 <1.1.0', ['>=1.0.0 <1.0.3 <1.1.0', '>=1.0.0 >1.0.3 <1.1.0']],
  ['!1.0.0', ['<1.0.0', '>1.0.0']],
  // Unlike a line of a policy, which has the pre-releases of its first release as well.
  ['1.2.x', ['>=1.2.0 <1.3.0']],
  ['>1.x', ['>=2.0.0']],
  ['>=1.2.x', ['>=1.2.0']],
  ['<1.2.x', ['<1.2.0']],
  ['<=1.x', ['<2.0.0']],
  ['<1.2.0+build', ['<1.2.0+build']],
])('%s', (text, expected) => {
  expect(rangeFrom(text)).toEqual({ ok: true, value: expected })
  for (const each of expected) expect(parseRange(each, semver()).ok, each).toBe(true)
})

it.each([
  ['', 'nothing'],
  ['>=1.0.0 ||', 'nothing'],
  ['~1.2.0', '"~1.2.0"'],
  ['>=1.0.0 and <2.0.0', '"and"'],
  ['>=1.2', '">=1.2"'],
  ['!=1.x', '"!=1.x"'],
  ['>= ', '">="'],
])('%j cannot be read', (text, problem) => {
  expect(rangeFrom(text)).toEqual({ ok: false, problem })
})

import { describe, expect, it } from 'vitest'
import { semver, type Version } from '../version/index.ts'
import { parseExpression } from './expression.ts'

const scheme = semver()
const schemes = new Map([
  ['hub', scheme],
  ['far-leaf', scheme],
])

const read = (text: string): Version => {
  const version = scheme.parse(text)
  if (!version.ok) throw new Error(`${text} is no version`)
  return version.value
}

function answer(text: string, hub: string, leaf: string): boolean | undefined {
  const parsed = parseExpression(text, schemes)
  if (!parsed.ok) throw new Error(parsed.problem.message)
  return parsed.value.evaluate(
    new Map([
      ['hub', read(hub)],
      ['far-leaf', read(leaf)],
    ]),
  )
}

describe('what expressions answer', () => {
  it.each<[string, string, string, boolean | undefined]>([
    ['far_leaf <= hub', '1.2.0', '1.2.0', true],
    ['far_leaf < hub', '1.2.0', '1.2.0', false],
    ['far_leaf > hub', '1.2.0', '1.10.0', true],
    ['far_leaf >= hub', '1.10.0', '1.2.0', false],
    ['far_leaf == hub', '1.2.0', '1.2.0', true],
    ['far_leaf != hub', '1.2.0', '1.2.1', true],
    ['hub.major() + hub.minor() + hub.patch() == 6', '1.2.3', '1.0.0', true],
    ['far_leaf.minor() + 2 >= hub.minor()', '1.4.0', '1.1.9', false],
    ['far_leaf.line() == hub.line()', '1.4.0', '1.4.9', true],
    ['hub.line() == "1.4"', '1.4.0', '1.0.0', true],
    ['hub.text() == "1.4.0-rc.1"', '1.4.0-rc.1', '1.0.0', true],
    ['hub.isPrerelease()', '1.4.0-rc.1', '1.0.0', true],
    ['hub.isPrerelease()', '1.4.0', '1.0.0', false],
    ['hub.isLessThan("1.4.0")', '1.4.0-rc.1', '1.0.0', true],
    ['hub.isGreaterThan(far_leaf)', '1.4.0', '1.3.0', true],
    ['hub.isLessThan(version("1.3.0"))', '1.4.0', '1.3.0', false],
    ['hub.isGreaterThan(semver("1.3.0"))', '1.4.0', '1.3.0', true],
    ['hub.compareTo(far_leaf) == -1', '1.2.0', '1.10.0', true],
    ['hub.compareTo(far_leaf) == 0', '1.2.0', '1.2.0', true],
    ['hub.compareTo("1.1.0") == 1', '1.2.0', '1.2.0', true],
    ['hub < version("2.0.0") ? far_leaf < version("2.0.0") : true', '1.2.0', '2.0.0', false],
    // What is no version is no answer, and neither is it a no.
    ['hub < version("two")', '1.2.0', '1.2.0', undefined],
    ['hub.isLessThan("")', '1.2.0', '1.2.0', undefined],
    ['hub.minor() / (far_leaf.minor() - 2) > 0', '1.2.0', '1.2.0', undefined],
  ])('%s, of hub %s and leaf %s: %s', (text, hub, leaf, expected) => {
    expect(answer(text, hub, leaf)).toBe(expected)
  })

  it('nothing of components that are not there', () => {
    const parsed = parseExpression('hub < far_leaf', schemes)
    expect(parsed.ok && parsed.value.evaluate(new Map([['hub', read('1.0.0')]]))).toBe(undefined)
  })
})

describe('what is no expression', () => {
  it.each<[string, number, RegExp]>([
    ['hub <', 5, /./],
    ['hub < lef', 6, /lef/],
    ['hub.minor()', 0, /a int, and not a yes or a no/],
    ['hub.minro() == 1', 0, /minro/],
    ['hub == 1', 0, /./],
    ['', 0, /./],
  ])('%s: at %s, %s', (text, at, message) => {
    const parsed = parseExpression(text, schemes)
    if (parsed.ok) throw new Error('it was read')
    expect(parsed.problem.message).toMatch(message)
    expect(parsed.problem.at).toBe(at)
  })
})

it.each<[string, string | undefined]>([
  ['hub < far_lef', 'far_leaf'],
  ['hub.minro() == 1', 'minor'],
  // A forgotten pair of parentheses is no question that nobody can answer.
  ['hub.minor == 1', 'minor()'],
  ['hub < q', undefined],
])('of %s, %s is meant', (text, guess) => {
  const parsed = parseExpression(text, schemes)
  expect(parsed.ok ? 'read' : parsed.problem.guess).toBe(guess)
})

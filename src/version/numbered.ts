import { fail, ok, type Result } from '../base/index.ts'
import type { ParseProblem, Scheme } from './scheme.ts'
import { isDigit, linePlaces, parseLineName } from './semver.ts'
import type { Line, Version } from './version.ts'

export interface NumberedOptions {
  /** 1: `v1`; 2: `v1.0`. */
  readonly numbers?: 1 | 2
  /** The words that mark a version as not final, least mature first: `v1alpha1`, `v1.0-beta2`. */
  readonly suffixes?: readonly string[]
  /** What a version with such a word is called: `experimental`. */
  readonly called?: string | undefined
}

/**
 * Versions of one or two numbers, such as APIs have. A version without a suffix comes after all that have one;
 * `alpha` comes before `alpha1`. The dash before a suffix may be there or not; canonically two numbers have it and
 * one has not. Lines are majors.
 */
export function numbered({ numbers = 1, suffixes = [], called }: NumberedOptions = {}): Scheme {
  const places = linePlaces({ line: 'major' })
  // Of two words of which one begins like the other, the longer one is meant.
  const words = [...suffixes].sort((a, b) => b.length - a.length)
  return {
    name: 'numbered',
    parts: new Map(),
    write: ({ text = '' }) => text,
    parse: (text) => {
      const read = parseNumbered(text, numbers, suffixes, words)
      return read.ok && read.value.isPrerelease && called !== undefined ? ok({ ...read.value, called }) : read
    },
    parseLine: (text) => parseLineName(text, places),
  }
}

function parseNumbered(
  text: string,
  numbers: 1 | 2,
  suffixes: readonly string[],
  words: readonly string[],
): Result<Version, ParseProblem> {
  let at = text.startsWith('v') ? 1 : 0
  const stop = (expected: string, offset = at) => fail({ text, at: offset, expected })
  const number = (what: string): Result<number, ParseProblem> => {
    const start = at
    while (isDigit(text.charCodeAt(at))) at++
    if (at === start) return stop(what)
    if (text[start] === '0' && at > start + 1) return stop(`${what} without leading zeros`, start)
    const value = Number(text.slice(start, at))
    return value > Number.MAX_SAFE_INTEGER
      ? stop(`${what} of at most ${Number.MAX_SAFE_INTEGER}`, start)
      : ok(value)
  }
  const major = number('a major number')
  if (!major.ok) return major
  const key = [major.value]
  if (numbers === 2) {
    if (text[at] !== '.') return stop('"." and a minor number')
    at++
    const minor = number('a minor number')
    if (!minor.ok) return minor
    key.push(minor.value)
  }
  const core = key.join('.')
  const start = at
  if (at < text.length) {
    const from = text[at] === '-' ? at + 1 : at
    const word = words.find((suffix) => text.startsWith(suffix, from))
    if (word === undefined)
      return stop(
        [...suffixes.map((suffix) => `"${suffix}"`), 'the end of the version'].join(', '),
        from < text.length ? start : from,
      )
    at = from + word.length
    key.push(suffixes.indexOf(word))
    if (at < text.length) {
      const count = number(`a number after "${word}", or the end of the version`)
      if (!count.ok) return count
      key.push(count.value)
      if (at < text.length) return stop('the end of the version')
    }
    return ok(versionOf(`${core}${numbers === 2 ? '-' : ''}${text.slice(from)}`, major.value, key, true))
  }
  return ok(versionOf(core, major.value, [...key, suffixes.length], false))
}

function versionOf(text: string, major: number, key: readonly number[], isPrerelease: boolean): Version {
  const line: Line = { label: `${major}`, order: [major], chain: 'majors', index: major }
  return { text, line, major: line, isPrerelease, isDevelopment: false, key }
}

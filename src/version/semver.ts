import { fail, ok, type Result } from '../base/index.ts'
import type { Field, ParseProblem, Scheme } from './scheme.ts'
import type { KeyPart, Line, Version } from './version.ts'

/** How SemVer versions form lines. */
export interface SemverOptions {
  /** The numbers that name a line: `minor` makes 1.2.3 part of line 1.2, `major` of line 1. */
  readonly line?: 'minor' | 'major'
  /** Pairs of lines of which the first directly precedes the second, across a major: `["0.12", "1.0"]`. */
  readonly joined?: readonly (readonly [string, string])[]
  /** First words of a pre-release that mark a build from a working tree. */
  readonly development?: readonly string[]
  /** Words with which what a vendor adds begins: `k3s` in 1.30.4+k3s1, `gke` in 1.27.3-gke.100. */
  readonly vendors?: readonly string[]
}

/**
 * Semantic Versioning 2.0.0 (semver.org), the full grammar and precedence; a leading `v` is accepted, build
 * metadata is kept in the text and ignored in order. Numbers of the core are at most 2^53 - 1, so that
 * distances are exact; numeric pre-release identifiers may have any length. What a vendor adds to a release, where the
 * scheme knows the vendor, is no pre-release of it: it comes after the release, and a vendor's builds come in their order.
 *
 * Throws when two joins contradict each other: that is an error of the caller, found before any version is read.
 */
export function semver(options: SemverOptions = {}): Scheme {
  const places = linePlaces(options)
  const development = new Set(options.development ?? ['dev'])
  const vendors = options.vendors ?? []
  return {
    name: 'semver',
    parts: semverParts,
    write: ({ core = '', pre, build }) =>
      `${core}${pre === undefined ? '' : `-${pre}`}${build === undefined ? '' : `+${build}`}`,
    parse: (text) => parseSemver(text, places, development, vendors),
    parseLine: (text) => parseLineName(text, places),
  }
}

const semverParts: ReadonlyMap<string, Field> = new Map([
  ['core', { type: 'core' }],
  ['pre', { type: 'pre' }],
  ['build', { type: 'build' }],
])

export type LinePlaces = (major: number, minor: number) => Line

export function linePlaces(options: SemverOptions): LinePlaces {
  if (options.line === 'major') {
    return (major) => ({ label: `${major}`, order: [major], chain: 'majors', index: major })
  }
  const joins = (options.joined ?? []).map(([before, after]) => ({
    before: lineNumbers(before),
    after: lineNumbers(after),
  }))
  // A major starts its own chain at its minor 0, or continues the chain of the major it is joined to. The
  // place of a major's line is its chain's name and its minor plus an offset.
  const continued = new Map<number, { chain: string; offset: number }>()
  const firstMinor = new Map<number, number>()
  const lastMinor = new Map<number, number>()
  joins.sort((a, b) => a.after.major - b.after.major)
  for (const { before, after } of joins) {
    const name = `${before.major}.${before.minor}`
    if (before.major >= after.major) throw new Error(`line ${name} cannot be joined backwards`)
    if (continued.has(after.major)) throw new Error(`major ${after.major} is joined twice`)
    if (lastMinor.has(before.major)) throw new Error(`major ${before.major} is joined to two others`)
    if (before.minor < (firstMinor.get(before.major) ?? 0))
      throw new Error(`line ${name} comes before the line at which major ${before.major} is joined`)
    const base = continued.get(before.major) ?? { chain: `${before.major}`, offset: 0 }
    continued.set(after.major, { chain: base.chain, offset: base.offset + before.minor + 1 - after.minor })
    firstMinor.set(after.major, after.minor)
    lastMinor.set(before.major, before.minor)
  }
  return (major, minor) => {
    const place = continued.get(major) ?? { chain: `${major}`, offset: 0 }
    // Lines after the last joined one of a major (0.13 when 0.12 joins 1.0) have no place in the chain, nor have
    // lines before the first one (1.2 when 0.12 joins 1.3).
    const isBeyond = minor > (lastMinor.get(major) ?? Number.POSITIVE_INFINITY)
    const isBefore = minor < (firstMinor.get(major) ?? 0)
    return {
      label: `${major}.${minor}`,
      order: [major, minor],
      chain: isBeyond ? `${major} beyond` : isBefore ? `${major} before` : place.chain,
      index: isBeyond || isBefore ? minor : minor + place.offset,
    }
  }
}

function lineNumbers(text: string): { major: number; minor: number } {
  const match = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,14})$/.exec(text)
  if (match === null) throw new Error(`a line is written MAJOR.MINOR, not "${text}"`)
  return { major: Number(match[1]), minor: Number(match[2]) }
}

export function parseLineName(text: string, places: LinePlaces): Result<Line, ParseProblem> {
  const match = /^v?(0|[1-9]\d{0,14})(?:\.(0|[1-9]\d{0,14}))?$/.exec(text)
  if (match === null) return fail({ text, at: 0, expected: 'the name of a line, such as 1.2' })
  const line = places(Number(match[1]), Number(match[2] ?? 0))
  if (match[2] === undefined && line.order.length > 1) {
    return fail({ text, at: text.length, expected: '"." and a minor number' })
  }
  if (match[2] !== undefined && line.order.length === 1) {
    return fail({ text, at: text.indexOf('.'), expected: 'the end: lines are majors' })
  }
  return ok(line)
}

function parseSemver(
  text: string,
  places: LinePlaces,
  development: Set<string>,
  vendors: readonly string[],
): Result<Version, ParseProblem> {
  let at = text.startsWith('v') ? 1 : 0
  const stop = (expected: string, offset = at) => fail({ text, at: offset, expected })
  const core: number[] = []
  for (const name of ['major', 'minor', 'patch']) {
    if (core.length > 0) {
      if (text[at] !== '.') return stop(`"." and a ${name} number`)
      at++
    }
    const start = at
    while (isDigit(text.charCodeAt(at))) at++
    if (at === start) return stop(`a ${name} number`)
    if (text[start] === '0' && at > start + 1) return stop(`a ${name} number without leading zeros`, start)
    const value = Number(text.slice(start, at))
    if (value > Number.MAX_SAFE_INTEGER)
      return stop(`a ${name} number of at most ${Number.MAX_SAFE_INTEGER}`, start)
    core.push(value)
  }
  const [major = 0, minor = 0] = core
  let prerelease: string[] = []
  let vendor: string[] | undefined
  let vendorAt = at
  if (text[at] === '-') {
    const read = readIdentifiers(text, at + 1, 'a pre-release identifier')
    if (!read.ok) return read
    if (isVendors(read.value.identifiers, vendors)) vendor = read.value.identifiers
    else prerelease = read.value.identifiers
    let from = at + 1
    for (const identifier of prerelease) {
      if (/^0\d+$/.test(identifier)) return stop('a numeric identifier without leading zeros', from)
      from += identifier.length + 1
    }
    at = read.value.end
  }
  if (text[at] === '+') {
    const read = readIdentifiers(text, at + 1, 'a build identifier')
    if (!read.ok) return read
    if (vendor === undefined && isVendors(read.value.identifiers, vendors)) {
      vendor = read.value.identifiers
      vendorAt = at
    }
    at = read.value.end
  }
  if (at < text.length) {
    return stop(
      prerelease.length > 0 ? '".", "+" or the end of the version' : '"-", "+" or the end of the version',
    )
  }
  const majors: Line = { label: `${major}`, order: [major], chain: 'majors', index: major }
  return ok({
    text: text.startsWith('v') ? text.slice(1) : text,
    line: places(major, minor),
    major: majors,
    isPrerelease: prerelease.length > 0,
    isDevelopment: prerelease.length > 0 && development.has((prerelease[0] ?? '').split('-')[0] ?? ''),
    // A release sorts after all its pre-releases: 1 stands where they have 0.
    key: [
      ...core,
      prerelease.length > 0 ? 0 : 1,
      ...prerelease.map(identifierKey),
      ...(vendor ?? []).flatMap(vendorKey),
    ],
    ...(vendor !== undefined && { vendorOf: text.slice(text.startsWith('v') ? 1 : 0, vendorAt) }),
  })
}

/** Whether what was added to a release is known to be a vendor's: its word, and after it a number or nothing. */
const isVendors = ([first = '']: readonly string[], vendors: readonly string[]): boolean =>
  vendors.some((word) => first.startsWith(word) && /^(?:[\d-].*)?$/.test(first.slice(word.length)))

/** Words and numbers of an identifier apart, so that k3s10 comes after k3s9. */
const vendorKey = (identifier: string): KeyPart[] =>
  [...identifier.matchAll(/\d+$|.+?(?=\d+$)|.+/g)].map(([part]) => identifierKey(part))

function readIdentifiers(
  text: string,
  start: number,
  expected: string,
): Result<{ identifiers: string[]; end: number }, ParseProblem> {
  const identifiers: string[] = []
  let at = start
  for (;;) {
    const from = at
    while (isIdentifierCode(text.charCodeAt(at))) at++
    if (at === from) return fail({ text, at, expected })
    identifiers.push(text.slice(from, at))
    if (text[at] !== '.') return ok({ identifiers, end: at })
    at++
  }
}

export function identifierKey(identifier: string): KeyPart {
  if (!/^\d+$/.test(identifier)) return identifier
  // Number() is exact up to 15 digits; only longer identifiers pay for a bigint.
  return identifier.length <= 15 ? Number(identifier) : BigInt(identifier)
}

export const isDigit = (code: number): boolean => code >= 48 && code <= 57

const isIdentifierCode = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 45

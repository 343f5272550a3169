import { fail, ok, type Result } from '../base/index.ts'
import type { ParseProblem, Scheme } from './scheme.ts'
import { compareLines, compareVersions, type Line, type Version } from './version.ts'

type Operator = '<' | '<=' | '=' | '>=' | '>'

type Condition =
  | { readonly kind: 'compare'; readonly operator: Operator; readonly version: Version }
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'major'; readonly label: string }
  | { readonly kind: 'any' }

/** A set of versions, as a policy writes it. */
export interface Range {
  readonly text: string
  /** Alternatives, of which one must hold; in each, every condition must. */
  readonly alternatives: readonly (readonly Condition[])[]
}

/**
 * Reads `>=1.2.0 <1.4.0 || 2.1.x || 1.0.5 || *`. Conditions beside each other must all hold, `||` separates
 * alternatives, `1.2.x` names a line and `1.x` a major. Pre-releases are compared by plain precedence: there
 * is no hidden exclusion of them, unlike in npm's ranges.
 */
export function parseRange(text: string, scheme: Scheme): Result<Range, ParseProblem> {
  const alternatives: Condition[][] = []
  let offset = 0
  for (const part of text.split('||')) {
    const conditions: Condition[] = []
    for (const word of part.matchAll(/\S+/g)) {
      const read = parseCondition(word[0], scheme)
      if (!read.ok)
        return fail({ text, at: offset + word.index + read.problem.at, expected: read.problem.expected })
      conditions.push(read.value)
    }
    if (conditions.length === 0)
      return fail({ text, at: offset, expected: 'a condition such as >=1.2.0 or 1.2.x' })
    alternatives.push(conditions)
    offset += part.length + 2
  }
  return ok({ text, alternatives })
}

export function rangeContains(range: Range, version: Version): boolean {
  return range.alternatives.some((conditions) =>
    conditions.every((condition) => conditionHolds(condition, version)),
  )
}

/** Where a version lies beside a range that is one interval; undefined for a range of several alternatives. */
export function sideOf(range: Range, version: Version): 'before' | 'in' | 'beyond' | undefined {
  const [conditions, another] = range.alternatives
  if (conditions === undefined || another !== undefined) return undefined
  const missed = conditions.find((condition) => !conditionHolds(condition, version))
  return missed === undefined ? 'in' : sideOfCondition(missed, version)
}

function sideOfCondition(condition: Condition, version: Version): 'before' | 'in' | 'beyond' {
  switch (condition.kind) {
    case 'any':
      return 'in'
    case 'line':
      return compareLines(version.line, condition.line) < 0 ? 'before' : 'beyond'
    case 'major':
      return Number(version.major.label) < Number(condition.label) ? 'before' : 'beyond'
    case 'compare':
      return compareVersions(version, condition.version) < 0 ||
        (condition.operator === '>' && compareVersions(version, condition.version) === 0)
        ? 'before'
        : 'beyond'
  }
}

function parseCondition(word: string, scheme: Scheme): Result<Condition, ParseProblem> {
  if (word === '*') return ok({ kind: 'any' })
  const operator = ['<=', '>=', '<', '>', '='].find((sign) => word.startsWith(sign)) as Operator | undefined
  const rest = word.slice(operator?.length ?? 0)
  if (operator === undefined && rest.endsWith('.x')) {
    const name = rest.slice(0, -2)
    const line = scheme.parseLine(name)
    if (line.ok) return ok({ kind: 'line', line: line.value })
    const major = /^v?(0|[1-9]\d{0,14})$/.exec(name)?.[1]
    return major === undefined ? line : ok({ kind: 'major', label: major })
  }
  const version = scheme.parse(rest)
  if (!version.ok) {
    return fail({ ...version.problem, at: version.problem.at + (operator?.length ?? 0) })
  }
  return ok({ kind: 'compare', operator: operator ?? '=', version: version.value })
}

function conditionHolds(condition: Condition, version: Version): boolean {
  switch (condition.kind) {
    case 'any':
      return true
    case 'line':
      return version.line.label === condition.line.label
    case 'major':
      return version.major.label === condition.label
    case 'compare': {
      const order = compareVersions(version, condition.version)
      switch (condition.operator) {
        case '<':
          return order < 0
        case '<=':
          return order <= 0
        case '=':
          return order === 0
        case '>=':
          return order >= 0
        case '>':
          return order > 0
      }
    }
  }
}

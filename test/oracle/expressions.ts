import type { ExpressionRule } from './shape.ts'
import type { Verdict } from './verdict.ts'
import { readVersion, type Version } from './versions.ts'

/*
 * The questions that expressions of a world ask. Each is written twice: as the text that a policy would have, and as
 * what it means. Undefined is an error of the evaluation, which is no answer.
 */

interface Form {
  /** How many components it speaks of. */
  readonly components: number
  /** How many versions it names. */
  readonly values: number
  readonly text: (names: readonly string[], values: readonly string[]) => string
  readonly holds: (at: readonly Version[], values: readonly Version[]) => boolean | undefined
}

const version = (text: string | undefined): string => `version("${text}")`

const forms = {
  'no-newer-line': {
    components: 2,
    values: 0,
    text: ([a, b]) =>
      `${b}.major() < ${a}.major() || (${b}.major() == ${a}.major() && ${b}.minor() <= ${a}.minor())`,
    holds: ([a, b]) => nth(b).line <= nth(a).line,
  },
  'not-newer': {
    components: 2,
    values: 0,
    text: ([a, b]) => `${b}.compareTo(${a}) <= 0`,
    holds: ([a, b]) => nth(b).rank <= nth(a).rank,
  },
  'two-minors': {
    components: 2,
    values: 0,
    text: ([a, b]) => `${a}.major() == ${b}.major() && ${a}.minor() - ${b}.minor() <= 2`,
    holds: ([a, b]) => nth(a).major === nth(b).major && nth(a).minor - nth(b).minor <= 2,
  },
  'same-line-or-patched': {
    components: 2,
    values: 0,
    text: ([a, b]) => `${a}.line() == ${b}.line() || ${b}.patch() > 0`,
    holds: ([a, b]) => nth(a).line === nth(b).line || patch(nth(b)) > 0,
  },
  'new-needs-new': {
    components: 2,
    values: 2,
    text: ([a, b], [x, y]) => `${a}.isLessThan(${version(x)}) || !${b}.isLessThan(${version(y)})`,
    holds: ([a, b], [x, y]) => nth(a).rank < nth(x).rank || nth(b).rank >= nth(y).rank,
  },
  'needs-one-of-two': {
    components: 3,
    values: 0,
    text: ([a, b, c]) => `!${c}.isGreaterThan(${a}) || !${c}.isGreaterThan(${b})`,
    holds: ([a, b, c]) => nth(c).rank <= nth(a).rank || nth(c).rank <= nth(b).rank,
  },
  'two-lines-at-most': {
    components: 3,
    values: 1,
    text: ([a, b, c], [x]) =>
      `${a}.line() == ${b}.line() || ${b}.line() == ${c}.line() || ${c}.line() == ${a}.line() || ` +
      `[${a}, ${b}, ${c}].all(one, one.isLessThan(semver("${x}")))`,
    holds: ([a, b, c], [x]) =>
      new Set([a, b, c].map((one) => nth(one).line)).size < 3 ||
      [a, b, c].every((one) => nth(one).rank < nth(x).rank),
  },
  'behind-the-middle': {
    components: 3,
    values: 0,
    text: ([a, b, c]) =>
      `${c}.major() <= ${a}.major() && ${c}.minor() * 2 <= ${a}.minor() + ${b}.minor() + 1`,
    holds: ([a, b, c]) => nth(c).major <= nth(a).major && nth(c).minor * 2 <= nth(a).minor + nth(b).minor + 1,
  },
  'is-not': {
    components: 1,
    values: 1,
    text: ([a], [x]) => `${a}.text() != "${x}" && !${a}.isPrerelease()`,
    holds: ([a], [x]) => nth(a).rank !== nth(x).rank,
  },
  divided: {
    components: 2,
    values: 0,
    // By nothing nobody can divide, but what the left side already tells is told.
    text: ([a, b]) => `${a}.line() == ${b}.line() || 6 / ${a}.minor() >= ${b}.minor()`,
    holds: ([a, b]) => {
      if (nth(a).line === nth(b).line) return true
      return nth(a).minor === 0 ? undefined : Math.trunc(6 / nth(a).minor) >= nth(b).minor
    },
  },
} as const satisfies Record<string, Form>

export type FormName = keyof typeof forms

export const formNames = Object.keys(forms) as readonly FormName[]

export const formOf = (name: FormName): Form => forms[name]

/** The expression as a policy has it; components of other policies by names with `_` for what is no letter. */
export function expressionText({ form, values }: ExpressionRule, names: readonly string[]): string {
  return formOf(form).text(
    names.map((name) => name.replace(/[-/]/g, '_')),
    values,
  )
}

/** What an expression says of one version of each component: nothing, where it has no answer. */
export function readExpression({ form, values, else: otherwise }: Omit<ExpressionRule, 'at'>) {
  const named = values.map((text) => readVersion(text, []))
  return (versions: readonly (Version | undefined)[]): Verdict => {
    const holds = formOf(form).holds(versions.map(nth), named)
    if (holds === undefined) return 'unknown'
    return holds ? 'holds' : otherwise === 'unsupported' ? 'broken' : 'unknown'
  }
}

function nth(one: Version | undefined): Version {
  if (one === undefined) throw new Error('an expression without enough versions')
  return one
}

const patch = ({ rank, line }: Version): number => rank - line * 1000

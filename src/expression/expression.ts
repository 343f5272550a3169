import { createRequire } from 'node:module'
import type * as Cel from '@marcbachmann/cel-js'
import { fail, nearest, ok, type Result } from '../base/index.ts'
import { compareVersions, partsOf, type Scheme, type Version } from '../version/index.ts'

/*
 * The escape hatch: what no kind of rule can say is written in the Common Expression Language. Versions are a type of
 * their own there, with the words that cluster operators know for them.
 */

/** A question about one version of each of several components. */
export interface Expression {
  readonly text: string
  /** The answer; undefined when there is none: a part that a version does not have, a constant that is no version. */
  evaluate(versions: ReadonlyMap<string, Version>): boolean | undefined
}

/** Why a text is no question. */
export interface ExpressionProblem {
  /** Offset into the text, from 0. */
  readonly at: number
  readonly message: string
  /** The nearest name that would do. */
  readonly guess?: string
}

/** A version as expressions see it: it knows how texts beside it are read. */
class Seen {
  readonly version: Version
  readonly scheme: Scheme

  constructor(version: Version, scheme: Scheme) {
    this.version = version
    this.scheme = scheme
  }
}

/** The name under which an expression speaks of a component: identifiers have no hyphens. */
const variableOf = (component: string): string => component.replace(/[^A-Za-z0-9_]/g, '_')

/**
 * Reads an expression about components, each with the scheme of its versions. It has to be a yes or a no, and speak of
 * nothing else.
 */
export function parseExpression(
  text: string,
  components: ReadonlyMap<string, Scheme>,
): Result<Expression, ExpressionProblem> {
  const { Environment } = load()
  const environment = new Environment({ limits: { maxAstNodes: 10_000, maxDepth: 100 } })
  declare(environment, [...components.values()][0])
  const variables = [...components.keys()].map(variableOf)
  for (const variable of variables) environment.registerVariable(variable, 'Version')
  let parsed: ReturnType<typeof environment.parse>
  try {
    parsed = environment.parse(text)
  } catch (error) {
    return fail(problemOf(error, variables))
  }
  const checked = parsed.check()
  if (!checked.valid) return fail(problemOf(checked.error, variables))
  if (checked.type !== 'bool' && checked.type !== 'dyn')
    return fail({ at: 0, message: `this is a ${checked.type}, and not a yes or a no` })
  return ok({
    text,
    evaluate(versions) {
      const context: Record<string, Seen> = {}
      for (const [name, scheme] of components) {
        const version = versions.get(name)
        if (version === undefined) return undefined
        context[variableOf(name)] = new Seen(version, scheme)
      }
      try {
        const answer: unknown = parsed(context)
        return typeof answer === 'boolean' ? answer : undefined
      } catch {
        // Whatever an expression stumbles over, it has told nothing about these versions.
        return undefined
      }
    },
  })
}

/** What versions can be asked. */
const words = [
  'major',
  'minor',
  'patch',
  'line',
  'text',
  'isPrerelease',
  'isLessThan',
  'isGreaterThan',
  'compareTo',
]

function problemOf(error: unknown, variables: readonly string[]): ExpressionProblem {
  const { summary, message, range } = error as Partial<Cel.ParseError>
  const told = summary ?? message?.split('\n')[0] ?? String(error)
  const variable = /^Unknown variable: (\w+)/.exec(told)?.[1]
  const word = /Version\.(\w+)|No such key: (\w+)/
    .exec(told)
    ?.slice(1)
    .find((each) => each !== undefined)
  const guess =
    variable !== undefined
      ? nearest(variable, variables)
      : word === undefined
        ? undefined
        : words.includes(word)
          ? `${word}()`
          : nearest(word, words)
  return { at: range?.start ?? 0, message: told, ...(guess !== undefined && { guess }) }
}

let loaded: typeof Cel | undefined

/** Few policies have expressions, so the language is loaded for those alone. */
function load(): typeof Cel {
  loaded ??= createRequire(import.meta.url)('@marcbachmann/cel-js') as typeof Cel
  return loaded
}

function declare(environment: Cel.Environment, scheme: Scheme | undefined): void {
  // Without fields: who forgets the parentheses of `hub.minor()` is told so, and not answered that nobody knows.
  environment.registerType('Version', { ctor: Seen, fields: {} })
  const read = (text: string, by: Scheme | undefined): Seen => {
    const version = by?.parse(text)
    if (by === undefined || version?.ok !== true) throw new Error(`"${text}" is no version`)
    return new Seen(version.value, by)
  }
  for (const word of ['version', 'semver'])
    environment.registerFunction(`${word}(string): Version`, (text: string) => read(text, scheme))
  for (const [i, part] of (['major', 'minor', 'patch'] as const).entries())
    environment.registerFunction(`Version.${part}(): int`, ({ version }: Seen) => numberOf(version, i))
  environment.registerFunction('Version.line(): string', ({ version }: Seen) => version.line.label)
  environment.registerFunction('Version.text(): string', ({ version }: Seen) => version.text)
  environment.registerFunction('Version.isPrerelease(): bool', ({ version }: Seen) => version.isPrerelease)
  const compared = {
    isLessThan: ['bool', (order: number) => order < 0],
    isGreaterThan: ['bool', (order: number) => order > 0],
    compareTo: ['int', (order: number) => BigInt(Math.sign(order))],
  } as const
  for (const [word, [type, answer]] of Object.entries(compared)) {
    environment.registerFunction(`Version.${word}(Version): ${type}`, (a: Seen, b: Seen) =>
      answer(compareVersions(a.version, b.version)),
    )
    // A constant is read as the version beside it is.
    environment.registerFunction(`Version.${word}(string): ${type}`, (a: Seen, b: string) =>
      answer(compareVersions(a.version, read(b, a.scheme).version)),
    )
  }
  const operators = {
    '<': (order: number) => order < 0,
    '<=': (order: number) => order <= 0,
    '>': (order: number) => order > 0,
    '>=': (order: number) => order >= 0,
  }
  for (const [sign, answer] of Object.entries(operators))
    environment.registerOperator(`Version ${sign} Version`, (a: Seen, b: Seen) =>
      answer(compareVersions(a.version, b.version)),
    )
  environment.registerOperator(
    'Version == Version',
    (a: Seen, b: Seen) => compareVersions(a.version, b.version) === 0,
  )
}

/** One of the numbers that a version begins with. */
function numberOf(version: Version, place: number): bigint {
  const parts = partsOf(version)
  const number = (parts.core ?? version.text).split('.')[place]
  if (number === undefined || !/^\d+$/.test(number)) throw new Error(`${version.text} has no such number`)
  return BigInt(number)
}

import type { Component, Operand, Rule, World } from './shape.ts'

interface Made {
  /** Releases, a recalled one in brackets: `1.0.0 (1.1.0) 1.2.0`. */
  readonly releases: string
  /** Instances: `2 x 1.0.0, 1 x 1.1.0 frozen in a/b, 1 x 1.0.0 called canary`; in scope `w` when none is named. */
  readonly runs: string
  readonly target?: string
  readonly joined?: readonly (readonly [string, string])[]
  readonly policy?: string
}

/** What else a world may have. */
type Around = Partial<Pick<World, 'mode' | 'day' | 'targets' | 'facts' | 'unavailable' | 'waves'>>

/** A rule without its name, and with operands as a policy writes them: `hub >=1.0.0`. */
type Written = Rule extends infer R ? (R extends Rule ? Short<R> : never) : never
type Short<R extends Rule> = Omit<R, 'id' | 'of' | 'to'> & (R extends { of: Operand } ? Operands<R> : Rest<R>)
type Operands<R extends Rule> = R extends { to: Operand }
  ? { of: string; to: string }
  : R extends { kind: 'window' }
    ? { of: string; to?: string }
    : { of: string }
type Rest<R extends Rule> = R extends { of: readonly string[] } ? { of: readonly string[] } : unknown

/** A world written by hand, for tests. */
export function madeWorld(
  made: Readonly<Record<string, Made>>,
  rules: readonly Written[],
  around: World['mode'] | Around = 'rolling',
): World {
  return {
    seed: 0,
    mode: 'rolling',
    day: '2026-01-01',
    targets: [],
    facts: {},
    unavailable: [],
    waves: [],
    ...(typeof around === 'string' ? { mode: around } : around),
    components: Object.entries(made).map(([name, one]) => component(name, one)),
    classes: Object.entries(made).flatMap(([name, { runs }]) =>
      runs.split(', ').map((text) => {
        const [count = '', , version = '', ...words] = text.split(' ')
        const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined)
        const own = after('called')
        return {
          scope: after('in') ?? 'w',
          component: name,
          version,
          count: Number(count),
          frozen: words.includes('frozen'),
          ...(own !== undefined && { name: own }),
        }
      }),
    ),
    rules: rules.map(
      (rule, i) =>
        ({
          ...rule,
          id: `r${i + 1}`,
          ...('of' in rule && { of: typeof rule.of === 'string' ? operand(rule.of) : rule.of }),
          ...('to' in rule && rule.to !== undefined && { to: operand(rule.to) }),
        }) as Rule,
    ),
  }
}

function component(name: string, made: Made): Component {
  const { releases, target, joined = [], policy = 'world' } = made
  const catalogue = releases.split(' ').map((text) => {
    const recalled = text.startsWith('(')
    return { version: recalled ? text.slice(1, -1) : text, recalled }
  })
  return { name, policy, joined, catalogue, ...(target !== undefined && { target }) }
}

function operand(text: string): Operand {
  const [component = '', ...range] = text.split(' ')
  return range.length === 0 ? { component } : { component, range: range.join(' ') }
}

/** The leaf is never ahead of the hub and at most one line behind. */
export const leafFollows = {
  kind: 'window',
  of: 'leaf',
  to: 'hub',
  unit: 'line',
  behind: 1,
  ahead: 0,
  against: 'every',
} as const

/** Instances of the hub are at most one line apart. */
export const hubTogether = {
  kind: 'window',
  of: 'hub',
  unit: 'line',
  behind: 1,
  ahead: 1,
  against: 'every',
} as const

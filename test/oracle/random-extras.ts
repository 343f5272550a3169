import { formNames, formOf } from './expressions.ts'
import type { Random } from './random.ts'
import { canCountLines, range, requires, type Unnamed } from './random-rules.ts'
import type {
  Component,
  Dated,
  EdgesRule,
  ExpressionRule,
  InstanceClass,
  Rule,
  StopsRule,
  TableRule,
  Wave,
  WindowRule,
  World,
} from './shape.ts'
import { isWithin } from './sight.ts'
import { readVersion } from './versions.ts'

/** What a world has beside components that move under rules about their distances and moves. */
export type Traits = Readonly<Record<(typeof traitNames)[number], boolean>>

const traitNames = [
  'scopes',
  'policies',
  'tables',
  'expressions',
  'dated',
  'stops',
  'facts',
  'unavailable',
  'waves',
] as const

/** A third of the worlds has none of these, and nothing is hidden behind something else there. */
export function randomTraits(random: Random): Traits {
  const isPlain = random.chance(0.3)
  const often = {
    scopes: 0.5,
    policies: 0.15,
    tables: 0.25,
    expressions: 0.35,
    dated: 0.2,
    stops: 0.25,
    facts: 0.25,
    unavailable: 0.2,
    waves: 0.2,
  }
  return Object.fromEntries(
    traitNames.map((name) => [name, !isPlain && random.chance(often[name])]),
  ) as Traits
}

interface Placed {
  readonly name: string
  readonly scopes: readonly string[]
}

/** Which components there are, and in which scopes; few groups, so that everything can be tried. */
export function randomLayout(random: Random, isNested: boolean): readonly Placed[] {
  const names = ['hub', 'leaf', 'gate']
  if (!isNested) {
    return names.slice(0, random.pick([1, 2, 2, 2, 3, 3])).map((name) => ({ name, scopes: ['w'] }))
  }
  const layout = random.pick(layouts)
  return layout.split(', ').map((scopes, i) => ({ name: names[i] ?? '', scopes: scopes.split(' ') }))
}

/** Scopes of the hub, of the leaf and of the gate. */
const layouts = [
  'a a/b',
  'a a/b',
  'a a/b a/b/c',
  'a, a/b a/c',
  'a, a/b a/c',
  'a a/b, a/b',
  'a a/b, a/b/c',
  'a a/b, a a/b',
  'a a/b, a a/b/c',
  'a, a a/b',
  'a b, a b/c',
  'a/b, a',
  'a/b a/c, a',
  'a, a/b, a/b',
  'a, a/b, a/b/c',
  'a, a/b, a',
  'a a/b, a/b, a',
  'a, a/b, a/c',
  'a, a/b/c, a/b',
]

/** A world whose rules have no names yet. */
type Rough = Omit<World, 'rules'> & { readonly rules: readonly Unnamed<Rule>[] }

/** The world with what its traits ask for. */
export function enriched(random: Random, world: Rough, traits: Traits): World {
  const { components } = world
  const isPlain = Object.values(traits).every((trait) => !trait)
  // With all of a plain world's rules beside its own, next to nothing would be possible.
  let rules = isPlain ? [...world.rules] : world.rules.filter(() => random.chance(0.45))
  rules.push(...nestedRules(random, world, traits))
  if (traits.tables && components.length > 1) rules.push(table(random, components))
  if (traits.expressions)
    rules.push(...Array.from({ length: random.pick([1, 1, 2]) }, () => expression(random, components)))
  if (traits.dated) rules.push(datedEdges(random, onTheWay(random, world), world.day))
  if (traits.stops) {
    const component = onTheWay(random, world)
    // Short steps would stop there anyway.
    rules = rules.filter(
      ({ kind, ...rule }) => kind !== 'step' || !names(rule, component) || random.chance(0.25),
    )
    rules.push(stops(random, component, traits.dated ? world.day : undefined))
  }
  const classes = traits.waves && random.chance(0.5) ? withCanary(random, world.classes) : world.classes
  rules = rules.filter((rule) => isExpressible(rule, components))
  if (traits.facts) rules = conditional(random, rules)
  return {
    ...world,
    classes,
    rules: random.shuffled(rules).map((rule, i) => ({ id: `r${i + 1}`, ...rule })),
    facts: traits.facts ? randomFacts(random) : {},
    unavailable: traits.unavailable ? [randomlyUnavailable(random, world)] : [],
    waves: traits.waves ? randomWaves(random, { ...world, classes }) : [],
  }
}

/** A component, mostly with only those of its releases that lie on somebody's way. */
function onTheWay(random: Random, { components, classes }: Rough): Component {
  const component = random.pick(components)
  const { name, target, catalogue } = component
  const rankOf = (version: string) => readVersion(version, []).rank
  const ranks = classes.filter((one) => one.component === name).map(({ version }) => rankOf(version))
  const ends = [...ranks, rankOf(target ?? catalogue[0]?.version ?? '0.0.0')]
  const between = catalogue.filter(
    ({ version }) => Math.min(...ends) < rankOf(version) && rankOf(version) < Math.max(...ends),
  )
  return between.length > 0 && random.chance(0.8) ? { ...component, catalogue: between } : component
}

const names = (rule: object, { name }: Component): boolean =>
  'of' in rule && (rule.of as { component?: string }).component === name

/** Of components of another policy only what they need, tables and expressions may speak. */
function isExpressible(rule: Unnamed<Rule>, components: readonly Component[]): boolean {
  const policyOf = (name: string) => components.find((one) => one.name === name)?.policy
  switch (rule.kind) {
    case 'window':
      return rule.to === undefined || policyOf(rule.of.component) === policyOf(rule.to.component)
    case 'order':
      return new Set([...(rule.up ?? []), ...(rule.down ?? [])].map(policyOf)).size === 1
    case 'requires':
      return policyOf(rule.of.component) === 'world' || policyOf(rule.to.component) === 'far'
    case 'table':
    case 'expr':
      // The first one says in which policy the rule stands.
      return policyOf(rule.of[0] ?? '') === 'world' || rule.of.every((name) => policyOf(name) === 'far')
    default:
      return true
  }
}

function nestedRules(random: Random, { components, classes }: Rough, traits: Traits): Unnamed<Rule>[] {
  const rules: Unnamed<Rule>[] = []
  for (const [i, of] of components.entries()) {
    for (const to of components.slice(0, i + 1)) {
      const isBelow = classes.some(
        ({ component, scope }) =>
          component === of.name &&
          classes.some(
            (other) => other.component === to.name && other.scope !== scope && isWithin(scope, other.scope),
          ),
      )
      if (isBelow && random.chance(of === to ? 0.85 : 0.15)) rules.push(outerWindow(random, of, to))
      if (isBelow && random.chance(0.12)) rules.push({ ...requires(random, of, to), across: 'outer' })
      const isAbroad = of.policy !== to.policy
      if (traits.policies && isAbroad && random.chance(0.8)) rules.push(requires(random, of, to))
    }
  }
  return rules
}

/** Clients that are not newer than what they talk to, above them. */
function outerWindow(random: Random, of: Component, to: Component): Unnamed<WindowRule> {
  const bounds =
    canCountLines(of, to) && random.chance(0.5)
      ? ({ unit: 'line', behind: random.pick([1, 1, 2]), ahead: random.pick([0, 0, 1]) } as const)
      : ({ unit: 'release', behind: 'any', ahead: 0 } as const)
  return {
    kind: 'window',
    of: { component: of.name },
    to: { component: to.name },
    ...bounds,
    against: random.pick(['every', 'every', 'every', 'oldest', 'newest']),
    across: 'outer',
  }
}

const otherwise = (random: Random) =>
  random.pick(['unsupported', 'unsupported', 'unsupported', 'unsupported', 'untested', 'unknown'] as const)

/** Rows along the way: what stands in the same line, and where it holds always, one behind too. */
function table(random: Random, components: readonly Component[]): Unnamed<TableRule> {
  const of = random.shuffled(components).slice(0, random.pick([2, 3]))
  const at = random.pick(['always', 'always', 'rest'] as const)
  const lines = [...new Set(of.flatMap(({ catalogue }) => catalogue.map(lineOf)))].sort()
  const room = at === 'always' ? 1 : random.pick([0, 0, 1])
  const rows = lines
    .filter(() => random.chance(0.96))
    .map((_, i) => {
      const near = lines.slice(Math.max(0, i - room), i + 1)
      return Object.fromEntries(
        of.flatMap(({ name, catalogue }) => {
          const cell = catalogue
            .filter((release) => near.includes(lineOf(release)) && random.chance(0.98))
            .map(({ version }) => version)
          return cell.length === 0 ? [] : [[name, cell]]
        }),
      )
    })
    .filter((row) => Object.keys(row).length > 0)
  const whole = of.map(({ name, catalogue }) => [name, catalogue.map(({ version }) => version)])
  return {
    kind: 'table',
    of: of.map(({ name }) => name),
    rows: rows.length > 0 ? rows : [Object.fromEntries(whole)],
    else: otherwise(random),
    at,
  }
}

const lineOf = ({ version }: { version: string }): string => version.split('.').slice(0, 2).join('.')

function expression(random: Random, components: readonly Component[]): Unnamed<ExpressionRule> {
  const possible = formNames.filter((name) => formOf(name).components <= components.length)
  const most = Math.max(...possible.map((name) => formOf(name).components))
  const large = possible.filter((name) => formOf(name).components === most)
  const form = random.pick(random.chance(0.7) ? large : possible)
  const about = random.chance(0.7) ? components : random.shuffled(components)
  const of = about.slice(0, formOf(form).components)
  const values = Array.from({ length: formOf(form).values }, (_, i) => {
    return random.pick((of[i] ?? of[0] ?? (about[0] as Component)).catalogue).version
  })
  return {
    kind: 'expr',
    of: of.map(({ name }) => name),
    form,
    values,
    else: otherwise(random),
    at: random.pick(['always', 'always', 'always', 'rest']),
  }
}

/** Days from some time before, or the very day, to some time after. */
function dates(random: Random, day: string | undefined): Dated {
  if (day === undefined) return {}
  const days = [dayAfter(day, -1), day, dayAfter(day, 1)]
  const since = random.pick(days)
  return random.pick([
    { since },
    { until: random.pick(days) },
    { since, until: random.pick(days.filter((other) => other >= since)) },
  ])
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)

/** Moves that are blocked for a time. */
function datedEdges(random: Random, component: Component, day: string): Unnamed<EdgesRule> {
  const rows = Array.from({ length: random.whole(1, 3) }, () => {
    const { version } = random.pick(component.catalogue)
    const [from, to] = random.pick([
      [`<=${version}`, `>${version}`],
      [`<=${version}`, `>${version}`],
      [`<=${version}`, `>${version}`],
      [`>=${version}`, `<${version}`],
      [range(random, component), range(random, component)],
    ] as const)
    const verdict = random.pick([
      'unsupported',
      'unsupported',
      'unsupported',
      'untested',
      'supported',
    ] as const)
    return { from, to, verdict, ...dates(random, day) }
  })
  return { kind: 'edges', of: { component: component.name }, rows, else: 'defer' }
}

function stops(random: Random, component: Component, day: string | undefined): Unnamed<StopsRule> {
  const { name, catalogue } = component
  const found = Array.from({ length: random.pick([1, 1, 2]) }, () => {
    const release = random.pick(catalogue)
    const line = lineOf(release)
    const at = random.pick([
      `${line}.x`,
      `${line}.x`,
      `=${release.version}`,
      `>=${release.version} <${line}.9`,
    ])
    return { at, ...(random.chance(0.4) ? dates(random, day) : {}) }
  })
  return {
    kind: 'stops',
    of: random.chance(0.85) ? { component: name } : { component: name, range: range(random, component) },
    on: random.pick(['up', 'both', 'both', 'down']),
    stops: found,
    else: otherwise(random),
  }
}

const facts = ['mirrored', 'paid'] as const

/** Some of the rules, rows and stops under a condition. */
function conditional(random: Random, rules: readonly Unnamed<Rule>[]): Unnamed<Rule>[] {
  const when = () => `${random.chance(0.3) ? 'not ' : ''}${random.pick(facts)}`
  const some = <T extends object>(one: T, often: number): T =>
    random.chance(often) ? { ...one, when: when() } : one
  return rules.map((rule) => {
    if (rule.kind === 'order' || rule.kind === 'silent' || rule.kind === 'status') return rule
    if (rule.kind === 'edges') return some({ ...rule, rows: rule.rows.map((row) => some(row, 0.35)) }, 0.15)
    if (rule.kind === 'stops')
      return some({ ...rule, stops: rule.stops.map((stop) => some(stop, 0.35)) }, 0.15)
    return some(rule, 0.25)
  })
}

function randomFacts(random: Random): Record<string, boolean> {
  return Object.fromEntries(
    facts.flatMap((name) => {
      const told = random.pick(['yes', 'no', 'not', 'not'] as const)
      return told === 'not' ? [] : [[name, told === 'yes']]
    }),
  )
}

function randomlyUnavailable(random: Random, world: Rough): World['unavailable'][number] {
  const { classes } = world
  const { name, catalogue } = onTheWay(random, world)
  const { version } = random.pick(catalogue)
  const versions = random.pick([
    `=${version}`,
    `=${version}`,
    `>=${version} <${lineOf({ version })}.9`,
    `>${catalogue[0]?.version} <=${version}`,
  ])
  const own = classes.filter(({ component }) => component === name).map(({ scope }) => scope)
  const scope = random.pick(own)
  const around = scope
    .split('/')
    .slice(0, random.whole(1, scope.split('/').length))
    .join('/')
  return { component: name, versions, ...(random.chance(0.5) && { scopes: [around] }) }
}

/** Some instances of a group with a name of their own. */
function withCanary(random: Random, classes: readonly InstanceClass[]): readonly InstanceClass[] {
  const several = classes.filter(({ count, frozen }) => count > 1 && !frozen)
  if (several.length === 0) return classes
  const chosen = random.pick(several)
  return classes.flatMap((one) =>
    one === chosen
      ? [
          { ...one, count: 1, name: 'canary' },
          { ...one, count: one.count - 1 },
        ]
      : [one],
  )
}

function randomWaves(random: Random, { components, classes }: Rough): readonly Wave[] {
  const scopes = [...new Set(classes.map(({ scope }) => scope))]
  const byComponent = random.shuffled(components).map(({ name }) => ({ components: [name] }))
  const byScope = random.shuffled(scopes).map((scope) => ({ scopes: [scope] }))
  const byBoth = random
    .shuffled(classes)
    .map(({ scope, component }) => ({ scopes: [scope], components: [component] }))
  const choices = scopes.length > 1 ? [byScope, byScope, byBoth, byComponent] : [byComponent]
  const others = random.pick(choices).slice(0, random.pick([1, 2, 2, 2, 3]))
  const isNamed = classes.some(({ name }) => name !== undefined)
  const chosen = isNamed && random.chance(0.9) ? [{ parts: ['canary'] }, ...others] : others
  const isFree = random.chance(0.35)
  return chosen.map((who, i): Wave => {
    const earlier = chosen.slice(0, i).flatMap((_, other) => (random.chance(0.6) ? [`w${other + 1}`] : []))
    return { name: `w${i + 1}`, ...who, ...(isFree && random.chance(0.6) && { after: earlier }) }
  })
}

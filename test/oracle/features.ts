import { componentOf } from './model.ts'
import { namedBy, rowsOf } from './named.ts'
import type { Rule, World } from './shape.ts'

/*
 * What a world may have, and the same world without it: to see how often worlds have it, and how often it makes a
 * difference.
 */

interface Feature {
  readonly has: (world: World) => boolean
  readonly without: (world: World) => World
}

const ofRules = (is: (rule: Rule, world: World) => boolean): Feature => ({
  has: (world) => world.rules.some((rule) => is(rule, world)),
  without: (world) => ({ ...world, rules: world.rules.filter((rule) => !is(rule, world)) }),
})

const changed = (world: World, change: (rule: Rule) => Rule): World => ({
  ...world,
  rules: world.rules.map(change),
})

const isAbroad = (rule: Rule, world: World): boolean =>
  new Set(namedBy(rule).map((name) => componentOf(world, name).policy)).size > 1

const isDated = (row: { since?: string; until?: string }): boolean =>
  row.since !== undefined || row.until !== undefined

const isTuple = (rule: Rule) => rule.kind === 'table' || rule.kind === 'expr'

export const features = {
  'nested scopes': {
    has: ({ classes }) => classes.some(({ scope }) => scope.includes('/')),
    without: (world) => ({
      ...world,
      classes: world.classes.map((one) => ({ ...one, scope: one.scope.replaceAll('/', '-') })),
    }),
  },
  'rules across scopes': ofRules((rule) => 'across' in rule && rule.across !== undefined),
  'targets of scopes': {
    has: ({ targets }) => targets.length > 0,
    without: (world) => ({ ...world, targets: [] }),
  },
  'rules across policies': ofRules(isAbroad),
  'tables at rest': ofRules((rule) => rule.kind === 'table' && rule.at === 'rest'),
  'tables at all times': {
    has: ({ rules }) => rules.some((rule) => rule.kind === 'table' && rule.at === 'always'),
    without: (world) => changed(world, (rule) => (rule.kind === 'table' ? { ...rule, at: 'rest' } : rule)),
  },
  expressions: ofRules((rule) => rule.kind === 'expr'),
  'rules on three': ofRules((rule) => isTuple(rule) && namedBy(rule).length > 2),
  'days of edges': {
    has: ({ rules }) => rules.some((rule) => rule.kind === 'edges' && rule.rows.some(isDated)),
    without: (world) =>
      changed(world, (rule) =>
        rule.kind === 'edges' ? { ...rule, rows: rule.rows.filter((row) => !isDated(row)) } : rule,
      ),
  },
  stops: ofRules((rule) => rule.kind === 'stops'),
  facts: {
    has: ({ rules }) => rules.some((rule) => [rule, ...rowsOf(rule)].some(({ when }) => when !== undefined)),
    without: (world) => changed(world, unconditional),
  },
  'facts that nobody told': {
    has: ({ rules, facts }) =>
      rules.some((rule) =>
        [rule, ...rowsOf(rule)].some(
          ({ when }) => when !== undefined && facts[when.replace(/^not /, '')] === undefined,
        ),
      ),
    without: (world) => ({ ...world, facts: { mirrored: true, paid: true, ...world.facts } }),
  },
  'releases that are not there': {
    has: ({ unavailable }) => unavailable.length > 0,
    without: (world) => ({ ...world, unavailable: [] }),
  },
  waves: { has: ({ waves }) => waves.length > 0, without: (world) => ({ ...world, waves: [] }) },
  freezes: {
    has: ({ classes }) => classes.some(({ frozen }) => frozen),
    without: (world) => ({ ...world, classes: world.classes.map((one) => ({ ...one, frozen: false })) }),
  },
} as const satisfies Record<string, Feature>

function unconditional(rule: Rule): Rule {
  const free = <T extends { readonly when?: string }>({ when: _, ...rest }: T) => rest
  if (rule.kind === 'edges') return { ...free(rule), rows: rule.rows.map(free) } as Rule
  if (rule.kind === 'stops') return { ...free(rule), stops: rule.stops.map(free) } as Rule
  return free(rule) as Rule
}

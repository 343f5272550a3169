import { operandText } from './describe.ts'
import { expressionText } from './expressions.ts'
import { componentOf } from './model.ts'
import { namedBy, rowsOf } from './named.ts'
import type { Operand, Rule, World } from './shape.ts'

/** The policies of the world, by name: their rules and catalogues as documents. */
export function worldPolicyDocuments(world: World): ReadonlyMap<string, unknown> {
  const names = [...new Set(world.components.map(({ policy }) => policy))]
  return new Map(names.map((name) => [name, policyDocument(world, name)]))
}

function policyDocument(world: World, name: string): unknown {
  const components = world.components.filter(({ policy }) => policy === name)
  const rules = world.rules.filter((rule) => ownerOf(world, rule) === name)
  const used = rules.flatMap(namedBy).map((other) => componentOf(world, other).policy)
  const uses = [...new Set(used)].filter((other) => other !== name)
  const facts = rules.flatMap(conditions).map((when) => when.replace(/^not /, ''))
  return {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'Policy',
    metadata: { name, title: 'World' },
    ...(uses.length > 0 && { uses }),
    sources: { made: { title: 'Made up', ref: 'https://example.org' } },
    schemes: Object.fromEntries(
      components.map(({ name, joined }) => [name, { kind: 'semver', line: 'minor', joined }]),
    ),
    components: Object.fromEntries(components.map(({ name }) => [name, { title: name, scheme: name }])),
    ...(facts.length > 0 && {
      facts: Object.fromEntries(facts.map((fact) => [fact, { asks: 'Is it so?' }])),
    }),
    rules: rules.map((rule) => ruleDocument(world, rule)),
    catalogue: components.map(({ name, catalogue }) => ({
      of: [name],
      releases: catalogue.map(({ version, recalled }) => ({
        version,
        ...(recalled && { status: 'recalled' }),
      })),
    })),
  }
}

/** A rule stands in the policy of the first component that it names. */
function ownerOf(world: World, rule: Rule): string {
  const [first] = namedBy(rule)
  return first === undefined ? 'world' : componentOf(world, first).policy
}

const conditions = (rule: Rule): readonly string[] =>
  [rule, ...rowsOf(rule)].flatMap(({ when }) => when ?? [])

function ruleDocument(world: World, rule: Rule): unknown {
  const owner = ownerOf(world, rule)
  const full = (name: string): string => {
    const { policy } = componentOf(world, name)
    return policy === owner ? name : `${policy}/${name}`
  }
  const text = (operand: Operand) => operandText({ ...operand, component: full(operand.component) })
  const { id, kind, ...members } = rule
  const common = { id, kind, says: 'x', because: 'x', source: { in: 'made' }, strength: 'required' }
  if (rule.kind === 'expr') {
    const { form, values, ...others } = rule
    const of = rule.of.map(full)
    return { ...common, ...others, of, holds: expressionText(rule, of) }
  }
  if (rule.kind === 'table') {
    const rows = rule.rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [full(name), cell])),
    )
    const { at, ...others } = rule
    return { ...common, ...others, ...(at === 'always' && { at }), of: rule.of.map(full), rows }
  }
  return {
    ...common,
    ...members,
    ...('of' in rule && { of: text(rule.of) }),
    ...('to' in rule && rule.to && { to: text(rule.to) }),
    ...(kind === 'status' && { refuse: ['recalled'] }),
  }
}

export interface FleetRow {
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly version: string
  readonly count: number
  readonly frozen: boolean
  readonly name?: string
}

/** The instances of the world as rows of a fleet. */
export function worldFleetRows(world: World): FleetRow[] {
  return world.classes.map((one) => ({ policy: componentOf(world, one.component).policy, ...one }))
}

export interface WorldTarget {
  readonly policy: string
  readonly component: string
  readonly scope?: string
  readonly version: string
}

/** The targets of the world: of components, and in scopes. */
export function worldTargets(world: World): WorldTarget[] {
  return [
    ...world.components.flatMap(({ policy, name, target }) =>
      target === undefined ? [] : [{ policy, component: name, version: target }],
    ),
    ...world.targets.map((one) => ({ policy: componentOf(world, one.component).policy, ...one })),
  ]
}

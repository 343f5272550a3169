import { operandText } from './describe.ts'
import type { Rule, World } from './shape.ts'

/** The rules and catalogues of the world as a policy document. */
export function worldPolicyDocument(world: World): unknown {
  const { components } = world
  return {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'Policy',
    metadata: { name: 'world', title: 'World' },
    sources: { made: { title: 'Made up', ref: 'https://example.org' } },
    schemes: Object.fromEntries(
      components.map(({ name, joined }) => [name, { kind: 'semver', line: 'minor', joined }]),
    ),
    components: Object.fromEntries(components.map(({ name }) => [name, { title: name, scheme: name }])),
    rules: world.rules.map(ruleDocument),
    catalogue: components.map(({ name, catalogue }) => ({
      of: [name],
      releases: catalogue.map(({ version, recalled }) => ({
        version,
        ...(recalled && { status: 'recalled' }),
      })),
    })),
  }
}

function ruleDocument(rule: Rule): unknown {
  const { id, kind, ...members } = rule
  return {
    id,
    kind,
    says: 'x',
    because: 'x',
    source: { in: 'made' },
    strength: 'required',
    ...members,
    ...('of' in rule && { of: operandText(rule.of) }),
    ...('to' in rule && rule.to && { to: operandText(rule.to) }),
    ...(kind === 'status' && { refuse: ['recalled'] }),
  }
}

export interface FleetRow {
  readonly component: string
  readonly version: string
  readonly count: number
  readonly frozen: boolean
  readonly scope: 'w'
  readonly name?: string
}

/** The instances of the world as rows of a fleet, all in one scope. */
export function worldFleetRows(world: World): FleetRow[] {
  return world.classes.map((one) => ({ ...one, scope: 'w' }))
}

/** The targets of the world, by component; a component without one is left out. */
export function worldTargets(world: World): Record<string, string> {
  return Object.fromEntries(
    world.components.flatMap(({ name, target }) => (target === undefined ? [] : [[name, target]])),
  )
}

import { limitsOf, type Summary, summarise, type WrittenLimits } from '../../src/fleet/index.ts'
import type { PlanRequest, PlanResult, Stage } from '../../src/plan/index.ts'
import { buildPolicy, type Policy, policyOn, readPolicy } from '../../src/policy/index.ts'
import type { Scheme } from '../../src/version/index.ts'
import type { Stage as Leg } from '../oracle/instances.ts'
import { partsOf } from '../oracle/parts.ts'
import { type World, worldFleetRows, worldPolicyDocuments, worldTargets } from '../oracle/world.ts'

/** A made-up world as the product sees it: policy documents that are read, rows that are summarised. */
export function requestOf(world: World): PlanRequest {
  const policies = policiesOf(world)
  const vocabulary = new Map(
    policies.map(({ name, components }) => [
      name,
      new Map([...components].map(([component, { scheme }]) => [component, scheme])),
    ]),
  )
  const rows = worldFleetRows(world)
  const summary = summarise({ policies: policies.map(({ name }) => name), rows }, vocabulary)
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  const limits = limitsOf([worldLimits(world)], vocabulary)
  if (!limits.ok) throw new Error(JSON.stringify(limits.problem))
  const { facts } = limits.value
  return {
    summary: summary.value satisfies Summary,
    policies: policies.map((policy) => policyOn(policy, { day: world.day, facts })),
    limits: limits.value,
    asOf: world.day,
    wishes: {
      targets: worldTargets(world).map(({ version: text, ...target }) => {
        const version = vocabulary.get(target.policy)?.get(target.component)?.parse(text)
        if (version?.ok !== true) throw new Error(`no version ${text}`)
        return { ...target, version: version.value }
      }),
      via: [],
      mode: world.mode,
      together: false,
      thaw: [],
      batches: [],
    },
  }
}

/** What the fleet document of the world says beside its instances. */
const worldLimits = ({ facts, unavailable, waves }: World): WrittenLimits => ({
  written: {
    facts: { ...facts },
    unavailable: unavailable.map(({ component, versions, scopes = [] }) => {
      return { component, versions, scopes: [...scopes] }
    }),
    avoid: [],
    hooks: [],
    waves: waves.map(({ name, scopes = [], components = [], parts = [], after }) => {
      const common = { name, scopes: [...scopes], components: [...components], parts: [...parts] }
      return after === undefined ? common : { ...common, after: [...after] }
    }),
  },
  place: () => ({ file: 'world', line: 1, column: 1 }),
})

/** Stages as they depend on each other, directly or through others and what is done between them. */
export function stagesOf(found: Planned): readonly Stage[] {
  const nodes = new Map<string, readonly string[]>(
    [...found.stages, ...found.tasks].map(({ id, needs }) => [id, needs]),
  )
  return found.stages.map((stage) => {
    const before = new Set(stage.needs)
    for (const id of before) for (const other of nodes.get(id) ?? []) before.add(other)
    return { ...stage, needs: [...before].filter((id) => found.stages.some((one) => one.id === id)) }
  })
}

type Planned = Extract<PlanResult, { outcome: 'plan' | 'unknown' }>

/** A stage as the instances go through it. */
export const legOf = ({ id, component, scope, part, from, to, needs }: Stage): Leg => ({
  id,
  ...(part !== undefined && { part }),
  component,
  scope,
  from: from.map(({ text }) => text),
  to: to.text,
  needs,
  batch: 2,
})

/**
 * The worlds in which the order of a plan's stages matters: its parts, or, where waves tie them together, all that moves,
 * one instance of each kind.
 */
export function placesOf(world: World): readonly World[] {
  const parts = partsOf(world)
  if (world.waves.length === 0 || parts.length < 2) return parts
  const classes = parts.flatMap((part) => part.classes).map((one) => ({ ...one, count: 1 }))
  return [{ ...world, classes }]
}

export const isIn = (world: World, { component, scope }: Pick<Stage, 'component' | 'scope'>): boolean =>
  world.classes.some((one) => one.component === component && one.scope === scope)

function policiesOf(world: World): readonly Policy[] {
  const documents = worldPolicyDocuments(world)
  return [...documents.keys()].map((name) => {
    const policy = policyOf(documents, name)
    if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
    return policy.value
  })
}

function policyOf(documents: ReadonlyMap<string, unknown>, name: string): ReturnType<typeof buildPolicy> {
  const text = JSON.stringify(documents.get(name))
  const read = readPolicy(text, `${name}.json`, () => ({ ok: false, problem: 'there is no other file' }))
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return buildPolicy(read.value.document, {
    other: (used) => {
      const other = policyOf(documents, used)
      return other.ok ? other : { ok: false, problem: JSON.stringify(other.problem) }
    },
  })
}

/** How versions of a component are written. */
export function schemeOf(world: World, component: string): Scheme {
  const scheme = policiesOf(world).flatMap(({ components }) => components.get(component)?.scheme ?? [])[0]
  if (scheme === undefined) throw new Error(`there is no component ${component}`)
  return scheme
}

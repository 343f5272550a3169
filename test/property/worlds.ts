import { type Summary, summarise } from '../../src/fleet/index.ts'
import type { PlanRequest } from '../../src/plan/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../../src/policy/index.ts'
import type { Scheme } from '../../src/version/index.ts'
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
  return {
    summary: summary.value satisfies Summary,
    policies,
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

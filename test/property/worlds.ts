import { type Summary, summarise } from '../../src/fleet/index.ts'
import type { PlanRequest } from '../../src/plan/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../../src/policy/index.ts'
import { type World, worldFleetRows, worldPolicyDocument, worldTargets } from '../oracle/world.ts'

/** A made-up world as the product sees it: a policy document that is read, rows that are summarised. */
export function requestOf(world: World): PlanRequest {
  const policy = policyOf(world)
  const schemes = new Map([...policy.components].map(([name, { scheme }]) => [name, scheme]))
  const summary = summarise(
    { policies: ['world'], rows: worldFleetRows(world) },
    new Map([['world', schemes]]),
  )
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  return {
    summary: summary.value satisfies Summary,
    policies: [policy],
    asOf: '2026-01-01',
    wishes: {
      targets: Object.entries(worldTargets(world)).map(([component, text]) => {
        const version = schemes.get(component)?.parse(text)
        if (version?.ok !== true) throw new Error(`no version ${text}`)
        return { policy: 'world', component, version: version.value }
      }),
      via: [],
      mode: world.mode,
      together: false,
      thaw: [],
      batches: [],
    },
  }
}

function policyOf(world: World): Policy {
  const text = JSON.stringify(worldPolicyDocument(world))
  const read = readPolicy(text, 'world.json', () => ({ ok: false, problem: 'there is no other file' }))
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  const policy = buildPolicy(read.value.document)
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return policy.value
}

/**
 * The worlds that one world falls into: components that no window and no order ties together have nothing to do with
 * each other, and a part in which nothing moves is a check's matter and no plan's.
 */
export function partsOf(world: World): readonly World[] {
  const isPresent = (name: string): boolean => world.classes.some(({ component }) => component === name)
  const parts: Set<string>[] = world.components.map(({ name }) => new Set([name]))
  for (const rule of world.rules) {
    for (const tied of tiedBy(rule)) {
      const names = tied.filter(isPresent)
      const touched = parts.filter((part) => names.some((name) => part.has(name)))
      const [first, ...others] = touched
      for (const other of others) {
        for (const name of other) first?.add(name)
        parts.splice(parts.indexOf(other), 1)
      }
    }
  }
  return parts.filter((names) => moves(world, names)).map((names) => only(world, names))
}

function tiedBy(rule: World['rules'][number]): readonly (readonly string[])[] {
  if (rule.kind === 'window') return [[rule.of.component, (rule.to ?? rule.of).component]]
  if (rule.kind === 'requires') return [[rule.of.component, rule.to.component]]
  return rule.kind === 'order' ? [rule.up ?? [], rule.down ?? []] : []
}

function moves(world: World, names: ReadonlySet<string>): boolean {
  return world.components
    .filter(({ name }) => names.has(name))
    .some(({ name, target }) => {
      const own = world.classes.filter((one) => one.component === name && !one.frozen)
      return target !== undefined && own.some(({ version }) => version !== target)
    })
}

function only(world: World, names: ReadonlySet<string>): World {
  const has = (name: string): boolean => names.has(name)
  return {
    ...world,
    components: world.components.filter(({ name }) => has(name)),
    classes: world.classes.filter(({ component }) => has(component)),
    rules: world.rules.flatMap((rule): World['rules'] => {
      if (rule.kind === 'order') {
        return [{ ...rule, up: (rule.up ?? []).filter(has), down: (rule.down ?? []).filter(has) }]
      }
      const spokenOf =
        rule.kind === 'window' || rule.kind === 'requires' ? [rule.of, rule.to ?? rule.of] : [rule.of]
      return spokenOf.every(({ component }) => has(component)) ? [rule] : []
    }),
  }
}

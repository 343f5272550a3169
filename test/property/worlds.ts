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
 * The part of a world that a plan is about. Components that no window and no order ties to anything that moves stay
 * as they are: a plan neither touches nor judges them, a check does.
 */
export function concerned(world: World): World {
  const moves = (name: string): boolean => {
    const target = world.components.find((component) => component.name === name)?.target
    return world.classes.some(
      (one) => one.component === name && !one.frozen && target !== undefined && one.version !== target,
    )
  }
  const names = new Set(world.components.map(({ name }) => name).filter(moves))
  for (let before = -1; before !== names.size; ) {
    before = names.size
    for (const rule of world.rules) {
      const tied =
        rule.kind === 'window'
          ? [rule.of.component, (rule.to ?? rule.of).component]
          : rule.kind === 'order'
            ? [...(rule.up ?? []), ...(rule.down ?? [])]
            : []
      const present = tied.filter((name) => world.classes.some(({ component }) => component === name))
      if (present.some((name) => names.has(name))) for (const name of present) names.add(name)
    }
  }
  return {
    ...world,
    components: world.components.filter(({ name }) => names.has(name)),
    classes: world.classes.filter(({ component }) => names.has(component)),
    rules: world.rules.flatMap((rule): World['rules'] => {
      if (rule.kind !== 'order') {
        const spokenOf = rule.kind === 'window' ? [rule.of, rule.to ?? rule.of] : [rule.of]
        return spokenOf.every(({ component }) => names.has(component)) ? [rule] : []
      }
      const { up = [], down = [], ...rest } = rule
      return [
        { ...rest, up: up.filter((name) => names.has(name)), down: down.filter((name) => names.has(name)) },
      ]
    }),
  }
}

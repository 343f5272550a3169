import type { Random } from './random.ts'
import type { Component, EdgesRule, OrderRule, RequiresRule, Rule, StepRule, WindowRule } from './shape.ts'

export type Unnamed<R> = R extends Rule ? Omit<R, 'id'> : never
type Operand = WindowRule['of']

/** Rules such as policies have. */
export function randomRules(
  random: Random,
  components: readonly Component[],
  strict: boolean,
): readonly Unnamed<Rule>[] {
  return strict ? strictRules(random, components) : looseRules(random, components)
}

/** A set that belongs together: short steps, nobody far from the others, one after the other. */
function strictRules(random: Random, components: readonly Component[]): Unnamed<Rule>[] {
  const rules: Unnamed<Rule>[] = []
  for (const [i, component] of components.entries()) {
    const { name } = component
    const before = components[i - 1]
    if (random.chance(0.65)) {
      rules.push({
        kind: 'step',
        of: { component: name },
        unit: 'line',
        up: 1,
        down: random.pick([1, 1, 'any']),
      })
    }
    if (random.chance(0.25)) rules.push(ownWindow(random, component))
    if (before !== undefined && canCountLines(component, before)) {
      const against = random.pick(['every', 'every', 'every', 'oldest', 'newest'] as const)
      const bounds = { behind: random.pick([1, 1, 2]), ahead: random.pick([0, 0, 0, 1]), against }
      rules.push({
        kind: 'window',
        of: { component: name },
        to: { component: before.name },
        unit: 'line',
        ...bounds,
      })
      if (random.chance(0.3)) rules.push(window(random, component, before))
    }
    if (before !== undefined && random.chance(0.12)) rules.push(requires(random, component, before))
    rules.push(...extras(random, component, 0.6))
  }
  if (components.length > 1 && random.chance(0.25)) {
    const up = components.map(({ name }) => name)
    rules.push({ kind: 'order', up, down: [...up].reverse(), per: random.pick(['line', 'line', 'plan']) })
  }
  return rules
}

/** Anything, in any combination. */
function looseRules(random: Random, components: readonly Component[]): Unnamed<Rule>[] {
  const rules: Unnamed<Rule>[] = []
  for (const [i, component] of components.entries()) {
    if (random.chance(0.3)) rules.push(ownWindow(random, component))
    if (random.chance(0.4)) rules.push(step(random, component))
    rules.push(...extras(random, component, 1))
    for (const other of components.slice(i + 1)) {
      if (random.chance(0.55)) rules.push(window(random, other, component))
      if (random.chance(0.15)) rules.push(window(random, component, other))
      if (random.chance(0.2)) rules.push(requires(random, other, component))
    }
  }
  if (components.length > 1 && random.chance(0.5)) rules.push(order(random, components))
  return rules
}

function extras(random: Random, component: Component, often: number): Unnamed<Rule>[] {
  const rules: Unnamed<Rule>[] = []
  if (random.chance(0.2 * often)) rules.push(edges(random, component))
  if (random.chance(0.08 * often)) rules.push(edges(random, component))
  if (random.chance(0.1 * often)) rules.push({ kind: 'silent', of: someOf(random, component) })
  if (random.chance(0.2 * often)) rules.push({ kind: 'status', of: operand(random, component) })
  return rules
}

export const canCountLines = (of: Component, to: Component) =>
  JSON.stringify(of.joined) === JSON.stringify(to.joined)

function window(random: Random, of: Component, to: Component): Unnamed<WindowRule> {
  const unit = random.pick<WindowRule['unit']>(
    canCountLines(of, to) ? ['line', 'line', 'line', 'release', 'major'] : ['release', 'major'],
  )
  const bounds = {
    release: { behind: ['any', 'any', 'any', 0], ahead: [0, 0, 0, 'any'] },
    line: { behind: [0, 1, 1, 1, 2, 2, 'any'], ahead: [0, 0, 0, 1, 1, 'any'] },
    major: { behind: [0, 1, 1, 'any'], ahead: [0, 0, 1, 'any'] },
  } as const
  return {
    kind: 'window',
    of: operand(random, of),
    to: operand(random, to),
    unit,
    behind: random.pick<number | 'any'>(bounds[unit].behind),
    ahead: random.pick<number | 'any'>(bounds[unit].ahead),
    against: random.pick(['every', 'every', 'oldest', 'newest']),
  }
}

/** What some versions of one component need of another: mostly newer ones newer ones. */
export function requires(random: Random, of: Component, to: Component): Unnamed<RequiresRule> {
  const rows = Array.from({ length: random.whole(1, 2) }, () =>
    random.chance(0.6)
      ? { of: `>=${random.pick(of.catalogue).version}`, to: `>=${random.pick(to.catalogue).version}` }
      : { of: range(random, of), to: range(random, to) },
  )
  const other = random.chance(0.85) ? 'unsupported' : 'unknown'
  return { kind: 'requires', of: { component: of.name }, to: { component: to.name }, rows, else: other }
}

/** How far the instances of one component may be apart. */
function ownWindow(random: Random, component: Component): Unnamed<WindowRule> {
  const of = operand(random, component)
  const most = random.pick([1, 1, 1, 2, 2, 3, 'any', 0] as const)
  const [behind, ahead] = random.chance(0.8) ? [most, most] : [random.pick([1, 'any'] as const), most]
  return {
    kind: 'window',
    of,
    ...(random.chance(0.5) && { to: random.chance(0.8) ? of : operand(random, component) }),
    unit: most !== 0 && random.chance(0.85) ? 'line' : 'major',
    behind,
    ahead,
    against: random.pick(['every', 'every', 'oldest', 'newest']),
  }
}

function step(random: Random, component: Component): Unnamed<StepRule> {
  const of = operand(random, component)
  if (random.chance(0.1)) {
    const [up, down] = random.pick([
      ['any', 'none'],
      ['any', 'none'],
      ['any', 'any'],
      ['none', 'any'],
    ] as const)
    return { kind: 'step', of, unit: 'release', up, down }
  }
  return {
    kind: 'step',
    of,
    unit: random.pick(['line', 'line', 'line', 'line', 'major']),
    up: random.pick([1, 1, 1, 1, 2, 2, 'any', 'none'] as const),
    down: random.pick([1, 1, 1, 2, 'any', 'any', 'none'] as const),
  }
}

function edges(random: Random, component: Component): Unnamed<EdgesRule> {
  const rows = Array.from({ length: random.whole(1, 3) }, () => ({
    from: range(random, component),
    to: range(random, component),
    verdict: random.pick([
      'supported',
      'supported',
      'untested',
      'unknown',
      'unsupported',
      'unsupported',
    ] as const),
  }))
  const other = random.pick(['defer', 'defer', 'defer', 'supported', 'unknown', 'unsupported'] as const)
  return { kind: 'edges', of: operand(random, component), rows, else: other }
}

function order(random: Random, components: readonly Component[]): Unnamed<OrderRule> {
  const names = components.map(({ name }) => name)
  const up = random.chance(0.5) ? names : random.shuffled(names).slice(0, random.whole(2, names.length))
  const down = random.chance(0.7) ? [...up].reverse() : random.shuffled(up)
  const lists = random.pick([{ up, down }, { up, down }, { up, down }, { up }, { down }])
  return { kind: 'order', ...lists, per: random.pick(['line', 'line', 'plan']) }
}

const operand = (random: Random, component: Component): Operand =>
  random.chance(0.85) ? { component: component.name } : someOf(random, component)

const someOf = (random: Random, component: Component): Operand => ({
  component: component.name,
  range: range(random, component),
})

export function range(random: Random, { catalogue }: Component): string {
  const version = () => random.pick(catalogue).version
  const low = random.whole(0, catalogue.length - 1)
  const lowest = catalogue[low]?.version
  switch (random.whole(0, 4)) {
    case 0:
      return `>=${version()}`
    case 1:
      return `<=${version()}`
    case 2:
      return `<${(catalogue[Math.max(1, low)] ?? catalogue[low])?.version}`
    case 3:
      return `=${version()}`
    default:
      return `>=${lowest} <=${catalogue[random.whole(low, catalogue.length - 1)]?.version}`
  }
}

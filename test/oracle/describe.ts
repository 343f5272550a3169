import type { Component, Operand, Rule, World } from './shape.ts'

/** The world as a few lines of text, to be printed when an answer is wrong. */
export function describeWorld(world: World): string {
  return [
    `world ${world.seed}, ${world.mode}`,
    ...world.components.map((component) => describeComponent(component, world)),
    ...world.rules.map((rule) => `  ${rule.id}: ${describeRule(rule)}`),
  ].join('\n')
}

function describeComponent(component: Component, world: World): string {
  const { name, catalogue, joined, target } = component
  const classes = world.classes
    .filter((one) => one.component === name)
    .map(({ version, count, frozen }) => `${count} x ${version}${frozen ? ' frozen' : ''}`)
  const releases = catalogue.map(({ version, recalled }) => (recalled ? `(${version})` : version))
  const joins = joined.map(([from, to]) => ` joined ${from}+${to}`)
  return `  ${name}: ${classes.join(', ')} -> ${target ?? 'stays'} of [${releases.join(' ')}]${joins.join('')}`
}

function describeRule(rule: Rule): string {
  switch (rule.kind) {
    case 'window': {
      const { of, to, unit, behind, ahead, against } = rule
      const other = `${against} ${operandText(to ?? of)}`
      return `window: ${operandText(of)} to ${other}: ${behind} behind, ${ahead} ahead, by ${unit}`
    }
    case 'requires': {
      const rows = rule.rows.map(({ of, to }) => `${of} needs ${to}`).join('; ')
      return `requires: ${operandText(rule.of)} of ${operandText(rule.to)}: ${rows}; else ${rule.else}`
    }
    case 'silent':
      return `silent: ${operandText(rule.of)}`
    case 'status':
      return `status: ${operandText(rule.of)} not recalled`
    case 'edges': {
      const rows = rule.rows.map(({ from, to, verdict }) => `${from} -> ${to} ${verdict}`)
      return `edges: ${operandText(rule.of)}: ${rows.join('; ')}; else ${rule.else}`
    }
    case 'step':
      return `step: ${operandText(rule.of)}: up ${rule.up}, down ${rule.down}, by ${rule.unit}`
    case 'order': {
      const lists = [
        ...(rule.up ? [`up ${rule.up.join(' ')}`] : []),
        ...(rule.down ? [`down ${rule.down.join(' ')}`] : []),
      ]
      return `order: ${lists.join(', ')}, per ${rule.per}`
    }
  }
}

export function operandText({ component, range }: Operand): string {
  return range === undefined ? component : `${component} ${range}`
}

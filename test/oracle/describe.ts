import { expressionText } from './expressions.ts'
import { rowsOf } from './named.ts'
import type { Component, Dated, Operand, Rule, World } from './shape.ts'

/** The world as a few lines of text, to be printed when an answer is wrong. */
export function describeWorld(world: World): string {
  const { facts, unavailable, waves } = world
  const isDated = world.rules.some((rule) =>
    rowsOf(rule).some(({ since, until }) => since !== undefined || until !== undefined),
  )
  return [
    `world ${world.seed}, ${world.mode}${isDated ? ` on ${world.day}` : ''}`,
    ...world.components.map((component) => describeComponent(component, world)),
    ...Object.entries(facts).map(([name, told]) => `  fact ${name}: ${told ? 'yes' : 'no'}`),
    ...unavailable.map(({ component, versions, scopes }) => {
      return `  unavailable: ${component} ${versions}${scopes ? ` in ${scopes.join(' ')}` : ''}`
    }),
    ...waves.map(({ name, scopes, components, parts, after }) => {
      const who = [
        ...(parts ?? []),
        ...(components ?? []),
        ...(scopes ?? []).map((scope) => `in ${scope}`),
      ].join(' ')
      return `  wave ${name}: ${who}${after ? ` after ${after.join(' ') || 'none'}` : ''}`
    }),
    ...world.rules.map((rule) => `  ${rule.id}: ${describeRule(rule)}${dates(rule)}`),
  ].join('\n')
}

function dates({ since, until, when }: Dated): string {
  return [since && ` since ${since}`, until && ` until ${until}`, when && ` when ${when}`]
    .filter((word) => word !== undefined)
    .join('')
}

function describeComponent({ name, policy, catalogue, joined, target }: Component, world: World): string {
  const classes = world.classes
    .filter((one) => one.component === name)
    .map(({ version, count, frozen, scope, name: own }) => {
      const who = `${count} x ${version}${own === undefined ? '' : ` ${own}`}`
      return `${who}${frozen ? ' frozen' : ''}${scope === 'w' ? '' : ` in ${scope}`}`
    })
  const releases = catalogue.map(({ version, recalled }) => (recalled ? `(${version})` : version))
  const joins = joined.map(([from, to]) => ` joined ${from}+${to}`)
  const targets = world.targets
    .filter((one) => one.component === name)
    .map(({ scope, version }) => ` (${version} in ${scope})`)
  const whose = policy === 'world' ? '' : ` of ${policy}`
  return `  ${name}${whose}: ${classes.join(', ')} -> ${target ?? 'stays'}${targets.join('')} of [${releases.join(' ')}]${joins.join('')}`
}

function describeRule(rule: Rule): string {
  switch (rule.kind) {
    case 'window': {
      const { of, to, unit, behind, ahead, against, across } = rule
      const other = `${against} ${across ?? ''}${across ? ' ' : ''}${operandText(to ?? of)}`
      return `window: ${operandText(of)} to ${other}: ${behind} behind, ${ahead} ahead, by ${unit}`
    }
    case 'requires': {
      const rows = rule.rows.map(({ of, to }) => `${of} needs ${to}`).join('; ')
      const other = `${rule.across ? `${rule.across} ` : ''}${operandText(rule.to)}`
      return `requires: ${operandText(rule.of)} of ${other}: ${rows}; else ${rule.else}`
    }
    case 'silent':
      return `silent: ${operandText(rule.of)}`
    case 'status':
      return `status: ${operandText(rule.of)} not recalled`
    case 'table': {
      const rows = rule.rows.map((row) => rule.of.map((name) => row[name]?.join('|') ?? '-').join(' + '))
      return `table at ${rule.at}: ${rule.of.join(' + ')}: ${rows.join('; ')}; else ${rule.else}`
    }
    case 'expr':
      return `expr at ${rule.at}: ${expressionText(rule, rule.of)}; else ${rule.else}`
    case 'edges': {
      const rows = rule.rows.map((row) => `${row.from} -> ${row.to} ${row.verdict}${dates(row)}`)
      return `edges: ${operandText(rule.of)}: ${rows.join('; ')}; else ${rule.else}`
    }
    case 'step':
      return `step: ${operandText(rule.of)}: up ${rule.up}, down ${rule.down}, by ${rule.unit}`
    case 'stops': {
      const stops = rule.stops.map((stop) => `${stop.at}${dates(stop)}`).join('; ')
      return `stops: ${operandText(rule.of)} on ${rule.on}: ${stops}; else ${rule.else}`
    }
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

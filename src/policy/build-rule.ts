import type { Path } from '../document/index.ts'
import type { Range, Version } from '../version/index.ts'
import { buildExpression, buildStops, conditionOf, datesOf } from './build-conditional.ts'
import { buildCrossing } from './build-crossing.ts'
import { buildReleaseRule, edition } from './build-release.ts'
import { buildRollout } from './build-rollout.ts'
import { buildSettle } from './build-settle.ts'
import { buildTable } from './build-table.ts'
import { buildTagRule } from './build-tag.ts'
import type { RuleSurroundings } from './rule-surroundings.ts'
import type { Rule, RuleCommon } from './rules.ts'
import type { RuleDocument } from './schema.ts'

/** Makes a rule of its document: one reading of it, as it is on one day. */
export function buildRule(
  written: RuleDocument,
  common: RuleCommon,
  path: Path,
  around: RuleSurroundings,
): Rule | undefined {
  const when = 'when' in written ? conditionOf(written.when, [...path, 'when'], around) : undefined
  return buildUnconditional(written, when === undefined ? common : { ...common, when }, path, around)
}

function buildUnconditional(
  written: RuleDocument,
  common: RuleCommon,
  path: Path,
  around: RuleSurroundings,
): Rule | undefined {
  switch (written.kind) {
    case 'window': {
      const of = around.operand(written.of, [...path, 'of'], around.nameable)
      const to = written.to === undefined ? of : around.operand(written.to, [...path, 'to'], around.nameable)
      for (const bound of ['behind', 'ahead'] as const) {
        const distance = written[bound]
        if (written.unit === 'release' && distance !== 'any' && distance > 0) {
          around.complain(
            [...path, bound],
            'releases have an order but no distance',
            'use 0 or any, or count in lines',
          )
        }
      }
      const { unit, behind, ahead, against, across } = written
      const bounds = { unit, behind, ahead, against, ...(across !== undefined && { across }) }
      return of && to && { ...common, kind: 'window', of, to, ...bounds }
    }
    case 'requires': {
      const of = around.operand(written.of, [...path, 'of'], around.nameable)
      const to = around.operand(written.to, [...path, 'to'], around.nameable)
      const left = around.nameable.get(of?.component ?? '')?.scheme
      const right = around.nameable.get(to?.component ?? '')?.scheme
      if (!of || !to || !left || !right) return undefined
      const rows = written.rows.flatMap((row, i) => {
        const needing = around.range(row.of, left, [...path, 'rows', i, 'of'])
        const needed = around.range(row.to, right, [...path, 'rows', i, 'to'])
        return needing && needed ? [{ of: needing, to: needed }] : []
      })
      const across = written.across === undefined ? {} : { across: written.across }
      return { ...common, kind: 'requires', of, to, rows, else: written.else, against: 'every', ...across }
    }
    case 'step': {
      const of = around.operand(written.of, [...path, 'of'])
      for (const bound of ['up', 'down'] as const) {
        if (written.unit === 'release' && typeof written[bound] === 'number') {
          around.complain(
            [...path, bound],
            'releases have an order but no distance',
            'use any or none, or count in lines',
          )
        }
      }
      const { unit, up, down, downFrom } = written
      return (
        of && {
          ...common,
          kind: 'step',
          of,
          unit,
          up,
          down,
          ...(downFrom && { downFrom }),
          else: written.else,
        }
      )
    }
    case 'edges': {
      const of = around.operand(written.of, [...path, 'of'])
      const scheme = of && around.components.get(of.component)?.scheme
      if (of === undefined || scheme === undefined) return undefined
      const rows = written.rows.flatMap((row, i) => {
        const from = around.range(row.from, scheme, [...path, 'rows', i, 'from'])
        const to = around.range(row.to, scheme, [...path, 'rows', i, 'to'])
        const at = [...path, 'rows', i]
        const stop = row.through
        const through =
          stop === undefined ? undefined : around.version(String(stop), of.component, [...at, 'through'])
        const verdict = row.verdict ?? (stop === undefined ? undefined : 'untested')
        if (verdict === undefined)
          around.complain(at, 'a row says something of a move', 'add "verdict" or "through"')
        const more = {
          ...(through && { through }),
          ...(row.because !== undefined && { because: row.because }),
          ...datesOf(row, at, around),
        }
        return from && to && verdict !== undefined ? [{ from, to, verdict, ...more }] : []
      })
      return { ...common, kind: 'edges', of, rows, else: written.else }
    }
    case 'stops':
      return buildStops(written, common, path, around)
    case 'order': {
      const up = (written.up ?? []).map((name, i) =>
        around.component(name, [...path, 'up', i], around.nameable),
      )
      const down = (written.down ?? []).map((name, i) =>
        around.component(name, [...path, 'down', i], around.nameable),
      )
      if (up.length + down.length === 0) around.complain(path, 'an order needs "up", "down" or both')
      return { ...common, kind: 'order', up, down, per: written.per }
    }
    case 'gate': {
      const after = around.component(written.after, [...path, 'after'], around.nameable)
      const before = around.component(written.before, [...path, 'before'], around.nameable)
      return { ...common, kind: 'gate', after, before, on: written.on, until: written.until }
    }
    case 'rollout':
      return buildRollout(written, common, path, around)
    case 'crossing':
      return buildCrossing(written, common, path, {
        component: (name, at) => around.component(name, at),
        version: (text, component, at) => around.version(text, component, at),
        complain: (at, message, help) => around.complain(at, message, help),
      })
    case 'redundancy':
      return {
        ...common,
        kind: 'redundancy',
        of: around.component(written.of, [...path, 'of']),
        instances: written.instances,
      }
    case 'table':
      return buildTable(written, common, path, {
        component: (name, at) => around.component(name, at, around.nameable),
        column: (of, name, at) => around.named(new Map(of.map((one) => [one, one])), name, 'column', at),
        version: (text, component, at) => around.version(text, component, at),
        complain: (at, message, help) => around.complain(at, message, help),
      })
    case 'expr':
      return buildExpression(written, common, path, around)
    case 'follows': {
      const of = around.component(written.of, [...path, 'of'])
      const by = around.component(written.by, [...path, 'by'])
      const { same, term, fill, else: otherwise } = written
      const but = new Map<string, Version>()
      for (const [text, brought] of Object.entries(written.but ?? {})) {
        const at = [...path, 'but', text]
        const key = around.version(text, by, at)
        const value = around.version(String(brought), of, at)
        if (key !== undefined && value !== undefined) but.set(key.text, value)
      }
      const more = { same, but, ...(term !== undefined && { term }), fill, else: otherwise }
      return { ...common, kind: 'follows', of, by, ...more }
    }
    case 'needs': {
      const requires = new Map<string, Range>()
      for (const [name, text] of Object.entries(written.requires)) {
        const at = [...path, 'requires', name]
        const component = around.named(around.components, name, 'component', at)
        const range = component && around.range(text, component.scheme, at)
        if (range !== undefined) requires.set(name, range)
      }
      return { ...common, kind: 'needs', feature: written.feature, requires }
    }
    case 'support': {
      const { lines, months, recorded = false, from, until } = written
      const isCounted = lines !== undefined || months !== undefined
      if (!isCounted && !recorded)
        around.complain(path, 'a support rule needs "lines", "months" or both, or "recorded"')
      if (isCounted && recorded)
        around.complain(
          [...path, 'recorded'],
          'what is recorded goes before lines and months anyway',
          'leave out "recorded", or "lines" and "months"',
        )
      const edition = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
      return {
        ...common,
        kind: 'support',
        of: [written.of].flat().map((name, i) => {
          const at = typeof written.of === 'string' ? [...path, 'of'] : [...path, 'of', i]
          return around.component(name, at, around.nameable)
        }),
        ...(lines !== undefined && { lines }),
        ...(months !== undefined && { months }),
        recorded,
        ...edition,
      }
    }
    case 'settle':
      return buildSettle(written, common, path, {
        component: (name, at) => around.named(around.components, name, 'component', at)?.scheme,
        scheme: (name, at) => around.scheme(name, at),
        complain: (at, message, help) => around.complain(at, message, help),
      })
    case 'promise':
    case 'documented':
    case 'cadence':
    case 'listed':
    case 'accompanied':
    case 'definition':
      return buildReleaseRule(written, common, path, {
        component: (name, at) => around.named(around.components, name, 'component', at)?.scheme,
        operand: (text, at) => around.operand(text, at),
        table: (name, at) => around.table(name, at),
        interface: (name, at) => around.interface(name, at),
        complain: (at, message, help) => around.complain(at, message, help),
      })
    case 'carries':
    case 'branch':
    case 'sequence':
    case 'candidate':
    case 'embeds':
    case 'tracks':
    case 'mirrors':
    case 'tagged':
    case 'maintained':
    case 'lag':
      return buildTagRule(written, common, path, {
        component: (name, at) => around.named(around.components, name, 'component', at)?.scheme,
        repositories: around.repositories,
        complain: (at, message, help) => around.complain(at, message, help),
      })
    case 'form': {
      const of = written.of.map((name, i) => around.component(name, [...path, 'of', i]))
      const complain = (at: Path, message: string, help?: string) => around.complain(at, message, help)
      return {
        ...common,
        kind: 'form',
        of,
        breaks: written.breaks,
        ...edition(written, path, { complain }),
      }
    }
    case 'silent': {
      const of = around.operand(written.of, [...path, 'of'])
      return of && { ...common, kind: 'silent', of }
    }
    case 'status': {
      const of = around.operand(written.of, [...path, 'of'])
      return of && { ...common, kind: 'status', of, refuse: written.refuse }
    }
  }
}

import { canonicalJson, type Diagnostic, fail, nearest, ok, parseBatch, type Result } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import { parseRange, type Range, type Scheme, semver, type Version } from '../version/index.ts'
import { buildCatalogue } from './build-catalogue.ts'
import type { Surroundings } from './build-cited.ts'
import { buildLogs, buildSettings } from './build-configuration.ts'
import { buildCrossing } from './build-crossing.ts'
import { buildLifecycle } from './build-lifecycle.ts'
import { unreadable } from './build-readings.ts'
import { buildReleaseRule } from './build-release.ts'
import { buildScheme } from './build-scheme.ts'
import { buildSettle } from './build-settle.ts'
import { buildTable } from './build-table.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Catalogue, Component, Operand, Policy, Rule } from './policy.ts'
import type { Locate } from './read.ts'
import { type PolicyDocument, type RuleDocument, ruleSchema, type SchemeDocument } from './schema.ts'

export interface BuildOptions {
  /** The reading to use of an ambiguous rule, by rule id. */
  readonly readings?: Readonly<Record<string, string>>
  readonly locate?: Locate
  /** Makes a policy that this one uses, or says why it cannot. */
  readonly other?: (name: string) => Result<Policy, string>
}

/**
 * Makes a policy of its document: names resolved, versions and ranges parsed, readings chosen. All
 * problems are reported, not only the first.
 */
export function buildPolicy(
  document: PolicyDocument,
  options: BuildOptions = {},
): Result<Policy, readonly Diagnostic[]> {
  const builder = new Builder(document, options)
  const policy = builder.build()
  return builder.problems.length > 0 ? fail(builder.problems) : ok(policy)
}

class Builder {
  readonly problems: Diagnostic[] = []
  private readonly told = new Set<string>()
  private readonly document: PolicyDocument
  private readonly options: BuildOptions
  private readonly readings: ReadonlyMap<string, string>
  private readonly schemes = new Map<string, Scheme>()
  private readonly components = new Map<string, Component>()
  private readonly uses = new Map<string, Policy>()
  /** The components of this policy and, by their full names, of those that it uses. */
  private readonly nameable = new Map<string, Component>()

  constructor(document: PolicyDocument, options: BuildOptions) {
    this.document = document
    this.options = options
    this.readings = new Map(Object.entries(options.readings ?? {}))
  }

  build(): Policy {
    const { document } = this
    for (const [name, scheme] of Object.entries(document.schemes)) this.addScheme(name, scheme)
    for (const [name, component] of Object.entries(document.components)) {
      const path = ['components', name, 'scheme']
      // Any scheme will do to read on with: one mistake is told once, not by every rule that it touches.
      const scheme = this.named(this.schemes, component.scheme, 'scheme', path) ?? semver()
      this.components.set(name, { name, title: component.title, scheme })
    }
    this.addUsed()
    const rules = document.rules.flatMap((rule, i) => this.rule(rule, ['rules', i]) ?? [])
    this.checkUniqueIds()
    this.problems.push(...unreadable(document, this.readings))
    const catalogues = this.catalogues()
    this.checkRecipes()
    const around = this.surroundings()
    const lifecycles = this.lifecycles(around)
    const settings = this.document.settings.map((each, i) => buildSettings(each, ['settings', i], around))
    const logs = this.document.logs.map((each, i) => buildLogs(each, ['logs', i], around))
    const { about, homepage } = document.metadata
    return {
      name: document.metadata.name,
      title: document.metadata.title,
      ...(about !== undefined && { about }),
      ...(homepage !== undefined && { homepage }),
      components: this.components,
      rules,
      uses: this.uses,
      catalogues,
      recipes: document.recipes,
      lifecycles,
      settings,
      logs,
      readings: this.options.readings ?? {},
      fingerprint: canonicalJson({
        rules: document.rules,
        ...(document.uses.length > 0 && { uses: document.uses }),
        schemes: document.schemes,
        components: document.components,
        catalogue: document.catalogue,
        readings: this.options.readings ?? {},
      }),
    }
  }

  private complain(path: Path, message: string, help?: string, part?: 'key'): void {
    // A rule is made once for each of its readings, and what they share is wrong in each.
    const key = JSON.stringify([path, message])
    if (this.told.has(key)) return
    this.told.add(key)
    const place = this.options.locate?.(path, part)
    this.problems.push({ ...(place && { place }), message, ...(help !== undefined && { help }) })
  }

  private named<T>(known: ReadonlyMap<string, T>, name: string, what: string, path: Path): T | undefined {
    const found = known.get(name)
    if (found === undefined) {
      const guess = nearest(name, known.keys())
      const help =
        guess === undefined ? `one of: ${[...known.keys()].join(', ')}` : `did you mean "${guess}"?`
      this.complain(path, `"${name}" is no ${what} of this policy`, help)
    }
    return found
  }

  private addScheme(name: string, written: SchemeDocument): void {
    const { scheme, problem } = buildScheme(written)
    this.schemes.set(name, scheme)
    if (problem) this.complain(['schemes', name, ...problem.path], problem.message, problem.help)
  }

  private component(name: string, path: Path, known = this.components): string {
    this.named(known, name, 'component', path)
    return name
  }

  private addUsed(): void {
    for (const [i, name] of this.document.uses.entries()) {
      const other = this.options.other?.(name) ?? fail('there are no other policies')
      if (!other.ok) {
        this.complain(['uses', i], `the policy "${name}" cannot be used: ${other.problem}`)
        continue
      }
      this.uses.set(name, other.value)
      for (const [component, one] of other.value.components) this.nameable.set(`${name}/${component}`, one)
    }
    for (const [name, component] of this.components) this.nameable.set(name, component)
  }

  private operand(text: string, path: Path, known = this.components): Operand | undefined {
    const [name = '', ...rest] = text.trim().split(/\s+/)
    const component = this.named(known, name, 'component', path)
    if (component === undefined) return undefined
    if (rest.length === 0) return { component: name }
    const range = this.range(rest.join(' '), component.scheme, path)
    return range && { component: name, range }
  }

  private range(text: string, scheme: Scheme, path: Path): Range | undefined {
    const range = parseRange(text, scheme)
    if (range.ok) return range.value
    this.complain(
      path,
      `"${text}" is no range of versions`,
      `expected ${range.problem.expected} at character ${range.problem.at + 1}`,
    )
    return undefined
  }

  /** A rule as it is read: with the members of the chosen reading in place of its own. */
  private rule(written: RuleDocument, path: Path): Rule | undefined {
    if (written.readings === undefined) return this.plainRule(written, path)
    const { default: standard } = written.readings
    const choices = new Map(Object.entries(written.readings.choices))
    const name = this.readings.get(written.id) ?? standard
    const read = new Map<string, Rule>()
    for (const [choice, { set }] of choices) {
      const parsed = ruleSchema.safeParse({ ...written, ...set, readings: undefined })
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        const member = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.')
        this.complain(
          [...path, 'readings', 'choices', choice, 'set'],
          `this reading makes no valid rule: "${member}" is not as expected`,
        )
        continue
      }
      const rule = this.plainRule(parsed.data, path)
      if (rule !== undefined) read.set(choice, rule)
    }
    if (this.named(choices, standard, 'reading', [...path, 'readings', 'default']) === undefined)
      return undefined
    const chosen = read.get(name)
    if (chosen === undefined) return undefined
    return {
      ...chosen,
      reading: {
        name,
        because: choices.get(name)?.because ?? '',
        others: [...read]
          .filter(([other]) => other !== name)
          .map(([other, rule]) => ({ name: other, because: choices.get(other)?.because ?? '', rule })),
      },
    }
  }

  private plainRule(written: RuleDocument, path: Path): Rule | undefined {
    const source = this.named(new Map(Object.entries(this.document.sources)), written.source.in, 'source', [
      ...path,
      'source',
      'in',
    ])
    if (source === undefined) return undefined
    const place = this.options.locate?.(path)
    const common = {
      id: written.id,
      name: `${this.document.metadata.name}/${written.id}`,
      says: written.says,
      because: written.because,
      strength: written.strength,
      source: {
        title: source.title,
        ref: source.ref,
        ...(written.source.section !== undefined && { section: written.source.section }),
      },
      derived: written.derived,
      ...(written.enforced !== undefined && { enforced: written.enforced }),
      examples: written.examples,
      ...(place && { place }),
    }
    switch (written.kind) {
      case 'window': {
        const of = this.operand(written.of, [...path, 'of'], this.nameable)
        const to = written.to === undefined ? of : this.operand(written.to, [...path, 'to'], this.nameable)
        for (const bound of ['behind', 'ahead'] as const) {
          const distance = written[bound]
          if (written.unit === 'release' && distance !== 'any' && distance > 0) {
            this.complain(
              [...path, bound],
              'releases have an order but no distance',
              'use 0 or any, or count in lines',
            )
          }
        }
        const { unit, behind, ahead, against } = written
        return of && to && { ...common, kind: 'window', of, to, unit, behind, ahead, against }
      }
      case 'requires': {
        const of = this.operand(written.of, [...path, 'of'], this.nameable)
        const to = this.operand(written.to, [...path, 'to'], this.nameable)
        const left = this.nameable.get(of?.component ?? '')?.scheme
        const right = this.nameable.get(to?.component ?? '')?.scheme
        if (!of || !to || !left || !right) return undefined
        const rows = written.rows.flatMap((row, i) => {
          const needing = this.range(row.of, left, [...path, 'rows', i, 'of'])
          const needed = this.range(row.to, right, [...path, 'rows', i, 'to'])
          return needing && needed ? [{ of: needing, to: needed }] : []
        })
        return { ...common, kind: 'requires', of, to, rows, else: written.else, against: 'every' }
      }
      case 'step': {
        const of = this.operand(written.of, [...path, 'of'])
        for (const bound of ['up', 'down'] as const) {
          if (written.unit === 'release' && typeof written[bound] === 'number') {
            this.complain(
              [...path, bound],
              'releases have an order but no distance',
              'use any or none, or count in lines',
            )
          }
        }
        const { unit, up, down } = written
        return of && { ...common, kind: 'step', of, unit, up, down, else: written.else }
      }
      case 'edges': {
        const of = this.operand(written.of, [...path, 'of'])
        const scheme = of && this.components.get(of.component)?.scheme
        if (of === undefined || scheme === undefined) return undefined
        const rows = written.rows.flatMap((row, i) => {
          const from = this.range(row.from, scheme, [...path, 'rows', i, 'from'])
          const to = this.range(row.to, scheme, [...path, 'rows', i, 'to'])
          const at = [...path, 'rows', i]
          const stop = row.through
          const through =
            stop === undefined ? undefined : this.version(String(stop), of.component, [...at, 'through'])
          const verdict = row.verdict ?? (stop === undefined ? undefined : 'untested')
          if (verdict === undefined)
            this.complain(at, 'a row says something of a move', 'add "verdict" or "through"')
          const more = {
            ...(through && { through }),
            ...(row.because !== undefined && { because: row.because }),
          }
          return from && to && verdict !== undefined ? [{ from, to, verdict, ...more }] : []
        })
        return { ...common, kind: 'edges', of, rows, else: written.else }
      }
      case 'order': {
        const up = (written.up ?? []).map((name, i) =>
          this.component(name, [...path, 'up', i], this.nameable),
        )
        const down = (written.down ?? []).map((name, i) =>
          this.component(name, [...path, 'down', i], this.nameable),
        )
        if (up.length + down.length === 0) this.complain(path, 'an order needs "up", "down" or both')
        return { ...common, kind: 'order', up, down, per: written.per }
      }
      case 'gate': {
        const after = this.component(written.after, [...path, 'after'], this.nameable)
        const before = this.component(written.before, [...path, 'before'], this.nameable)
        return { ...common, kind: 'gate', after, before, on: written.on, until: written.until }
      }
      case 'rollout': {
        const of = this.component(written.of, [...path, 'of'])
        const batch = parseBatch(written.batch)
        if (batch === undefined) {
          const help = 'expected a count or a percentage such as 25%'
          this.complain([...path, 'batch'], `"${written.batch}" is no batch`, help)
          return undefined
        }
        const most = written.most === undefined ? {} : { most: written.most }
        return { ...common, kind: 'rollout', of, batch, ...most, modes: written.modes }
      }
      case 'crossing':
        return buildCrossing(written, common, path, {
          component: (name, at) => this.component(name, at),
          version: (text, component, at) => this.version(text, component, at),
          complain: (at, message, help) => this.complain(at, message, help),
        })
      case 'redundancy':
        return {
          ...common,
          kind: 'redundancy',
          of: this.component(written.of, [...path, 'of']),
          instances: written.instances,
        }
      case 'table':
        return buildTable(written, common, path, {
          component: (name, at) => this.component(name, at),
          column: (of, name, at) => this.named(new Map(of.map((one) => [one, one])), name, 'column', at),
          version: (text, component, at) => this.version(text, component, at),
          complain: (at, message, help) => this.complain(at, message, help),
        })
      case 'follows': {
        const of = this.component(written.of, [...path, 'of'])
        const by = this.component(written.by, [...path, 'by'])
        const { same, term, fill, else: otherwise } = written
        const but = new Map<string, Version>()
        for (const [text, brought] of Object.entries(written.but ?? {})) {
          const at = [...path, 'but', text]
          const key = this.version(text, by, at)
          const value = this.version(String(brought), of, at)
          if (key !== undefined && value !== undefined) but.set(key.text, value)
        }
        const more = { same, but, ...(term !== undefined && { term }), fill, else: otherwise }
        return { ...common, kind: 'follows', of, by, ...more }
      }
      case 'needs': {
        const requires = new Map<string, Range>()
        for (const [name, text] of Object.entries(written.requires)) {
          const at = [...path, 'requires', name]
          const component = this.named(this.components, name, 'component', at)
          const range = component && this.range(text, component.scheme, at)
          if (range !== undefined) requires.set(name, range)
        }
        return { ...common, kind: 'needs', feature: written.feature, requires }
      }
      case 'support': {
        const { lines, months, from, until } = written
        if (lines === undefined && months === undefined)
          this.complain(path, 'a support rule needs "lines", "months" or both')
        const edition = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
        return {
          ...common,
          kind: 'support',
          of: [written.of].flat().map((name, i) => {
            const at = typeof written.of === 'string' ? [...path, 'of'] : [...path, 'of', i]
            return this.component(name, at, this.nameable)
          }),
          ...(lines !== undefined && { lines }),
          ...(months !== undefined && { months }),
          ...edition,
        }
      }
      case 'settle':
        return buildSettle(written, common, path, {
          component: (name, at) => this.named(this.components, name, 'component', at)?.scheme,
          scheme: (name, at) => this.named(this.schemes, name, 'scheme', at),
          complain: (at, message, help) => this.complain(at, message, help),
        })
      case 'promise':
      case 'documented':
      case 'cadence':
      case 'listed':
      case 'accompanied':
      case 'definition':
        return buildReleaseRule(written, common, path, {
          component: (name, at) => this.named(this.components, name, 'component', at)?.scheme,
          operand: (text, at) => this.operand(text, at),
          table: (name, at) => this.namedTable(name, at),
          complain: (at, message, help) => this.complain(at, message, help),
        })
      case 'form': {
        const of = written.of.map((name, i) => this.component(name, [...path, 'of', i]))
        return { ...common, kind: 'form', of, breaks: written.breaks }
      }
      case 'silent': {
        const of = this.operand(written.of, [...path, 'of'])
        return of && { ...common, kind: 'silent', of }
      }
      case 'status': {
        const of = this.operand(written.of, [...path, 'of'])
        return of && { ...common, kind: 'status', of, refuse: written.refuse }
      }
    }
  }

  private namedTable(id: string, path: Path): readonly string[] | undefined {
    const tables = this.document.rules.flatMap((rule) =>
      rule.kind === 'table' ? [[rule.id, rule.of] as const] : [],
    )
    return this.named(new Map(tables), id, 'table', path)
  }

  private version(text: string, component: string, path: Path): Version | undefined {
    const version = this.components.get(component)?.scheme.parse(text)
    if (version === undefined || version.ok) return version?.value
    const { at, expected } = version.problem
    this.complain(
      path,
      `"${text}" is no version of ${component}`,
      `expected ${expected} at character ${at + 1}`,
    )
    return undefined
  }

  private checkUniqueIds(): void {
    for (const [list, what] of [
      ['rules', 'rule'],
      ['recipes', 'recipe'],
    ] as const) {
      const seen = new Set<string>()
      for (const [i, { id }] of this.document[list].entries()) {
        if (seen.has(id)) this.complain([list, i, 'id'], `there is another ${what} "${id}"`)
        seen.add(id)
      }
    }
  }

  private checkRecipes(): void {
    for (const [i, { component, image }] of this.document.recipes.entries()) {
      if (component !== undefined) this.component(component, ['recipes', i, 'component'])
      for (const [pattern, name] of Object.entries(image?.names ?? {})) {
        this.component(name, ['recipes', i, 'image', 'names', pattern])
      }
    }
  }

  private lifecycles(around: Surroundings): Lifecycle[] {
    return this.document.lifecycle.flatMap((written, i) => {
      const ledger = buildLifecycle(written, ['lifecycle', i], around)
      return ledger === undefined ? [] : [ledger]
    })
  }

  /** What ledgers, settings and marks refer to in the rest of the policy. */
  private surroundings(): Surroundings {
    const sources = new Map(Object.entries(this.document.sources))
    return {
      policy: this.document.metadata.name,
      source: (name, path) => this.named(sources, name, 'source', path),
      scheme: (name, path) => this.named(this.components, name, 'component', path)?.scheme,
      complain: (path, message, help) => this.complain(path, message, help),
      place: (path) => this.options.locate?.(path),
    }
  }

  private catalogues(): Map<string, Catalogue> {
    const found = new Map<string, Catalogue>()
    for (const [i, written] of this.document.catalogue.entries()) {
      for (const [k, name] of written.of.entries()) {
        const component = this.named(this.components, name, 'component', ['catalogue', i, 'of', k])
        if (component === undefined) continue
        if (found.has(name)) this.complain(['catalogue', i, 'of', k], `there is another catalogue of ${name}`)
        found.set(
          name,
          // What is wrong with a list is told once, not by every component that it is of.
          buildCatalogue(written, component.scheme, ['catalogue', i], {
            component: (other, at) => this.named(this.components, other, 'component', at) !== undefined,
            version: (text, other, at) => this.version(text, other, at),
            complain: (at, message, help) => this.complain(at, message, help),
            place: (at) => this.options.locate?.(at),
            isFirst: k === 0,
          }),
        )
      }
    }
    return found
  }
}

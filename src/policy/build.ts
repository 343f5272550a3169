import type * as z from 'zod/mini'
import { canonicalJson, type Diagnostic, fail, nearest, ok, type Result } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import { parseRange, type Range, type Scheme, semver, type Version } from '../version/index.ts'
import { buildCatalogue } from './build-catalogue.ts'
import type { Surroundings } from './build-cited.ts'
import { buildLogs, buildSettings } from './build-configuration.ts'
import { buildInterface } from './build-interface.ts'
import { buildLifecycle } from './build-lifecycle.ts'
import { unreadable } from './build-readings.ts'
import { buildRepository } from './build-repository.ts'
import { buildRule } from './build-rule.ts'
import { buildScheme } from './build-scheme.ts'
import type { Interface } from './interface.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Catalogue, Component, Fact, Policy } from './policy.ts'
import type { Locate } from './read.ts'
import { buildReleaseTexts } from './release-text.ts'
import type { Repository } from './repository.ts'
import type { Operand, OtherEdition, Rule } from './rules.ts'
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
  private readonly facts: ReadonlyMap<string, Fact>
  private repositories: readonly Repository[] = []

  constructor(document: PolicyDocument, options: BuildOptions) {
    this.document = document
    this.options = options
    this.readings = new Map(Object.entries(options.readings ?? {}))
    this.facts = new Map(
      Object.entries(document.facts).map(([name, { asks, how }]) => [
        name,
        { asks, ...(how !== undefined && { how }) },
      ]),
    )
  }

  build(): Policy {
    const { document } = this
    for (const [name, scheme] of Object.entries(document.schemes)) this.addScheme(name, scheme)
    for (const [name, component] of Object.entries(document.components)) {
      const path = ['components', name, 'scheme']
      // Any scheme will do to read on with: one mistake is told once, not by every rule that it touches.
      const scheme = this.named(this.schemes, component.scheme, 'scheme', path) ?? semver()
      const texts = (of: 'artifacts' | 'notes') =>
        buildReleaseTexts(component[of] ?? [], ['components', name, of], {
          range: (text, path) => this.range(text, scheme, path),
          complain: (...problem) => this.complain(...problem),
        })
      const { title } = component
      this.components.set(name, { name, title, scheme, artifacts: texts('artifacts'), notes: texts('notes') })
    }
    this.addUsed()
    this.repositories = document.repositories.map((each, i) => this.repository(each, ['repositories', i]))
    const rules = document.rules.flatMap((rule, i) => this.rule(rule, ['rules', i]) ?? [])
    this.checkUniqueIds()
    this.problems.push(...unreadable(document, this.readings))
    const catalogues = this.catalogues()
    this.checkRecipes()
    const around = this.surroundings()
    const lifecycles = this.lifecycles(around)
    const settings = this.document.settings.map((each, i) => buildSettings(each, ['settings', i], around))
    const logs = this.document.logs.map((each, i) => buildLogs(each, ['logs', i], around))
    const interfaces = this.interfaces()
    const { about, homepage } = document.metadata
    return {
      name: document.metadata.name,
      title: document.metadata.title,
      ...(about !== undefined && { about }),
      ...(homepage !== undefined && { homepage }),
      components: this.components,
      rules,
      facts: this.facts,
      uses: this.uses,
      catalogues,
      repositories: this.repositories,
      recipes: document.recipes,
      lifecycles,
      settings,
      logs,
      interfaces,
      readings: this.options.readings ?? {},
      fingerprint: canonicalJson({
        rules: document.rules,
        ...(this.facts.size > 0 && { facts: document.facts }),
        ...(document.uses.length > 0 && { uses: document.uses }),
        schemes: document.schemes,
        // Where images and notes are found decides nothing.
        components: Object.fromEntries(
          Object.entries(document.components).map(([name, { title, scheme }]) => [name, { title, scheme }]),
        ),
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
        known.size === 0
          ? `the policy declares no ${what}`
          : guess === undefined
            ? `one of: ${[...known.keys()].join(', ')}`
            : `did you mean "${guess}"?`
      const whose = what.includes(' of ') ? what : `${what} of this policy`
      this.complain(path, `"${name}" is no ${whose}`, help)
    }
    return found
  }

  private addScheme(name: string, written: SchemeDocument): void {
    const { scheme, problem } = buildScheme(written)
    this.schemes.set(name, scheme)
    if (problem) this.complain(['schemes', name, ...problem.path], problem.message, problem.help)
  }

  private component(
    name: string,
    path: Path,
    known: ReadonlyMap<string, Component> = this.components,
  ): string {
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

  private operand(
    text: string,
    path: Path,
    known: ReadonlyMap<string, Component> = this.components,
  ): Operand | undefined {
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
    if (written.readings === undefined) return this.ruleOfToday(written, path)
    const { default: standard } = written.readings
    const choices = new Map(Object.entries(written.readings.choices))
    const name = this.readings.get(written.id) ?? standard
    const read = new Map<string, Rule>()
    for (const [choice, { set }] of choices) {
      const parsed = ruleSchema.safeParse({ ...written, ...set, readings: undefined })
      if (!parsed.success) {
        this.complainOfSet([...path, 'readings', 'choices', choice, 'set'], 'reading', written, parsed.error)
        continue
      }
      const rule = this.ruleOfToday(parsed.data, path)
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

  /** A rule with what it was on other days. */
  private ruleOfToday(written: RuleDocument, path: Path): Rule | undefined {
    const rule = this.plainRule(written, path)
    if (rule === undefined || !('editions' in written) || written.editions.length === 0) return rule
    const editions = written.editions.flatMap(({ from, until, because, set }, i): OtherEdition[] => {
      const at = [...path, 'editions', i]
      const before = [written, ...written.editions.slice(0, i)]
      if (before.some((each) => overlap(each, { from, until })))
        this.complain(at, 'two editions are in force on the same day', 'end one before the other begins')
      const days = { from, until, editions: [], readings: undefined }
      const parsed = ruleSchema.safeParse({ ...written, ...set, ...days })
      if (!parsed.success) {
        this.complainOfSet([...at, 'set'], 'edition', written, parsed.error)
        return []
      }
      const other = this.plainRule(parsed.data, at)
      const known = { ...(from !== undefined && { from }), ...(until !== undefined && { until }) }
      return other === undefined ? [] : [{ ...known, because, rule: other }]
    })
    return { ...rule, editions }
  }

  /** What is wrong with members that were set in the place of a rule's own. */
  private complainOfSet(
    path: Path,
    what: 'reading' | 'edition',
    written: RuleDocument,
    { issues: [issue] }: { readonly issues: readonly z.core.$ZodIssue[] },
  ): void {
    const isUnknown = issue?.code === 'unrecognized_keys'
    const member = String(isUnknown ? issue.keys[0] : issue?.path.join('.'))
    const guess = isUnknown ? nearest(member, Object.keys(written)) : undefined
    const help = guess === undefined ? undefined : `did you mean "${guess}"?`
    this.complain(path, `this ${what} makes no valid rule: "${member}" is not as expected`, help)
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
    return buildRule(written, common, path, {
      components: this.components,
      nameable: this.nameable,
      repositories: this.repositories,
      named: (known, name, what, at) => this.named(known, name, what, at),
      component: (name, at, known) => this.component(name, at, known),
      operand: (text, at, known) => this.operand(text, at, known),
      range: (text, scheme, at) => this.range(text, scheme, at),
      version: (text, component, at) => this.version(text, component, at),
      scheme: (name, at) => this.named(this.schemes, name, 'scheme', at),
      fact: (name, at) => this.named(this.facts, name, 'fact', at),
      table: (name, at) => this.namedTable(name, at),
      interface: (name, at) => {
        const known = new Map(this.document.interfaces.map((each) => [each.id, each]))
        return this.named(known, name, 'interface', at) !== undefined
      },
      complain: (at, message, help) => this.complain(at, message, help),
    })
  }

  private repository(written: PolicyDocument['repositories'][number], path: Path): Repository {
    const schemeOf = (component: string): SchemeDocument | undefined =>
      this.document.schemes[this.document.components[component]?.scheme ?? '']
    return buildRepository(written, path, {
      component: (name, at) => this.named(this.components, name, 'component', at)?.scheme,
      terms: (component) => {
        const scheme = schemeOf(component)
        return scheme?.kind === 'template' ? Object.keys(scheme.terms) : []
      },
      named: (known, name, what, at) =>
        this.named(new Map([...known].map((one) => [one, one])), name, what, at) !== undefined,
      complain: (at, message, help) => this.complain(at, message, help),
    })
  }

  private namedTable(id: string, path: Path): readonly string[] | undefined {
    const tables = this.document.rules.flatMap((rule) =>
      rule.kind === 'table' ? [[rule.id, rule.of] as const] : [],
    )
    return this.named(new Map(tables), id, 'table', path)
  }

  private version(text: string, component: string, path: Path): Version | undefined {
    const version = this.nameable.get(component)?.scheme.parse(text)
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
      ['interfaces', 'interface'],
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

  private interfaces(): Interface[] {
    return this.document.interfaces.map((written, i) =>
      buildInterface(written, ['interfaces', i], {
        component: (name, at) => this.named(this.components, name, 'component', at) !== undefined,
        place: (at) => this.options.locate?.(at),
      }),
    )
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

interface Days {
  readonly from?: string | undefined
  readonly until?: string | undefined
}

const overlap = (a: Days, b: Days): boolean =>
  (a.from ?? '') <= (b.until ?? '9999-12-31') && (b.from ?? '') <= (a.until ?? '9999-12-31')

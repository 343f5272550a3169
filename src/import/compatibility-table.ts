import { type Diagnostic, fail, nearest, ok, type Result } from '../base/index.ts'
import { type Path, type Source, validate, valueAt } from '../document/index.ts'
import { compareVersions } from '../version/index.ts'
import { type ImportResult, type ImportSettings, note, some } from './imported.ts'
import { Names, nameFrom, nameOfFile } from './names.ts'
import { writingFor } from './schemes.ts'
import { policyAround, type WrittenRule } from './skeleton.ts'
import { chartOf } from './table-chart.ts'
import { endsOf } from './table-ends.ts'
import { platformRules } from './table-platform.ts'
import { relationRules } from './table-relations.ts'
import {
  carried,
  manyTablesSchema,
  type Row,
  scheme,
  type Table,
  type TableContext,
  tableSchema,
} from './table-rows.ts'

/*
 * Tables that tell for each version of an add-on the lines of a platform that it goes with, as Plural keeps them
 * (static/compatibilities/ADD-ON.yaml in github.com/pluralsh/console): `kube` the lines, `chart_version` the chart that brings it,
 * `requirements` and `incompatibilities` other add-ons, `eolAt` the end of its support.
 */

export interface TableSettings extends ImportSettings {
  /** The add-on, where the file has several. */
  readonly addOn?: string
  /** The component that the lines are of, as POLICY/COMPONENT (default: a component of its own). */
  readonly against?: string
  /** A row speaks of its very version only, not of the later patches of its line. */
  readonly isExact: boolean
}

/** The versions that an add-on goes with, as a policy. */
export function importCompatibilityTable(sources: readonly Source[], settings: TableSettings): ImportResult {
  const [source, another] = sources
  if (source === undefined || another !== undefined) {
    const place = another?.place([]) ?? { file: settings.ref, line: 1, column: 1 }
    return fail([note(place, 'one table is imported at a time', 'give one file')])
  }
  const found = chooseTable(source, settings)
  return found.ok ? new TableImport(found.value.table, found.value.path, source, settings).build() : found
}

function chooseTable(
  source: Source,
  { addOn }: TableSettings,
): Result<{ readonly table: Table; readonly path: Path }, readonly Diagnostic[]> {
  if (valueAt(source.value, ['addons']) === undefined) {
    const table = validate(tableSchema, source)
    return table.ok ? ok({ table: table.value, path: [] }) : table
  }
  const many = validate(manyTablesSchema, source)
  if (!many.ok) return many
  const { addons } = many.value
  const names = addons.flatMap(({ name }) => name ?? [])
  const at = addons.length === 1 && addOn === undefined ? 0 : addons.findIndex(({ name }) => name === addOn)
  const table = addons[at]
  if (table !== undefined) return ok({ table, path: ['addons', at] })
  const guess = addOn === undefined ? undefined : nearest(addOn, names)
  const help =
    guess === undefined ? `choose one with --add-on: ${some(names, 12)}` : `did you mean "${guess}"?`
  const message = addOn === undefined ? 'which add-on is meant is not clear' : `there is no add-on "${addOn}"`
  return fail([note(source.place(['addons']), message, help)])
}

class TableImport {
  private readonly notes: Diagnostic[] = []
  private readonly table: Table
  private readonly path: Path
  private readonly source: Source
  private readonly settings: TableSettings
  private readonly names = new Names()
  /** Components of its own besides the add-on, by what they are called. */
  private readonly others = new Map<string, string>()
  private readonly context: TableContext

  constructor(table: Table, path: Path, source: Source, settings: TableSettings) {
    this.table = table
    this.path = path
    this.source = source
    this.settings = settings
    const title = table.name ?? nameOfFile(source.file, 'add-on')
    this.context = {
      title,
      component: this.names.unique(settings.component ?? nameFrom(title, 'add-on')),
      asOf: settings.asOf,
      other: (other) => this.other(other),
      tell: (at, message, help) => this.tell(at, message, help),
    }
  }

  build(): ImportResult {
    const { context, settings } = this
    const rows = this.rows()
    const [uses, platform] = this.target()
    const chart = chartOf(rows, context)
    const ends = endsOf(rows, context)
    const rules: WrittenRule[] = [
      ...platformRules(rows, platform, settings.isExact, context),
      ...relationRules(rows, 'requirements', context),
      ...relationRules(rows, 'incompatibilities', context),
      ...(chart === undefined ? [] : [chart.rule]),
      ...(ends.rule === undefined ? [] : [ends.rule]),
    ]
    this.tellLeftOut()
    if (rules.length === 0)
      return fail([...this.notes, note(this.source.place(this.path), 'nothing in it can be carried over')])
    const { title, component, asOf } = context
    const releases = rows.map(({ version }) => ({ version: version.text })).reverse()
    const policy = policyAround(settings, {
      name: component,
      title,
      about: `What the versions of ${title} go with. One scope is one cluster.`,
      source: `compatibility table of ${title}`,
      more: {
        ...(uses !== undefined && { uses: [uses] }),
        schemes: { numbers: writingFor(rows.map(({ version }) => version)) },
        components: Object.fromEntries(
          [[title, component] as const, ...this.others].map(([called, name]) => [
            name,
            { title: called, scheme: 'numbers' },
          ]),
        ),
        rules,
        catalogue: [
          { of: [component], asOf, ...(ends.days !== undefined && { ends: ends.days }), releases },
          ...(chart === undefined ? [] : [chart.catalogue]),
        ],
      },
    })
    return ok({ policy, notes: this.notes })
  }

  private tell(path: Path, message: string, help?: string): void {
    this.notes.push(note(this.source.place([...this.path, 'versions', ...path]), message, help))
  }

  private other(title: string): string {
    const name = this.others.get(title) ?? this.names.unique(nameFrom(title, 'other'))
    this.others.set(title, name)
    return name
  }

  /** The policy that is used, and what rules call the component of the lines. */
  private target(): readonly [uses: string | undefined, name: string] {
    const { against } = this.settings
    const slash = against?.indexOf('/') ?? -1
    if (against !== undefined && slash > 0) return [against.slice(0, slash), against]
    return [undefined, this.other(against ?? 'kube')]
  }

  /** The rows in the order of their versions; each reaches up to the next one of its line. */
  private rows(): Row[] {
    const found: Omit<Row, 'range'>[] = []
    for (const [i, written] of this.table.versions.entries()) {
      const version = scheme.parse(String(written.version))
      const twin = found.find((each) => version.ok && compareVersions(each.version, version.value) === 0)
      // The names of lines are shorter than numbers may be.
      const isVersion = version.ok && scheme.parseLine(version.value.line.label).ok
      if (!isVersion) this.tell([i, 'version'], `"${written.version}" is no version: its row is left out`)
      else if (twin !== undefined)
        this.tell([i, 'version'], `${written.version} has a row already: this one is left out`)
      else found.push({ version: version.value, written, path: [i] })
    }
    found.sort((a, b) => compareVersions(a.version, b.version))
    return found.map((row, i) => {
      const { text, line } = row.version
      const next = found[i + 1]?.version
      const isSameLine = next?.line.label === line.label
      const later = isSameLine ? `>=${text} <${next?.text}` : `${line.label}.x >=${text}`
      return { ...row, range: this.settings.isExact ? text : later }
    })
  }

  private tellLeftOut(): void {
    const members = new Set<string>()
    for (const row of this.table.versions) {
      for (const [name, value] of Object.entries(row)) {
        const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
        if (!carried.includes(name) && !isEmpty) members.add(name)
      }
    }
    if (members.size > 0) this.tell([], `${some([...members])} of its rows are not carried over`)
  }
}

import * as z from 'zod/mini'
import { type Diagnostic, fail, groupBy, nearest, ok, type Place, type Result } from '../base/index.ts'
import { type Path, type Source, validate, valueAt } from '../document/index.ts'
import { compareVersions, parseRange, rangeContains, type Version } from '../version/index.ts'
import { BundleVersions, scheme } from './bundle-versions.ts'
import { type ImportResult, type ImportSettings, note, some } from './imported.ts'
import { nameFrom } from './names.ts'
import { exactly } from './ranges.ts'
import { writingFor } from './schemes.ts'
import { besideEachOther, cited, policyAround, type WrittenRule } from './skeleton.ts'
import { rangeFrom } from './skip-range.ts'

/*
 * File-based catalogues of the Operator Lifecycle Manager: a stream of packages, channels and bundles. An entry of a channel
 * may be reached from what it replaces, from what it skips, and from every version in its skipRange; what is skipped by
 * another entry of the channel is no target any more.
 * https://olm.operatorframework.io/docs/reference/file-based-catalogs/
 */

export interface CatalogueSettings extends ImportSettings {
  /** The package, where there are several. */
  readonly package?: string
  /** The channel (default: the one that the package names). */
  readonly channel?: string
}

const packageSchema = z.looseObject({ name: z.string(), defaultChannel: z.optional(z.string()) })
const entrySchema = z.looseObject({
  name: z.string().check(z.minLength(1)),
  replaces: z.optional(z.string()),
  skips: z.optional(z.array(z.string())),
  skipRange: z.optional(z.string()),
})
const channelSchema = z.looseObject({
  package: z.string(),
  name: z.string(),
  entries: z.array(entrySchema).check(z.minLength(1)),
})
const bundleSchema = z.looseObject({ package: z.string(), name: z.string() })

type Entry = z.output<typeof entrySchema>

interface Read<T> {
  readonly value: T
  readonly source: Source
}

interface Documents {
  readonly packages: readonly Read<z.output<typeof packageSchema>>[]
  readonly channels: readonly Read<z.output<typeof channelSchema>>[]
  readonly bundles: readonly Read<z.output<typeof bundleSchema>>[]
  /** Of other schemas, how many there are of each. */
  readonly others: ReadonlyMap<string, readonly Source[]>
}

/** The moves that a channel of a catalogue allows, as a policy. */
export function importOperatorCatalogue(
  sources: readonly Source[],
  settings: CatalogueSettings,
): ImportResult {
  const read = readDocuments(sources)
  if (!read.ok) return read
  const chosen = chooseChannel(read.value, settings, sources)
  if (!chosen.ok) return chosen
  return new ChannelImport(read.value, chosen.value, settings).build()
}

function readDocuments(sources: readonly Source[]): Result<Documents, readonly Diagnostic[]> {
  const problems: Diagnostic[] = []
  const take = <T extends z.ZodMiniType>(schema: T, source: Source): Read<z.output<T>>[] => {
    const valid = validate(schema, source)
    if (valid.ok) return [{ value: valid.value, source }]
    problems.push(...valid.problem)
    return []
  }
  const by = groupBy(sources, ({ value }) => {
    const schema = valueAt(value, ['schema'])
    return typeof schema === 'string' ? schema : ''
  })
  const packages = (by.get('olm.package') ?? []).flatMap((source) => take(packageSchema, source))
  const channels = (by.get('olm.channel') ?? []).flatMap((source) => take(channelSchema, source))
  const bundles = (by.get('olm.bundle') ?? []).flatMap((source) => take(bundleSchema, source))
  const known = ['olm.package', 'olm.channel', 'olm.bundle']
  const others = new Map([...by].filter(([schema]) => !known.includes(schema)))
  if (problems.length > 0) return fail(problems)
  return ok({ packages, channels, bundles, others })
}

type Channel = Documents['channels'][number]

function chooseChannel(
  { packages, channels }: Documents,
  settings: CatalogueSettings,
  sources: readonly Source[],
): Result<Channel, readonly Diagnostic[]> {
  const [first] = sources
  const start: Place = first?.place([]) ?? { file: settings.ref, line: 1, column: 1 }
  const expected = 'expected a file-based catalogue: documents with "schema: olm.channel" and others'
  if (channels.length === 0) return fail([note(start, 'there is no channel in it', expected)])
  const names = [...new Set(channels.map(({ value }) => value.package))]
  const name = settings.package ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined || !names.includes(name)) {
    const message =
      name === undefined ? 'which package is meant is not clear' : `there is no package "${name}"`
    return fail([note(start, message, choiceOf(name, names, '--package'))])
  }
  const own = channels.filter(({ value }) => value.package === name)
  const described = packages.find(({ value }) => value.name === name)
  const standard = described?.value.defaultChannel ?? (own.length === 1 ? own[0]?.value.name : undefined)
  const wanted = settings.channel ?? standard
  const channel = own.find(({ value }) => value.name === wanted)
  if (channel !== undefined) return ok(channel)
  const choices = own.map(({ value }) => value.name)
  const message =
    wanted === undefined ? `${name} names no default channel` : `${name} has no channel "${wanted}"`
  const place = described?.source.place(['defaultChannel']) ?? start
  return fail([note(place, message, choiceOf(wanted, choices, '--channel'))])
}

function choiceOf(wanted: string | undefined, known: readonly string[], option: string): string {
  const guess = wanted === undefined ? undefined : nearest(wanted, known)
  return guess === undefined ? `choose one with ${option}: ${some(known, 12)}` : `did you mean "${guess}"?`
}

/** An entry whose version is known. */
interface Stop {
  readonly entry: Entry
  readonly version: Version
  /** The number of the entry in its channel. */
  readonly at: number
}

class ChannelImport {
  private readonly notes: Diagnostic[] = []
  private readonly documents: Documents
  private readonly channel: Channel
  private readonly settings: CatalogueSettings
  private readonly versions: BundleVersions
  private readonly component: string

  constructor(documents: Documents, channel: Channel, settings: CatalogueSettings) {
    this.documents = documents
    this.channel = channel
    this.settings = settings
    this.component = settings.component ?? nameFrom(channel.value.package, 'operator')
    const own = documents.bundles.filter(({ value }) => value.package === channel.value.package)
    const names = channel.value.entries.map(({ name }) => name)
    this.versions = new BundleVersions(own, names, this.notes)
  }

  build(): ImportResult {
    const { value, source } = this.channel
    const skipped = new Set(value.entries.flatMap(({ skips = [] }) => skips))
    const listed = value.entries.flatMap((entry, i): Stop[] => {
      const version = this.versions.of(entry.name, this.placeOf(i, 'name'))
      return version === undefined ? [] : [{ entry, version, at: i }]
    })
    const stops = this.withoutTwins(listed, skipped)
    const [first] = stops
    if (first === undefined) {
      const message = `no entry of ${value.name} has a version`
      return fail([...this.notes, note(source.place(['entries']), message)])
    }
    const rows = stops.flatMap((stop) => (skipped.has(stop.entry.name) ? [] : this.rowTo(stop, listed)))
    this.versions.tellGuessed()
    this.tellOthers()
    const standard = this.documents.packages.find(({ value: each }) => each.name === value.package)
    const isStandard = standard?.value.defaultChannel === value.name
    const name = nameFrom(isStandard ? value.package : `${value.package} ${value.name}`, 'operator')
    const reached = rows.map(({ from }) => from)
    const known = [exactly(stops.map(({ version }) => version)), ...reached].join(' || ')
    const rules = [
      besideEachOther(this.component, first.version.text, tidied(known)),
      this.movesRule(rows, stops),
    ]
    const releases = stops.map(({ version }) => ({ version: version.text })).reverse()
    const policy = policyAround(this.settings, {
      name,
      title: value.package,
      about: `Which updates of ${value.package} its channel ${value.name} allows. One scope is one installation.`,
      source: `operator catalogue, package ${value.package}, channel ${value.name}`,
      more: {
        schemes: { operator: writingFor(stops.map(({ version }) => version)) },
        components: { [this.component]: { title: value.package, scheme: 'operator' } },
        rules,
        catalogue: [{ of: [this.component], asOf: this.settings.asOf, releases }],
      },
    })
    return ok({ policy, notes: this.notes })
  }

  private placeOf(entry: number, ...path: Path): Place {
    return this.channel.source.place(['entries', entry, ...path])
  }

  /** Of entries that differ only after the plus, which has no order, the last one that is no skipped one stands for all. */
  private withoutTwins(listed: readonly Stop[], skipped: ReadonlySet<string>): Stop[] {
    const sorted = [...listed].sort((a, b) => compareVersions(a.version, b.version))
    const kept: Stop[] = []
    for (let i = 0; i < sorted.length; ) {
      const version = sorted[i]?.version as Version
      const alike = sorted.slice(i).filter((each) => compareVersions(each.version, version) === 0)
      const one = alike.findLast(({ entry }) => !skipped.has(entry.name)) ?? (alike.at(-1) as Stop)
      kept.push(one)
      if (alike.length > 1) {
        const texts = alike.map((each) => each.version.text).join(' and ')
        const message = `${texts} have the same place in the order of versions: they are judged as ${one.version.text}`
        this.notes.push(
          note(
            this.placeOf(one.at, 'name'),
            message,
            'a move from them is kept where it may be made from each',
          ),
        )
      }
      i += alike.length
    }
    return kept
  }

  /** The move to an entry: from what it replaces, what it skips, and what is in its range. */
  private rowTo({ entry, version, at }: Stop, listed: readonly Stop[]): { from: string; to: string }[] {
    const { replaces, skips = [] } = entry
    const replaced =
      replaces === undefined ? undefined : this.versions.of(replaces, this.placeOf(at, 'replaces'))
    const skipped = skips.flatMap((name, i) => this.versions.of(name, this.placeOf(at, 'skips', i)) ?? [])
    const named = replaces === undefined ? skips : [replaces, ...skips]
    const from = [...(replaced === undefined ? [] : [replaced]), ...skipped]
      .sort(compareVersions)
      .filter((each, i, all) => i === 0 || compareVersions(each, all[i - 1] as Version) !== 0)
    const range = this.rangeOf(entry, this.placeOf(at, 'skipRange'))
    const parsed = range === undefined ? undefined : parseRange(range, scheme)
    const mayCome = ({ entry: other, version: start }: Stop): boolean =>
      named.includes(other.name) || (parsed?.ok === true && rangeContains(parsed.value, start))
    // A version that stands for several may move where each of them may.
    const sure = from.filter((start) =>
      listed.every((each) => compareVersions(each.version, start) !== 0 || mayCome(each)),
    )
    const parts = [...(sure.length > 0 ? [exactly(sure)] : []), ...(range === undefined ? [] : [range])]
    return parts.length === 0 ? [] : [{ from: parts.join(' || '), to: version.text }]
  }

  private rangeOf({ name, skipRange }: Entry, place: Place): string | undefined {
    if (skipRange === undefined || skipRange.trim() === '') return undefined
    const range = rangeFrom(skipRange)
    const text = range.ok ? range.value.join(' || ') : ''
    if (range.ok && parseRange(text, scheme).ok) return text
    const at = range.ok ? '' : ` at ${range.problem}`
    const message = `the skipRange "${skipRange}" of ${name} cannot be read${at}: moves by it are left out`
    this.notes.push(note(place, message))
    return undefined
  }

  private movesRule(rows: readonly { from: string; to: string }[], stops: readonly Stop[]): WrittenRule {
    const { component } = this
    const texts = stops.map(({ version }) => version)
    const judged = rows.flatMap((row) => {
      const from = parseRange(row.from, scheme)
      return from.ok ? [{ from: from.value, to: row.to }] : []
    })
    const isAllowed = (from: Version, to: Version): boolean =>
      judged.some((row) => row.to === to.text && rangeContains(row.from, from))
    const pairs = texts.flatMap((from) => texts.flatMap((to) => (from === to ? [] : [[from, to] as const])))
    const example = (wanted: boolean): string[] => {
      const pair = pairs.find(([from, to]) => isAllowed(from, to) === wanted)
      return pair === undefined ? [] : [`${component}=${pair[0].text} then ${component}=${pair[1].text}`]
    }
    return {
      id: 'channel-updates',
      kind: 'edges',
      of: component,
      says: `updates are those that the channel ${this.channel.value.name} allows`,
      source: cited(`channel ${this.channel.value.name}`),
      because:
        'An entry is reached from the one that it replaces, from those that it skips, and from its range of versions; what another entry skips is no target any more.',
      rows:
        rows.length > 0
          ? rows.map((row) => ({ ...row, verdict: 'supported' as const }))
          : [{ from: '*', to: '*', verdict: 'unsupported' }],
      else: 'unsupported',
      examples: { holds: example(true), fails: example(false) },
    }
  }

  private tellOthers(): void {
    for (const [schema, sources] of this.documents.others) {
      const [first] = sources
      if (first === undefined) continue
      const what = schema === '' ? 'without a schema' : `of the schema ${schema}`
      this.notes.push(note(first.place([]), `${sources.length} ${what}: nothing of it is carried over`))
    }
  }
}

/** Every alternative once. */
const tidied = (range: string): string => [...new Set(range.split(' || '))].join(' || ')

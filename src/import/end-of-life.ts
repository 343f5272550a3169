import * as z from 'zod/mini'
import { addDays, type Diagnostic, fail, isDay, ok, type Place, type Result } from '../base/index.ts'
import { type Path, type Source, validate, valueAt } from '../document/index.ts'
import type { Scheme, Version } from '../version/index.ts'
import { type ImportResult, type ImportSettings, note, some } from './imported.ts'
import { nameFrom, nameOfFile } from './names.ts'
import { writingFor, writings } from './schemes.ts'
import { besideEachOther, cited, policyAround, type WrittenRule } from './skeleton.ts'

/*
 * What endoflife.date tells of a product: cycles of releases, the newest release of each, and until when it is looked after.
 * Two forms: a list of cycles (`/api/PRODUCT.json`) and the first version of its API (`/api/v1/products/PRODUCT`).
 */

/** Of the ends that are told, the one that counts. */
export const supportPhases = ['security', 'active', 'extended'] as const
export type SupportPhase = (typeof supportPhases)[number]

export interface EndOfLifeSettings extends ImportSettings {
  readonly support: SupportPhase
}

const told = () => z.optional(z.nullable(z.union([z.boolean(), z.string()])))
const word = () => z.union([z.string().check(z.minLength(1)), z.int()])

const listSchema = z
  .array(
    z.looseObject({
      cycle: word(),
      releaseDate: told(),
      latest: z.optional(z.nullable(word())),
      latestReleaseDate: told(),
      eol: told(),
      support: told(),
      extendedSupport: told(),
    }),
  )
  .check(z.minLength(1))

const productSchema = z.looseObject({
  result: z.looseObject({
    name: z.string().check(z.minLength(1)),
    label: z.optional(z.string().check(z.minLength(1))),
    releases: z
      .array(
        z.looseObject({
          name: word(),
          releaseDate: told(),
          latest: z.optional(z.nullable(z.looseObject({ name: word(), date: told() }))),
          isEol: told(),
          eolFrom: told(),
          isEoas: told(),
          eoasFrom: told(),
          isEoes: told(),
          eoesFrom: told(),
        }),
      )
      .check(z.minLength(1)),
  }),
})

/** A day, over without a day, not over, or not told. */
type End = { readonly kind: 'day'; readonly day: string } | { readonly kind: 'over' | 'open' | 'untold' }

interface Cycle {
  readonly name: string
  readonly place: Place
  readonly begins: boolean
  readonly latest?: string
  readonly date?: string
  readonly ends: Readonly<Record<SupportPhase, End>>
}

interface Product {
  readonly name: string
  readonly label: string
  readonly cycles: readonly Cycle[]
}

/** Until when the lines of a product have support, as a policy. */
export function importEndOfLife(sources: readonly Source[], settings: EndOfLifeSettings): ImportResult {
  const [source, another] = sources
  if (source === undefined || another !== undefined) {
    const place = another?.place([]) ?? { file: settings.ref, line: 1, column: 1 }
    return fail([note(place, 'one product is imported at a time', 'give one file')])
  }
  const isList = Array.isArray(source.value)
  if (!isList && valueAt(source.value, ['result']) === undefined) {
    const help = 'expected a list of cycles, or a mapping with "result"'
    return fail([note(source.place([]), 'this is nothing that endoflife.date tells of a product', help)])
  }
  const product = isList ? readList(source) : readProduct(source)
  return product.ok ? build(product.value, source, settings) : product
}

function readList(source: Source): Result<Product, readonly Diagnostic[]> {
  const read = validate(listSchema, source)
  if (!read.ok) return read
  const name = nameOfFile(source.file, 'product')
  const cycles = read.value.map((each, i): Cycle => {
    const { cycle, latest, latestReleaseDate, eol, support, extendedSupport } = each
    return {
      name: String(cycle),
      place: source.place([i, 'cycle']),
      begins: typeof each.releaseDate === 'string',
      ...latestOf(latest, latestReleaseDate),
      ends: { security: endOf(eol), active: endedBy(support), extended: endedBy(extendedSupport) },
    }
  })
  return ok({ name, label: name, cycles })
}

function readProduct(source: Source): Result<Product, readonly Diagnostic[]> {
  const read = validate(productSchema, source)
  if (!read.ok) return read
  const { name, label, releases } = read.value.result
  const cycles = releases.map((each, i): Cycle => {
    const path: Path = ['result', 'releases', i, 'name']
    return {
      name: String(each.name),
      place: source.place(path),
      begins: typeof each.releaseDate === 'string',
      ...latestOf(each.latest?.name, each.latest?.date),
      ends: {
        security: endOf(each.eolFrom ?? each.isEol),
        active: endOf(each.eoasFrom ?? each.isEoas),
        // Without a day, `false` is also what is said where there is no such support.
        extended: endOf(each.eoesFrom ?? (each.isEoes === true ? true : undefined)),
      },
    }
  })
  return ok({ name, label: label ?? name, cycles })
}

type Told = boolean | string | null | undefined

/** `true`: it is over; `false`: it is not. */
function endOf(value: Told): End {
  if (typeof value === 'string') return isDay(value) ? { kind: 'day', day: value } : { kind: 'untold' }
  return { kind: value === true ? 'over' : value === false ? 'open' : 'untold' }
}

/** Here it is the support that is told: `true` is that there is some. */
const endedBy = (value: Told): End => endOf(typeof value === 'boolean' ? !value : value)

const latestOf = (
  latest: string | number | null | undefined,
  date: Told,
): Pick<Cycle, 'latest' | 'date'> => ({
  ...(latest !== undefined && latest !== null && { latest: String(latest) }),
  ...(typeof date === 'string' && isDay(date) && { date }),
})

/** A cycle that is a line of a scheme, with its newest release. */
interface Line {
  readonly cycle: Cycle
  readonly version: Version
}

function linesBy(scheme: Scheme, cycles: readonly Cycle[]): Line[] {
  const taken = new Set<string>()
  return cycles.flatMap((cycle) => {
    const version = cycle.latest === undefined ? undefined : scheme.parse(cycle.latest)
    if (version?.ok !== true || version.value.line.label !== cycle.name || taken.has(cycle.name)) return []
    taken.add(cycle.name)
    return [{ cycle, version: version.value }]
  })
}

function build(product: Product, source: Source, settings: EndOfLifeSettings): ImportResult {
  const notes: Diagnostic[] = []
  // Cycles are lines, so they tell which way it is.
  const ways = writings.map(({ written, scheme }) => ({ written, lines: linesBy(scheme, product.cycles) }))
  const { written, lines } = ways.reduce((a, b) => (b.lines.length > a.lines.length ? b : a))
  for (const cycle of product.cycles) {
    if (lines.some((line) => line.cycle === cycle)) continue
    const why =
      cycle.latest === undefined
        ? 'no release of it is told'
        : `${cycle.latest} is no version of it that can be put in an order with the others`
    notes.push(note(cycle.place, `the cycle ${cycle.name} is left out: ${why}`))
  }
  if (lines.length === 0)
    return fail([...notes, note(source.place([]), 'no cycle can be read as a line of versions')])
  const component = settings.component ?? nameFrom(product.name, 'product')
  const ends: Record<string, string> = {}
  const kept = lines.filter(({ cycle }) => {
    const end = endBy(settings.support, cycle)
    if (end.kind === 'untold') {
      notes.push(
        note(
          cycle.place,
          `${cycle.name} is left out: until when it has ${settings.support} support is not told`,
        ),
      )
      return false
    }
    if (end.kind === 'day') ends[cycle.name] = end.day
    if (end.kind === 'over') {
      ends[cycle.name] = addDays(settings.asOf, -1)
      const message = `the support of ${cycle.name} is over, since when is not told: the day before ${settings.asOf} is written`
      notes.push(note(cycle.place, message))
    }
    return true
  })
  const [first] = kept
  if (first === undefined) return fail([...notes, note(source.place([]), 'no end of support is told')])
  notes.push(...leftOut(product, settings.support, source))
  const releases = kept.map(({ version, cycle }) => ({
    version: version.text,
    ...(cycle.date !== undefined && { date: cycle.date }),
  }))
  const policy = policyAround(settings, {
    name: nameFrom(product.name, 'product'),
    title: product.label,
    about: `Until when the lines of ${product.label} have support, by endoflife.date.`,
    source: `endoflife.date, ${product.label}`,
    more: {
      schemes: {
        product: writingFor(
          kept.map(({ version }) => version),
          written,
        ),
      },
      components: { [component]: { title: product.label, scheme: 'product' } },
      rules: [besideEachOther(component, first.version.text), supportRule(component, kept, ends, settings)],
      catalogue: [
        { of: [component], asOf: settings.asOf, ...(Object.keys(ends).length > 0 && { ends }), releases },
      ],
    },
  })
  return ok({ policy, notes })
}

/** Extended support follows security support; where there is none, that one is the last. */
const endBy = (phase: SupportPhase, { ends }: Cycle): End =>
  phase === 'extended' && ends.extended.kind === 'untold' ? ends.security : ends[phase]

function supportRule(
  component: string,
  lines: readonly Line[],
  ends: Readonly<Record<string, string>>,
  { support, asOf }: EndOfLifeSettings,
): WrittenRule {
  const dated = lines.flatMap(({ cycle, version }) => {
    const day = ends[cycle.name]
    return day === undefined ? [] : [{ version, day }]
  })
  const open = lines.find(({ cycle }) => ends[cycle.name] === undefined)
  const [last] = dated
  const holds = last === undefined ? open?.version.text : last.version.text
  return {
    id: `${support}-support`,
    kind: 'support',
    of: component,
    recorded: true,
    says: `a line is supported as long as it has ${support} support`,
    source: cited('releases'),
    because: 'What is found in a line after that day is mended in newer lines only.',
    examples: {
      holds: [`${component}=${holds} on ${last?.day ?? asOf}`],
      fails: last === undefined ? [] : [`${component}=${last.version.text} on ${addDays(last.day, 1)}`],
    },
  }
}

/** What the data tells besides, once for all cycles. */
function leftOut({ cycles }: Product, support: SupportPhase, source: Source): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const phase of supportPhases) {
    const told = cycles.filter(({ ends }) => ends[phase].kind !== 'untold')
    if (phase === support || told.length === 0 || (support === 'extended' && phase === 'security')) continue
    const names = some(told.map(({ name }) => name))
    found.push(
      note(
        source.place([]),
        `until when ${names} have ${phase} support is not carried over`,
        `--support ${phase} goes by that`,
      ),
    )
  }
  const begun = cycles.filter(({ begins }) => begins)
  if (begun.length > 0) {
    const message = `on which day ${some(begun.map(({ name }) => name))} began is not carried over, as their first releases are not told`
    found.push(
      note(source.place([]), message, '`catalogue update` takes releases from where they are published'),
    )
  }
  return found
}

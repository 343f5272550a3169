import * as z from 'zod/mini'
import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import { type Path, type Source, validate, valueAt } from '../document/index.ts'
import type { WrittenPolicy } from '../policy/index.ts'
import { compareVersions, semver } from '../version/index.ts'
import { type ImportResult, type ImportSettings, note } from './imported.ts'
import { Names, nameFrom, nameOfFile } from './names.ts'
import { besideEachOther, cited, policyAround, type WrittenRule } from './skeleton.ts'

/*
 * Required upgrade stops as GitLab keeps them (config/upgrade_path.yml): a list of lines, each `major` and `minor` with
 * `comments`, or written as a text. No upgrade goes past one of them without having been there.
 */

const part = () => z.int().check(z.minimum(0))
const stopSchema = z.union([
  z.looseObject({
    major: part(),
    minor: z.optional(part()),
    patch: z.optional(part()),
    comments: z.optional(z.nullable(z.string())),
    conditional: z.optional(z.nullable(z.boolean())),
  }),
  z.string().check(z.minLength(1)),
  z.int(),
])
const listSchema = z.array(stopSchema).check(z.minLength(1))
/** Where the list may stand in a document that is none itself. */
const members = ['stops', 'required_stops', 'requiredStops', 'all', 'supported']
const memberSchemas = new Map(members.map((name) => [name, z.looseObject({ [name]: listSchema })]))

type WrittenStop = z.output<typeof stopSchema>

interface Stop {
  readonly path: Path
  /** The versions of which one is stopped at. */
  readonly at: string
  /** The oldest of them, one before all of them (where there is any) and one beyond them. */
  readonly first: string
  readonly before: string | undefined
  readonly beyond: string
  readonly because?: string
  readonly isConditional: boolean
}

const scheme = semver()

/** The stops that no upgrade may go past, as a policy. */
export function importRequiredStops(sources: readonly Source[], settings: ImportSettings): ImportResult {
  const [source, another] = sources
  if (source === undefined || another !== undefined) {
    const place = another?.place([]) ?? { file: settings.ref, line: 1, column: 1 }
    return fail([note(place, 'one list of stops is imported at a time', 'give one file')])
  }
  const list = listOf(source)
  if (!list.ok) return list
  const notes: Diagnostic[] = []
  const stops = list.value.stops.flatMap((written, i): Stop[] => {
    const path = [...list.value.path, i]
    const stop = stopOf(written, path)
    if (stop !== undefined) return [stop]
    notes.push(note(source.place(path), `"${textOf(written)}" names no line or version: it is left out`))
    return []
  })
  stops.sort((a, b) => orderOf(a, b))
  const kept = stops.filter(({ at, path }, i) => {
    if (stops.findIndex((each) => each.at === at) === i) return true
    notes.push(note(source.place(path), `the stop ${at} is listed twice`))
    return false
  })
  const [first] = kept
  if (first === undefined) return fail([...notes, note(source.place([]), 'there is no stop in it')])
  const title = nameOfFile(source.file, 'stops')
  const component = settings.component ?? 'server'
  const facts = factsOf(kept)
  for (const [stop, fact] of facts.names) {
    const message = `the stop ${stop.at} is taken to depend on the installation, by what is said of it: it counts where the fact ${fact} is so`
    notes.push(note(source.place(stop.path), message))
  }
  const policy = policyAround(settings, {
    name: nameFrom(title, 'stops'),
    title,
    about: `Where upgrades have to stop by ${title}. One scope is one installation.`,
    source: `required stops, ${title}`,
    more: {
      schemes: { release: { kind: 'semver' } },
      components: { [component]: { title, scheme: 'release' } },
      ...(facts.names.size > 0 && { facts: facts.written }),
      rules: [besideEachOther(component, first.first), stopsRule(component, kept, facts)],
    },
  })
  return ok({ policy, notes })
}

function listOf(
  source: Source,
): Result<{ readonly stops: readonly WrittenStop[]; readonly path: Path }, readonly Diagnostic[]> {
  const member = members.find((name) => valueAt(source.value, [name]) !== undefined)
  const schema = member === undefined ? undefined : memberSchemas.get(member)
  if (member === undefined || schema === undefined) {
    const read = validate(listSchema, source)
    return read.ok ? ok({ stops: read.value, path: [] }) : read
  }
  const read = validate(schema, source)
  return read.ok ? ok({ stops: read.value[member] ?? [], path: [member] }) : read
}

const textOf = (written: WrittenStop): string =>
  typeof written === 'object'
    ? [written.major, written.minor, written.patch].filter((each) => each !== undefined).join('.')
    : String(written)

/** A line, a major, or a version: that one and the later patches of its line. */
function stopOf(written: WrittenStop, path: Path): Stop | undefined {
  const [, major, minor, patch] =
    /^v?(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:\.x)?$/.exec(textOf(written)) ?? []
  if (major === undefined) return undefined
  const { comments = undefined, conditional = undefined } = typeof written === 'object' ? written : {}
  const because = comments?.trim() || undefined
  const isMajor = minor === undefined
  const [x, y] = [Number(major), Number(minor ?? 0)]
  const beyond = isMajor ? `${x + 1}.0.0` : `${x}.${y + 1}.0`
  const first = `${x}.${y}.${patch ?? 0}`
  const p = Number(patch ?? 0)
  // Just before it, so that no other stop lies between.
  const before =
    p > 0 ? `${x}.${y}.${p - 1}` : y > 0 ? `${x}.${y - 1}.0` : x > 0 ? `${x - 1}.9999.0` : undefined
  return {
    path,
    at: isMajor ? `${x}.x` : patch === undefined ? `${x}.${y}.x` : `>=${first} <${beyond}-0`,
    first,
    before,
    beyond,
    ...(because !== undefined && { because }),
    // Nobody writes down otherwise that a stop is not for everybody.
    isConditional: conditional ?? /\bconditional\b/i.test(because ?? ''),
  }
}

/** Of two that are the same, the one that everybody has to make comes first, and stays. */
function orderOf(a: Stop, b: Stop): number {
  const [left, right] = [scheme.parse(a.first), scheme.parse(b.first)]
  const order = left.ok && right.ok ? compareVersions(left.value, right.value) : 0
  return order || Number(a.isConditional) - Number(b.isConditional)
}

interface StopFacts {
  readonly written: NonNullable<WrittenPolicy['facts']>
  readonly names: ReadonlyMap<Stop, string>
}

function factsOf(stops: readonly Stop[]): StopFacts {
  const written: StopFacts['written'] = {}
  const unique = new Names()
  const names = new Map<Stop, string>()
  for (const stop of stops) {
    if (!stop.isConditional) continue
    const name = unique.unique(nameFrom(`stop ${stop.first.replace(/\.0$/, '')}`, 'stop'))
    names.set(stop, name)
    const more = stop.because === undefined ? '' : ` ${stop.because}`
    written[name] = { asks: `Does this installation have to stop at ${stop.at}?${more}` }
  }
  return { written, names }
}

const isInside = ({ at, first }: Stop, major: string): boolean =>
  at !== major && `${first.split('.')[0]}.x` === major

function stopsRule(component: string, stops: readonly Stop[], { names }: StopFacts): WrittenRule {
  // Of a major that has stops inside, an example would be about those as well.
  const alone = stops.filter(
    ({ before, at }) =>
      before !== undefined && (!/^\d+\.x$/.test(at) || !stops.some((each) => isInside(each, at))),
  )
  const certain = alone.find((each) => !each.isConditional)
  const open = alone.find((each) => each.isConditional)
  const [first] = stops
  const past = ({ before, beyond }: Stop): string => `${component}=${before} then ${component}=${beyond}`
  const [start, end] =
    first?.before === undefined ? [first?.first, first?.beyond] : [first.before, first.first]
  const onto = `${component}=${start} then ${component}=${end}`
  return {
    id: 'required-stops',
    kind: 'stops',
    of: component,
    says: 'no upgrade goes past a required stop',
    source: cited('stops'),
    because: 'A required stop finishes what later releases rely on.',
    stops: stops.map((stop) => {
      const fact = names.get(stop)
      return {
        at: stop.at,
        ...(stop.because !== undefined && { because: stop.because }),
        ...(fact !== undefined && { when: fact }),
      }
    }),
    examples: {
      holds: [onto],
      fails: certain === undefined ? [] : [past(certain)],
      unknown: open === undefined ? [] : [past(open)],
    },
  }
}

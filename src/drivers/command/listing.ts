import { nearest } from '../../base/index.ts'
import type { Path } from '../../document/index.ts'
import type { Instance } from '../../execute/index.ts'
import { pointed } from '../http.ts'
import { patternOf } from '../pattern.ts'
import type { CommandSettings } from './schema.ts'

const fieldNames = ['id', 'version', 'ready', 'trouble', 'part'] as const

type Field = (typeof fieldNames)[number]

/** How a list of instances is read from what a command prints. */
export type Listing = { readonly readyWords: ReadonlySet<string> } & (
  | {
      readonly kind: 'json'
      readonly items: string | undefined
      readonly fields: Readonly<Record<Field, string>>
    }
  | {
      readonly kind: 'columns'
      readonly columns: readonly (Field | '-')[]
      readonly separator: string | undefined
    }
  | { readonly kind: 'match'; readonly pattern: RegExp }
)

/** What is printed of one instance, as texts. */
type Row = Readonly<Partial<Record<Field, string>>>

const usualWords = ['true', 'yes', 'ready', '1']

/** `asksVersion`: whether each instance is asked for its version, so that a list need not have it. */
export function readListing(
  written: NonNullable<CommandSettings['observe']>,
  asksVersion: boolean,
  refuse: (path: Path, message: string, help?: string) => void,
): Listing {
  const readyWords = new Set((written.ready ?? usualWords).map((word) => word.toLowerCase()))
  const isLines = written.prints === 'lines'
  const { match, columns } = written
  const needed: readonly Field[] = asksVersion ? ['id'] : ['id', 'version']
  for (const member of ['columns', 'separator', 'match'] as const)
    if (!isLines && written[member] !== undefined)
      refuse([member], `"${member}" is for lines`, 'add "prints: lines"')
  for (const member of ['items', 'fields'] as const)
    if (isLines && written[member] !== undefined) refuse([member], `"${member}" is for JSON`)
  if (!isLines) {
    const { fields = {}, items } = written
    const at = (field: Field) => fields[field] ?? `/${field}`
    return {
      kind: 'json',
      readyWords,
      items,
      fields: {
        id: at('id'),
        version: at('version'),
        ready: at('ready'),
        trouble: at('trouble'),
        part: at('part'),
      },
    }
  }
  if (match !== undefined) {
    if (columns !== undefined)
      refuse(['match'], 'lines are read by columns or by a pattern', 'keep one of them')
    else if (written.separator !== undefined)
      refuse(['separator'], 'it stands between columns, and a pattern has none', 'leave it out')
    const pattern = patternOf(match, ['match'], { refuse })
    if (pattern !== undefined)
      checkGroups(pattern, needed, (message, help) => refuse(['match'], message, help))
    return { kind: 'match', readyWords, pattern: pattern ?? /(?!)/ }
  }
  if (columns === undefined) refuse([], 'nothing says how a line is read', 'add "columns" or "match"')
  else {
    const missing = needed.find((field) => !columns.includes(field))
    const twice = columns.find((field, i) => field !== '-' && columns.indexOf(field) !== i)
    if (missing !== undefined) refuse(['columns'], `no column is the ${missing}`)
    else if (twice !== undefined)
      refuse(['columns'], `two columns are the ${twice}`, 'write "-" for one of them')
    else if (written.ready !== undefined && !columns.includes('ready'))
      refuse(['ready'], 'no column says whether an instance serves', 'add "ready" to "columns"')
  }
  return { kind: 'columns', readyWords, columns: columns ?? [], separator: written.separator }
}

/** A group of another name is a slip: what it finds would be lost. */
function checkGroups(
  pattern: RegExp,
  needed: readonly Field[],
  refuse: (message: string, help?: string) => void,
): void {
  // It matches anything now, and names its groups all the same.
  const names = Object.keys(new RegExp(`${pattern.source}|`).exec('')?.groups ?? {})
  const strange = names.find((name) => !fieldNames.some((field) => field === name))
  if (strange !== undefined) {
    const guess = nearest(strange, fieldNames)
    const help = guess === undefined ? `one of: ${fieldNames.join(', ')}` : `did you mean (?<${guess}>…)?`
    refuse(`a group is called "${strange}", which is nothing of an instance`, help)
    return
  }
  const missing = needed.find((field) => !names.includes(field))
  if (missing !== undefined) refuse(`the pattern has no group (?<${missing}>…)`)
}

/** The instances that a command printed, in its order. Throws what a person has to read when it printed something else. */
export function listedIn(printed: string, listing: Listing): readonly Instance[] {
  const known = new Set<string>()
  return rowsOf(printed, listing).map(({ id, version, ready, trouble, part }) => {
    if (id === undefined || id === '') throw new Error('an instance was printed without an id')
    if (known.has(id)) throw new Error(`the instance ${JSON.stringify(id)} was printed twice`)
    known.add(id)
    const isKnown = version !== undefined && version !== ''
    return {
      id,
      version: isKnown ? version : undefined,
      // Who says nothing of it says that it runs.
      isReady: ready === undefined ? isKnown : listing.readyWords.has(ready.toLowerCase()),
      ...(trouble !== undefined && trouble !== '' && { trouble }),
      ...(part !== undefined && part !== '' && { part }),
    }
  })
}

function rowsOf(printed: string, listing: Listing): readonly Row[] {
  switch (listing.kind) {
    case 'json':
      return objectsIn(printed, listing.items).map((object) => {
        const at = (field: Field) => textOf(pointed(object, listing.fields[field]), field)
        return {
          id: at('id'),
          version: at('version'),
          ready: at('ready'),
          trouble: at('trouble'),
          part: at('part'),
        } as Row
      })
    case 'columns':
      return linesOf(printed).map((line) => {
        const cells = line.split(listing.separator ?? /\s+/).map((cell) => cell.trim())
        return Object.fromEntries(listing.columns.map((column, i) => [column, cells[i]])) as Row
      })
    case 'match':
      return linesOf(printed).flatMap((line) => {
        const found = listing.pattern.exec(line)?.groups
        return found === undefined ? [] : [found as Row]
      })
  }
}

const linesOf = (printed: string): readonly string[] =>
  printed
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The objects of a JSON list, or of one object in each line. */
function objectsIn(printed: string, items: string | undefined): readonly unknown[] {
  const isList = items !== undefined || printed.trimStart().startsWith('[')
  if (!isList) return linesOf(printed).map((line) => parsed(line))
  const value = pointed(parsed(printed), items ?? '')
  if (!Array.isArray(value))
    throw new Error(`there is no list at ${items ?? 'the beginning'} of what was printed`)
  return value
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`no JSON was printed: ${JSON.stringify(text.slice(0, 80))}`)
  }
}

function textOf(value: unknown, field: Field): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'object') throw new Error(`"${field}" of an instance is no text`)
  return String(value)
}

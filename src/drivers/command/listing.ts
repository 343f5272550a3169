import type { Path } from '../../document/index.ts'
import type { Instance } from '../../execute/index.ts'
import { pointed } from '../http.ts'
import { patternOf } from '../pattern.ts'
import type { CommandSettings } from './schema.ts'

type Field = 'id' | 'version' | 'ready' | 'trouble' | 'part'

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

export function readListing(
  written: NonNullable<CommandSettings['observe']>,
  refuse: (path: Path, message: string, help?: string) => void,
): Listing {
  const readyWords = new Set((written.ready ?? usualWords).map((word) => word.toLowerCase()))
  const isLines = written.prints === 'lines'
  const { match, columns } = written
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
    const pattern = patternOf(match, ['match'], { refuse }) ?? /(?!)/
    if (!match.includes('(?<id>')) refuse(['match'], 'the pattern has no group (?<id>…)')
    return { kind: 'match', readyWords, pattern }
  }
  if (columns === undefined) refuse([], 'nothing says how a line is read', 'add "columns" or "match"')
  else if (!columns.includes('id')) refuse(['columns'], 'no column is the id')
  return { kind: 'columns', readyWords, columns: columns ?? [], separator: written.separator }
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

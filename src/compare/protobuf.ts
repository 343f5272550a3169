import type { Place } from '../base/index.ts'
import { type ChangeClass, type InterfaceChange, type InterfaceChangeKind, mirrored } from './change.ts'
import { type Compared, nothing } from './format.ts'

/*
 * What `buf breaking` finds, in our words. https://buf.build/docs/breaking/rules/ lists its rules; it tells only what
 * breaks, so what was added is what is gone when it is asked the other way round.
 */

/** Rules of buf by the beginning of their names; the first that fits decides. */
const kinds: readonly (readonly [string, InterfaceChangeKind])[] = [
  ['RPC_NO_DELETE', 'method-removed'],
  ['RPC_SAME_REQUEST_TYPE', 'parameter-type-changed'],
  ['RPC_SAME_RESPONSE_TYPE', 'result-type-changed'],
  ['RPC_SAME', 'modifier-changed'],
  ['FIELD_NO_DELETE', 'field-removed'],
  ['ONEOF_NO_DELETE', 'field-removed'],
  ['FIELD_SAME_NAME', 'field-renamed'],
  ['FIELD_SAME_DEFAULT', 'default-changed'],
  ['FIELD_SAME_TYPE', 'field-type-changed'],
  ['FIELD_SAME_ONEOF', 'field-type-changed'],
  ['FIELD_SAME_CARDINALITY', 'field-type-changed'],
  ['FIELD_WIRE', 'field-type-changed'],
  ['FIELD_SAME', 'encoding-changed'],
  ['ENUM_VALUE_NO_DELETE', 'enum-value-removed'],
  ['ENUM_VALUE_SAME_NAME', 'value-changed'],
  ['MESSAGE_SAME_REQUIRED_FIELDS', 'field-required'],
  ['FILE_NO_DELETE', 'interface-removed'],
  ['PACKAGE_NO_DELETE', 'interface-removed'],
  ['FILE_SAME_PACKAGE', 'type-changed'],
  ['SERVICE_NO_DELETE', 'type-removed'],
  ['MESSAGE_NO_DELETE', 'type-removed'],
  ['ENUM_NO_DELETE', 'type-removed'],
  ['EXTENSION', 'type-removed'],
  ['PACKAGE', 'type-removed'],
  ['RESERVED', 'constraint-changed'],
  ['ENUM_SAME', 'encoding-changed'],
  ['MESSAGE_SAME', 'encoding-changed'],
]

interface Line {
  readonly path?: unknown
  readonly start_line?: unknown
  readonly start_column?: unknown
  readonly type?: unknown
  readonly message?: unknown
}

/** How places call the files of each side. */
export interface BufPlaces {
  readonly old: (file: string) => string
  readonly new: (file: string) => string
}

/**
 * Reads what `buf breaking new --against old --error-format=json` printed, and the same the other way round, a JSON object
 * a line. Paths are those of the files in the folders `old` and `new`.
 */
export function readBufOutput(forth: string, back: string, places: BufPlaces): Compared {
  const found = linesOf(forth)
  const reverse = linesOf(back)
  const problems = [...found, ...reverse].filter(({ type }) => type === 'COMPILE' || typeof type !== 'string')
  if (problems.length > 0)
    return {
      ...nothing,
      problems: problems.map((line) => ({
        ...(placeOf(line, places) && { place: placeOf(line, places) as Place }),
        message: `buf says: ${textOf(line.message)}`,
        help: 'every file that is imported has to be there',
      })),
    }
  const changes = found.map((line) => changeOf(line, kindOf(line), 'breaking', places))
  const added = reverse.flatMap((line): InterfaceChange[] => {
    const kind = kindOf(line)
    return /NO_DELETE/.test(textOf(line.type)) && kind.endsWith('-removed')
      ? // What is new stands in the newer file, of which the older one does not know where.
        [
          {
            ...changeOf(line, mirrored[kind], 'compatible', places),
            places: { new: placeOfNew(line, places) },
          },
        ]
      : []
  })
  return { ...nothing, changes: [...changes, ...added] }
}

/** A line that is no JSON object is one that says nothing. */
function linesOf(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Line => {
      try {
        const value: unknown = JSON.parse(line)
        return typeof value === 'object' && value !== null ? value : { message: line }
      } catch {
        return { message: line }
      }
    })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const kindOf = ({ type }: Line): InterfaceChangeKind =>
  kinds.find(([rule]) => textOf(type).startsWith(rule))?.[1] ?? 'other-changed'

function placeOf(
  { path, start_line: line, start_column: column }: Line,
  places: BufPlaces,
): Place | undefined {
  const [side, ...rest] = textOf(path).split('/')
  if (side !== 'old' && side !== 'new') return undefined
  const file = places[side](rest.join('/'))
  return { file, line: typeof line === 'number' ? line : 1, column: typeof column === 'number' ? column : 1 }
}

const placeOfNew = ({ path }: Line, places: BufPlaces): Place => ({
  file: places.new(textOf(path).split('/').slice(1).join('/')),
  line: 1,
  column: 1,
})

function changeOf(
  line: Line,
  kind: InterfaceChangeKind,
  as: ChangeClass,
  places: BufPlaces,
): InterfaceChange {
  const message = textOf(line.message)
  const place = placeOf(line, places)
  const side = textOf(line.path).startsWith('old/') ? 'old' : 'new'
  const [, before, after] = /from "?(.*?)"? to "?(.*?)"?\.$/.exec(message) ?? []
  const file = textOf(line.path).split('/').slice(1).join('/')
  const inner = nameIn(
    kind === 'field-renamed' && before !== undefined
      ? message.replace(/^Field "\d+"/, `Field "${before}"`)
      : message,
  )
  return {
    format: 'protobuf',
    kind,
    path: [file, inner].filter((each) => each !== '').join(' '),
    class: as,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    places: place === undefined ? {} : { [side]: place },
  }
}

/** `Field "2" with name "n" on message "Req"` is Req.n, and `RPC "Del" on service "Store"` is Store.Del. */
function nameIn(message: string): string {
  const holder = /\bon (?:message|service|enum|oneof) "([^"]+)"/.exec(message)?.[1]
  const named = /\bwith name "([^"]+)"/.exec(message)?.[1] ?? /"([^"]+)"/.exec(message)?.[1] ?? ''
  return holder === undefined || holder === named ? named : `${holder}.${named}`
}

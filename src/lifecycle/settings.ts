import { isLike } from '../base/index.ts'
import { type Path, valueAt } from '../document/index.ts'
import type { MemberPath, Setting, Settings, SettingsKind } from '../policy/index.ts'
import { type ScanFinding, severityOf } from './finding.ts'
import { matches, textAt, type Wrapped } from './unwrap.ts'

/** What a list of settings says of a document: which kinds it is of, and what is set that should not be. */
export interface SettingsReading {
  readonly kinds: readonly string[]
  readonly findings: readonly ScanFinding[]
}

/** Reads a document by a list of settings. With `as` it is taken for that kind, whatever it looks like. */
export function readSettings(document: Wrapped, settings: Settings, as?: string): SettingsReading {
  const kinds: string[] = []
  const findings: ScanFinding[] = []
  for (const kind of settings.documents) {
    if (!(as === undefined ? isOfKind(document, kind) : kind.id === as)) continue
    kinds.push(kind.id)
    findings.push(...whatIsSet(document, document.value, (at) => at, kind.id, settings.settings))
  }
  const environment = settings.documents.find(({ format }) => format === 'environment')
  if (environment === undefined || as !== undefined) return { kinds, findings }
  for (const { variables, pathOf } of variablesIn(document.value, settings.variables)) {
    if (!kinds.includes(environment.id)) kinds.push(environment.id)
    findings.push(...whatIsSet(document, variables, pathOf, environment.id, settings.settings))
  }
  return { kinds, findings }
}

function isOfKind({ source, value, fileName }: Wrapped, kind: SettingsKind): boolean {
  if (source.format === 'other' || typeof value !== 'object' || value === null) return false
  if (kind.format === undefined ? source.format === 'environment' : source.format !== kind.format)
    return false
  if (kind.format === 'environment') return true
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
  return (
    kind.files.some((pattern) => isLike(name.toLowerCase(), pattern.toLowerCase())) ||
    kind.match.some((match) => matches(value, match))
  )
}

/** `pathOf` gives the way to a value, which need not stand below its names. */
function whatIsSet(
  { source, path }: Wrapped,
  value: unknown,
  pathOf: (at: MemberPath) => Path,
  kind: string,
  settings: readonly Setting[],
): readonly ScanFinding[] {
  return settings.flatMap((setting): readonly ScanFinding[] => {
    if (!setting.in.includes(kind)) return []
    const text = textAt(value, setting.at)
    if (text === undefined) return []
    if (setting.is.length > 0 && !setting.is.some((pattern) => isLike(text, pattern))) return []
    const { rule, instead } = setting
    return [
      {
        severity: severityOf(rule),
        reason: { kind: 'set', value: text, ...(instead !== undefined && { instead }) },
        rule,
        place: source.place([...path, ...pathOf(setting.at)]),
        subject: setting.at.join('.'),
        name: kind,
        at: '',
        later: false,
      },
    ]
  })
}

interface Variables {
  readonly variables: Readonly<Record<string, string>>
  readonly pathOf: (at: MemberPath) => Path
}

/** Deeper than documents of people go. */
const deepest = 64

/** The environment variables that a document sets in members of some names, wherever these stand. */
function* variablesIn(
  value: unknown,
  names: readonly string[],
  path: Path = [],
  depth = 0,
): Iterable<Variables> {
  if (names.length === 0 || depth > deepest || typeof value !== 'object' || value === null) return
  const members = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [name, inner] of members) {
    const at = [...path, name]
    if (typeof name === 'string' && names.includes(name)) {
      const found = readVariables(inner, at)
      if (found !== undefined) yield found
    }
    yield* variablesIn(inner, names, at, depth + 1)
  }
}

/** What a variable is set to whose value is only known where it runs. */
const elsewhere = 'a value from elsewhere'

/** `[{ name, value }]`, `[NAME=VALUE]`, or `{ NAME: VALUE }`; undefined for what is none of these. */
function readVariables(value: unknown, at: Path): Variables | undefined {
  const found = Array.isArray(value)
    ? value.flatMap((item, i) => ofItem(item, [...at, i]))
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => ofMember(name, inner, [...at, name]))
      : []
  if (found.length === 0) return undefined
  const paths = new Map(found.map(({ name, path }) => [name, path]))
  return {
    variables: Object.fromEntries(found.map(({ name, text }) => [name, text])),
    pathOf: ([name = '']) => paths.get(name) ?? at,
  }
}

interface Variable {
  readonly name: string
  readonly text: string
  readonly path: Path
}

function ofItem(item: unknown, at: Path): readonly Variable[] {
  const [, assigned, text = ''] = typeof item === 'string' ? (/^([^=]+)=(.*)$/s.exec(item) ?? []) : []
  if (assigned !== undefined) return [{ name: assigned, text, path: at }]
  const name = textAt(item, ['name'])
  return name === undefined ? [] : ofMember(name, item, at)
}

function ofMember(name: string, value: unknown, at: Path): readonly Variable[] {
  const plain = textAt(value, [])
  if (plain !== undefined) return [{ name, text: plain, path: at }]
  const text = textAt(value, ['value'])
  if (text !== undefined) return [{ name, text, path: [...at, 'value'] }]
  return valueAt(value, ['valueFrom']) === undefined ? [] : [{ name, text: elsewhere, path: at }]
}

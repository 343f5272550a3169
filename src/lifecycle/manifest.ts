import type { Place } from '../base/index.ts'
import { valueAt } from '../document/index.ts'
import type { Lifecycle, ManifestKind, MemberPath } from '../policy/index.ts'

/** A document that was read, and where in its text each value stands. */
export interface ManifestSource {
  readonly value: unknown
  place(path: readonly PropertyKey[]): Place
}

/** A document of a known kind. */
export interface Manifest {
  readonly kind: ManifestKind
  readonly lifecycle: Lifecycle
  /** What is written as the version of the API. */
  readonly api: string
  readonly name?: string
  readonly subject?: string
  /** In lower case, aliases replaced. */
  readonly version?: string
  /** True when the version is not written, but what the host takes instead. */
  readonly assumed: boolean
  /** Which of the kind's fields have no value. */
  readonly missing: readonly number[]
}

/** Lists may hold lists, but nobody writes them deeper. */
const deepestList = 8

/** A document itself, or those that it wraps, each with the way to it. */
export function* unwrapped(
  value: unknown,
  lifecycles: readonly Lifecycle[],
  path: readonly PropertyKey[] = [],
): Iterable<{ readonly value: unknown; readonly path: readonly PropertyKey[] }> {
  for (const { lists } of path.length > deepestList * 2 ? [] : lifecycles) {
    const list = lists.find(({ match }) => matches(value, match))
    const items = list && valueAt(value, list.each)
    if (list === undefined || !Array.isArray(items)) continue
    for (const [i, item] of items.entries()) yield* unwrapped(item, lifecycles, [...path, ...list.each, i])
    return
  }
  yield { value, path }
}

/** Reads a document as the first kind that it is of. */
export function recognise(value: unknown, lifecycles: readonly Lifecycle[]): Manifest | undefined {
  for (const lifecycle of lifecycles) {
    for (const kind of lifecycle.manifests) {
      const api = kind.api === undefined ? '' : textAt(value, kind.api.at)
      if (!matches(value, kind.match) || !isOfGroup(api, kind)) continue
      const name = textAt(value, kind.name)
      const subject = kind.subject && textAt(value, kind.subject)
      const missing = kind.fields.flatMap(({ at }, i) => (textAt(value, at) === undefined ? [i] : []))
      const version = versionIn(value, kind)
      return {
        kind,
        lifecycle,
        api: api ?? '',
        ...(name !== undefined && { name }),
        ...(subject !== undefined && { subject }),
        ...(version !== undefined && { version }),
        assumed:
          version !== undefined && kind.version !== undefined && textAt(value, kind.version) === undefined,
        missing,
      }
    }
  }
  return undefined
}

function versionIn(value: unknown, kind: ManifestKind): string | undefined {
  const { version: at, fields, aliases } = kind
  if (at === undefined) return undefined
  const written = textAt(value, at) ?? fields.find((field) => field.at.join('.') === at.join('.'))?.default
  const plain = written?.toLowerCase()
  return plain === undefined ? undefined : (aliases.get(plain) ?? plain)
}

const isOfGroup = (api: string | undefined, { api: wanted }: ManifestKind): boolean =>
  wanted === undefined || (api !== undefined && wanted.groups.includes(groupOf(api)))

/** `apps` of `apps/v1`; nothing of `v1`. */
const groupOf = (api: string): string => api.slice(0, Math.max(0, api.indexOf('/')))

const matches = (value: unknown, match: ManifestKind['match']): boolean =>
  match.every(({ at, is }) => textAt(value, at) === is)

/** A text, or a whole number as one; an empty text is none. */
function textAt(value: unknown, path: MemberPath): string | undefined {
  const found = valueAt(value, path)
  if (typeof found === 'number') return String(found)
  return typeof found === 'string' && found !== '' ? found : undefined
}

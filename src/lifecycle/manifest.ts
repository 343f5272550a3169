import type { Lifecycle, ManifestKind, ManifestPart, MemberPath } from '../policy/index.ts'
import { partsIn } from './parts.ts'
import { matches, textAt } from './unwrap.ts'

/** What a document of a known kind asks one host for. */
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
  /** Where in the document it stands, and as what, when it is one of several things there. */
  readonly part?: ManifestPart
  readonly path: readonly (string | number)[]
  /** True when it does not come with the host. */
  readonly isOutside: boolean
}

/**
 * Reads a document by every ledger that knows its kind: the document itself, and the things in it. With `as` it is
 * taken for that kind, whatever it looks like.
 */
export function recognise(
  value: unknown,
  lifecycles: readonly Lifecycle[],
  as?: string,
): readonly Manifest[] {
  return lifecycles.flatMap((lifecycle) => {
    const kind = lifecycle.manifests.find((each) => isOfKind(value, each, as))
    return kind === undefined ? [] : manifestsOf(value, lifecycle, kind)
  })
}

function isOfKind(value: unknown, kind: ManifestKind, as: string | undefined): boolean {
  if (as !== undefined) return kind.id === as
  const api = kind.api === undefined ? undefined : textAt(value, kind.api.at)
  return matches(value, kind.match) && isOfGroup(api, kind)
}

function manifestsOf(value: unknown, lifecycle: Lifecycle, kind: ManifestKind): readonly Manifest[] {
  const api = kind.api === undefined ? undefined : textAt(value, kind.api.at)
  const name = textAt(value, kind.name)
  const subject = kind.subject && textAt(value, kind.subject)
  const missing = kind.fields.flatMap(({ at }, i) => (textAt(value, at) === undefined ? [i] : []))
  const version = versionIn(value, kind)
  const named = name === undefined ? {} : { name }
  const whole: Manifest = {
    kind,
    lifecycle,
    api: api ?? '',
    ...named,
    ...(subject !== undefined && { subject }),
    ...(version !== undefined && { version }),
    assumed: version !== undefined && kind.version !== undefined && textAt(value, kind.version) === undefined,
    missing,
    path: [],
    isOutside: false,
  }
  const common = { kind, lifecycle, api: api ?? '', ...named, assumed: true, missing: [] }
  return [whole, ...[...partsIn(value, kind.parts)].map((found) => ({ ...common, ...found }))]
}

/** What is written, or what the host takes where nothing is. */
function versionIn(value: unknown, { version: at, fields, aliases }: ManifestKind): string | undefined {
  if (at === undefined) return undefined
  const written = textAt(value, at) ?? defaultOf(fields, at)
  const plain = written?.toLowerCase()
  return plain === undefined ? undefined : (aliases.get(plain) ?? plain)
}

const isOfGroup = (api: string | undefined, { api: wanted }: ManifestKind): boolean =>
  wanted === undefined || (api !== undefined && wanted.groups.includes(groupOf(api)))

/** `apps` of `apps/v1`; nothing of `v1`. */
const groupOf = (api: string): string => api.slice(0, Math.max(0, api.indexOf('/')))

const defaultOf = (fields: ManifestKind['fields'], at: MemberPath): string | undefined =>
  fields.find((field) => field.at.join('.') === at.join('.'))?.default

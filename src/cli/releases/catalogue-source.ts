import { openRepository, readHelmIndex, readOciTags, readTags, readText } from '../../connect/index.ts'
import type { CatalogueOrigin } from '../../explain/index.ts'
import type { Published } from '../../release/index.ts'
import { InputProblem, type Io, wrong } from '../io.ts'

const sourceKinds = ['git', 'oci-tags', 'helm-index'] as const

/** What is published, and where that was read. */
export interface PublishedReleases {
  readonly origin: CatalogueOrigin
  readonly releases: readonly Published[]
  /** Whether all that there is may be taken to be there: a clone can lack tags. */
  readonly isWhole: boolean
  readonly notes: readonly string[]
}

/** Reads what `--from` names: `git DIR`, `oci-tags FILE` or `helm-index FILE`, or the two joined by a colon. */
export function readPublished(
  from: readonly string[],
  chart: string | undefined,
  components: readonly string[],
  io: Io,
): PublishedReleases {
  const origin = originOf(from)
  const { kind, path } = origin
  if (chart !== undefined && kind !== 'helm-index')
    throw wrong(`--chart ${chart}: there are no charts in ${kind}`, 'it goes with --from helm-index FILE')
  switch (kind) {
    case 'git':
      return gitReleases(origin)
    case 'oci-tags': {
      const releases = orThrow(readOciTags(textOf(path, io), nameOf(path)))
      return { origin, releases, isWhole: true, notes: [] }
    }
    case 'helm-index': {
      const options = { ...(chart !== undefined && { chart }), components }
      const read = orThrow(readHelmIndex(textOf(path, io), nameOf(path), options))
      const notes = read.isMadeAnew
        ? ['the index was made anew at one moment, so its days are not those of the releases']
        : []
      return { origin: { ...origin, chart: read.chart }, releases: read.releases, isWhole: true, notes }
    }
  }
}

function originOf(from: readonly string[]): CatalogueOrigin {
  const [first = '', ...rest] = from
  const colon = first.indexOf(':')
  const [word, path] =
    rest.length === 0 && colon > 0 ? [first.slice(0, colon), first.slice(colon + 1)] : [first, rest[0]]
  const kind = sourceKinds.find((one) => one === word)
  const help = 'write --from git DIR, --from oci-tags FILE or --from helm-index FILE'
  if (kind === undefined) throw wrong(`--from ${from.join(' ')}: "${word}" is no kind of source`, help)
  if (path === undefined || path === '') throw wrong(`--from ${kind}: where from?`, help)
  if (rest.length > 1) throw wrong(`--from ${from.join(' ')}: these are more than two words`, help)
  return { kind, path }
}

function gitReleases(origin: CatalogueOrigin): PublishedReleases {
  const repository = openRepository(origin.path)
  if (!repository.ok) throw wrong(repository.problem)
  const tags = readTags(repository.value)
  if (!tags.ok) throw wrong(`the tags of ${origin.path} cannot be read: ${tags.problem}`)
  const { isShallow } = repository.value
  return {
    origin,
    releases: tags.value.map(({ name, day, commit }) => ({ name, date: day, commit })),
    isWhole: !isShallow,
    notes: isShallow
      ? ['this is a shallow clone, which may lack tags: the day of completeness stays as it is']
      : [],
  }
}

const nameOf = (path: string): string => (path === '-' ? 'standard input' : path)

function textOf(path: string, io: Io): string {
  if (path === '-') return io.readStdin()
  const text = readText(path)
  if (!text.ok) throw wrong(text.problem)
  return text.value
}

type Problem = Extract<ReturnType<typeof readOciTags>, { ok: false }>

function orThrow<T>(result: { readonly ok: true; readonly value: T } | Problem): T {
  if (!result.ok) throw new InputProblem(result.problem)
  return result.value
}

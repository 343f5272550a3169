import type { Path } from '../document/index.ts'
import type { Scheme } from '../version/index.ts'
import type { ReadPlace, Repository, Upstream } from './repository.ts'
import type { PolicyDocument } from './schema.ts'

type Written = PolicyDocument['repositories'][number]

/** What a repository refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface RepositorySurroundings {
  readonly component: (name: string, path: Path) => Scheme | undefined
  /** The terms that the scheme of a component has words for. */
  readonly terms: (component: string) => readonly string[]
  readonly named: (known: Iterable<string>, name: string, what: string, path: Path) => boolean
  readonly complain: (path: Path, message: string, help?: string) => void
}

/** Makes a repository of its document. */
export function buildRepository(written: Written, path: Path, around: RepositorySurroundings): Repository {
  for (const [i, name] of written.of.entries()) around.component(name, [...path, 'of', i])
  const branches = new Map(Object.entries(written.branches))
  for (const [name, pattern] of branches) checkPattern(pattern, [...path, 'branches', name], around)
  checkTag(written.tag, [...path, 'tag'], around)
  for (const [i, row] of written.home.entries())
    for (const [k, name] of row.branches.entries())
      around.named(branches.keys(), name, 'branch of this repository', [...path, 'home', i, 'branches', k])
  const reads = new Map(
    Object.entries(written.reads).map(([name, places]) => [
      name,
      [places].flat().flatMap((place, i): ReadPlace[] => {
        const [before, after, ...more] = place.pattern.split('{value}')
        const isWord = before?.trim() === '' && after?.trim() === ''
        if (
          before !== undefined &&
          after !== undefined &&
          more.length === 0 &&
          (isWord || before.trim() !== '')
        )
          return [{ file: place.file, before, after }]
        const at = Array.isArray(places) ? [...path, 'reads', name, i] : [...path, 'reads', name]
        around.complain(
          [...at, 'pattern'],
          `"${place.pattern}" tells no value`,
          'write the text before it, with {value} once: `version: {value}`; only {value} for a file that is nothing else',
        )
        return []
      }),
    ]),
  )
  return {
    of: written.of,
    tag: written.tag,
    ignore: written.ignore,
    branches,
    home: written.home,
    reads,
    ...(written.upstream !== undefined && {
      upstream: upstreamOf(written, written.upstream, branches, path, around),
    }),
  }
}

function upstreamOf(
  { of }: Written,
  { component, tag, ignore, term, branches: named }: NonNullable<Written['upstream']>,
  known: ReadonlyMap<string, string>,
  path: Path,
  around: RepositorySurroundings,
): Upstream {
  const at = [...path, 'upstream']
  around.component(component, [...at, 'component'])
  checkTag(tag, [...at, 'tag'], around)
  around.named(around.terms(of[0] ?? ''), term, `term of a version of ${of[0]}`, [...at, 'term'])
  const branches = new Map(Object.entries(named))
  for (const [name, pattern] of branches) {
    around.named(known.keys(), name, 'branch of this repository', [...at, 'branches', name])
    checkPattern(pattern, [...at, 'branches', name], around)
  }
  return { component, tag, ignore, term, branches }
}

function checkTag(tag: string, path: Path, { complain }: RepositorySurroundings): void {
  if (tag.split('{version}').length !== 2)
    complain(path, `"${tag}" makes no tag of a version`, 'write {version} once: `v{version}`')
}

const placeholders = ['{line}', '{major}', '{version}']

function checkPattern(pattern: string, path: Path, { complain }: RepositorySurroundings): void {
  const unknown = (pattern.match(/\{[^}]*\}?/g) ?? []).find((each) => !placeholders.includes(each))
  if (unknown !== undefined)
    complain(path, `"${unknown}" stands for nothing here`, `one of: ${placeholders.join(', ')}`)
}

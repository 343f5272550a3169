import { isDay, nearest, type Place } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import { compareVersions, type Scheme, type Version } from '../version/index.ts'
import type { Catalogue, Release } from './policy.ts'
import type { CatalogueDocument } from './schema.ts'

/** What a catalogue refers to in the rest of its policy; each lookup complains of what it does not find. */
export interface CatalogueSurroundings {
  readonly component: (name: string, path: Path) => boolean
  readonly version: (text: string, component: string, path: Path) => Version | undefined
  readonly complain: (path: Path, message: string, help?: string) => void
  readonly place: (path: Path) => Place | undefined
  /** Of components that share a list, only the first tells what is wrong with it. */
  readonly isFirst: boolean
}

/** Makes the catalogue of one component of its document: versions parsed, oldest first. */
export function buildCatalogue(
  written: CatalogueDocument,
  scheme: Scheme,
  path: Path,
  around: CatalogueSurroundings,
): Catalogue {
  const template = written.tag ?? '{version}'
  const listed: { readonly release: Release; readonly path: Path }[] = []
  for (const [i, row] of written.releases.entries()) {
    const { version: text, date, tag, commit, status, because, brings, documents, delivers } = row
    const version = scheme.parse(String(text))
    if (!version.ok) {
      const { at, expected } = version.problem
      if (around.isFirst)
        around.complain(
          [...path, 'releases', i, 'version'],
          `"${text}" is no version`,
          `expected ${expected} at character ${at + 1}`,
        )
      continue
    }
    const place = around.place([...path, 'releases', i])
    const release = {
      version: version.value,
      ...(brings !== undefined && { brings }),
      ...(documents !== undefined && { documents: new Map(Object.entries(documents)) }),
      ...(place !== undefined && { place }),
      ...(date !== undefined && { date }),
      tag: tag ?? template.replace('{version}', version.value.text),
      ...(commit !== undefined && { commit: String(commit) }),
      ...(status !== undefined && { status }),
      ...(because !== undefined && { because }),
      delivers: delivered(delivers ?? {}, [...path, 'releases', i, 'delivers'], around),
    }
    listed.push({ release, path: [...path, 'releases', i, 'version'] })
  }
  listed.sort((a, b) => compareVersions(a.release.version, b.release.version))
  for (const [i, { release }] of listed.entries()) {
    const next = listed[i + 1]
    if (
      around.isFirst &&
      next !== undefined &&
      compareVersions(release.version, next.release.version) === 0
    ) {
      around.complain(next.path, `the release ${next.release.version.text} is listed twice`)
    }
  }
  const releases = listed.map(({ release }) => release)
  const labels = new Set(releases.map(({ version }) => version.line.label))
  const ends = new Map(Object.entries(written.ends ?? {}))
  for (const [label, day] of around.isFirst ? ends : []) {
    const at = [...path, 'ends', label]
    if (!labels.has(label)) {
      const guess = nearest(label, labels)
      const help = guess === undefined ? `one of: ${[...labels].join(', ')}` : `did you mean "${guess}"?`
      around.complain(at, `"${label}" is no line of this policy`, help)
    } else if (!isDay(day)) around.complain(at, `"${day}" is no day`, 'expected YEAR-MONTH-DAY')
  }
  return { releases, ...(written.asOf !== undefined && { asOf: written.asOf }), ends }
}

function delivered(
  written: Readonly<Record<string, string | number>>,
  path: Path,
  around: CatalogueSurroundings,
): ReadonlyMap<string, Version> {
  const found = new Map<string, Version>()
  for (const [name, text] of Object.entries(written)) {
    const isKnown = !around.isFirst || around.component(name, [...path, name])
    const version = isKnown ? around.version(String(text), name, [...path, name]) : undefined
    if (version !== undefined) found.set(name, version)
  }
  return found
}

import { type Diagnostic, fail, nearest, ok, type Place, type Result } from '../base/index.ts'
import { type Path, readDocument, type Source, valueAt } from '../document/index.ts'

/*
 * What others say of releases, as text: the tags of a registry, the index of a Helm repository.
 */

/** Something published under a name, and what is told of it. */
export interface PublishedName {
  /** A tag, or a version where things are published by version. */
  readonly name: string
  /** The day, as it is written there: an ISO day. */
  readonly date?: string
  /** The version of the program inside. */
  readonly brought?: string
}

type Read<T> = Result<T, readonly Diagnostic[]>

const oneOf = 'expected a tag a line, a JSON list of tags, or an object with "tags"'

/**
 * The tags of a repository in a registry, as the usual programs print them: one a line, a JSON list, or an object with
 * the list in it. Registries tell no days.
 */
export function readOciTags(text: string, file: string): Read<readonly PublishedName[]> {
  if (!/^\uFEFF?\s*[[{]/.test(text)) return tagLines(text, file)
  const source = readDocument(text, file)
  if (!source.ok) return source
  const path: Path = Array.isArray(source.value.value)
    ? []
    : [valueAt(source.value.value, ['tags']) === undefined ? 'Tags' : 'tags']
  const tags = valueAt(source.value.value, path)
  // A repository without tags has null there.
  if (tags === null) return ok([])
  if (!Array.isArray(tags)) return refuse(source.value, path, 'there is no list of tags', oneOf)
  const names: PublishedName[] = []
  for (const [i, tag] of tags.entries()) {
    const name = textOf(tag)
    if (name === undefined) return refuse(source.value, [...path, i], 'this is no tag', 'expected a text')
    names.push({ name })
  }
  return ok(names)
}

/** As registries define it: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/

function tagLines(text: string, file: string): Read<readonly PublishedName[]> {
  const names: PublishedName[] = []
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const written = line.trim()
    if (written === '') continue
    // Some programs put the repository before the tag.
    const name = written.slice(written.lastIndexOf(':') + 1)
    if (!tagForm.test(name)) {
      const place = { file, line: i + 1, column: line.length - line.trimStart().length + 1 }
      return fail([{ place, message: `"${shortened(written)}" is no tag`, help: oneOf }])
    }
    names.push({ name })
  }
  return ok(names)
}

export interface HelmChart {
  readonly chart: string
  readonly releases: readonly PublishedName[]
  /** The index was made anew at one moment, and that is all its days tell: they are left out. */
  readonly isMadeAnew: boolean
}

/** The releases of a chart by the index of its repository: the chart named, or the one that there can be no doubt of. */
export function readHelmIndex(
  text: string,
  file: string,
  { chart: named, components }: { readonly chart?: string; readonly components: readonly string[] },
): Read<HelmChart> {
  const read = readDocument(text, file)
  if (!read.ok) return read
  const source = read.value
  const entries = valueAt(source.value, ['entries'])
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries))
    return refuse(
      source,
      ['entries'],
      'this is no index of charts',
      'expected "entries" with a list per chart',
    )
  const charts = Object.keys(entries)
  const like = components.filter((name) => charts.includes(name))
  const chart = named ?? (like.length === 1 ? like[0] : charts.length === 1 ? charts[0] : undefined)
  if (chart === undefined || !charts.includes(chart)) {
    const guess = named === undefined ? undefined : nearest(named, charts)
    const some = `${charts.slice(0, 12).join(', ')}${charts.length > 12 ? ', …' : ''}`
    const message = named === undefined ? 'which chart is meant is not clear' : `there is no chart "${named}"`
    const help = guess === undefined ? `name one of its charts: ${some}` : `did you mean "${guess}"?`
    return refuse(source, ['entries'], message, charts.length === 0 ? 'the index is empty' : help)
  }
  const versions = valueAt(entries, [chart])
  if (!Array.isArray(versions))
    return refuse(source, ['entries', chart], `"${chart}" is no list`, 'expected its versions')
  const releases: (PublishedName & { readonly time?: number })[] = []
  for (const i of versions.keys()) {
    const one = releaseOf(source, ['entries', chart, i])
    if (!one.ok) return one
    releases.push(one.value)
  }
  const times = releases.flatMap(({ time }) => time ?? [])
  const isMadeAnew = times.length > 1 && Math.max(...times) - Math.min(...times) < tenMinutes_ms
  return ok({
    chart,
    isMadeAnew,
    releases: releases.map(({ name, date, brought }) => ({
      name,
      ...(date !== undefined && !isMadeAnew && { date }),
      ...(brought !== undefined && { brought }),
    })),
  })
}

/** Nobody publishes all there ever was within such a time. */
const tenMinutes_ms = 10 * 60 * 1000

function releaseOf(source: Source, path: Path): Read<PublishedName & { readonly time?: number }> {
  const at = (name: string): unknown => valueAt(source.value, [...path, name])
  const name = textOf(at('version'))
  if (name === undefined)
    return refuse(source, [...path, 'version'], 'a chart without a version', 'expected a "version"')
  const created = at('created') ?? undefined
  const brought = textOf(at('appVersion'))
  const time = typeof created === 'string' ? Date.parse(created) : Number.NaN
  if (created !== undefined && (Number.isNaN(time) || !/^\d{4}-\d{2}-\d{2}/.test(String(created))))
    return refuse(
      source,
      [...path, 'created'],
      'this is no time',
      'expected one such as 2026-03-19T12:00:00Z',
    )
  return ok({
    name,
    ...(created !== undefined && { date: String(created).slice(0, 10), time }),
    ...(brought !== undefined && { brought }),
  })
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text)

function refuse(
  source: Source,
  path: Path,
  message: string,
  help: string,
): Result<never, readonly Diagnostic[]> {
  const place: Place = source.place(path)
  return fail([{ place, message, help }])
}

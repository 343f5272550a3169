import { type Diagnostic, fail, groupBy, nearest, ok, type Result } from '../base/index.ts'
import { compareVersions, type Scheme } from '../version/index.ts'
import type { Fleet, FleetRow, Group, Part, Reading, Summary } from './fleet.ts'
import { nameProblem } from './part-names.ts'
import type { Vocabulary } from './vocabulary.ts'

interface GroupInProgress {
  readonly policy: string
  readonly scope: string
  readonly component: string
  readonly parts: Map<string, Part>
  target: Group['target'] | undefined
}

/** As many instance names as a finding may show. */
const shownInstances = 3

/**
 * Reduces rows to groups and parts: per scope and component, the versions present and how often. Each distinct
 * version text is parsed once. Problems are components that no policy knows, or that more than one does, and names that plans
 * could not tell apart.
 */
export function summarise(fleet: Fleet, vocabulary: Vocabulary): Result<Summary, readonly Diagnostic[]> {
  const problems: Diagnostic[] = []
  const owners = new Map<string, string | undefined>()
  const readings = new Map<string, Reading>()
  const groups = new Map<string, GroupInProgress>()
  for (const row of fleet.rows) {
    const misnamed = row.name === undefined ? undefined : nameProblem(row.name)
    if (misnamed !== undefined) problems.push({ ...(row.place && { place: row.place }), ...misnamed })
    const ownerKey = JSON.stringify([row.policy, row.component])
    if (!owners.has(ownerKey)) {
      const owner = ownerOf(row, vocabulary)
      if (!owner.ok) problems.push(owner.problem)
      owners.set(ownerKey, owner.ok ? owner.value : undefined)
    }
    const policy = owners.get(ownerKey)
    const scheme = policy && vocabulary.get(policy)?.get(row.component)
    if (policy === undefined || !scheme) continue
    const groupKey = `${policy}\n${row.scope}\n${row.component}`
    let group = groups.get(groupKey)
    if (group === undefined) {
      group = { policy, scope: row.scope, component: row.component, parts: new Map(), target: undefined }
      groups.set(groupKey, group)
    }
    const readingKey = `${policy}/${row.component}=${row.version}`
    let reading = readings.get(readingKey)
    if (reading === undefined) {
      reading = read(row.version, scheme)
      readings.set(readingKey, reading)
    }
    addPart(group.parts, reading, row)
    if (row.target === undefined) continue
    if (group.target !== undefined && group.target.text !== row.target) {
      problems.push({
        ...(row.place && { place: row.place }),
        message: `${row.component} in ${row.scope} is to go to ${row.target}, and to ${group.target.text}`,
        help: 'a group has one target: all instances of a component in a scope',
      })
    }
    group.target = { text: row.target, ...(row.place && { place: row.place }) }
  }
  if (problems.length > 0) return fail(problems)
  return ok({
    groups: [...groups.values()].map(({ parts, target, ...group }) => ({
      ...group,
      parts: sortedParts(parts),
      ...(target !== undefined && { target }),
    })),
  })
}

/** Reads one version as an instance reports it. */
export function read(text: string, scheme: Scheme): Reading {
  if (text === '') return { kind: 'unknown', text, why: 'empty' }
  const version = scheme.parse(text)
  if (!version.ok) return { kind: 'unknown', text, why: 'unreadable', problem: version.problem }
  if (version.value.isDevelopment) return { kind: 'unknown', text, why: 'development', base: version.value }
  return { kind: 'known', version: version.value }
}

function addPart(parts: Map<string, Part>, reading: Reading, row: FleetRow): void {
  // A row of a table has a name that is empty where it has none.
  const name = row.name === '' ? undefined : row.name
  const key = JSON.stringify([versionText(reading), name, row.frozen === true, row.batch, row.delivers])
  const part = parts.get(key)
  const instances = row.instances ?? []
  if (part === undefined) {
    parts.set(key, {
      reading,
      count: row.count,
      ...(name !== undefined && { name }),
      frozen: row.frozen === true,
      ...(row.batch !== undefined && { batch: row.batch }),
      ...(row.delivers !== undefined && { delivers: row.delivers }),
      instances: instances.slice(0, shownInstances),
      ...(row.place && { place: row.place }),
    })
    return
  }
  parts.set(key, {
    ...part,
    count: part.count + row.count,
    instances: [...part.instances, ...instances].slice(0, shownInstances),
  })
}

/** Known versions are alike when they are spelt alike once read; of the others all that is known is the text. */
const versionText = (reading: Reading): string =>
  reading.kind === 'known' ? reading.version.text : `${reading.why} ${reading.text}`

/** Oldest version first, unknown ones last, so that equal fleets give equal summaries. */
function sortedParts(parts: ReadonlyMap<string, Part>): Part[] {
  return [...parts.entries()]
    .sort(([keyA, a], [keyB, b]) => compareReadings(a.reading, b.reading) || (keyA < keyB ? -1 : 1))
    .map(([, part]) => part)
}

function compareReadings(a: Reading, b: Reading): number {
  if (a.kind === 'known' && b.kind === 'known') return compareVersions(a.version, b.version)
  return Number(a.kind === 'unknown') - Number(b.kind === 'unknown')
}

function ownerOf(row: FleetRow, vocabulary: Vocabulary): Result<string, Diagnostic> {
  const at = row.place && { place: row.place }
  if (row.policy !== undefined) {
    const components = vocabulary.get(row.policy)
    if (components === undefined) {
      const help = suggestion(row.policy, [...vocabulary.keys()])
      return fail({ ...at, message: `"${row.policy}" is no policy in use`, help })
    }
    if (components.has(row.component)) return ok(row.policy)
    const help = suggestion(row.component, [...components.keys()])
    return fail({ ...at, message: `"${row.component}" is no component of ${row.policy}`, help })
  }
  const owners = [...vocabulary]
    .filter(([, components]) => components.has(row.component))
    .map(([policy]) => policy)
  const [owner, another] = owners
  if (owner !== undefined && another === undefined) return ok(owner)
  if (owner !== undefined) {
    const help = `write ${owners.map((policy) => `${policy}/${row.component}`).join(' or ')}`
    return fail({ ...at, message: `several policies have a component "${row.component}"`, help })
  }
  const known = [...vocabulary.values()].flatMap((components) => [...components.keys()])
  const policies = [...vocabulary.keys()].join(', ')
  const help = suggestion(row.component, known)
  return fail({ ...at, message: `"${row.component}" is no component of ${policies}`, help })
}

function suggestion(written: string, known: readonly string[]): string {
  const guess = nearest(written, known)
  return guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`
}

/** The groups of each scope, scopes in the order in which they first appear. */
export const groupsByScope = (summary: Summary): Map<string, Group[]> =>
  groupBy(summary.groups, (group) => group.scope)

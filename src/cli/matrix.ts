import { groupBy, nearest } from '../base/index.ts'
import { findState, verdictOf } from '../check/index.ts'
import { matrixDocument } from '../contract/index.ts'
import {
  type Matrix,
  type MatrixCell,
  type MatrixEnd,
  matrixHtml,
  matrixMarkdown,
  matrixText,
} from '../explain/index.ts'
import type { Group } from '../fleet/index.ts'
import type { Policy, Release } from '../policy/index.ts'
import { compareLines, compareVersions, type Version } from '../version/index.ts'
import { type ExitCode, type Io, paintOf, wrong } from './io.ts'
import { loadPolicies } from './session.ts'

export interface MatrixOptions {
  readonly policy: readonly string[]
  readonly reading: readonly string[]
  readonly of: string
  /** The component itself when left out: its instances beside each other. */
  readonly against: string | undefined
  readonly releases: boolean
  readonly from: string | undefined
  readonly until: string | undefined
  readonly format: 'text' | 'md' | 'markdown' | 'html' | 'json'
}

/** Which versions of one component may run with which of another: every pair of them, judged as a fleet of two. */
export function runMatrix(options: MatrixOptions, io: Io): ExitCode {
  const [policy, another] = loadPolicies(options.policy, options.reading, io)
  if (policy === undefined || another !== undefined) {
    throw wrong('a matrix is of one policy', 'write --policy NAME once')
  }
  const matrix = matrixOf(policy, options, io.today)
  switch (options.format) {
    case 'json':
      io.write(`${JSON.stringify(matrixDocument(matrix), null, 2)}\n`)
      break
    case 'html':
      io.write(matrixHtml(matrix))
      break
    case 'md':
    case 'markdown':
      io.write(matrixMarkdown(matrix))
      break
    case 'text':
      io.write(matrixText(matrix, paintOf(io)))
      break
  }
  return 0
}

interface Judged {
  readonly end: MatrixEnd
  readonly version: Version
}

function matrixOf(policy: Policy, options: MatrixOptions, today: string): Matrix {
  const { of, against = options.of } = options
  const rows = endsOf(policy, of, options)
  const columns = against === of ? rows : endsOf(policy, against, options)
  return {
    policy,
    of,
    against,
    unit: options.releases ? 'release' : 'line',
    rows: rows.map(({ end }) => end),
    columns: columns.map(({ end }) => end),
    cells: rows.map((row) =>
      columns.map((column) => judge(policy, [of, row.version], [against, column.version], today)),
    ),
  }
}

type One = readonly [component: string, version: Version]

/** Asks what `check` asks, without the repairs that it looks for afterwards: nobody mends a table. */
function judge(policy: Policy, one: One, other: One, today: string): MatrixCell {
  const groups = [...groupBy([one, other], ([component]) => component)].map(
    ([component, present]): Group => ({
      policy: policy.name,
      scope: 'matrix',
      component,
      parts: present.map(([, version]) => ({
        reading: { kind: 'known', version },
        count: 1,
        frozen: false,
        instances: [],
      })),
    }),
  )
  const verdict = verdictOf(findState(groups, [policy], { asOf: today }))
  if (verdict.kind === 'supported') return { verdict: 'supported', rules: [] }
  return {
    verdict: verdict.kind,
    rules: [...new Set(verdict.because.flatMap(({ rule }) => rule?.name ?? []))],
  }
}

function endsOf(policy: Policy, component: string, options: MatrixOptions): readonly Judged[] {
  const known = [...policy.components.keys()]
  if (!policy.components.has(component)) {
    const guess = nearest(component, known)
    throw wrong(
      `"${component}" is no component of ${policy.name}`,
      guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`,
    )
  }
  const isInside = limits(policy, component, options)
  const releases = (policy.catalogues.get(component)?.releases ?? []).filter(({ version }) =>
    isInside(version),
  )
  if (releases.length === 0) {
    const isCut = options.from !== undefined || options.until !== undefined
    throw wrong(
      `${policy.name} lists no releases of ${component}${isCut ? ' between --from and --until' : ''}`,
      isCut ? undefined : 'a matrix needs a catalogue in the policy',
    )
  }
  if (options.releases) {
    return releases.map(({ version }) => ({ end: { label: version.text, version: version.text }, version }))
  }
  return [...groupBy(releases, ({ version }) => version.line.label)].map(([label, own]) => {
    const version = newest(own)
    return { end: { label, version: version.text }, version }
  })
}

/** The newest release that one would run; of a line that has only pre-releases or recalled ones, the newest of those. */
function newest(releases: readonly Release[]): Version {
  const usable = releases.filter(({ status, version }) => status === undefined && !version.isPrerelease)
  const last = (usable.length > 0 ? usable : releases).at(-1)
  if (last === undefined) throw new Error('a line without releases')
  return last.version
}

/** What --from and --until leave: versions, or whole lines. */
function limits(
  policy: Policy,
  component: string,
  { from, until }: MatrixOptions,
): (version: Version) => boolean {
  const lowest = limit(policy, component, '--from', from)
  const highest = limit(policy, component, '--until', until)
  return (version) => (lowest?.(version) ?? 0) >= 0 && (highest?.(version) ?? 0) <= 0
}

/** How a version stands to a limit: negative before it, 0 at it or inside its line, positive after it. */
function limit(
  policy: Policy,
  component: string,
  option: string,
  text: string | undefined,
): ((version: Version) => number) | undefined {
  const scheme = policy.components.get(component)?.scheme
  if (text === undefined || scheme === undefined) return undefined
  const version = scheme.parse(text)
  if (version.ok) return (other) => compareVersions(other, version.value)
  const line = scheme.parseLine(text)
  if (line.ok) return (other) => compareLines(other.line, line.value)
  const { at, expected } = version.problem
  throw wrong(
    `${option} ${text}: "${text}" is no version or line of ${component}`,
    `expected ${expected} at character ${at + 1}`,
  )
}

import type { Diagnostic, Place, Result } from '../base/index.ts'
import type { Lifecycle } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { compareFindings, type ScanFinding, type ScanVerdict, scanVerdict } from './finding.ts'
import { type Judgement, judge, type Setting } from './judge.ts'
import { type Manifest, type ManifestSource, recognise, unwrapped } from './manifest.ts'

export interface ScanRequest {
  readonly lifecycles: readonly Lifecycle[]
  /** The setting of each host, by its name. */
  readonly settings: ReadonlyMap<string, Setting>
}

export interface ScanResult {
  readonly verdict: ScanVerdict
  /** Documents of any kind, those that could not be read included. */
  readonly documents: number
  /** Documents of a known kind. */
  readonly manifests: number
  /** Those of them that load at the version asked for. */
  readonly loads: number
  /** Documents of other kinds. */
  readonly skipped: number
  readonly unreadable: number
  readonly findings: readonly ScanFinding[]
}

export type ScanInput = Result<ManifestSource, readonly Diagnostic[]>

/** Judges documents one by one as they come; nothing of a document that is fine is kept. */
export function scan(inputs: Iterable<ScanInput>, { lifecycles, settings }: ScanRequest): ScanResult {
  const findings: ScanFinding[] = []
  const versions = new Map<string, Version>()
  const count = { documents: 0, manifests: 0, loads: 0, skipped: 0, unreadable: 0 }
  // A thousand manifests ask for the same few things.
  const known = new Map<string, readonly Judgement[]>()
  for (const input of inputs) {
    if (!input.ok) {
      count.documents++
      count.unreadable++
      findings.push(...unreadable(input.problem, settings))
      continue
    }
    const source = input.value
    for (const { value, path } of unwrapped(source.value, lifecycles)) {
      count.documents++
      const manifest = recognise(value, lifecycles)
      const setting = manifest && settings.get(manifest.lifecycle.host)
      if (manifest === undefined || setting === undefined) {
        count.skipped++
        continue
      }
      count.manifests++
      const key = keyOf(manifest, lifecycles)
      let judgements = known.get(key)
      if (judgements === undefined) {
        judgements = judge(manifest, setting)
        known.set(key, judgements)
      }
      if (!judgements.some(({ outcome, later }) => !later && isRefusal(outcome.severity))) count.loads++
      const subject = subjectOf(manifest)
      for (const { outcome, path: inside, at, later } of judgements) {
        versions.set(at.text, at)
        const place: Place = source.place([...path, ...inside])
        const name = manifest.name === undefined ? {} : { name: manifest.name }
        findings.push({ ...outcome, place, subject, ...name, at: at.text, later })
      }
    }
  }
  const first = (a: ScanFinding, b: ScanFinding): number => {
    const [atA, atB] = [versions.get(a.at), versions.get(b.at)]
    return compareFindings(a, b) || (atA && atB ? compareVersions(atA, atB) : 0)
  }
  return { verdict: scanVerdict(findings), ...count, findings: findings.sort(first) }
}

const isRefusal = (severity: string): boolean => severity === 'error' || severity === 'unknown'

function unreadable(
  problems: readonly Diagnostic[],
  settings: ScanRequest['settings'],
): readonly ScanFinding[] {
  // The first mistake is the cause of those after it.
  const [first] = problems
  if (first === undefined) return []
  const [setting] = settings.values()
  const place = first.place ?? { file: '', line: 1, column: 1 }
  const reason = { kind: 'unreadable', message: first.message } as const
  return [
    { severity: 'unknown', reason, place, subject: place.file, at: setting?.at.text ?? '', later: false },
  ]
}

function keyOf(manifest: Manifest, lifecycles: readonly Lifecycle[]): string {
  const { lifecycle, kind, api, subject, version, missing } = manifest
  const numbers = [lifecycles.indexOf(lifecycle), lifecycle.manifests.indexOf(kind), ...missing]
  return JSON.stringify([numbers, api, subject, version])
}

function subjectOf({ kind, subject, version, name, missing }: Manifest): string {
  const isWritten = !missing.some((i) => kind.fields[i]?.at.join('.') === kind.version?.join('.'))
  const words = [subject, isWritten ? version : undefined].filter((word) => word !== undefined)
  if (words.length > 0) return words.join(' ')
  return kind.match.map(({ is }) => is).join(' ') + (name === undefined ? '' : ` ${name}`)
}

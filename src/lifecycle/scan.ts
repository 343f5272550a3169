import type { Diagnostic, Place, Result } from '../base/index.ts'
import type { Lifecycle, Settings, Wrapping } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { compareFindings, type ScanFinding, type ScanVerdict, scanVerdict } from './finding.ts'
import { type Judgement, judge, type Setting } from './judge.ts'
import { type Manifest, recognise } from './manifest.ts'
import { readSettings } from './settings.ts'
import { type ManifestSource, unwrapped, type Wrapped } from './unwrap.ts'

export interface ScanRequest {
  readonly lifecycles: readonly Lifecycle[]
  /** The setting of each host, by its name; a host whose version nobody said has none. */
  readonly settings: ReadonlyMap<string, Setting>
  /** What should not be set, whatever version runs. */
  readonly configuration?: readonly Settings[]
  /** The kind that every document is, whatever it looks like. */
  readonly as?: string
}

export interface ScanResult {
  readonly verdict: ScanVerdict
  /** Documents of any kind, those that could not be read included. */
  readonly documents: number
  /** Documents that a ledger judged. */
  readonly manifests: number
  /** Those of them that load at the version asked for. */
  readonly loads: number
  /** How many documents were read as which kind, of the kinds that have names. */
  readonly kinds: ReadonlyMap<string, number>
  /** The hosts that load any of them. */
  readonly hosts: ReadonlySet<string>
  /** Documents of other kinds. */
  readonly skipped: number
  readonly unreadable: number
  readonly findings: readonly ScanFinding[]
}

export type ScanInput = Result<ManifestSource, readonly Diagnostic[]>

/** Judges documents one by one as they come; nothing of a document that is fine is kept. */
export function scan(inputs: Iterable<ScanInput>, request: ScanRequest): ScanResult {
  const run = new Run(request)
  for (const input of inputs) {
    if (input.ok) run.source(input.value)
    else run.unreadable(input.problem)
  }
  return run.result()
}

class Run {
  private readonly request: ScanRequest
  private readonly findings: ScanFinding[] = []
  private readonly versions = new Map<string, Version>()
  private readonly count = { documents: 0, manifests: 0, loads: 0, skipped: 0, unreadable: 0 }
  private readonly kinds = new Map<string, number>()
  private readonly hosts = new Set<string>()
  /** A thousand manifests ask for the same few things. */
  private readonly known = new Map<string, readonly Judgement[]>()

  private readonly wrappings: readonly Wrapping[]

  constructor(request: ScanRequest) {
    this.request = request
    this.wrappings = [...request.lifecycles, ...(request.configuration ?? [])]
  }

  source(source: ManifestSource): void {
    for (const document of unwrapped(source, this.wrappings)) this.document(document)
  }

  unreadable(problems: readonly Diagnostic[]): void {
    this.count.documents++
    this.count.unreadable++
    // The first mistake is the cause of those after it.
    const [first] = problems
    if (first === undefined) return
    const [setting] = this.request.settings.values()
    const place = first.place ?? { file: '', line: 1, column: 1 }
    const { message, help } = first
    const reason = { kind: 'unreadable', message, ...(help !== undefined && { help }) } as const
    const at = setting?.at.text ?? ''
    this.findings.push({ severity: 'unknown', reason, place, subject: place.file, at, later: false })
  }

  result(): ScanResult {
    const first = (a: ScanFinding, b: ScanFinding): number => {
      const [atA, atB] = [this.versions.get(a.at), this.versions.get(b.at)]
      return compareFindings(a, b) || (atA && atB ? compareVersions(atA, atB) : 0)
    }
    const { count, kinds, hosts, findings } = this
    return { verdict: scanVerdict(findings), ...count, kinds, hosts, findings: findings.sort(first) }
  }

  private document(document: Wrapped): void {
    this.count.documents++
    const { lifecycles, configuration = [], as } = this.request
    const manifests = recognise(document.value, lifecycles, as)
    const kinds = new Set(manifests.flatMap(({ kind }) => kind.id ?? []))
    for (const each of configuration) {
      const read = readSettings(document, each, as)
      for (const kind of read.kinds) kinds.add(kind)
      this.findings.push(...read.findings)
    }
    for (const kind of kinds) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1)
    if (manifests.length > 0) this.judged(document, manifests)
    else if (kinds.size === 0) this.count.skipped++
  }

  private judged({ source, path }: Wrapped, manifests: readonly Manifest[]): void {
    this.count.manifests++
    let doesLoad = true
    for (const manifest of manifests) {
      const { kind, lifecycle, part } = manifest
      const name = manifest.name === undefined ? {} : { name: manifest.name }
      const setting = this.request.settings.get(lifecycle.host)
      if (setting === undefined) {
        doesLoad = false
        if (part !== undefined) continue
        const reason = { kind: 'no-version', host: lifecycle.host } as const
        const subject = kind.id ?? subjectOf(manifest)
        this.findings.push({
          severity: 'unknown',
          reason,
          place: source.place(path),
          subject,
          ...name,
          at: '',
          later: false,
        })
        continue
      }
      this.hosts.add(lifecycle.host)
      const subject = subjectOf(manifest)
      for (const { outcome, path: inside, at, later } of this.judgements(manifest, setting)) {
        if (!later && isRefusal(outcome.severity)) doesLoad = false
        this.versions.set(at.text, at)
        // Of a thing among others its name is what the eye looks for.
        const place: Place = source.place([...path, ...inside], part === undefined ? 'value' : 'key')
        this.findings.push({ ...outcome, place, subject, ...name, at: at.text, later })
      }
    }
    if (doesLoad) this.count.loads++
  }

  private judgements(manifest: Manifest, setting: Setting): readonly Judgement[] {
    // The same thing in another place is judged the same, but stands elsewhere.
    if (manifest.part !== undefined) return judge(manifest, setting)
    const key = keyOf(manifest, this.request.lifecycles)
    const known = this.known.get(key) ?? judge(manifest, setting)
    this.known.set(key, known)
    return known
  }
}

const isRefusal = (severity: string): boolean => severity === 'error' || severity === 'unknown'

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

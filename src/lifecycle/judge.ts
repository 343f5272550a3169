import { compareVersions, type Version } from '../version/index.ts'
import type { Host } from './calendar.ts'
import type { Outcome } from './finding.ts'
import { eventsOf, standing } from './ledger.ts'
import type { Manifest } from './manifest.ts'

/** The version of the host, where it goes, and how it runs. */
export interface Setting {
  readonly host: Host
  readonly at: Version
  readonly to?: Version
  readonly mode?: string
  readonly images: readonly string[]
}

/** An outcome, the path of what it is about, and from which version of the host on. */
export interface Judgement {
  readonly outcome: Outcome
  readonly path: readonly (string | number)[]
  readonly at: Version
  readonly later: boolean
}

/** What comes of one manifest: at the version asked for, and first on the way to another. */
export function judge(manifest: Manifest, setting: Setting): readonly Judgement[] {
  const { at } = setting
  const outside = manifest.isOutside ? manifest.part?.outside : undefined
  if (outside !== undefined) {
    const outcome = { severity: 'unknown', reason: { kind: 'outside' }, rule: outside.rule } as const
    return [{ outcome, path: manifest.path, at, later: false }]
  }
  const now = [
    ...ofForm(manifest, setting).map((found) => ({ ...found, at, later: false })),
    ...ofLedger(manifest, at, setting).map((found) => ({ ...found, at, later: false })),
  ]
  return setting.to === undefined ? now : [...now, ...onTheWay(manifest, setting, setting.to, now)]
}

type Told = Pick<Judgement, 'outcome' | 'path'>

/** What holds of a document whatever the version of the host. */
function ofForm({ kind, api, missing, part }: Manifest, { mode }: Setting): readonly Told[] {
  const found: Told[] = []
  if (part !== undefined) return found
  const accepted = kind.api?.accepted
  if (kind.api !== undefined && accepted !== undefined && !accepted.versions.includes(api)) {
    const reason = { kind: 'api-version', written: api, accepts: accepted.versions } as const
    found.push({ outcome: { severity: 'error', reason, rule: accepted.rule }, path: kind.api.at })
  }
  for (const i of missing) {
    const field = kind.fields[i]
    const severity = field === undefined ? 'accepted' : (field.missing.get(mode ?? '') ?? 'error')
    if (field === undefined || severity === 'accepted') continue
    const taken = severity === 'error' || field.default === undefined ? {} : { taken: field.default }
    const where = mode === undefined ? {} : { mode }
    const reason = { kind: 'missing', field: field.at.join('.'), ...where, ...taken } as const
    found.push({ outcome: { severity, reason, rule: field.rule }, path: field.at })
  }
  return found
}

function ofLedger(manifest: Manifest, at: Version, { host, images, mode }: Setting): readonly Told[] {
  const { lifecycle, subject, kind, missing, part, isOutside } = manifest
  if (subject === undefined || isOutside) return []
  // Without a version that the host would take, there is nothing to look up.
  const isRefused = missing.some((i) => (kind.fields[i]?.missing.get(mode ?? '') ?? 'error') === 'error')
  if (isRefused) return []
  const unlisted = part === undefined ? {} : { unlisted: part.unlisted }
  const wanted = {
    subject,
    version: manifest.version ?? '*',
    assumed: manifest.assumed,
    images,
    ...(mode !== undefined && { mode }),
    ...unlisted,
  }
  return standing(lifecycle, wanted, at, host).map((outcome) => {
    if (part !== undefined) return { outcome, path: manifest.path }
    const isVersion = outcome.reason.kind === 'unknown-version' || outcome.reason.kind === 'only'
    return { outcome, path: (isVersion ? kind.version : undefined) ?? kind.subject ?? [] }
  })
}

/** What is new on the way: each thing is told once, at the first version at which it is so. */
function onTheWay(
  manifest: Manifest,
  setting: Setting,
  to: Version,
  now: readonly Judgement[],
): readonly Judgement[] {
  const { at, host } = setting
  const up = compareVersions(at, to) < 0
  const events = manifest.subject === undefined ? [] : eventsOf(manifest.lifecycle, manifest.subject, host)
  const points = events
    .filter((event) => compareVersions(event, at) * compareVersions(event, to) < 0)
    .sort((a, b) => (up ? compareVersions(a, b) : compareVersions(b, a)))
  const told = new Set(now.map(({ outcome }) => outcome.reason.kind))
  const found: Judgement[] = []
  for (const point of [...points, to]) {
    for (const { outcome, path } of ofLedger(manifest, point, setting)) {
      if (outcome.severity === 'note' || told.has(outcome.reason.kind)) continue
      told.add(outcome.reason.kind)
      found.push({ outcome, path, at: point, later: true })
    }
  }
  return found
}

import { placeText } from '../base/index.ts'
import { deliveredBy, type Target, targetOf, withDeliveries } from '../check/index.ts'
import { openManifests } from '../connect/index.ts'
import { plural, scanSentence } from '../explain/index.ts'
import type { Summary } from '../fleet/index.ts'
import { migrationsOf, scan } from '../lifecycle/index.ts'
import type { Doubt, Journey } from '../plan/index.ts'
import type { Lifecycle, Policy } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { documentsOf, hostOf } from './documents.ts'
import { type Io, wrong } from './io.ts'

export interface FoundJourneys {
  readonly journeys: readonly Journey[]
  readonly doubts: readonly Doubt[]
  readonly notes: readonly string[]
}

/** The manifests that a plan to the targets has to change on the way, of those in files and folders. */
export function journeysIn(
  names: readonly string[],
  policies: readonly Policy[],
  summary: Summary,
  targets: readonly Target[],
  io: Io,
): FoundJourneys {
  if (names.length === 0) return { journeys: [], doubts: [], notes: [] }
  const opened = openManifests(names, io.readStdin)
  if (!opened.ok) throw wrong(opened.problem)
  const inputs = [...documentsOf(opened.value, { files: 0, others: [] })]
  const known = policies.flatMap(({ lifecycles }) =>
    lifecycles.filter(({ manifests }) => manifests.length > 0),
  )
  if (known.length === 0) throw wrong('--manifests: no policy in use knows manifests')
  const journeys: Journey[] = []
  const doubts = new Map<string, Doubt>()
  const notes: string[] = []
  for (const policy of policies) {
    for (const lifecycle of policy.lifecycles.filter(({ manifests }) => manifests.length > 0)) {
      const route = routeOf(policy, lifecycle, summary, targets)
      if (route === undefined) continue
      const host = hostOf(policy, lifecycle.host)
      const [mode] = lifecycle.modes
      const running = { ...route, ...(mode !== undefined && { mode }), images: [] }
      const settings = new Map([[lifecycle.host, { host, ...running }]])
      const result = scan(inputs, { lifecycles: [lifecycle], settings })
      const found = migrationsOf(result.findings, [lifecycle], () => host.scheme)
      const loaders = [lifecycle.host, ...lifecycle.also]
      for (const one of found) journeys.push({ ...one, policy: policy.name, loaders })
      for (const finding of result.findings) {
        const { severity, place, rule } = finding
        if (severity !== 'unknown') continue
        const message = scanSentence(finding)
        doubts.set(`${placeText(place)} ${message}`, { place, message, ...(rule && { rule }) })
      }
      const broken = result.findings.filter(({ later, severity }) => !later && severity === 'error').length
      const read = `${plural(result.manifests, 'manifest')} of ${lifecycle.host} read`
      const size = `${read}, ${plural(found.length, 'thing')} to be changed on the way`
      notes.push(broken === 0 ? size : `${size}; ${broken} not right even now: interlock scan tells why`)
    }
  }
  return { journeys, doubts: [...doubts.values()], notes }
}

/** From the oldest version that loads manifests to the furthest that is asked for. */
function routeOf(
  policy: Policy,
  { host, also }: Lifecycle,
  summary: Summary,
  targets: readonly Target[],
): { readonly at: Version; readonly to: Version } | undefined {
  const loaders = [host, ...also]
  const groups = withDeliveries(summary.groups, [policy]).filter(
    (group) => group.policy === policy.name && loaders.includes(group.component),
  )
  const present = groups.flatMap(({ parts }) =>
    parts.flatMap(({ reading }) => (reading.kind === 'known' ? [reading.version] : [])),
  )
  const wanted = [...summary.groups, ...groups].flatMap((group) => {
    const target = targetOf(targets, group)
    if (target === undefined || group.policy !== policy.name) return []
    if (loaders.includes(group.component)) return [target.version]
    const carried = policy.rules.find(
      (rule) =>
        rule.kind === 'follows' && rule.fill && rule.by === group.component && loaders.includes(rule.of),
    )
    return carried?.kind === 'follows' ? (deliveredBy(policy, carried, target.version) ?? []) : []
  })
  const sorted = present.sort(compareVersions)
  const [oldest] = sorted
  const ends = wanted.sort(compareVersions)
  if (oldest === undefined || ends.length === 0) return undefined
  const furthest = ends.at(-1) as Version
  // Going down, the newest that runs loses the most.
  if (compareVersions(furthest, oldest) < 0) return { at: sorted.at(-1) as Version, to: ends[0] as Version }
  return { at: oldest, to: furthest }
}

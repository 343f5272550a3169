import { createHash } from 'node:crypto'
import { canonicalJson } from '../base/index.ts'
import type { Policy, Release } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import type { PlanRequest } from './request.ts'

/** Digests of the parts of a policy, so that two plans can tell which part is not as it was. */
export interface PolicyParts {
  /** By the id of the rule; of what it decides, without its words. */
  readonly rules: Readonly<Record<string, string>>
  /** By component and line: the lines from where the fleet is to where it goes. */
  readonly releases: Readonly<Record<string, Readonly<Record<string, LineDigest>>>>
}

interface LineDigest {
  readonly newest: string
  readonly count: number
  readonly digest: string
}

/** Members of a rule that only people read. */
const words = new Set(['says', 'because', 'source', 'examples'])

/** Enough to tell two apart; the whole of a policy has its own digest. */
const short = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 12)

export function policyParts(policy: Policy, request: PlanRequest): PolicyParts {
  const { rules }: { rules: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[] } =
    JSON.parse(policy.fingerprint)
  return {
    rules: Object.fromEntries(
      rules.map((rule) => [
        rule.id,
        short(Object.fromEntries(Object.entries(rule).filter(([member]) => !words.has(member)))),
      ]),
    ),
    releases: Object.fromEntries(
      [...policy.components.keys()].flatMap((component) => {
        const lines = linesOf(policy, component, request)
        return Object.keys(lines).length === 0 ? [] : [[component, lines]]
      }),
    ),
  }
}

function linesOf(
  policy: Policy,
  component: string,
  { summary, wishes }: PlanRequest,
): Readonly<Record<string, LineDigest>> {
  const isOwn = (one: { readonly policy: string; readonly component: string }): boolean =>
    one.policy === policy.name && one.component === component
  const versions = [
    ...summary.groups
      .filter(isOwn)
      .flatMap(({ parts }) =>
        parts.flatMap(({ reading }) => (reading.kind === 'known' ? [reading.version] : [])),
      ),
    ...wishes.targets.filter(isOwn).map(({ version }) => version),
  ].sort(compareVersions)
  const oldest = versions[0]
  const newest = versions.at(-1)
  if (oldest === undefined || newest === undefined) return {}
  const found: Record<string, Release[]> = {}
  for (const release of policy.catalogues.get(component)?.releases ?? []) {
    const { line } = release.version
    if (isBefore(release.version, oldest) || isBefore(newest, release.version)) continue
    found[line.label] = [...(found[line.label] ?? []), release]
  }
  return Object.fromEntries(Object.entries(found).map(([label, releases]) => [label, digestOfLine(releases)]))
}

/** In an older line: patches of the first and of the last line belong to the way. */
const isBefore = (version: Version, bound: Version): boolean =>
  version.line.label !== bound.line.label && compareVersions(version, bound) < 0

const digestOfLine = (releases: readonly Release[]): LineDigest => ({
  newest: releases.at(-1)?.version.text ?? '',
  count: releases.length,
  digest: short(
    releases.map(({ version, date, status, delivers }) => [
      version.text,
      date ?? null,
      status ?? null,
      [...delivers].map(([name, delivered]) => [name, delivered.text]),
    ]),
  ),
})

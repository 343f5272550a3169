import { fail, ok, type Result } from '../base/index.ts'
import type { Outcome } from '../check/index.ts'
import type { Policy, Release, ReleaseRule, Rule } from '../policy/index.ts'
import { changeNamed, lintCatalogue } from '../release/index.ts'
import { compareVersions } from '../version/index.ts'

const kinds: ReadonlySet<string> = new Set<ReleaseRule['kind']>([
  'promise',
  'documented',
  'cadence',
  'listed',
  'accompanied',
])

export const isReleaseRule = (rule: Rule): rule is ReleaseRule => kinds.has(rule.kind)

/**
 * Judges `server=1.2.0 on 2026-01-15 then server=1.3.0 on 2026-03-01 brings breaking with notes and upgrade`: releases,
 * one after the other, as if they were all that the catalogue has.
 */
export function judgeReleaseExample(
  rule: ReleaseRule,
  policy: Policy,
  text: string,
): Result<Outcome, string> {
  const releases = new Map<string, Release[]>()
  for (const step of text.split(/\s+then\s+/)) {
    const read = readRelease(step.trim(), policy)
    if (!read.ok) return read
    const { component, release } = read.value
    releases.set(component, [...(releases.get(component) ?? []), release])
  }
  const catalogues = [...releases].map(([component, own]) => {
    const sorted = [...own].sort((a, b) => compareVersions(a.version, b.version))
    return [component, { releases: sorted, ends: new Map<string, string>() }] as const
  })
  // The table that a rule refers to stays beside it.
  const rules: readonly Rule[] = [...policy.rules.filter((other) => other.kind === 'table'), rule]
  const { rules: judged } = lintCatalogue({ ...policy, rules, catalogues: new Map(catalogues) })
  const scores = judged.find((one) => one.rule === rule)?.scores
  if (scores === undefined) return ok('holds')
  return ok(scores.violated > 0 ? 'broken' : scores.unknown > 0 ? 'unknown' : 'holds')
}

const form =
  /^([^\s=]+)=(\S+)(?:\s+on\s+(\d{4}-\d{2}-\d{2}))?(?:\s+brings\s+(\S+))?(?:\s+with\s+(\S+(?:\s+and\s+\S+)*))?$/

function readRelease(
  text: string,
  policy: Policy,
): Result<{ readonly component: string; readonly release: Release }, string> {
  const match = form.exec(text)
  const [, component = '', written = '', date, brought, pages] = match ?? []
  const scheme = policy.components.get(component)?.scheme
  if (match === null || scheme === undefined)
    return fail(
      `"${text}" is no release: write COMPONENT=VERSION, then on DAY, brings CHANGE and with DOCUMENT where needed`,
    )
  const version = scheme.parse(written)
  if (!version.ok) return fail(`"${written}" is no version of ${component}`)
  const brings = brought === undefined ? ok(undefined) : changeNamed(policy, brought)
  if (!brings.ok) return brings
  const documents = new Map((pages ?? '').split(/\s+and\s+/).map((page) => [page, 'the example']))
  const release: Release = {
    version: version.value,
    tag: version.value.text,
    delivers: new Map(),
    documents,
    ...(date !== undefined && { date }),
    ...(brings.value !== undefined && { brings: brings.value.kind }),
  }
  return ok({ component, release })
}

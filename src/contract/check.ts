import { sum } from '../base/index.ts'
import type { Finding } from '../check/index.ts'
import { enforcedText, type Judged, sentence } from '../explain/index.ts'
import { readingText } from '../fleet/index.ts'

/** Version of the JSON documents; it changes when a reader of an older document would misread a newer one. */
export const contractVersion = 'interlock.dev/v1alpha1'

/** A judged fleet, or a judged jump, as --format json prints it. */
export function checkDocument(result: Judged, notes: { readonly input: readonly string[] }): unknown {
  return {
    apiVersion: contractVersion,
    kind: 'CheckResult',
    verdict: result.verdict.kind,
    findings: result.findings.map(findingDocument),
    repairs: (result.repairs ?? []).map(({ changes, count }) => ({
      count,
      changes: changes.map(({ member: { group, part }, to }) => ({
        policy: group.policy,
        scope: group.scope,
        component: group.component,
        from: readingText(part.reading),
        to: to.text,
        count: part.count,
      })),
    })),
    fleet: result.summary.groups.map(({ policy, scope, component, parts }) => ({
      policy,
      scope,
      component,
      versions: parts.map(({ reading, count, name, frozen }) => ({
        version: readingText(reading),
        count,
        ...(name !== undefined && { name }),
        ...(frozen && { frozen }),
      })),
    })),
    unlisted: result.unlisted,
    input: notes.input,
    rules: result.rules,
  }
}

export function findingDocument(finding: Finding): unknown {
  const { rule, severity, outcome, policy, scope, component, members, against, reason, to } = finding
  const enforced = rule === undefined ? undefined : enforcedText(rule)
  const versions = (list: Finding['against']): string[] => [
    ...new Set(list.map(({ part }) => readingText(part.reading))),
  ]
  return {
    rule: rule?.name ?? null,
    severity,
    outcome,
    policy,
    scope,
    component,
    versions: versions(members),
    count: sum(members, ({ part }) => part.count),
    instances: members.flatMap(({ part }) => part.instances),
    ...(to !== undefined && { to }),
    ...(against.length > 0 && {
      against: { component: against[0]?.group.component, versions: versions(against) },
    }),
    message: sentence(finding),
    reason,
    derived: rule?.derived ?? false,
    ...(enforced !== undefined && outcome === 'broken' && { enforced: rule?.enforced }),
    places: members.flatMap(({ part }) => part.place ?? []),
    source: rule === undefined ? null : { ...rule.source, says: rule.says, because: rule.because },
  }
}

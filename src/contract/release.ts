import { releaseSentence } from '../explain/index.ts'
import type { CatalogueLint } from '../release/index.ts'
import { contractVersion } from './check.ts'

/** What `catalogue lint` found, as --format json prints it. */
export function catalogueDocument(
  policy: string,
  verdict: string,
  { releases, rules }: CatalogueLint,
): object {
  return {
    apiVersion: contractVersion,
    kind: 'CatalogueLintResult',
    policy,
    verdict,
    releases,
    scoreboard: rules.map(({ rule, scores }) => ({ rule: rule.name, ...scores })),
    findings: rules.flatMap(({ findings }) =>
      findings.map((finding) => ({
        rule: finding.rule.name,
        severity: finding.severity,
        component: finding.component,
        version: finding.version,
        date: finding.date ?? null,
        message: releaseSentence(finding),
        reason: finding.reason,
        file: finding.place?.file ?? null,
        line: finding.place?.line ?? null,
        source: { ...finding.rule.source, says: finding.rule.says },
      })),
    ),
  }
}

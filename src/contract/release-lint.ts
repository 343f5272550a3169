import { expectedText, tagSentence } from '../explain/index.ts'
import type { ReleaseLint, TagFinding, TagReason } from '../tags/index.ts'
import { contractVersion } from './check.ts'

/** What `release lint` found, as --format json prints it. */
export function releaseLintDocument(
  policy: string,
  verdict: string,
  { tags, ignored, earlier, branches, rules }: ReleaseLint,
): object {
  return {
    apiVersion: contractVersion,
    kind: 'ReleaseLintResult',
    policy,
    verdict,
    tags,
    earlier,
    ignored,
    branches,
    scoreboard: rules.map(({ rule, scores, lacks }) => ({
      rule: rule.name,
      obeyed: scores.obeyed,
      violated: scores.violated,
      unknown: scores.unknown,
      legacy: scores.legacy,
      notApplicable: scores.notApplicable,
      asked: lacks === undefined,
    })),
    findings: rules.flatMap(({ findings }) => findings.map(tagFindingDocument)),
  }
}

/** One finding on a tag or branch. */
export const tagFindingDocument = (finding: TagFinding): object => ({
  rule: finding.rule.name,
  severity: finding.severity,
  tag: finding.tag ?? null,
  branch: finding.branch ?? null,
  date: finding.date ?? null,
  expected: finding.expected,
  message: [tagSentence(finding), expectedText(finding)].filter((text) => text !== undefined).join('; '),
  reason: reasonOf(finding.reason),
  file: finding.place?.file ?? null,
  line: finding.place?.line ?? null,
  source: { ...finding.rule.source, says: finding.rule.says },
})

/** A reason as plain data: what a rule about releases found is told without the rule itself. */
function reasonOf(reason: TagReason): object {
  if (reason.kind !== 'release') return reason
  const { component, version, reason: own } = reason.finding
  return { kind: 'release', component, version, reason: own }
}

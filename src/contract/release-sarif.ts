import { expectedText, tagSentence } from '../explain/index.ts'
import type { ReleaseLint, TagFinding } from '../tags/index.ts'
import { artifactOf, levels, ruleDescriptor, sarifSchema } from './sarif-parts.ts'

/** What `release lint` found, as SARIF 2.1.0. A tag stands in no file: its place is the ref that it is. */
export function releaseSarif(policy: string, verdict: string, lint: ReleaseLint, version: string): unknown {
  const broken = lint.rules.filter(({ findings }) => findings.length > 0)
  const rules = broken.map(({ rule, findings }) =>
    ruleDescriptor(rule, levels[findings[0]?.severity ?? 'note'], ['versions', 'releases']),
  )
  const results = broken.flatMap(({ findings }, ruleIndex) =>
    findings.map((finding) => resultOf(finding, ruleIndex)),
  )
  return {
    $schema: sarifSchema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'interlock', version, semanticVersion: version, rules } },
        automationDetails: { id: `interlock/release/${policy}/` },
        columnKind: 'utf16CodeUnits',
        results,
        properties: { verdict, tags: lint.tags },
      },
    ],
  }
}

function resultOf(finding: TagFinding, ruleIndex: number) {
  const { rule, tag, branch, place, severity, expected } = finding
  const ref = tag === undefined ? `refs/heads/${branch}` : `refs/tags/${tag}`
  const text = [tagSentence(finding), expectedText(finding)].filter((part) => part !== undefined).join('; ')
  return {
    ruleId: rule.name,
    ruleIndex,
    level: levels[severity],
    message: { text },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(place?.file ?? `.git/${ref}`),
          region: { startLine: place?.line ?? 1, startColumn: place?.column ?? 1 },
        },
        logicalLocations: [{ fullyQualifiedName: ref, kind: 'ref' }],
      },
    ],
    partialFingerprints: { 'interlock/v1': `${rule.name} ${ref}` },
    properties: { severity, expected },
  }
}

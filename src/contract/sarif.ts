import { groupBy } from '../base/index.ts'
import { type ScanNotes, scanAdvice, scanSentence } from '../explain/index.ts'
import type { ScanFinding, ScanResult } from '../lifecycle/index.ts'
import { artifactOf, levels, ruleDescriptor, sarifSchema } from './sarif-parts.ts'
import { keyOfScanFinding } from './scan-baseline.ts'

/*
 * SARIF 2.1.0 (OASIS Standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/), as code hosts read it: one run, a
 * descriptor for each rule that a result cites, a place for each result.
 */

/** What is cited where no rule of the policy is broken: the text could not be read at all. */
const unreadable = {
  id: 'interlock/unreadable',
  shortDescription: { text: 'a document can be read' },
  help: { text: 'What cannot be read cannot be judged: the verdict is unknown.' },
}

/** A scan for systems that show SARIF beside the code. `version` is that of the program. */
export function scanSarif(result: ScanResult, notes: ScanNotes, version: string): unknown {
  const rules = descriptorsOf(result.findings)
  const indexes = new Map(rules.map(({ id }, i) => [id, i]))
  const seen = new Map<string, number>()
  return {
    $schema: sarifSchema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'interlock', version, semanticVersion: version, rules } },
        automationDetails: { id: `interlock/scan/${notes.policy}/` },
        columnKind: 'utf16CodeUnits',
        results: result.findings.map((finding) => {
          const id = idOf(finding)
          const key = keyOfScanFinding(finding)
          const count = (seen.get(key) ?? 0) + 1
          seen.set(key, count)
          return {
            ruleId: id,
            ruleIndex: indexes.get(id) ?? -1,
            level: levels[finding.severity],
            message: { text: messageOf(finding) },
            locations: [locationOf(finding)],
            // Stays the same when lines move, so that hosts know a result again.
            partialFingerprints: { 'interlock/v1': count === 1 ? key : `${key} ${count}` },
            properties: {
              severity: finding.severity,
              at: finding.at,
              later: finding.later,
              since: finding.since ?? null,
              until: finding.until ?? null,
              replacement: finding.replacement ?? null,
            },
          }
        }),
        properties: { verdict: result.verdict, hosts: notes.hosts, documents: result.documents },
      },
    ],
  }
}

const idOf = ({ rule }: ScanFinding): string => rule?.name ?? unreadable.id

/** One descriptor per rule; its level is the worst that it was found with. */
function descriptorsOf(findings: readonly ScanFinding[]) {
  return [...groupBy(findings, idOf).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const worst = (['error', 'unknown', 'warning', 'note'] as const).find((severity) =>
      same.some((finding) => finding.severity === severity),
    )
    const defaultConfiguration = { level: levels[worst ?? 'note'] }
    const { rule } = first
    if (rule === undefined) return [{ ...unreadable, defaultConfiguration }]
    return [ruleDescriptor(rule, levels[worst ?? 'note'], ['versions', 'manifests'])]
  })
}

const messageOf = (finding: ScanFinding): string => {
  const advice = scanAdvice(finding)
  return advice === undefined ? scanSentence(finding) : `${scanSentence(finding)} (${advice})`
}

function locationOf({ place, subject, name }: ScanFinding) {
  const logical = name === undefined ? subject : `${subject} ${name}`
  return {
    physicalLocation: {
      artifactLocation: artifactOf(place.file),
      region: { startLine: place.line, startColumn: place.column },
    },
    logicalLocations: [{ fullyQualifiedName: logical, kind: 'resource' }],
  }
}

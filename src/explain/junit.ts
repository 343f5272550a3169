import type { ScanFinding, ScanResult } from '../lifecycle/index.ts'
import { type ScanNotes, scanAdvice, scanSentence } from './scan.ts'
import { type JunitCase, junitText } from './xml.ts'

/**
 * A scan as JUnit XML, for systems that show tests: every finding is a test case of its file. What does not load is a
 * failure, what nobody can tell an error; the rest passes and says why it is there. `isStrict` makes warnings fail.
 */
export function scanJunit(result: ScanResult, notes: ScanNotes, isStrict: boolean): string {
  const { findings, manifests } = result
  const cases: readonly JunitCase[] =
    findings.length === 0
      ? // A suite without a test would be read as one that did not run.
        [{ classname: 'interlock', name: `${manifests} manifests load`, kind: 'passes' }]
      : findings.map((finding) => testCase(finding, isStrict))
  const name = `interlock scan ${notes.policy} ${notes.hosts.join(', ')}`
  return junitText(name, [{ name, cases }])
}

function testCase(finding: ScanFinding, isStrict: boolean): JunitCase {
  const { place, rule, severity } = finding
  const sentence = scanSentence(finding)
  const lines = [
    sentence,
    ...(rule === undefined ? [] : [`${rule.says} (${rule.name})`, rule.source.ref]),
    ...[scanAdvice(finding) ?? []].flat(),
    `${place.file}:${place.line}:${place.column}`,
  ]
  const head = { classname: place.file, name: sentence, file: place.file, line: place.line }
  return { ...head, ...outcomeOf(severity, isStrict, sentence, rule?.name ?? 'unreadable', lines) }
}

/** What a finding is as a test: a failure, an error where nobody can tell, else a word beside a test that passes. */
export function outcomeOf(
  severity: ScanFinding['severity'],
  isStrict: boolean,
  message: string,
  type: string,
  lines: readonly string[],
): Pick<JunitCase, 'kind' | 'message' | 'type' | 'body'> {
  const body = lines.join('\n')
  if (severity === 'error' || (isStrict && severity === 'warning'))
    return { kind: 'failure', message, type, body }
  if (severity === 'unknown') return { kind: 'error', message, type, body }
  return { kind: 'passes', body: `${severity}: ${body}` }
}

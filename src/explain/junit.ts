import type { ScanFinding, ScanResult } from '../lifecycle/index.ts'
import { type ScanNotes, scanAdvice, scanSentence } from './scan.ts'
import { attributes, escaped } from './xml.ts'

/**
 * A scan as JUnit XML, for systems that show tests: every finding is a test case of its file. What does not load is a
 * failure, what nobody can tell an error; the rest passes and says why it is there. `isStrict` makes warnings fail.
 */
export function scanJunit(result: ScanResult, notes: ScanNotes, isStrict: boolean): string {
  const { findings, manifests } = result
  const isFailure = ({ severity }: ScanFinding): boolean =>
    severity === 'error' || (isStrict && severity === 'warning')
  const failures = findings.filter(isFailure).length
  const errors = findings.filter(({ severity }) => severity === 'unknown').length
  const cases =
    findings.length === 0
      ? // A suite without a test would be read as one that did not run.
        [`    <testcase${attributes({ classname: 'interlock', name: `${manifests} manifests load` })}/>`]
      : findings.map((finding) => testCase(finding, isFailure(finding)))
  const name = `interlock scan ${notes.policy} ${notes.hosts.join(', ')}`
  const counts = { tests: cases.length, failures, errors, skipped: 0 }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, tests: counts.tests, failures, errors })}>`,
    `  <testsuite${attributes({ name, ...counts })}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function testCase(finding: ScanFinding, isFailure: boolean): string {
  const { place, rule, severity } = finding
  const sentence = scanSentence(finding)
  const head = attributes({ classname: place.file, name: sentence, file: place.file, line: place.line })
  const lines = [
    ...(rule === undefined ? [] : [`${rule.says} (${rule.name})`, rule.source.ref]),
    ...[scanAdvice(finding) ?? []].flat(),
    `${place.file}:${place.line}:${place.column}`,
  ]
  const body = escaped([sentence, ...lines].join('\n'))
  const told = attributes({ message: sentence, type: rule?.name ?? 'unreadable' })
  const element = isFailure
    ? `<failure${told}>${body}</failure>`
    : severity === 'unknown'
      ? `<error${told}>${body}</error>`
      : `<system-out>${severity}: ${body}</system-out>`
  return `    <testcase${head}>\n      ${element}\n    </testcase>`
}

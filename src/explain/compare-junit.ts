import type { CompareResult } from '../release/index.ts'
import { brought, type CompareNotes, semverSentence, stepSentence } from './compare.ts'
import { changeSentence, decidedText } from './interface-change.ts'
import { attributes, escaped } from './xml.ts'

/**
 * A comparison as JUnit XML: every change is a test case of its file. What is more than the release may bring is a
 * failure, what nobody can tell an error; the rest passes and says why it is there.
 */
export function compareJunit({ comparison, step }: CompareResult, notes: CompareNotes): string {
  const isAllowed = step !== undefined && step.verdict !== 'broken'
  const judged = step?.changes ?? comparison.changes.map((change) => ({ change, brings: brought(change) }))
  const worst = step?.brings ?? 'breaking'
  const cases = judged.map((each) => {
    const { change, brings } = each
    const place = change.places.new ?? change.places.old
    const sentence = changeSentence(change)
    const file = place === undefined ? {} : { file: place.file, line: place.line }
    const head = attributes({ classname: place?.file ?? change.format, name: sentence, ...file })
    const body = escaped(step === undefined ? sentence : `${sentence}\n${decidedText(each)}`)
    const told = attributes({ message: sentence, type: change.kind })
    const isFailure = !isAllowed && brings === worst && brings !== 'fixes'
    const kind = isFailure ? 'failure' : brings === 'unknown' && notes.verdict !== 'kept' ? 'error' : 'passes'
    const element =
      kind === 'passes' ? `<system-out>${brings}: ${body}</system-out>` : `<${kind}${told}>${body}</${kind}>`
    return { kind, text: `    <testcase${head}>\n      ${element}\n    </testcase>` }
  })
  for (const { place, message } of comparison.problems) {
    const head = attributes({ classname: place?.file ?? 'interlock', name: message })
    const told = attributes({ message, type: 'unreadable' })
    cases.push({ kind: 'error', text: `    <testcase${head}>\n      <error${told}/>\n    </testcase>` })
  }
  // A suite without a test would be read as one that did not run.
  if (cases.length === 0)
    cases.push({
      kind: 'passes',
      text: `    <testcase${attributes({ classname: 'interlock', name: 'nothing changed' })}/>`,
    })
  const count = (kind: string): number => cases.filter((each) => each.kind === kind).length
  const counts = { tests: cases.length, failures: count('failure'), errors: count('error') }
  const name = step === undefined ? semverSentence(comparison, notes) : stepSentence(step)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `interlock compare: ${name}`, ...counts })}>`,
    `  <testsuite${attributes({ name: `interlock compare: ${name}`, ...counts, skipped: 0 })}>`,
    ...cases.map(({ text }) => text),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

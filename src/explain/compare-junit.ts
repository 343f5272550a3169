import type { CompareResult } from '../release/index.ts'
import { brought, type CompareNotes, semverSentence, stepSentence } from './compare.ts'
import { changeSentence, decidedText } from './interface-change.ts'
import { type JunitCase, junitText } from './xml.ts'

/**
 * A comparison as JUnit XML: every change is a test case of its file. What is more than the release may bring is a
 * failure, what nobody can tell an error; the rest passes and says why it is there.
 */
export function compareJunit({ comparison, step }: CompareResult, notes: CompareNotes): string {
  const isAllowed = step !== undefined && step.verdict !== 'broken'
  const judged = step?.changes ?? comparison.changes.map((change) => ({ change, brings: brought(change) }))
  const worst = step?.brings ?? 'breaking'
  const cases = judged.map((each): JunitCase => {
    const { change, brings } = each
    const place = change.places.new ?? change.places.old
    const sentence = changeSentence(change)
    const file = place === undefined ? {} : { file: place.file, line: place.line }
    const head = { classname: place?.file ?? change.format, name: sentence, ...file }
    const body = step === undefined ? sentence : `${sentence}\n${decidedText(each)}`
    const isFailure = !isAllowed && brings === worst && brings !== 'fixes'
    const kind = isFailure ? 'failure' : brings === 'unknown' && notes.verdict !== 'kept' ? 'error' : 'passes'
    return kind === 'passes'
      ? { ...head, kind, body: `${brings}: ${body}` }
      : { ...head, kind, message: sentence, type: change.kind, body }
  })
  for (const { place, message } of comparison.problems)
    cases.push({
      classname: place?.file ?? 'interlock',
      name: message,
      kind: 'error',
      message,
      type: 'unreadable',
    })
  // A suite without a test would be read as one that did not run.
  if (cases.length === 0) cases.push({ classname: 'interlock', name: 'nothing changed', kind: 'passes' })
  const name = step === undefined ? semverSentence(comparison, notes) : stepSentence(step)
  return junitText(`interlock compare: ${name}`, [{ name: `interlock compare: ${name}`, cases }])
}

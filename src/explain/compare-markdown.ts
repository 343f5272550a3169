import type { CompareResult, JudgedChange } from '../release/index.ts'
import { brought, type CompareNotes, countsText, semverSentence, stepSentence } from './compare.ts'
import { changeSentence, concernText, decidedText } from './interface-change.ts'
import { plural } from './layout.ts'
import { cell } from './markdown.ts'

/** More rows than this are not read, and code hosts cut long comments. */
const mostRows = 200

/** A comparison for a pull request or an issue. */
export function compareMarkdown({ comparison, step }: CompareResult, notes: CompareNotes): string {
  const head = step === undefined ? semverSentence(comparison, notes) : stepSentence(step)
  const lines = [`## ${cell(head)}`, '', countsText(comparison, step)]
  const problems = comparison.problems.map(({ place, message }) =>
    cell(place === undefined ? message : `${place.file}:${place.line}: ${message}`),
  )
  const said = [...problems, ...comparison.notes.map(cell), ...notes.input.map(cell)]
  if (said.length > 0) lines.push('', ...said.map((text) => `- ${text}`))
  const judged = step?.changes ?? comparison.changes.map((change) => ({ change, brings: brought(change) }))
  return `${[...lines, ...changeTable(judged, step !== undefined)].join('\n')}\n`
}

/** Changes as a table; those of words only are left out. */
export function changeTable(judged: readonly JudgedChange[], isJudged: boolean): string[] {
  const shown = judged.filter(({ brings, change }) => brings !== 'fixes' || change.class !== 'documentation')
  if (shown.length === 0) return []
  const rank = { breaking: 0, unknown: 1, compatible: 2, fixes: 3 } as const
  const sorted = [...shown].sort((a, b) => rank[a.brings] - rank[b.brings])
  const more = sorted.length - mostRows
  return [
    '',
    `| | change | kind | where |${isJudged ? ' decided by |' : ''}`,
    `| --- | --- | --- | --- |${isJudged ? ' --- |' : ''}`,
    ...sorted.slice(0, mostRows).map((each) => {
      const { change, brings, by } = each
      const place = change.places.new ?? change.places.old
      const whom = concernText(change)
      const sentence = `${changeSentence(change)}${whom === undefined ? '' : ` (for ${whom})`}`
      const decided = isJudged
        ? ` ${cell(by === undefined ? decidedText(each) : `${by.rule.name}: ${decidedText(each)}`)} |`
        : ''
      return `| ${brings} | ${cell(sentence)} | ${change.kind} | ${place === undefined ? '' : `${cell(place.file)}:${place.line}`} |${decided}`
    }),
    ...(more > 0 ? ['', `… ${plural(more, 'more change')}: \`--format json\` has all`] : []),
  ]
}

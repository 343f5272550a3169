import { distinctBy, groupBy } from '../base/index.ts'
import type { PlanResult, Stage, Timetable } from '../plan/index.ts'
import { fleetText, type Judged } from './check.ts'
import { causeText } from './conflict.ts'
import { number } from './layout.ts'
import type { CheckNotes, PlanNotes } from './notes.ts'
import { plainPaint } from './paint.ts'
import { pace, planText, whyText } from './plan.ts'
import { chainText, runText, spanText, untimedText } from './plan-times.ts'
import { questionText } from './question.ts'
import { toldWarnings } from './warnings.ts'
import { enforcedText, factText, sentence, sourceText } from './words.ts'

/** A check for a pull request or an issue. */
export function checkMarkdown(result: Judged, notes: CheckNotes): string {
  const lines = [
    `## ${result.verdict.kind}`,
    '',
    `${cell(fleetText(result.summary))} ${notes.jump ?? ''}`.trim(),
  ]
  if (notes.input.length > 0) lines.push('', ...notes.input.map((text) => `- ${cell(text)}`))
  if (result.findings.length > 0) {
    lines.push('', '| | scope | finding | rule | source |', '| --- | --- | --- | --- | --- |')
    for (const finding of result.findings) {
      const { rule } = finding
      const source = rule === undefined ? '' : `[${cell(sourceText(rule.source))}](${rule.source.ref})`
      const enforced = rule !== undefined && finding.outcome === 'broken' ? enforcedText(rule) : undefined
      const more = finding.reason.kind === 'fact' ? factText(finding.reason) : enforced
      const says =
        more === undefined
          ? sentence(finding)
          : `${sentence(finding)}${finding.reason.kind === 'fact' ? '.' : ';'} ${more}`
      lines.push(
        `| ${finding.severity} | ${cell(finding.scope)} | ${cell(says)} | ${rule?.name ?? ''} | ${source} |`,
      )
    }
  }
  for (const repair of result.repairs ?? []) {
    for (const { member, to } of repair.changes) {
      const { group, part } = member
      const from = part.reading.kind === 'known' ? part.reading.version.text : '?'
      lines.push(
        '',
        `Smallest change: ${group.scope}, ${group.component} ${from} → ${to.text} (${number(part.count)})`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}

/** A plan for a pull request or a change record. */
export function planMarkdown(result: PlanResult, notes: PlanNotes): string {
  const lines = [`## ${result.outcome}`, '', cell(fleetText(result.before.summary))]
  if (result.outcome === 'impossible') {
    for (const conflict of result.conflicts) {
      lines.push('', `In ${conflict.scopes.map(cell).join(', ')}, all of these cannot be had at once:`, '')
      for (const cause of conflict.causes)
        lines.push(`- ${cell(causeText(cause).text)} (${cell(causeText(cause).note)})`)
    }
    lines.push('', '```', planText(result, notes, plainPaint).trimEnd(), '```')
  }
  if (result.outcome === 'plan' || result.outcome === 'unknown') {
    if (result.outcome === 'unknown') {
      lines.push('', 'Open questions:', '')
      for (const { text } of distinctBy(result.questions.map(questionText), ({ key }) => key)) {
        lines.push(`- ${cell(text)}`)
      }
    }
    for (const [scope, stages] of groupBy(result.stages, (stage) => stage.scope))
      lines.push('', ...stageTable(scope, stages, result.timetable))
    lines.push(...whenMarkdown(result))
    lines.push(
      '',
      ...result.why.map(
        (why) => `- **${whyText(why).label}**: ${cell(whyText(why).text)} (${why.rule.name})`,
      ),
    )
    lines.push(
      '',
      `${number(result.proof.states)} states × ${result.proof.rules} rules re-checked. Plan ${result.digest.slice(0, 8)}.`,
    )
    for (const { text, details } of toldWarnings(result.warnings)) {
      lines.push('', `> **${cell(text)}** ${details.map(cell).join('; ')}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** When the plan runs, below its stages. */
function whenMarkdown(result: Extract<PlanResult, { readonly outcome: 'plan' | 'unknown' }>): string[] {
  const { timetable, request } = result
  const { maxParallel } = request.wishes
  const parts = [
    ...(timetable === undefined
      ? []
      : [spanText(timetable), chainText(timetable), untimedText({ ...result, timetable })]),
    maxParallel === undefined ? '' : `at most ${maxParallel} at a time`,
  ].filter((text) => text !== '')
  return parts.length === 0 ? [] : ['', `When: ${parts.map(cell).join('; ')}.`]
}

function stageTable(scope: string, stages: readonly Stage[], timetable: Timetable | undefined): string[] {
  const times = new Map(timetable?.stages.map((time) => [time.stage, time]))
  const [head, line] = timetable === undefined ? ['', ''] : [' when |', ' --- |']
  return [
    `### ${cell(scope)}`,
    '',
    `| stage | component | from | to | instances | how | after | gate | undo |${head}`,
    `| ---: | --- | --- | --- | ---: | --- | --- | --- | --- |${line}`,
    ...stages.map((stage) => {
      const undo =
        stage.undo.outcome === 'holds' ? `back to ${stage.undo.to.map(({ text }) => text).join(', ')}` : 'no'
      const from = stage.from.map(({ text }) => text).join(', ')
      const part = stage.part === undefined ? '' : ` ${stage.part}`
      const brings = stage.delivers && ` (with ${stage.delivers.component} ${stage.delivers.to.text})`
      const who = `${stage.component}${part}${brings ?? ''}`
      const time = times.get(stage.id)
      return `| ${stage.id} | ${cell(who)} | ${from} | ${stage.to.text} | ${number(stage.count)} | ${pace(stage)} | ${stage.needs.join(', ')} | ${stage.gate === undefined ? '' : cell(stage.gate.until)} | ${undo} |${time === undefined ? '' : ` ${runText(time)} |`}`
    }),
  ]
}

/** Text as it stands in a cell of a Markdown table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

import { distinctBy } from '../base/index.ts'
import {
  alternativeText,
  derivationOf,
  fleetText,
  number,
  type PlanNotes,
  plural,
  questionText,
  routeText,
  sizeText,
  targetText,
  toldWarnings,
  unnamedScope,
  wayBackOf,
} from '../explain/index.ts'
import type { PlanResult } from '../plan/index.ts'
import { code, codeBlock, prose } from './markdown-text.ts'
import { coursesOf } from './moments.ts'
import { artifactsFor } from './needs.ts'
import { stageLines } from './runbook-stage.ts'
import { type Alike, scopesText, sectionsOf } from './section.ts'

type Found = Extract<PlanResult, { outcome: 'plan' | 'unknown' }>

/** A plan as Markdown to carry out by hand and tick off: what to prepare, to do, to verify, and how to take it back. */
export function planRunbook(result: PlanResult, notes: PlanNotes): string {
  return `${linesOf(result, notes)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

function linesOf(result: PlanResult, notes: PlanNotes): string[] {
  switch (result.outcome) {
    case 'nothing-to-do': {
      const { kind } = result.before.verdict
      const hint = kind === 'supported' ? [] : ['', `That is ${kind}:`, '', ...codeBlock([notes.check])]
      return [
        '# Nothing to do',
        '',
        `${prose(fleetText(result.before.summary))}. Everything is where you want it.`,
        ...hint,
      ]
    }
    case 'impossible':
      return impossible(result, notes)
    case 'unknown':
    case 'plan':
      return planned(result, notes)
  }
}

function impossible(result: Extract<PlanResult, { outcome: 'impossible' }>, notes: PlanNotes): string[] {
  const { conflicts, alternatives, blocked } = result
  return [
    `# No way to ${prose(targetText(result))}`,
    '',
    `${prose(fleetText(result.before.summary))}.`,
    ...conflicts.flatMap((conflict) => {
      const { causes, limits, goal } = derivationOf(conflict)
      return [
        '',
        ...(blocked.of > 1 ? [`In ${prose(scopesText(conflict.scopes))}:`, ''] : []),
        ...causes.map(({ text, note }) => `- ${prose(text)}${note === '' ? '' : ` (${code(note)})`}`),
        '',
        ...[...limits, goal].map(prose),
      ]
    }),
    '',
    ...(alternatives.length === 0 ? ['Nothing near was found that works.'] : ['## What works instead', '']),
    ...alternatives.flatMap((one, i) => [
      `${i + 1}. ${prose(alternativeText(one, result))} (${plural(one.moves, 'move')})`,
      ...codeBlock([notes.commandFor(one.wishes)], '   '),
    ]),
  ]
}

function planned(result: Found, notes: PlanNotes): string[] {
  const { stages, request, digest, before } = result
  const sections = sectionsOf(result)
  const title = stages.length === 0 ? 'questions are open' : routeText(stages)
  return [
    `# Runbook: ${prose(title)}`,
    '',
    `${prose(fleetText(before.summary))}. ${sizeText(result)}. Planned for ${request.asOf}, plan ${code(digest.slice(0, 8))}.`,
    ...questionLines(result),
    ...(stages.length === 0
      ? []
      : [
          ...preconditions(result, notes, sections),
          ...sections.flatMap((alike) => sectionLines(alike, result, sections.length)),
          ...endLines(result, sections),
        ]),
  ]
}

function questionLines(result: Found): string[] {
  if (result.outcome !== 'unknown') return []
  const texts = distinctBy(result.questions.map(questionText), ({ key }) => key)
  return [
    '',
    '> **The policy does not vouch for this.** Open questions:',
    '>',
    ...texts.map(({ text, note }) => `> - ${prose(text)}${note === '' ? '' : ` (${code(note)})`}`),
  ]
}

function preconditions(result: Found, notes: PlanNotes, sections: readonly Alike[]): string[] {
  const { request, warnings } = result
  const command = notes.commandFor(request.wishes)
  // On another day it is another plan.
  const again = command.includes(' --as-of ') ? command : `${command} --as-of ${request.asOf}`
  const artifacts = distinctBy(
    sections.flatMap(([section]) => section.stages.flatMap((stage) => artifactsFor(stage, request.policies))),
    ({ text }) => text,
  )
  return [
    '',
    '## Before you begin',
    '',
    `- [ ] Planned again it is still this plan, and it holds; the last line tells ${code(`plan ${result.digest.slice(0, 4)}`)}:`,
    ...codeBlock([`${again} --format json > plan.json`, notes.verify], '  '),
    `- [ ] Everybody concerned knows: ${wayBackSentence(result)}`,
    ...toldWarnings(warnings).map(({ text, details }) => {
      return `- [ ] Accepted: ${prose([text, ...details].join('; '))}`
    }),
    ...(artifacts.length === 0
      ? []
      : [
          '- [ ] At hand, where nothing can be fetched on the way:',
          ...artifacts.map(({ text }) => `  - ${code(text)}`),
        ]),
    '',
    pauseSentence(result),
  ]
}

function wayBackSentence(result: Found): string {
  const back = wayBackOf(result)
  switch (back.kind) {
    case 'none':
      return `there is no way back once stage ${back.from} has begun.`
    case 'unsure':
      return `the policy does not say whether ${back.stages.length === 1 ? 'stage' : 'stages'} ${back.stages.join(', ')} can be taken back.`
    case 'backwards':
      return `it can be taken back from any point${back.first === undefined ? '' : `, ${prose(back.first)} first`}.`
  }
}

/** What is proven of every state is what one may rely on when something does not go on. */
const pauseSentence = ({ outcome, before }: Found): string =>
  outcome === 'unknown'
    ? 'Stop wherever something is not as described; not every state on the way is vouched for.'
    : before.verdict.kind === 'unsupported'
      ? 'Stop wherever something is not as described: nothing gets worse on the way, but the start is not supported.'
      : 'Stop wherever something is not as described: every state on the way is supported, so you may rest between any two batches.'

function sectionLines(alike: Alike, result: Found, count: number): string[] {
  const [section, ...others] = alike
  const name =
    section.scopes.join() === unnamedScope && count === 1 ? 'Stages' : prose(scopesText(section.scopes))
  const more = others.length === 0 ? '' : ` and ${plural(others.length, 'scope')} alike`
  return [
    '',
    `## ${name}${more}`,
    ...(others.length === 0
      ? []
      : [
          '',
          `Written for ${prose(scopesText(section.scopes))}. Each of these does the same under its own name:`,
          '',
          ...alike.map(
            ({ scopes, stages }) =>
              `- [ ] ${prose(scopes.join(', '))}: ${stages.length === 1 ? 'stage' : 'stages'} ${stages.map(({ id }) => id).join(', ')}`,
          ),
        ]),
    ...section.stages.flatMap((stage) =>
      stageLines(stage, {
        section,
        why: result.why,
        request: result.request,
        timetable: result.timetable,
      }),
    ),
  ]
}

function endLines({ request }: Found, sections: readonly Alike[]): string[] {
  const isOne = sections.length === 1 && sections[0]?.[0].scopes.length === 1
  const rows = sections.flatMap(([section, ...others]) =>
    coursesOf(section, request.wishes.thaw).map(({ group, end }) => {
      const versions = end.versions.map(({ text, count }) => `${text} ×${number(count)}`).join(', ')
      const where = isOne
        ? ''
        : ` in ${group.scope}${others.length === 0 ? '' : ` and ${others.length} alike`}`
      return `- [ ] ${prose(`${group.component}${where}: ${versions}`)}`
    }),
  )
  return [
    '',
    '## When all is done',
    '',
    'This runs, and nothing else:',
    '',
    ...rows,
    '',
    `Judge what runs then by ${code('interlock check')}.`,
  ]
}

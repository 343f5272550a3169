import { number, plural, runText } from '../explain/index.ts'
import type { PlanRequest, Stage, Task, Timetable, Why } from '../plan/index.ts'
import { stagesBefore } from './drawing.ts'
import { code, codeBlock, link, prose } from './markdown-text.ts'
import { artifactsFor, notesFor } from './needs.ts'
import { reasonsOf } from './reasons.ts'
import type { Section } from './section.ts'

/** As many batches have a box of their own; of more, some on the way do. */
const mostBoxes = 12

export interface StageContext {
  readonly section: Section
  readonly why: readonly Why[]
  readonly request: PlanRequest
  readonly timetable: Timetable | undefined
}

/** One stage of a runbook: what to prepare, what to do, what to verify, and how to take it back. */
export function stageLines(stage: Stage, context: StageContext): string[] {
  const { section } = context
  const own = section.tasks.filter((task) => task.stage === stage.id)
  const from = stage.from.map(({ text }) => text).join(', ')
  const part = stage.part === undefined ? '' : ` ${stage.part}`
  const where = section.scopes.length > 1 ? ` in ${stage.scope}` : ''
  return [
    '',
    `### Stage ${prose(stage.id)}: ${prose(`${stage.component}${part} ×${number(stage.count)}${where}, ${from} → ${stage.to.text}`)}`,
    '',
    ...introduction(stage, context),
    ...preparation(stage, context.request),
    ...taskLines('Before', own, 'before'),
    '**Do**',
    '',
    ...doLines(stage, section),
    '',
    ...taskLines('After', own, 'after'),
    ...gateLines(stage, section),
    ...undoLines(stage, section),
  ]
}

function introduction(stage: Stage, { section, why, timetable }: StageContext): string[] {
  const waited = stagesBefore(stage.needs, section.tasks)
  const before = section.stages.filter(({ id }) => waited.includes(id))
  const reasons = reasonsOf(stage, why, { before, stages: section.stages })
  const begin =
    waited.length === 0
      ? 'It waits for no other stage.'
      : `Begin when ${waited.length === 1 ? 'stage' : 'stages'} ${waited.join(', ')} ${waited.length === 1 ? 'is' : 'are'} done${before.some(({ gate }) => gate !== undefined) ? ' and verified' : ''}.`
  const time = timetable?.stages.find((one) => one.stage === stage.id)
  const when = time === undefined ? [] : [`Time: ${prose(runText(time))}.`]
  const down =
    stage.downtime === undefined ? [] : [`**Downtime**: users of ${prose(stage.component)} notice.`]
  const brings =
    stage.delivers === undefined
      ? []
      : [`It brings ${prose(`${stage.delivers.component} ${stage.delivers.to.text}`)} along.`]
  return [
    [begin, ...when, ...brings, ...down].join(' '),
    '',
    ...reasons.map(({ label, text, rule }) => `- Why ${prose(label)}: ${prose(text)} (${code(rule.name)})`),
    ...(reasons.length > 0 ? [''] : []),
  ]
}

function preparation(stage: Stage, { policies }: PlanRequest): string[] {
  const artifacts = artifactsFor(stage, policies)
  const notes = notesFor(stage, policies)
  if (artifacts.length + notes.length === 0) return []
  return [
    ...artifacts.map(({ text }) => `- [ ] At hand: ${code(text)}`),
    ...notes.map(({ of, text }) => `- [ ] Read, of ${prose(of)}: ${link(text)}`),
    '',
  ]
}

function taskLines(title: string, tasks: readonly Task[], when: Task['when']): string[] {
  const due = tasks.filter((task) => task.when === when)
  if (due.length === 0) return []
  return [
    `**${title}**`,
    '',
    ...due.flatMap(({ id, what, run, rule }) => [
      `- [ ] ${prose(`${id}: ${what}`)} (${code(rule.name)})`,
      ...(run.length > 0 ? codeBlock(run, '  ') : []),
    ]),
    '',
  ]
}

function doLines(stage: Stage, section: Section): string[] {
  const by = stage.by ?? []
  const who = prose(`${stage.component}${stage.part === undefined ? '' : ` ${stage.part}`}`)
  const to = prose(stage.to.text)
  if (stage.mode === 'stopped') {
    const others = section.stages.filter(({ id }) => stage.together.includes(id))
    const all =
      others.length === 0
        ? ''
        : `, together with ${others.map(({ id, component }) => `stage ${id} (${component})`).join(', ')}`
    return [
      `- [ ] Stop all ${number(stage.count)} of ${who}${prose(all)}`,
      `- [ ] Change them to ${to}${others.length === 0 ? '' : ', while all of these are stopped'}`,
      ...(by.length > 0 ? codeBlock(by, '  ') : []),
      `- [ ] Start them${others.length === 0 ? '' : ' when all of these have changed'}`,
    ]
  }
  const commands =
    by.length === 0 ? [] : [`${stage.batches === 1 ? 'With' : 'Each batch with'}`, '', ...codeBlock(by), '']
  return [...commands, ...batchLines(stage, who, to)]
}

function batchLines({ count, batch, batches }: Stage, who: string, to: string): string[] {
  if (batches <= 1) return [`- [ ] Change ${count === 1 ? who : `all ${number(count)} of ${who}`} to ${to}`]
  const until = (done: number): number => Math.min(count, done * batch)
  if (batches <= mostBoxes) {
    return Array.from({ length: batches }, (_, i) => {
      const size = until(i + 1) - until(i)
      return `- [ ] Batch ${i + 1} of ${batches}: ${number(size)} of ${who} to ${to} (${number(until(i + 1))} of ${number(count)})`
    })
  }
  const stops = [
    ...new Set([1, Math.ceil(batches / 4), Math.ceil(batches / 2), Math.ceil((batches * 3) / 4), batches]),
  ]
  return [
    `${number(batches)} batches of ${batch === 1 ? 'one' : `up to ${number(batch)}`}, one after the other:`,
    '',
    ...stops.map(
      (done) =>
        `- [ ] ${plural(done, 'batch', 'batches')} done: ${number(until(done))} of ${number(count)} ${who} at ${to}`,
    ),
  ]
}

function gateLines(stage: Stage, section: Section): string[] {
  const { gate, id } = stage
  const waiting = waitingFor(id, section)
  if (gate === undefined) return []
  const hold =
    waiting.length === 0
      ? 'begin nothing else'
      : `do not begin ${plural(waiting.length, 'stage')} ${waiting.join(', ')}`
  const back =
    stage.undo.outcome === 'holds'
      ? 'Mend it and verify again, or take the stage back as below.'
      : 'Mend it and verify again; taking it back is not an option that the policy vouches for.'
  return [
    '**Gate**',
    '',
    `- [ ] ${prose(gate.until)} (${code(gate.rule.name)})`,
    '',
    `If it is not so: ${hold.replace(/\d+ (stages?) /, '$1 ')}. ${back}`,
    '',
  ]
}

/** Ids of all stages that wait for a stage, at once or later. */
function waitingFor(id: string, { stages, tasks }: Section): readonly string[] {
  const found = new Set([id])
  // Stages stand in an order in which none stands before what it waits for.
  for (const stage of stages)
    if (stagesBefore(stage.needs, tasks).some((other) => found.has(other))) found.add(stage.id)
  found.delete(id)
  return [...found]
}

const untilText = (until: Stage['undo']['until']): string =>
  until === undefined
    ? ''
    : ` Only as long as stage ${until.stage} has not begun: ${prose(until.rule.says)} (${code(until.rule.name)}).`

function undoLines({ id, undo }: Stage, section: Section): string[] {
  const to = undo.to.map(({ text }) => text).join(', ')
  const cited = undo.rule === undefined ? '' : ` (${code(undo.rule.name)})`
  const later = waitingFor(id, section)
  switch (undo.outcome) {
    case 'holds': {
      const first =
        later.length === 0
          ? ''
          : `take back what has begun of ${later.length === 1 ? 'stage' : 'stages'} ${[...later].reverse().join(', ')}, then `
      const text = `${first}go back to ${prose(to)} in the same batches.`
      return [
        `**Undo**: ${text}${untilText(undo.until)}`,
        ...(undo.tasks ?? []).flatMap(({ what, rule }) => ['', `- [ ] ${prose(what)} (${code(rule.name)})`]),
      ]
    }
    case 'broken':
      return [
        `**Undo**: none. Once it has begun there is no way back: ${prose(undo.rule?.says ?? '')}${cited}`,
      ]
    case 'unknown':
    case 'untested':
      return [`**Undo**: the policy does not say whether it can be taken back${cited}.`]
  }
}

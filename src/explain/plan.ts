import { distinctBy, groupBy, sum } from '../base/index.ts'
import type { Planned, PlanResult, Question, Stage, Task, Warning, Why, Wishes } from '../plan/index.ts'
import type { Version } from '../version/index.ts'
import { fleetText, unnamedScope } from './check.ts'
import { conflictLines } from './conflict.ts'
import { listed, number, pageWidth, plural, table, times, widthOf, withNote, wrap } from './layout.ts'
import { methodText } from './method.ts'
import type { PlanNotes } from './notes.ts'
import type { Paint } from './paint.ts'
import { whenLines } from './plan-times.ts'
import { questionText } from './question.ts'
import { toldWarnings } from './warnings.ts'
import { wayBackOf } from './way-back.ts'

/** As many scopes are shown stage by stage; alike ones are shown once. */
const mostScopes = 12

export function planText(result: PlanResult, notes: PlanNotes, paint: Paint): string {
  const input = notes.input.flatMap((text) => wrap(`  ${text}`, pageWidth, 2).map(paint.faint))
  switch (result.outcome) {
    case 'nothing-to-do': {
      const { kind } = result.before.verdict
      const symbol = kind === 'supported' ? paint.good('✓') : paint.unsure('!')
      const lines = [
        ...wrap(`${symbol} nothing to do   ${fleetText(result.before.summary)}`, pageWidth, 2),
        ...input,
      ]
      if (kind !== 'supported') {
        lines.push('', `  Everything is where you want it, but that is ${kind}.`, ...help(notes.check))
      }
      return `${lines.join('\n')}\n`
    }
    case 'impossible':
      return `${[...conflictLines(result, notes, paint, input)].join('\n')}\n`
    case 'plan':
      return `${[header(result, paint.good('✓'), paint), ...input, ...body(result, notes, paint), ...warnings(result, notes, paint), ...next(result.request.wishes, notes, paint)].join('\n')}\n`
    case 'unknown': {
      const head =
        result.stages.length === 0
          ? `${paint.unsure('? unknown')}   ${fleetText(result.before.summary)}`
          : header(result, paint.unsure('? unknown:'), paint)
      const lines = [head, ...input, ...questionLines(result.questions, paint)]
      if (result.stages.length > 0)
        lines.push('', '  A way that rests on the answers to that:', ...body(result, notes, paint))
      return `${[...lines, ...warnings(result, notes, paint)].join('\n')}\n`
    }
  }
}

type WithStages = Pick<
  Planned,
  | 'tasks'
  | 'moves'
  | 'why'
  | 'methods'
  | 'proof'
  | 'uninterrupted'
  | 'digest'
  | 'before'
  | 'timetable'
  | 'request'
> & {
  readonly stages: readonly Stage[]
}

function header(result: WithStages, symbol: string, paint: Paint): string {
  const { stages, digest } = result
  // Of the digest enough to tell two plans apart by eye; the whole of it is in the JSON.
  const [head = '', ...rest] = [
    `${symbol} ${paint.strong(sizeText(result))}`,
    routeText(stages),
    paint.faint(`plan ${digest.slice(0, 4)}`),
  ]
  return rest.reduce((text, part) => {
    const last = text.slice(text.lastIndexOf('\n') + 1)
    return widthOf(last) + 3 + widthOf(part) <= pageWidth ? `${text}   ${part}` : `${text}\n  ${part}`
  }, head)
}

/** `4 stages, 14 batches, 86 moves`. */
export function sizeText({ stages, moves }: Pick<WithStages, 'stages' | 'moves'>): string {
  const batches = sum(stages, (stage) => stage.batches)
  return `${plural(stages.length, 'stage')}, ${plural(batches, 'batch', 'batches')}, ${plural(moves, 'move')}`
}

/** `prod · mesh 1.1.1 → 1.2.5 → 1.3.0`: the way of the component that goes first. */
export function routeText(stages: readonly Stage[]): string {
  const scopes = new Set(stages.map(({ scope }) => scope))
  const policies = [...new Set(stages.map(({ policy }) => policy))].join(', ')
  const [first] = stages
  if (first === undefined || scopes.size > 1) return `${plural(scopes.size, 'scope')} · ${policies}`
  const mine = stages.filter(
    ({ component, policy }) => component === first.component && policy === first.policy,
  )
  const stops = [...new Set([first.from[0]?.text ?? '', ...mine.map(({ to }) => to.text)])]
  const shown = stops.length > 5 ? [...stops.slice(0, 2), '…', ...stops.slice(-1)] : stops
  const where = first.scope === unnamedScope ? '' : `${first.scope} · `
  return `${where}${policies} ${shown.join(' → ')}`
}

function body(result: WithStages, notes: PlanNotes, paint: Paint): string[] {
  const lines: string[] = []
  const scopes = [...groupBy(result.stages, ({ scope }) => scope)]
  const tasksOf = groupBy(result.tasks, ({ stage }) => stage)
  const alike = groupBy(scopes, ([, stages]) =>
    JSON.stringify(stages.map((stage) => shapeOf(stage, tasksOf.get(stage.id) ?? []))),
  )
  const shown = [...alike.values()].slice(0, mostScopes)
  const nodes: Nodes = new Map([...result.stages, ...result.tasks].map((node) => [node.id, node]))
  for (const same of shown) {
    const [first] = same
    if (first === undefined) continue
    const [scope, stages] = first
    lines.push('')
    if (scopes.length > 1) {
      const others = same.length > 1 ? `, and alike ${listed(same.slice(1).map(([name]) => name))}` : ''
      lines.push(...wrap(`  ${paint.strong(scope)}${others}`, pageWidth, 4))
    }
    lines.push(...stageLines(stages, result.tasks, nodes, paint))
  }
  const hidden = sum([...alike.values()].slice(mostScopes), (same) => same.length)
  if (hidden > 0) lines.push('', `  … and ${plural(hidden, 'more scope')}: --format json shows all stages`)
  lines.push(
    '',
    ...whenLines(result, paint),
    ...whyLines(result, notes, paint),
    ...safetyLines(result, paint),
  )
  return lines
}

/** Stages and tasks by their ids. */
type Nodes = ReadonlyMap<string, Pick<Stage | Task, 'needs'>>

/** What a reader of one scope's stages would read, whatever their numbers and the name of the scope. */
const shapeOf = (
  { component, part, from, to, count, batch, canary, mode, scope }: Stage,
  tasks: readonly Task[],
): unknown => [
  component,
  part,
  from.map(({ text }) => text),
  to.text,
  count,
  batch,
  canary,
  mode,
  tasks.map(({ name, rule, when, what, run }) => [
    ...[name, rule.name, when, what.replaceAll(scope, '{scope}')],
    ...run.map((command) => command.replaceAll(scope, '{scope}')),
  ]),
]

function stageLines(stages: readonly Stage[], tasks: readonly Task[], nodes: Nodes, paint: Paint): string[] {
  const rows = stages.map((stage) => [
    stage.id.padStart(3),
    `${stage.component}${stage.part === undefined ? '' : ` ${stage.part}`} ${times(stage.count)}`,
    `${versions(stage.from)} → ${stage.to.text}`,
    [pace(stage), waits(stage, stages, tasks, nodes)].filter((text) => text !== '').join(', '),
  ])
  const lines = table(rows)
  return stages.flatMap((stage, i) => {
    const of = (when: Task['when']): string[] =>
      tasks
        .filter((task) => task.stage === stage.id && task.when === when)
        .flatMap((task) => taskLines(task, paint))
    const set = [...of('before'), lines[i] ?? '']
    if (stage.delivers !== undefined) set.push(`     ${paint.faint('with')}  ${deliveryText(stage.delivers)}`)
    set.push(...commandLines(stage.by ?? [], paint))
    if (stage.gate !== undefined) {
      const derived = stage.gate.rule.derived ? ' (derived)' : ''
      set.push(`     ${paint.faint('gate')}  ${stage.gate.until}${derived}`)
    }
    return [...set, ...of('after')]
  })
}

function deliveryText({ component, from, to }: NonNullable<Stage['delivers']>): string {
  const stays = from.every(({ text }) => text === to.text)
  return stays ? `${component} ${to.text}, as before` : `${component} ${versions(from)} → ${to.text}`
}

const versions = (list: readonly Version[]): string => list.map(({ text }) => text).join(', ')

export function pace({ mode, batch, canary, count, together }: Stage): string {
  if (together.length > 0) return `all stopped, with ${together.join(', ')}`
  if (mode === 'stopped') return 'all stopped first'
  if (count === 1) return ''
  if (canary !== undefined) {
    const rest = count - canary
    return `${number(canary)}, then ${rest === 1 ? 'the other one' : batch === 1 ? 'one at a time' : batch >= rest ? 'the rest at once' : `${number(batch)} at a time`}`
  }
  return batch === 1 ? 'one at a time' : batch >= count ? 'all at once' : `${number(batch)} at a time`
}

/** Said only where it is not simply the stage above, or what is done between the two. */
function waits(stage: Stage, stages: readonly Stage[], tasks: readonly Task[], nodes: Nodes): string {
  const needs = lastOf(neededBy(stage, tasks), nodes)
  const above = stages[stages.indexOf(stage) - 1]
  if (above !== undefined && stage.together.includes(above.id)) return ''
  const isAfterAbove = (id: string): boolean =>
    id === above?.id || tasks.some((task) => task.id === id && task.stage === above?.id)
  const isPlain = needs.length === (above === undefined ? 0 : 1) && needs.every(isAfterAbove)
  if (isPlain) return ''
  return needs.length === 0 ? 'at any time' : `after ${needs.join(', ')}`
}

/** What has to be done before a stage and what is done beside it; what a wave waits for is told with the wave. */
function neededBy(stage: Stage, tasks: readonly Task[]): readonly string[] {
  const own = new Map(tasks.flatMap((task) => (task.stage === stage.id ? [[task.id, task]] : [])))
  const seen = new Set(stage.needs)
  for (const id of seen) {
    const task = own.get(id)
    if (task !== undefined && task.name !== 'wave') for (const next of task.needs) seen.add(next)
  }
  return [...seen].filter((id) => !own.has(id))
}

/** Without what others of them wait for anyway. */
function lastOf(ids: readonly string[], nodes: Nodes): readonly string[] {
  const passed = new Set(ids.flatMap((id) => nodes.get(id)?.needs ?? []))
  for (const id of passed) for (const next of nodes.get(id)?.needs ?? []) passed.add(next)
  return ids.filter((id) => !passed.has(id))
}

const commandLines = (commands: readonly string[], paint: Paint): string[] =>
  commands.map((command, i) => `     ${i === 0 ? paint.faint('run ') : '    '}  ${command}`)

function taskLines({ id, what, run, rule }: Task, paint: Paint): string[] {
  const lines = withNote(`${id.padStart(4)} ${what}`, paint.faint(rule.name), pageWidth, 5)
  return [...lines, ...commandLines(run, paint)]
}

function whyLines({ why, methods }: WithStages, { isWhy }: PlanNotes, paint: Paint): string[] {
  const shown = isWhy ? why : why.slice(0, 9)
  const width = Math.max(14, ...shown.map((reason) => whyText(reason).label.length))
  const lines = shown.flatMap((reason, i) => {
    const { label, text } = whyText(reason)
    const head = i === 0 ? '  why  ' : '       '
    return withNote(
      `${head}${label.padEnd(width)} ${text}`,
      paint.faint(`${reason.rule.name}${reason.rule.derived ? ' (derived)' : ''}`),
      pageWidth,
      width + 8,
    )
  })
  if (why.length > shown.length)
    lines.push(`       … and ${plural(why.length - shown.length, 'more reason')}: --why shows all`)
  if (isWhy) {
    for (const [i, found] of methods.entries())
      lines.push(
        ...wrap(
          `${i === 0 ? '  found' : '       '} ${methodText(found, methods.length === 1)}`,
          pageWidth,
          8,
        ),
      )
  }
  return lines
}

export function whyText(why: Why): { label: string; text: string } {
  switch (why.kind) {
    case 'order':
      return { label: `${why.first}s first`, text: why.rule.says }
    case 'stop':
      return {
        label: `stop at ${why.at.text}`,
        text: `${why.rule.says}${why.newest ? `; newest of ${why.at.line.label}` : ''}`,
      }
    case 'before':
      return {
        label: `${why.earlier} before ${why.later}`,
        text: `no ${why.component} ${why.version.text} with ${why.other} ${why.otherVersion.text}`,
      }
  }
}

function safetyLines(result: WithStages, paint: Paint): string[] {
  const { proof, stages } = result
  const states = plural(proof.states, 'state')
  const rules = plural(proof.rules, 'rule')
  const broken = result.before.verdict.kind === 'unsupported'
  const held = broken ? 'nothing gets worse, and all hold at the end' : 'all hold'
  const doubts = proof.faults.filter(({ outcome }) => outcome !== 'broken').length
  const outcome = doubts === 0 ? held : plural(doubts, 'open answer')
  const lines = wrap(`  safe  ${states} × ${rules} re-checked one by one: ${outcome}`, pageWidth, 8)
  const back = wayBackOf(result)
  switch (back.kind) {
    case 'none':
      lines.push(`  undo  ${paint.bad(`no way back once stage ${back.from} began`)}`)
      break
    case 'unsure': {
      const which = back.stages.map((id) => `stage ${id}`).join(', ')
      lines.push(`  undo  the policy does not say whether ${which} can be taken back`)
      break
    }
    case 'backwards': {
      const isBounded = stages.some(({ undo }) => undo.until !== undefined)
      const way = back.isSupported
        ? `the same states backwards${isBounded ? '' : ', from any point'}`
        : 'the same states backwards, to a start that is not supported'
      lines.push(`  undo  ${way}${back.first === undefined ? '' : `: ${back.first} first`}`)
      for (const { id, undo } of stages)
        if (undo.until !== undefined)
          lines.push(
            ...withNote(
              `        ${id} back: not once ${undo.until.stage} has begun`,
              paint.faint(undo.until.rule.name),
              pageWidth,
              10,
            ),
          )
      for (const { id, undo } of stages)
        for (const { what, rule } of undo.tasks ?? [])
          lines.push(...withNote(`        ${id} back: ${what}`, paint.faint(rule.name), pageWidth, 10))
    }
  }
  if (stages.every(({ mode }) => mode === 'stopped'))
    lines.push('  down  every stage stops what it moves until it is done')
  for (const { component, rule } of result.uninterrupted) {
    const total = Math.max(
      ...stages.filter((stage) => stage.component === component).map(({ batches }) => batches),
    )
    const text = `  down  none: ${component} rolls in ${plural(total, 'batch', 'batches')}`
    lines.push(...withNote(text, paint.faint(rule.name), pageWidth, 8))
  }
  return lines
}

function questionLines(questions: readonly Question[], paint: Paint): string[] {
  const distinct = distinctBy(questions.map(questionText), ({ key }) => key)
  const lines = distinct
    .slice(0, 8)
    .flatMap(({ text, note }) => withNote(`  ${paint.unsure('?')} ${text}`, paint.faint(note), pageWidth, 4))
  if (distinct.length > 8) lines.push(`  … and ${plural(distinct.length - 8, 'more question')}`)
  return ['', ...lines]
}

const help = (command: string): string[] => [`    help  ${command}`]

function warnings(
  result: { readonly warnings: readonly Warning[] },
  notes: PlanNotes,
  paint: Paint,
): string[] {
  return toldWarnings(result.warnings).flatMap(({ warning, text, details }) => {
    const lines = ['', ...wrap(`${paint.unsure('!')} ${text}`, pageWidth, 2)]
    for (const detail of details) lines.push(...wrap(`    ${detail}`, pageWidth, 4))
    if (warning.kind === 'older-than-stop' && warning.better !== undefined) {
      lines.push(...help(notes.commandFor(warning.better)))
    }
    return lines
  })
}

function next(wishes: Wishes, notes: PlanNotes, paint: Paint): string[] {
  return [
    '',
    paint.faint('  keep it and prove it again later'),
    `    ${notes.commandFor(wishes)} --format json > plan.json`,
    `    ${notes.verify}`,
  ]
}

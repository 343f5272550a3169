import { sum } from '../base/index.ts'
import type {
  Approval,
  Ending,
  Entry,
  Halt,
  Progress,
  Drift as RunDrift,
  StageProgress,
} from '../execute/index.ts'
import type { VerdictName } from '../policy/index.ts'
import { listed, number, plural, wrap } from './layout.ts'
import { type Paint, toneOf } from './paint.ts'
import { duration } from './times.ts'

/** So many names are told; of more, how many there are. */
const mostNames = 4

const named = (ids: readonly string[]): string =>
  ids.length <= mostNames
    ? ids.join(', ')
    : `${ids.slice(0, mostNames - 1).join(', ')} and ${ids.length - mostNames + 1} more`

/** Who is sent where. */
export const batchText = (
  {
    subject,
    group,
    from,
    to,
    ids,
  }: Record<'subject' | 'group' | 'from' | 'to', string> & { ids: readonly string[] },
  paint: Paint,
): string =>
  `${paint.strong(subject.padEnd(3))} ${group} → ${to} ${paint.faint('from')} ${from}: ${named(ids)}`

/** What policies say of the fleet as a run has it at a moment. */
export interface StateVerdict {
  readonly kind: VerdictName
  /** Those that say so; none where it is supported. */
  readonly rules: readonly string[]
}

/** An entry of a journal as one line; undefined for what only the run itself needs to know. */
export function entryText(
  entry: Entry,
  { stages, tasks, direction }: Pick<Progress, 'stages' | 'tasks' | 'direction'>,
  paint: Paint,
): string | undefined {
  const stage = 'subject' in entry ? stages.get(entry.subject)?.stage : undefined
  const task = 'subject' in entry ? tasks.get(entry.subject)?.task : undefined
  const isBack = direction === 'back'
  const goal = stage && (isBack ? stage.from.join(', ') : stage.to)
  const what = stage === undefined ? (task?.what ?? '') : `${stage.group} → ${goal}`
  const id = 'subject' in entry ? paint.strong(entry.subject.padEnd(3)) : ''
  const by = 'by' in entry && entry.by !== undefined ? paint.faint(`, by ${entry.by}`) : ''
  switch (entry.kind) {
    case 'begun':
    case 'stopped':
    case 'moved':
    case 'watched':
      return undefined
    case 'taken':
      return `${paint.faint('driven by')} ${entry.by}`
    case 'intended': {
      const ids = entry.moving.flatMap((one) => one.ids)
      const froms = entry.moving.map(({ from }) => from).join(', ')
      const [from = '', to = ''] = isBack ? [stage?.to, froms] : [froms, stage?.to]
      return batchText({ subject: entry.subject, group: stage?.group ?? '', from, to, ids }, paint)
    }
    case 'settled':
      return `${id} ${paint.good('✓')} batch is there, and ready`
    case 'passed':
      return `${id} ${paint.good('✓')} ${entry.gate}${by}`
    case 'proved':
      return `${id} ${paint.good('✓')} the first batch has stood its test`
    case 'finished':
      return `${id} ${paint.good('✓')} ${what}${by}`
    case 'failed': {
      const again =
        entry.again_ms === undefined ? '' : `; again in ${duration(Math.ceil(entry.again_ms / 1000))}`
      return `${id} ${paint.bad('✗')} ${doingText[entry.doing]}: ${entry.error}${again}`
    }
    case 'asked':
      return `${paint.unsure('!')} ${entry.ask.what}${'name' in entry.ask ? ` ${entry.ask.name}` : ''} was asked${by}`
    case 'halted':
      return `${paint.unsure('!')} ${haltText(entry.because)}`
    case 'resumed':
      return 'goes on'
    case 'turned':
      return `${paint.unsure('!')} goes back${entry.kept.length === 0 ? '' : `; no way back from ${listed(entry.kept.map((one) => `stage ${one}`))}`}`
    case 'ended':
      return undefined
  }
}

const doingText: Readonly<Record<Extract<Entry, { kind: 'failed' }>['doing'], string>> = {
  observe: 'cannot go on',
  stop: 'cannot be stopped',
  move: 'cannot be moved',
  settle: 'has not arrived',
  gate: 'does not pass',
  watch: 'is not well',
  task: 'cannot be done',
}

/** Why a run stands still, as one sentence. */
export function haltText(because: Halt): string {
  switch (because.kind) {
    case 'asked':
      return `paused, as ${because.by} asked`
    case 'failed':
      return `paused: ${because.subject} ${doingText[because.doing]}: ${because.error}`
    case 'drifted':
      return `paused: the fleet is not as this run left it: ${because.differences.slice(0, 3).map(driftText).join('; ')}`
    case 'no-way-back':
      return `no way back: stage ${because.subject}: ${because.because}`
  }
}

function driftText(drift: RunDrift): string {
  const at = drift.version === undefined ? '' : ` at ${drift.version}`
  return `${drift.group}${at}: ${differenceText(drift)}`
}

export function differenceText({
  expected: [least, most],
  observed,
}: Pick<RunDrift, 'expected' | 'observed'>): string {
  const wanted = least === most ? String(least) : `${least} to ${most}`
  return `${wanted} expected, ${observed} there`
}

/** What can be done with a run that stands still. */
export function waysOn(run: string, { halt, direction }: Pick<Progress, 'halt' | 'direction'>): string {
  const next = (...words: readonly string[]): string =>
    words.map((word) => `    interlock runs ${word} ${run}\n`).join('')
  if (halt?.kind === 'drifted')
    return `  put it right and go on:\n${next('resume')}  or plan anew from what is there:\n${againFrom(run)}`
  return direction === 'forward'
    ? `  go on, go back, or leave it as it is:\n${next('resume', 'undo', 'abort')}`
    : `  go on with the way back, or leave it as it is:\n${next('resume', 'abort')}`
}

/** How a run came to stand still, and what can be done then. */
export function endingText(
  run: string,
  ending: Ending,
  direction: Progress['direction'],
  paint: Paint,
): string {
  if (ending.kind === 'lost')
    return `${paint.bad('✗ lost')}   ${ending.error}\n\n  what was under way is as the platform left it; when that is mended:\n    interlock runs resume ${run}\n`
  if (ending.kind === 'halted') {
    const first = wrap(
      `${paint.unsure('‖ paused')}   ${haltText(ending.because).replace(/^paused(?:: |, )/, '')}`,
      80,
      4,
    )
    const ways = waysOn(run, { halt: ending.because, direction })
    return `${first.join('\n')}\n\n${ways}`
  }
  switch (ending.outcome) {
    case 'done':
      return `${paint.good('✓ done')}   run ${run}\n`
    case 'undone':
      return `${paint.unsure('↶ undone')}   run ${run}: everything that can go back is where it was\n`
    case 'aborted':
      return `${paint.bad('✗ aborted')}   run ${run}: everything is left as it is\n`
  }
}

/** How a fleet that has drifted gets a plan of its own. */
const againFrom = (run: string): string =>
  [
    `    interlock runs fleet ${run} > fleet-now.yaml`,
    `    interlock plan fleet-now.yaml --format json > plan-anew.json`,
    `    interlock runs abort ${run}`,
    `    interlock apply plan-anew.json --driver ...`,
    '',
  ].join('\n')

/** What waits for somebody, and how it is approved. */
export const approvalText = (
  of: 'runs' | 'rollout',
  run: string,
  { subject, name, what }: Approval,
  paint: Paint,
): string =>
  `${paint.strong(subject.padEnd(3))} ${paint.unsure('waits for somebody')}: ${what}   interlock ${of} approve ${run} ${name}`

const barWidth = 20
/** So many stages are shown; of more, how many there are. */
const mostStages = 30

/** Where stages stand, a line for each: of many, those that are under way before those that are not. */
export function stageLines(progress: Progress, paint: Paint): readonly string[] {
  const all = [...progress.stages.values()]
  if (all.length <= mostStages) return all.map((one) => stageLine(one, paint))
  const isUnderWay = ({ hasBegun, isFinished }: StageProgress): boolean => hasBegun && !isFinished
  const first = [...all.filter(isUnderWay), ...all.filter(({ hasBegun }) => !hasBegun)]
  const shown = new Set(first.slice(0, mostStages))
  const finished = all.filter(({ isFinished }) => isFinished).length
  const left = all.length - shown.size - finished
  return [
    ...all.filter((one) => shown.has(one)).map((one) => stageLine(one, paint)),
    paint.faint(`  … and ${plural(finished, 'stage')} done${left > 0 ? `, ${number(left)} to come` : ''}`),
  ]
}

/** Whether the fleet may run as it is now, as one phrase. */
export function verdictText({ kind, rules }: StateVerdict, paint: Paint): string {
  const because = rules.length === 0 ? '' : ` by ${named(rules)}`
  return `${toneOf(paint, kind)(kind)}${because}`
}

/** Where all stages stand, a line for each that has begun or begins next. */
export function statusText(
  progress: Progress,
  { pace_s, verdict }: { readonly pace_s?: number | undefined; readonly verdict: StateVerdict },
  paint: Paint,
): string {
  const all = [...progress.stages.values()]
  const open = all.filter(({ isFinished }) => !isFinished)
  const shown = open.slice(0, 8)
  const lines = shown.map((one) => stageLine(one, paint))
  if (open.length > shown.length)
    lines.push(paint.faint(`  … and ${plural(open.length - shown.length, 'stage')} more`))
  const left = sum(all, ({ stage, moved }) =>
    progress.direction === 'forward' ? stage.count - moved : moved,
  )
  const eta = pace_s === undefined || left === 0 ? '' : `, about ${duration(Math.ceil(pace_s * left))}`
  lines.push(
    `  ${stateText(progress, paint)}   the fleet is ${verdictText(verdict, paint)}   ${all.length - open.length} of ${plural(all.length, 'stage')} done, ${plural(left, 'move')} left${eta}`,
  )
  return `${lines.join('\n')}\n`
}

/** What the run is doing, in a word. */
export function stateText({ status, direction, outcome }: Progress, paint: Paint): string {
  if (status === 'ended') return outcome === 'done' ? paint.good('done') : paint.unsure(outcome ?? 'ended')
  if (status === 'halted') return paint.unsure(direction === 'forward' ? 'paused' : 'paused on the way back')
  return direction === 'forward' ? paint.good('running') : paint.unsure('going back')
}

function stageLine({ stage, moved, current, isFinished, hasBegun }: StageProgress, paint: Paint): string {
  const filled = Math.round((moved / stage.count) * barWidth)
  const bar = `${'█'.repeat(filled)}${paint.faint('░'.repeat(barWidth - filled))}`
  const symbol = isFinished ? paint.good('✓') : hasBegun ? paint.strong('▸') : ' '
  const now = current === undefined ? '' : paint.faint(`  batch ${current.number}: ${current.step}`)
  return `  ${symbol} ${stage.id.padEnd(3)} ${bar} ${moved}/${stage.count}  ${stage.group} → ${stage.to}${now}`
}

import { messageOf } from '../base/index.ts'
import type { Answer, Driver } from './driver.ts'
import type { Duty, Moves } from './duties.ts'
import type { Drift, Entry } from './entry.ts'
import { type Look, nextBatch, unrest } from './look.ts'
import { expectedAt, missing, ordersOf, remaining } from './orders.ts'
import { toleratedOf } from './patience.ts'
import type { Progress, StageProgress } from './progress.ts'
import type { Route, RouteGroup, RouteTask } from './route.ts'
import type { Settings } from './settings.ts'
import { see, unreadyText } from './sight.ts'

/* Each duty, done once on the platform. What came of it is a value; what to think of that is the runner's business. */

export type Finding =
  /** It is done, and this is written down. */
  | { readonly kind: 'done'; readonly entry: Entry }
  /** Not yet. */
  | { readonly kind: 'not-yet'; readonly because: string }
  /** All is well, for the moment. */
  | { readonly kind: 'well' }
  | { readonly kind: 'drifted'; readonly differences: readonly Drift[] }
  /** What was seen is to be thought about when everything else has been taken in. */
  | { readonly kind: 'seen'; readonly conclude: (progress: Progress) => Finding }

export interface Site {
  readonly driver: Driver
  readonly groupOf: (key: string) => RouteGroup
  readonly settingsOf: (key: string) => Settings
}

export function siteOf({ groups }: Route, driver: Driver, settingsOf: (group: RouteGroup) => Settings): Site {
  const byKey = new Map(groups.map((group) => [group.key, group]))
  const groupOf = (key: string): RouteGroup => {
    const group = byKey.get(key)
    if (group === undefined) throw new Error(`the route has no group "${key}"`)
    return group
  }
  return { driver, groupOf, settingsOf: (key) => settingsOf(groupOf(key)) }
}

const done = (entry: Entry): Finding => ({ kind: 'done', entry })
const notYet = (because: string | undefined): Finding | undefined =>
  because === undefined ? undefined : { kind: 'not-yet', because }

export const movesOf = ({ driver }: Pick<Site, 'driver'>, group: RouteGroup): Moves =>
  driver.granularity?.(group) ?? 'instance'

export async function look(
  look: Look,
  progress: Progress,
  site: Site,
  signal: AbortSignal,
): Promise<Finding> {
  const moves = movesOf(site, site.groupOf(look.stage.group))
  const sights = await look.see(progress, site.driver, moves, signal)
  return {
    kind: 'seen',
    conclude: (now) => {
      const differences = look.drift(sights)
      if (differences.length > 0) return { kind: 'drifted', differences }
      const wait = notYet(unrest(sights, site.settingsOf, (key) => now.isBrought(key)))
      if (wait !== undefined) return wait
      const next = nextBatch(now, look.stage, sights, moves)
      return typeof next === 'string' ? { kind: 'not-yet', because: next } : done(next)
    },
  }
}

/** Gives the orders of a batch: all of them, or what is left of those that were given before. */
export async function order(
  { kind, subject }: Extract<Duty, { kind: 'move' | 'stop' }>,
  isFirst: boolean,
  progress: Progress,
  site: Site,
  signal: AbortSignal,
): Promise<Finding> {
  const { driver, groupOf } = site
  const own = progress.stageOf(subject)
  const group = groupOf(own.stage.group)
  const moves = movesOf(site, group)
  const isCertain = progress.direction === 'forward' || own.current?.isCounted === true
  for (const whole of ordersOf(progress, own, group)) {
    const rest = isFirst ? whole : await remaining(driver, whole, { moves, isCertain }, signal)
    if (rest === undefined) continue
    if (kind === 'move') await driver.move(rest, signal)
    else if (driver.stop === undefined) throw new Error(`${driver.name} cannot stop instances`)
    else await driver.stop(rest, signal)
  }
  return done({ kind: kind === 'move' ? 'moved' : 'stopped', subject })
}

export async function settle(
  subject: string,
  progress: Progress,
  site: Site,
  signal: AbortSignal,
): Promise<Finding> {
  const own = progress.stageOf(subject)
  const group = site.groupOf(own.stage.group)
  for (const one of ordersOf(progress, own, group)) {
    const expected = expectedAt(progress, own, one)
    const because = await missing(site.driver, one, movesOf(site, group), expected, signal)
    if (because !== undefined) return { kind: 'not-yet', because }
  }
  return done({ kind: 'settled', subject })
}

export async function gate(
  subject: string,
  name: string,
  progress: Progress,
  { driver, groupOf }: Site,
  signal: AbortSignal,
): Promise<Finding> {
  if (driver.ask === undefined) throw new Error(`${driver.name} knows no gates`)
  const { stage, current } = progress.stageOf(subject)
  const ids = current?.moving.flatMap((one) => one.ids) ?? []
  const question = { gate: name, group: groupOf(stage.group), ids, to: stage.to }
  const answer: Answer = await driver.ask(question, signal).catch((error: unknown) => {
    if (signal.aborted) throw error
    return { kind: 'no', because: messageOf(error) }
  })
  return answer.kind === 'yes'
    ? done({ kind: 'passed', subject, gate: name })
    : { kind: 'not-yet', because: `${name}: ${answer.because}` }
}

/** Whether a stage on trial, or what a task looks on, is well. */
export async function watch(
  subject: string,
  progress: Progress,
  site: Site,
  signal: AbortSignal,
): Promise<Finding> {
  const task = progress.tasks.get(subject)?.task
  if (task !== undefined) return watchGroups(groupsBefore(progress, task), progress, site, signal)
  const own = progress.stageOf(subject)
  const group = site.groupOf(own.stage.group)
  for (const one of ordersOf(progress, own, group)) {
    // It has settled, so they count there already.
    const expected = progress.holdings.get(own.stage.group)?.get(one.to) ?? 0
    const because = await missing(site.driver, one, movesOf(site, group), expected, signal)
    if (because !== undefined) return { kind: 'not-yet', because }
  }
  return watchGroups([own.stage.group], progress, site, signal)
}

async function watchGroups(
  groups: readonly string[],
  progress: Progress,
  { driver, groupOf, settingsOf }: Site,
  signal: AbortSignal,
): Promise<Finding> {
  for (const key of groups) {
    const underWay = progress.idsUnderWay(key)
    const sight = await see(driver, groupOf(key), { underWay }, signal)
    if (sight.unready > toleratedOf(settingsOf(key).tolerated, sight.total))
      return { kind: 'not-yet', because: `of ${key}, ${unreadyText(sight)}` }
  }
  return { kind: 'well' }
}

const groupsBefore = (progress: Progress, { needs }: RouteTask): readonly string[] => [
  ...new Set(needs.flatMap((id) => progress.stages.get(id)?.stage.group ?? [])),
]

export async function perform(
  subject: string,
  progress: Progress,
  { driver, groupOf }: Site,
  signal: AbortSignal,
): Promise<Finding> {
  const task = progress.tasks.get(subject)?.task
  const stage: StageProgress['stage'] | undefined = task && progress.stages.get(task.stage)?.stage
  if (task === undefined || stage === undefined) throw new Error(`the route has no task "${subject}"`)
  if (driver.perform === undefined) throw new Error(`${driver.name} does no tasks`)
  const { name, run } = task
  const key = `${progress.run ?? ''}/${subject}`
  await driver.perform(
    { key, name, run, group: groupOf(stage.group), from: stage.from, to: stage.to },
    signal,
  )
  return done({ kind: 'finished', subject })
}

import { sum } from '../base/index.ts'
import type { Driver, GroupName, Instance, Order } from './driver.ts'
import type { Moves } from './duties.ts'
import { countOf, type Progress, type StageProgress } from './progress.ts'
import { see, unreadyText } from './sight.ts'

/* What the platform is told about a batch, and whether it has come true. */

/** The orders for the batch that is under way: one on the way there, on the way back one for each version that they came from. */
export function ordersOf(
  progress: Progress,
  { stage, current }: StageProgress,
  group: GroupName,
): readonly Order[] {
  if (current === undefined) return []
  const key = `${progress.run ?? ''}/${stage.id}/${current.number}`
  if (progress.direction === 'forward') {
    const from = current.moving.map((one) => one.from)
    return [{ key, group, ids: current.moving.flatMap(({ ids }) => ids), from, to: stage.to }]
  }
  return current.moving.map(({ from, ids }) => ({
    key: `${key}/back/${from}`,
    group,
    ids,
    from: [stage.to],
    to: from,
  }))
}

/**
 * What is left to do of an order that was given before, by what is seen now. Rejects when it cannot come true any more.
 * Those who go back may have been ordered to go there and not have begun: who seems to be back already is told all the same.
 */
export async function remaining(
  driver: Driver,
  order: Order,
  { moves, isCertain }: { readonly moves: Moves; readonly isCertain: boolean },
  signal: AbortSignal,
): Promise<Order | undefined> {
  if (moves === 'group') return order
  const names = new Set(order.ids)
  const { named } = await see(driver, order.group, { underWay: names, names }, signal)
  const ids = order.ids.filter((id) => {
    const instance = named.get(id)
    if (instance === undefined) throw new Error(`${id} is not there any more`)
    const { version } = instance
    if (version === order.to) return !isCertain
    if (version === undefined || order.from.includes(version)) return true
    throw new Error(`${id} is at ${version}, neither at ${order.from.join(' or ')} nor at ${order.to}`)
  })
  return ids.length === 0 ? undefined : { ...order, ids }
}

/** Undefined when all of an order have arrived and serve; a text says what is missing. */
export async function missing(
  driver: Driver,
  order: Order,
  moves: Moves,
  /** How many are at the version once all have arrived, where instances have no lasting names. */
  expected: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const names = new Set(order.ids)
  const underWay = moves === 'group' ? new Set<string>() : names
  const sight = await see(driver, order.group, { underWay, names }, signal)
  if (moves === 'group') {
    const old = sum(order.from, (version) => sight.counts.get(version) ?? 0)
    const there = sight.counts.get(order.to) ?? 0
    if (old > 0) return `${old} still at ${order.from.join(' or ')}`
    if (there < expected) return `${there} of ${expected} at ${order.to}`
    return sight.unready > 0 ? unreadyText(sight) : undefined
  }
  for (const id of order.ids) {
    const instance = sight.named.get(id)
    if (instance === undefined) return `${id} is not there`
    if (instance.version === undefined) return `${id} does not tell its version`
    if (instance.version !== order.to) return `${id} is at ${instance.version}`
    if (!instance.isReady) return `${id} is at ${order.to}, but not ready${why(instance)}`
  }
  return undefined
}

const why = ({ trouble }: Instance): string => (trouble === undefined ? '' : `: ${trouble}`)

/** How many count as being at an order's version once it has come true. */
export function expectedAt(progress: Progress, { stage, current }: StageProgress, order: Order): number {
  const held = progress.holdings.get(stage.group)?.get(order.to) ?? 0
  if (current === undefined) return held
  const isCountedThere = progress.direction === 'back' && !current.isCounted
  return (
    held +
    (isCountedThere ? 0 : progress.direction === 'forward' ? countOf(current.moving) : order.ids.length)
  )
}

import { mapAtOnce } from '../base/index.ts'
import type { Driver, Instance } from './driver.ts'
import { type Moves, nextBack, nextCount } from './duties.ts'
import type { Drift, Entry, Moving } from './entry.ts'
import { toleratedOf } from './patience.ts'
import { countOf, type Progress, type Unsettled } from './progress.ts'
import type { RouteGroup, RouteStage } from './route.ts'
import type { Settings } from './settings.ts'
import { driftOf, type Sight, see, unreadyText } from './sight.ts'

/*
 * Before anything moves in a group, it and all groups that rules tie it to are looked at: whether they are as the run left them, and
 * serve. Other stages go on meanwhile, so what is seen is compared with all that may have been so while it was seen.
 */

/** So many groups are looked at at the same time: a hub may have thousands around it. */
export const mostAtOnce = 16

/** A look that is under way. */
export class Look {
  readonly stage: RouteStage
  readonly groups: readonly RouteGroup[]
  private readonly held: ReadonlyMap<string, ReadonlyMap<string, number>>
  private readonly moves: Map<string, Unsettled[]>
  private readonly underWay: ReadonlyMap<string, ReadonlySet<string>>

  constructor(progress: Progress, stage: RouteStage, groups: readonly RouteGroup[]) {
    this.stage = stage
    this.groups = groups
    this.held = new Map(groups.map(({ key }) => [key, new Map(progress.holdings.get(key))]))
    this.moves = new Map(groups.map(({ key }) => [key, [...progress.unsettled(key)]]))
    this.underWay = new Map(groups.map(({ key }) => [key, progress.idsUnderWay(key)]))
  }

  /** Other stages send instances on their way while this look goes on. */
  note(group: string, moves: readonly Unsettled[]): void {
    this.moves.get(group)?.push(...moves)
  }

  async see(
    progress: Progress,
    driver: Driver,
    moves: Moves,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Sight>> {
    const { group, from } = this.stage
    const isMeant = meantBy(
      this.stage,
      this.groups.find(({ key }) => key === group),
    )
    const may = ({ version, part = '' }: Instance): boolean =>
      version !== undefined && from.includes(version) && isMeant(part)
    const count = nextCount(progress.stageOf(this.stage.id), moves)
    const seen = await mapAtOnce(this.groups, mostAtOnce, async (one) => {
      const choose = one.key === group && progress.direction === 'forward' ? { choose: { may, count } } : {}
      const underWay = this.underWay.get(one.key) ?? new Set()
      const suspects = one.key === group ? suspectsOf(progress, this.stage) : new Set<string>()
      return [one.key, await see(driver, one, { underWay, suspects, ...choose }, signal)] as const
    })
    return new Map(seen)
  }

  /** What differs from what the run left. */
  drift(sights: ReadonlyMap<string, Sight>): readonly Drift[] {
    return [...sights].flatMap(([key, sight]) =>
      driftOf(key, this.held.get(key) ?? new Map(), this.moves.get(key) ?? [], sight),
    )
  }
}

/** Which parts a stage takes instances of: never of one that is frozen, whatever the stage says. */
function meantBy({ parts }: RouteStage, group: RouteGroup | undefined): (part: string) => boolean {
  const namesOf = (frozen: boolean): readonly string[] =>
    (group?.parts ?? []).flatMap((part) =>
      (part.frozen === true) === frozen && part.name !== undefined ? [part.name] : [],
    )
  const free = new Set(namesOf(false))
  const fixed = new Set(namesOf(true).filter((name) => !free.has(name)))
  return (part) => !fixed.has(part) && (parts === undefined || parts.includes(part))
}

/** On the way back those of a stage that do not serve go first: nobody misses them, and they may be why it goes back. */
function suspectsOf(progress: Progress, { id }: RouteStage): ReadonlySet<string> {
  const { taken, leftover } = progress.stageOf(id)
  const isNamed = progress.direction === 'back' && leftover === undefined
  return new Set(isNamed ? taken.flatMap(({ ids }) => ids) : [])
}

/** Why nothing may move yet: instances that do not serve, or cannot be told. Those that go first hinder nobody. */
export function unrest(
  sights: ReadonlyMap<string, Sight>,
  settingsOf: (group: string) => Settings,
  isBrought: (group: string) => boolean,
): string | undefined {
  for (const [key, sight] of sights) {
    if (isBrought(key)) continue
    const { faulty, total } = sight
    const unready = sight.unready - faulty.length
    const unreadable = sight.unreadable - faulty.filter(({ version }) => version === undefined).length
    if (unreadable > 0) {
      const because = sight.trouble === undefined ? '' : `: ${sight.trouble}`
      return `of ${key}, nobody can tell the version of ${unreadable}${because}`
    }
    if (unready > toleratedOf(settingsOf(key).tolerated, total))
      return `of ${key}, ${unreadyText(sight, unready)}`
  }
  return undefined
}

const faultyIn = (sight: Sight | undefined): ReadonlySet<string> => new Set(sight?.faulty.map(({ id }) => id))

/** The batch that goes next, as far as enough of its instances were seen; a text says why not. */
export function nextBatch(
  progress: Progress,
  { id, group }: RouteStage,
  sights: ReadonlyMap<string, Sight>,
  moves: Moves,
): Entry | string {
  const own = progress.stageOf(id)
  const batch = own.batches + 1
  if (progress.direction === 'back')
    return { kind: 'intended', subject: id, batch, moving: nextBack(own, moves, faultyIn(sights.get(group))) }
  const taken = progress.idsUnderWay(group)
  const chosen = (sights.get(group)?.chosen ?? []).filter((one) => !taken.has(one.id))
  const wanted = nextCount(own, moves)
  if (chosen.length < wanted) return `of ${group}, ${chosen.length} of ${wanted} can be moved`
  const byVersion = new Map<string, string[]>()
  for (const one of chosen.slice(0, wanted)) {
    const ids = byVersion.get(one.from)
    if (ids === undefined) byVersion.set(one.from, [one.id])
    else ids.push(one.id)
  }
  const moving: readonly Moving[] = [...byVersion].map(([from, ids]) => ({ from, ids }))
  if (countOf(moving) === 0) return `of ${group}, none can be moved`
  return { kind: 'intended', subject: id, batch, moving }
}

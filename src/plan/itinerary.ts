import type { Group } from '../fleet/index.ts'
import type { Version } from '../version/index.ts'
import { Precedence } from './precedence.ts'
import type { Stage } from './stage.ts'
import type { Task } from './tasks.ts'
import { Whereabouts } from './whereabouts.ts'

/*
 * The time lines of a plan's groups, and which of their moments can coincide: that follows from the partial order of
 * stages, and listing all linearisations is not needed.
 */

/** What a proof has to know of a task. */
export type WalkedTask = Pick<Task, 'id' | 'name' | 'needs'> & {
  readonly rule: { readonly name: string }
}

/** What a group holds in one moment: per part, the versions present of it. */
export interface Moment {
  /** Position on the group's own time line: even at rest, odd while a stage rolls. */
  readonly at: number
  readonly stage: Stage | undefined
  readonly parts: readonly (readonly Version[])[]
}

export interface Timeline {
  readonly group: Group
  readonly moments: readonly Moment[]
  readonly stages: readonly Stage[]
  /** Of each stage, which parts it moves. */
  readonly moving: ReadonlyMap<Stage, readonly boolean[]>
}

export const keyOf = ({ policy, scope, component }: Pick<Group, 'policy' | 'scope' | 'component'>): string =>
  `${policy} ${scope} ${component}`

/** What comes before what, of the stages and tasks of a plan. */
export const orderOf = (
  stages: readonly Stage[],
  tasks: readonly Pick<WalkedTask, 'id' | 'needs'>[],
): Precedence<string> =>
  new Precedence([
    ...stages.map((stage) => ({ id: stage.id, needs: stage.needs, chain: keyOf(stage) })),
    ...tasks.map(({ id, needs }) => ({ id, needs, chain: id })),
  ])

/** The order of a plan's stages, closed over everything between them. */
export class Itinerary {
  private readonly byGroup = new Map<string, Stage[]>()
  private readonly order: Precedence<string>
  private readonly pairs = new Map<Timeline, Map<Timeline, readonly (readonly [Moment, Moment])[]>>()
  private readonly complain: (stage: Stage, detail: string) => void

  /** `complain` hears of stages that make no sense where they stand. */
  constructor(
    stages: readonly Stage[],
    tasks: readonly WalkedTask[],
    complain: (stage: Stage, detail: string) => void,
  ) {
    this.complain = complain
    const byId = new Map<string, Stage>()
    for (const stage of stages) {
      if (byId.has(stage.id)) complain(stage, 'two stages have this id')
      byId.set(stage.id, stage)
      const own = this.byGroup.get(keyOf(stage))
      if (own === undefined) this.byGroup.set(keyOf(stage), [stage])
      else own.push(stage)
    }
    this.order = orderOf(stages, tasks)
    for (const trouble of this.order.troubles) {
      // What is wrong with a task is told of whichever stage there is: there is none without.
      const stage = byId.get(trouble.id) ?? stages[0]
      if (stage === undefined) continue
      const detail =
        trouble.kind === 'circle'
          ? 'it waits for itself'
          : `it needs stage ${trouble.need}, which does not exist`
      complain(stage, detail)
    }
  }

  /** Whether one stage or task is finished when another begins. */
  isBefore(first: string, then: string): boolean {
    return this.order.isBefore(first, then)
  }

  private comesBefore(a: Stage | undefined, b: Stage | undefined): boolean {
    return a !== undefined && b !== undefined && this.isBefore(a.id, b.id)
  }

  /** The stages of a group, as the plan lists them. */
  stagesOf(group: Group): readonly Stage[] {
    return this.byGroup.get(keyOf(group)) ?? []
  }

  timeline(group: Group): Timeline {
    const stages = [...this.stagesOf(group)]
    const movingBy = new Map<Stage, readonly boolean[]>()
    stages.sort((a, b) => this.order.compare(a.id, b.id))
    const whereabouts = new Whereabouts(group)
    let parts = group.parts.map(({ reading }) => (reading.kind === 'known' ? [reading.version] : []))
    const moments: Moment[] = [{ at: 0, stage: undefined, parts }]
    for (const [i, stage] of stages.entries()) {
      const previous = stages[i - 1]
      if (previous !== undefined && !this.comesBefore(previous, stage)) {
        this.complain(stage, `it may run at the same time as stage ${previous.id} of the same group`)
      }
      const moving = whereabouts.move(stage)
      movingBy.set(stage, moving)
      const count = group.parts.reduce((total, part, k) => total + (moving[k] === true ? part.count : 0), 0)
      if (count !== stage.count)
        this.complain(stage, `it moves ${stage.count}, but ${count} would be there to move`)
      const mixed = (versions: readonly Version[]) =>
        stage.mode === 'stopped' ? [] : [...versions, stage.to]
      moments.push({
        at: 2 * i + 1,
        stage,
        parts: parts.map((versions, k) => (moving[k] === true ? mixed(versions) : versions)),
      })
      parts = parts.map((versions, k) => (moving[k] === true ? [stage.to] : versions))
      moments.push({ at: 2 * i + 2, stage: undefined, parts })
    }
    return { group, moments, stages, moving: movingBy }
  }

  /** The moments of two groups that can coincide. */
  together(a: Timeline, b: Timeline): readonly (readonly [Moment, Moment])[] {
    const known = this.pairs.get(a)?.get(b)
    if (known !== undefined) return known
    const found = this.findTogether(a, b)
    const of = this.pairs.get(a) ?? new Map<Timeline, typeof found>()
    this.pairs.set(a, of.set(b, found))
    return found
  }

  /** The moments of several groups that can all coincide: any two of them can, and the order of stages asks no more. */
  *coinciding(lines: readonly Timeline[], chosen: readonly Moment[] = []): Generator<readonly Moment[]> {
    const next = lines[chosen.length]
    if (next === undefined) {
      yield chosen
      return
    }
    for (const moment of next.moments) {
      const fits = chosen.every((other, i) => {
        const line = lines[i] as Timeline
        return line === next ? other === moment : this.coincide(line, other, next, moment)
      })
      if (fits) yield* this.coinciding(lines, [...chosen, moment])
    }
  }

  private findTogether(a: Timeline, b: Timeline): readonly (readonly [Moment, Moment])[] {
    if (a === b) return a.moments.map((moment) => [moment, moment] as const)
    const found: (readonly [Moment, Moment])[] = []
    // Of the other group, what coincides with a moment begins and ends no earlier than what coincides with the one before:
    // its stages come one after the other, or the plan is wrong anyway.
    let low = 0
    for (const left of a.moments) {
      const entered = enteredOf(a, left)
      const next = nextOf(a, left)
      while (low < b.moments.length && this.comesBefore(nextOf(b, b.moments[low] as Moment), entered)) low++
      for (let at = low; at < b.moments.length; at++) {
        const right = b.moments[at] as Moment
        if (this.comesBefore(next, enteredOf(b, right))) break
        if (areInStep(a, left, b, right)) found.push([left, right])
      }
    }
    return found
  }

  private coincide(a: Timeline, left: Moment, b: Timeline, right: Moment): boolean {
    return (
      !this.comesBefore(nextOf(a, left), enteredOf(b, right)) &&
      !this.comesBefore(nextOf(b, right), enteredOf(a, left)) &&
      areInStep(a, left, b, right)
    )
  }
}

const texts = new WeakMap<Moment, readonly string[]>()

/** The versions that are present of a group in a moment, each once. */
export function versionsIn(moment: Moment): readonly string[] {
  let known = texts.get(moment)
  if (known === undefined) {
    known = [...new Set(moment.parts.flatMap((versions) => versions.map(({ text }) => text)))]
    texts.set(moment, known)
  }
  return known
}

export function lineOf(lines: readonly Timeline[], group: Group): Timeline {
  const line = lines.find((candidate) => candidate.group === group)
  if (line === undefined) throw new Error('a group without a time line')
  return line
}

/** A moment has begun with this stage. */
const enteredOf = ({ stages }: Timeline, { at, stage }: Moment): Stage | undefined =>
  stage ?? stages[at / 2 - 1]

/** A moment is over when this stage begins; while one rolls, when it is over itself. */
const nextOf = ({ stages }: Timeline, { at, stage }: Moment): Stage | undefined => stage ?? stages[at / 2]

const areInStep = (a: Timeline, left: Moment, b: Timeline, right: Moment): boolean =>
  isInStep(left, enteredOf(a, left), right, nextOf(b, right)) &&
  isInStep(right, enteredOf(b, right), left, nextOf(a, left))

/** Stages that are carried out together begin together and end together. */
function isInStep(left: Moment, entered: Stage | undefined, right: Moment, next: Stage | undefined): boolean {
  if (entered === undefined || next === undefined || !entered.together.includes(next.id)) return true
  // The one has begun, or is over: then the other is not still to come, or not still under way.
  return left.stage === entered && right.stage === next
}

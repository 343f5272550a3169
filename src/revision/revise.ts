import type { PlanFacts, StageFacts } from './facts.ts'
import { type InputChange, inputChanges, type WishName } from './inputs.ts'
import { type StageChange, stageChanges } from './stages.ts'

/** How large a plan is, and what it comes to. */
export interface PlanSize {
  readonly outcome: string
  readonly digest: string
  readonly stages: number
  readonly moves: number
}

/** A change of a stage, and which changes of inputs speak of the same thing: their indices. */
export type Revised = StageChange & { readonly because: readonly number[] }

/** Two plans set side by side: what is not the same in what they do, and in what they were made from. */
export interface Revision {
  readonly before: PlanSize
  readonly after: PlanSize
  readonly inputs: readonly InputChange[]
  readonly stages: readonly Revised[]
  /** How many scopes either plan moves something in. */
  readonly scopes: number
  /** Stages that are as they were. */
  readonly unchanged: number
  readonly warnings: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** Why the newer one is impossible or open, in sentences. */
  readonly hindrances: readonly string[]
}

/** Sets a plan beside an earlier one. Nothing is planned again: both say themselves what they were made from. */
export function revise(before: PlanFacts, after: PlanFacts): Revision {
  const inputs = inputChanges(before, after)
  const { changes, unchanged } = stageChanges(before, after)
  const texts = ({ warnings }: PlanFacts): string[] => [...new Set(warnings.map(({ message }) => message))]
  const added = texts(after).filter((text) => !texts(before).includes(text))
  const removed = texts(before).filter((text) => !texts(after).includes(text))
  return {
    before: sizeOf(before),
    after: sizeOf(after),
    inputs,
    stages: changes.map((change) => ({
      ...change,
      because: inputs.flatMap((input, i) => (concerns(input, change, before, after) ? [i] : [])),
    })),
    scopes: new Set([...before.stages, ...after.stages].map(({ scope }) => scope)).size,
    unchanged,
    warnings: { added, removed },
    hindrances: [
      ...new Set([
        ...after.conflict.flatMap(({ causes }) => causes.map(({ message }) => message)),
        ...after.questions.flatMap(({ message }) => message ?? []),
      ]),
    ],
  }
}

const sizeOf = ({ outcome, digest, stages, moves }: PlanFacts): PlanSize => ({
  outcome,
  digest,
  stages: stages.length,
  moves,
})

/** Whether a change of an input speaks of the thing that a stage moves, or of a rule that the stage cites. */
function concerns(input: InputChange, change: StageChange, before: PlanFacts, after: PlanFacts): boolean {
  const sides = change.change === 'changed' ? [change.was, change.stage] : [change.stage]
  const isOf = (policy: string, component: string): boolean =>
    sides.some(
      (stage) =>
        stage.policy === policy && (stage.component === component || stage.delivers?.component === component),
    )
  switch (input.kind) {
    case 'fleet':
      return isOf(input.policy, input.component) && change.stage.scope === input.scope
    case 'batch':
      return (
        isOf(input.policy, input.component) &&
        (change.change !== 'changed' || change.members.some(({ member }) => member === 'batch'))
      )
    case 'target':
      return (
        isOf(input.policy, input.component) &&
        (input.scope === undefined || input.scope === change.stage.scope) &&
        (change.change !== 'changed' || sides.some(({ to }) => to === input.before || to === input.after))
      )
    case 'via':
      return (
        isOf(input.policy, input.component) &&
        (input.scope === undefined || input.scope === change.stage.scope)
      )
    case 'releases': {
      const newest = [input.before?.newest, input.after?.newest]
      return (
        isOf(input.policy, input.component) &&
        sides.some(({ from, to }) => [...from, to].some((version) => newest.includes(version)))
      )
    }
    case 'rule':
    case 'reading':
      return [
        ...(change.change === 'added'
          ? []
          : rulesOf(change.change === 'changed' ? change.was : change.stage, before)),
        ...(change.change === 'removed' ? [] : rulesOf(change.stage, after)),
      ].includes(`${input.policy}/${input.rule}`)
    case 'wish':
      return speaksOf(input.name, change)
    case 'policy':
      return sides.some(({ policy }) => policy === input.policy)
    case 'thaw':
      return sides.some(({ part }) => part?.split(', ').includes(input.name) === true)
    case 'day':
    case 'fact':
    case 'unavailable':
    case 'wave':
    case 'manifest':
    case 'policy-elsewhere':
      return false
  }
}

/** Wishes that are about everything speak of nothing in particular. */
function speaksOf(name: WishName, change: StageChange): boolean {
  switch (name) {
    case 'mode':
      return change.change !== 'changed' || change.members.some(({ member }) => member === 'mode')
    case 'together':
      return (
        change.stage.together.length > 0 || (change.change === 'changed' && change.was.together.length > 0)
      )
    case 'aim':
    case 'minimise':
    case 'requireUndo':
      return false
  }
}

/** Rules that a stage cites: its gate's, its way back's, and those of the reasons for its order and its stop. */
const rulesOf = (stage: StageFacts, { why }: PlanFacts): readonly string[] => [
  ...[stage.gate?.rule, stage.undo?.rule, stage.downtime?.rule].flatMap((rule) => rule ?? []),
  ...why
    .filter(
      ({ second, component, at, later }) =>
        later === stage.id ||
        second === stage.component ||
        (component === stage.component && at === stage.to),
    )
    .map(({ rule }) => rule),
]

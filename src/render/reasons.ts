import { whyText } from '../explain/index.ts'
import type { Stage, Why } from '../plan/index.ts'
import type { Rule } from '../policy/index.ts'

/** Why a stage is where it is and stops where it stops. */
export interface Reason {
  readonly label: string
  readonly text: string
  readonly rule: Rule
}

/**
 * The reasons of a plan that concern one of its stages. A plan tells each reason once, for the first stage that has it;
 * here it is told of every stage that goes the same way. `before` are the stages that this one waits for.
 */
export function reasonsOf(
  stage: Stage,
  why: readonly Why[],
  { before, stages }: { readonly before: readonly Stage[]; readonly stages: readonly Stage[] },
): readonly Reason[] {
  const concerns = (one: Why): boolean => {
    switch (one.kind) {
      case 'order':
        return (
          one.then === stage.component &&
          before.some((other) => movesOf(other).some(({ component }) => component === one.first))
        )
      case 'stop':
        return (
          one.component === stage.component &&
          one.at.text === stage.to.text &&
          stages.some((next) => goesOn(next, stage))
        )
      case 'before':
        return (
          one.component === stage.component &&
          one.version.text === stage.to.text &&
          before
            .flatMap(movesOf)
            .some(
              ({ component, from }) =>
                component === one.other && from.some(({ text }) => text === one.otherVersion.text),
            )
        )
    }
  }
  return why.filter(concerns).map((one) => {
    const { label, text } = whyText(one)
    if (one.kind !== 'before') return { label, text, rule: one.rule }
    // The numbers are those of the first scope; what cannot meet is the same everywhere.
    return { label: `after ${one.other} left ${one.otherVersion.text}`, text, rule: one.rule }
  })
}

/** What a stage moves: its component, and what that brings along. */
const movesOf = (stage: Stage): readonly Pick<Stage, 'component' | 'from'>[] => [
  stage,
  ...(stage.delivers === undefined ? [] : [stage.delivers]),
]

/** Whether a stage goes on from where another one arrives. */
const goesOn = (next: Stage, stage: Stage): boolean =>
  next.policy === stage.policy &&
  next.scope === stage.scope &&
  next.component === stage.component &&
  next.from.some(({ text }) => text === stage.to.text)

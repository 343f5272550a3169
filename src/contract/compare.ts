import type { Diagnostic } from '../base/index.ts'
import { type CompareNotes, changeSentence } from '../explain/index.ts'
import type { CompareResult, JudgedChange, StepJudgement } from '../release/index.ts'
import { contractVersion } from './check.ts'

/** Two states of an interface compared, as --format json prints them. */
export function compareDocument({ comparison, policy, step }: CompareResult, notes: CompareNotes): object {
  return {
    apiVersion: contractVersion,
    kind: 'CompareResult',
    verdict: notes.verdict,
    bump: step === undefined ? notes.bump : (step.needs?.bump ?? null),
    policy: policy ?? null,
    step: step === undefined ? null : stepDocument(step),
    files: Object.fromEntries(comparison.files),
    skipped: comparison.skipped,
    changes:
      step === undefined
        ? comparison.changes.map((change) => changeDocument({ change, brings: 'unknown' }, false))
        : step.changes.map((each) => changeDocument(each, true)),
    problems: comparison.problems.map(problemDocument),
    notes: [...comparison.notes, ...notes.input],
  }
}

/** What a policy says of a step, without the changes themselves. */
export function stepDocument({
  component,
  part,
  called,
  next,
  from,
  to,
  bump,
  brings,
  isUnsure,
  verdict,
  step,
  needs,
}: StepJudgement): object {
  return {
    component,
    part: part ?? null,
    called: called ?? null,
    next: next ?? null,
    from: from?.text ?? null,
    to: to?.text ?? null,
    differs: bump ?? null,
    brings,
    isUnsure,
    verdict,
    says: step?.kind ?? null,
    rule: step === undefined || step.kind === 'unknown' ? null : step.rule.name,
    needs: needs === undefined ? null : { bump: needs.bump, rule: needs.rule.name },
  }
}

export function changeDocument({ change, brings, by, in: inside }: JudgedChange, isJudged: boolean): object {
  const { format, kind, path, class: as, concerns, before, after, places } = change
  return {
    format,
    kind,
    path,
    class: as,
    ...(isJudged && {
      brings,
      rule: by?.rule.name ?? null,
      counts: by?.count.id ?? null,
      interface: inside ?? null,
    }),
    concerns: concerns ?? null,
    before: before ?? null,
    after: after ?? null,
    old: places.old ?? null,
    new: places.new ?? null,
    message: changeSentence(change),
  }
}

export const problemDocument = ({ place, message, help }: Diagnostic): object => ({
  place: place ?? null,
  message,
  help: help ?? null,
})

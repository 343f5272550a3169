import type { Diagnostic } from '../base/index.ts'
import type { InterfaceChange, InterfaceComparison } from '../compare/index.ts'
import type { CompareResult, JudgedChange, StepJudgement } from '../release/index.ts'
import { changeSentence, concernText, decidedText } from './interface-change.ts'
import { pageWidth, plural, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'
import { bumpText } from './release.ts'

/** What the command knows and the result does not. */
export interface CompareNotes {
  readonly verdict: 'kept' | 'broken' | 'unknown'
  /** The least number of SemVer that may bring it, where no policy was asked. */
  readonly bump: string
  readonly input: readonly string[]
  readonly next: readonly { readonly what: string; readonly command: string }[]
}

export const verdictMark = { kept: '✓', broken: '✗', unknown: '?' } as const
export const toneOfVerdict = (paint: Paint, verdict: CompareNotes['verdict']) =>
  verdict === 'kept' ? paint.good : verdict === 'broken' ? paint.bad : paint.unsure

/** As many changes are shown of each class. */
const mostShown = 30

export function compareText({ comparison, step }: CompareResult, notes: CompareNotes, paint: Paint): string {
  const { verdict } = notes
  const tone = toneOfVerdict(paint, verdict)
  const head = step === undefined ? semverSentence(comparison, notes) : stepSentence(step)
  const lines = wrap(`${tone(`${verdictMark[verdict]} ${head}`)}`, pageWidth, 2)
  lines.push(...wrap(`  ${countsText(comparison, step)}`, pageWidth, 2).map(paint.faint))
  lines.push(...promiseLines(step, paint))
  lines.push(...problemLines(comparison.problems.slice(0, mostShown), paint))
  const judged = step?.changes ?? comparison.changes.map((change) => ({ change, brings: brought(change) }))
  lines.push(...changeLines(judged, step !== undefined, paint))
  for (const text of [...comparison.notes, ...notes.input])
    lines.push('', ...wrap(`  ${text}`, pageWidth, 2).map(paint.faint))
  for (const { what, command } of notes.next) lines.push('', paint.faint(`  ${what}`), `    ${command}`)
  return `${lines.join('\n')}\n`
}

/** What could not be read, each with its place and what would help. */
export const problemLines = (problems: readonly Diagnostic[], paint: Paint): string[] =>
  problems.flatMap(({ place, message, help }) => {
    const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `
    const text = `${where}${message}${help === undefined ? '' : `; ${help}`}`
    return ['', ...wrap(`  ${paint.unsure('?')} ${text}`, pageWidth, 4)]
  })

export const brought = ({ class: as }: InterfaceChange): JudgedChange['brings'] =>
  as === 'documentation' ? 'fixes' : as

/** `3 breaking changes, so a major release`. */
export function semverSentence(
  comparison: InterfaceComparison,
  { bump }: Pick<CompareNotes, 'bump'>,
): string {
  const { changes, problems } = comparison
  const breaking = changes.filter((change) => change.class === 'breaking').length
  const unknown = changes.filter((change) => change.class === 'unknown').length
  if (breaking > 0) return `${plural(breaking, 'breaking change')}: a ${bump} release`
  if (problems.length > 0)
    return `${plural(problems.length, 'text')} could not be read: nobody can tell what changed`
  if (unknown > 0) return `${plural(unknown, 'change')} of which nobody can tell whether it breaks anything`
  return changes.length === 0 ? 'nothing changed' : `nothing breaks: a ${bump} release`
}

/** `1.3.0 is a minor release: 3 breaking changes, should be major`. */
export function stepSentence(judgement: StepJudgement, called = judgement.called): string {
  const { next, part, to, bump, changes, brings, isUnsure, verdict, step, needs } = judgement
  const most = changes.filter((each) => each.brings === brings).length
  const words = { fixes: 'fix', compatible: 'compatible change', breaking: 'breaking change' } as const
  const counted =
    changes.length === 0
      ? 'nothing changed'
      : brings === 'fixes'
        ? 'nothing but words changed'
        : plural(most, words[brings])
  const unsure = isUnsure
    ? `${plural(changes.filter((each) => each.brings === 'unknown').length, 'change')} nobody can judge`
    : undefined
  const name = called ?? to?.text
  const subject =
    part !== undefined
      ? `${part} stays ${called ?? to?.text}`
      : name === undefined
        ? `${judgement.component}`
        : bump === undefined
          ? `${name} is the same version`
          : `${name} is ${article(bumpText[bump])}`
  const found = [counted, ...(unsure === undefined ? [] : [unsure])].join(', ')
  switch (verdict) {
    case 'broken':
      if (step?.kind === 'gratuitous') return `${subject}: ${found}, a smaller number would do`
      return `${subject}: ${found}, ${needs === undefined ? 'and no number may bring that' : `should be ${part === undefined ? needs.bump : (next ?? `the next ${needs.bump}`)}`}`
    case 'kept':
      return `${subject}: ${found}${step?.kind === 'exempt' ? ', and nothing is promised there' : ''}`
    case 'unknown':
      if (to === undefined)
        return `${subject}: ${found}; ${brings === 'breaking' ? 'what has such an interface needs its next major' : 'nothing tells its version'}`
      return `${subject}: ${found}; ${step?.kind === 'unknown' ? 'the policy does not say what it may bring' : 'so nobody can tell'}`
  }
}

const article = (text: string): string => `${/^[aeiou]/.test(text) ? 'an' : 'a'} ${text}`

export function countsText({ changes, files }: InterfaceComparison, step?: StepJudgement): string {
  const judged = step?.changes ?? changes.map((change) => ({ change, brings: brought(change) }))
  const counts = (['breaking', 'unknown', 'compatible', 'fixes'] as const).flatMap((each) => {
    const count = judged.filter(({ brings }) => brings === each).length
    return count === 0 ? [] : [`${count} ${each === 'fixes' ? 'of words only' : each}`]
  })
  const read = [...files].map(([format, { old, new: young }]) => {
    return `${format} ×${old === young ? old : `${old} → ${young}`}`
  })
  return [
    ...(counts.length > 0 ? [counts.join(', ')] : ['no changes']),
    ...(read.length > 0 ? [`(${read.join(', ')})`] : []),
  ].join(' ')
}

/** The promise that was asked, and the least number that may bring it. */
export function promiseLines(step: StepJudgement | undefined, paint: Paint): string[] {
  if (step === undefined) return []
  const lines: string[] = []
  const rule = step.step === undefined || step.step.kind === 'unknown' ? undefined : step.step.rule
  if (rule !== undefined) lines.push(...withNote(`  ${rule.says}`, paint.faint(rule.name), pageWidth, 2))
  if (step.verdict === 'broken' && step.needs !== undefined && step.needs.rule !== rule)
    lines.push(...withNote(`  ${step.needs.rule.says}`, paint.faint(step.needs.rule.name), pageWidth, 2))
  return lines
}

const groupMark = { breaking: '✗', unknown: '?', compatible: '·', fixes: '·' } as const

/** Changes, gravest first; words that changed are only counted. */
export function changeLines(judged: readonly JudgedChange[], isJudged: boolean, paint: Paint): string[] {
  const lines: string[] = []
  for (const brings of ['breaking', 'unknown', 'compatible'] as const) {
    const own = judged.filter((each) => each.brings === brings)
    if (own.length === 0) continue
    lines.push('')
    const mark = groupMark[brings]
    const tone = brings === 'breaking' ? paint.bad : brings === 'unknown' ? paint.unsure : paint.faint
    for (const each of own.slice(0, mostShown)) {
      const { change, by } = each
      const note = isJudged && by !== undefined ? by.rule.name : change.kind
      const [first = '', ...rest] = withNote(
        `  ${mark} ${changeSentence(change)}`,
        paint.faint(note),
        pageWidth,
        4,
      )
      lines.push(first.replace(mark, tone(mark)), ...rest)
      const place = change.places.new ?? change.places.old
      const whom = concernText(change)
      const detail = [
        ...(place === undefined ? [] : [`${place.file}:${place.line}`]),
        ...(isJudged && by !== undefined ? [decidedText(each)] : []),
        ...(whom === undefined ? [] : [`for ${whom}`]),
      ]
      if (detail.length > 0) lines.push(...wrap(`    ${detail.join('  ')}`, pageWidth, 4).map(paint.faint))
    }
    if (own.length > mostShown)
      lines.push(
        `  … ${plural(own.length - mostShown, 'more change')} that ${own.length - mostShown === 1 ? 'is' : 'are'} ${brings}: --format json has all`,
      )
  }
  return lines
}

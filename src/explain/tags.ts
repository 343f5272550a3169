import { unreachable } from '../base/index.ts'
import type { Shape } from '../policy/index.ts'
import type { ReleaseLint, RuleScores, TagFinding, TagReason } from '../tags/index.ts'
import { explainCommand, number, pageWidth, plural, table, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'
import { releaseSentence } from './release.ts'
import { isAboutKnowledge, unknownLines } from './tags-unknown.ts'
import { sourceText } from './words.ts'

/** What a reader of the lint sees beside the result itself. */
export interface TagNotes {
  readonly policy: string
  /** The file of the policy, where it is not a shipped one. */
  readonly file?: string | undefined
  /** Where the tags were read. */
  readonly origin: string
  readonly notes: readonly string[]
  /** Show all findings, not only the first ones of every rule. */
  readonly isComplete: boolean
  /** What was announced and retired is in a ledger, which another command judges. */
  readonly hasLedger: boolean
}

/** So many findings of one rule are shown: more of the same teach nothing. */
const mostShown = 8

const marks: Readonly<Record<TagFinding['severity'], string>> = {
  error: '✗',
  unknown: '?',
  warning: '!',
  note: '·',
}

/** Whether the tags of a repository are as its policy wants them: a scoreboard, and what is the matter. */
export function tagLintText(lint: ReleaseLint, notes: TagNotes, paint: Paint): string {
  const findings = lint.rules.flatMap((one) => one.findings)
  const worst = worstOf(findings, lint.tags)
  const symbol = worst === 'ok' ? paint.good('✓') : painted(worst, paint)
  const lines = [
    ...wrap(`${symbol} ${notes.policy}   ${countsText(lint)}`, pageWidth, 2),
    '',
    ...scoreboard(lint, paint),
  ]
  for (const { rule, findings: all } of lint.rules) {
    const own = notes.isComplete ? all : all.filter((finding) => !isAboutKnowledge(finding))
    if (own.length === 0) continue
    lines.push('', ...withNote(`  ${rule.says}`, rule.name, pageWidth, 2))
    lines.push(...wrap(`  ${sourceText(rule.source)}`, pageWidth, 2).map(paint.faint))
    const shown = notes.isComplete ? own : own.slice(0, mostShown)
    for (const finding of shown) lines.push(...findingLines(finding, paint))
    if (shown.length < own.length)
      lines.push(paint.faint(`  … and ${number(own.length - shown.length)} more: --all shows them`))
  }
  lines.push(...unknownLines(lint, paint))
  for (const note of unaskedNotes(lint)) lines.push('', ...wrap(`  ${note}`, pageWidth, 4).map(paint.faint))
  for (const note of notes.notes) lines.push('', ...wrap(`  ${note}`, pageWidth, 2))
  if (notes.hasLedger)
    lines.push(
      '',
      '  what was announced and retired is judged apart',
      `    interlock lifecycle lint --policy ${notes.file ?? notes.policy}`,
    )
  const first = findings.find((one) => one.severity === worst && !isAboutKnowledge(one))
  if (first !== undefined) lines.push('', '  why', `    ${explainCommand(first.rule.name, notes.file)}`)
  return `${lines.join('\n')}\n`
}

export const unasked = 'not asked without --upstream'

/** The rules that could not be asked at all. */
export function unaskedNotes({ rules }: ReleaseLint): readonly string[] {
  const names = rules.flatMap(({ rule, lacks }) => (lacks === 'upstream' ? [rule.name] : []))
  return names.length === 0 ? [] : [`${unasked}: ${names.join(', ')}`]
}

/** How many tags were looked at, and where. */
export function countsText({ tags, branches, ignored, earlier, rules }: ReleaseLint): string {
  // What is only for information cannot be broken.
  const broken = rules.filter(
    ({ rule, scores }) => scores.violated > 0 && rule.strength !== 'informative',
  ).length
  const parts = [
    `${plural(tags, 'tag')} on ${plural(branches, 'branch', 'branches')}`,
    broken === 0
      ? `${plural(rules.length, 'rule')}, none broken`
      : `${broken} of ${rules.length} rules broken`,
    ...(earlier > 0 ? [`${number(earlier)} earlier ${earlier === 1 ? 'tag' : 'tags'} not judged`] : []),
    ...(ignored > 0 ? [`${plural(ignored, 'tag')} of something else`] : []),
  ]
  return parts.join(', ')
}

type Worst = TagFinding['severity'] | 'ok'

function worstOf(findings: readonly TagFinding[], tags: number): Worst {
  const severities = ['error', 'unknown', 'warning'] as const
  const found = severities.find((severity) => findings.some((one) => one.severity === severity))
  return found ?? (tags === 0 ? 'unknown' : 'ok')
}

function painted(severity: TagFinding['severity'], paint: Paint): string {
  if (severity === 'error') return paint.bad(marks.error)
  return severity === 'note' ? marks.note : paint.unsure(marks[severity])
}

function scoreboard({ rules }: ReleaseLint, paint: Paint): string[] {
  const headings = ['obeyed', 'broken', 'unknown', 'legacy', 'not about']
  const rows = rules.map(({ rule, scores, findings, lacks }) => {
    const worst = worstOf(findings, 1)
    const isIdle = scores.obeyed + scores.violated + scores.unknown === 0 || lacks !== undefined
    const kept = scores.violated > 0 ? marks.note : paint.good('✓')
    const symbol = worst !== 'ok' ? painted(worst, paint) : isIdle ? ' ' : kept
    return [`${symbol} ${rule.id}`, ...cells({ scores })]
  })
  const all = [['', ...headings], ...rows]
  // Numbers stand right-aligned under their headings.
  const widths = headings.map((_, i) => Math.max(...all.map((row) => (row[i + 1] ?? '').length)))
  const aligned = all.map(([name = '', ...rest]) => [
    name,
    ...rest.map((text, i) => text.padStart(widths[i] ?? 0)),
  ])
  return table(aligned).map((line) => `  ${line}`)
}

const cells = ({ scores }: Pick<RuleScores, 'scores'>): string[] =>
  [scores.obeyed, scores.violated, scores.unknown, scores.legacy, scores.notApplicable].map((count) =>
    count === 0 ? '-' : number(count),
  )

function findingLines(finding: TagFinding, paint: Paint): string[] {
  const { severity, place } = finding
  const where = place === undefined ? '' : `${place.file}:${place.line}`
  const lines = withNote(
    `  ${painted(severity, paint)} ${tagSentence(finding)}`,
    paint.faint(where),
    pageWidth,
    4,
  )
  const expected = expectedText(finding)
  return expected === undefined ? lines : [...lines, ...wrap(`    ${expected}`, pageWidth, 6)]
}

/** What a tag should have been; undefined where nothing can be said. */
export function expectedText({ expected, reason }: TagFinding): string | undefined {
  if (expected.length === 0) return undefined
  const named = expected.join(' or ')
  switch (reason.kind) {
    case 'no-candidate':
    case 'not-followed':
      return `expected ${named}`
    case 'wrong-branch':
    case 'no-branch':
      return `belongs on ${named}`
    default:
      return `expected ${named}`
  }
}

/** What is the matter with a tag or a branch, in one sentence. */
export function tagSentence({ tag, branch, date, reason }: TagFinding): string {
  if (reason.kind === 'release') return `${tag}: ${releaseSentence(reason.finding)}`
  if (tag === undefined) return `${branch} ${reasonText(reason)}`
  const day = date === undefined ? '' : ` (${date})`
  return `${tag}${branch === undefined ? '' : ` on ${branch}`}${day} ${reasonText(reason)}`
}

function reasonText(reason: Exclude<TagReason, { kind: 'release' }>): string {
  switch (reason.kind) {
    case 'no-version':
      return `is no version: at character ${reason.at + 1}, expected ${reason.expected}`
    case 'written-otherwise':
      return 'is no version, though what is meant can be told'
    case 'advised':
      return `should have ${reason.expected}`
    case 'part':
      return `has ${partText(reason.part, reason.found)}; ${wantedText(reason.part, reason.shape)} belongs there`
    case 'no-branch':
      return 'is on no branch that the policy knows'
    case 'branch-unknown':
      return 'is on a branch that is not known'
    case 'wrong-branch':
      return 'is on a branch that is not its own'
    case 'not-first':
      return `begins with ${reason.part} ${reason.found}, not ${reason.wanted}`
    case 'not-next':
      return `comes after the release ${reason.after}, so its ${reason.part} is ${reason.wanted}, not ${reason.found}`
    case 'no-candidate':
      return 'had no candidate before it'
    case 'candidate-elsewhere':
      return `had the candidate ${reason.candidate}, which its branch does not contain`
    case 'candidate-unknown':
      return `had the candidate ${reason.candidate}; whether its branch contains that is not known`
    case 'not-followed':
      return `follows the release ${reason.after} without a candidate between them`
    case 'before-unknown':
      return `may come right after ${reason.before}, of which no branch is known`
    case 'nothing-inside':
      return `tells no ${reason.reads} inside`
    case 'other-inside':
      return `has ${reason.reads} ${reason.found} inside, not ${reason.wanted}`
    case 'not-latest':
      return `has ${reason.found}, while the newest of upstream's ${reason.upstream} was ${reason.latest}`
    case 'not-upstream':
      return `has ${reason.found}, which upstream does not have`
    case 'no-upstream-branch':
      return `has no counterpart upstream, which would be ${reason.upstream}`
    case 'nothing-upstream':
      return `goes with upstream's ${reason.upstream}, of which no version from before is known`
    case 'not-annotated':
      return 'is a light tag, not an annotated one'
    case 'not-signed':
      return 'has no signature'
    case 'object-unknown':
      return 'may be light or annotated, signed or not: that was not read'
    case 'moved':
      return reason.to === undefined
        ? `was moved from ${short(reason.from)}`
        : `was moved: it stood on ${short(reason.from)}, and stands on ${short(reason.to)}`
    case 'other-name':
      return `was made as ${reason.innerName} and put under this name later`
    case 'line-ended':
      return `is of line ${reason.line}, when only ${reason.newest.join(' and ')} still got releases`
    case 'late':
      return `came ${plural(reason.days, 'day')} after ${reason.behind}; at most ${reason.most} are promised`
    case 'no-predecessor':
      return `follows a ${reason.behind} of which no day is known`
    case 'no-day':
      return 'has no known day'
    default:
      return unreachable(reason)
  }
}

const short = (commit: string): string => commit.slice(0, 12)

const partText = (part: string, found: string | undefined): string =>
  found === undefined ? `no ${part}` : `${part} ${found}`

/** What a part looks like, in words. */
export function shapeText(part: string, shape: Shape): string {
  if (shape.kind === 'none') return `no ${part}`
  return shape.kind === 'any' ? `some ${part}` : `${part} ${wantedText(part, shape)}`
}

/** The same where the part has been named. */
function wantedText(part: string, shape: Shape): string {
  switch (shape.kind) {
    case 'none':
      return 'none'
    case 'any':
      return `some ${part}`
    case 'like':
      return shape.identifiers.join('.')
  }
}

import { groupBy } from '../base/index.ts'
import type {
  InputChange,
  PlanSize,
  Revised,
  Revision,
  RowFacts,
  StageFacts,
  StageMember,
} from '../revision/index.ts'
import { unnamedScope } from './check.ts'
import { number, pageWidth, plural, times, withNote, wrap } from './layout.ts'
import { cell } from './markdown.ts'
import type { Paint } from './paint.ts'

/** As many changes of a kind are told one by one; the rest is counted. */
const mostTold = 20

/** A comment has room for more, but not for everything. */
const mostRows = 100

/** A plan beside an earlier one, for the terminal: what it does otherwise, and what it was made from otherwise. */
export function revisionText(revision: Revision, paint: Paint): string {
  const { before, after, unchanged } = revision
  const symbol = { same: paint.good('='), other: paint.unsure('~'), worse: paint.bad('✗') }[kindOf(revision)]
  const lines = withNote(
    `${symbol} ${paint.strong(headline(revision))}`,
    paint.faint(digestsText(before, after)),
    pageWidth,
    2,
  )
  const told = (title: string, items: readonly string[], indent = 6): void => {
    if (items.length === 0) return
    lines.push('', `  ${paint.faint(title)}`)
    for (const item of items.slice(0, mostTold)) lines.push(...wrap(`    ${item}`, pageWidth, indent))
    if (items.length > mostTold)
      lines.push(`    … and ${number(items.length - mostTold)} more: --format json has all`)
  }
  told('what hinders', after.outcome === 'plan' ? [] : revision.hindrances)
  told(
    'because',
    inputTexts(revision).map(({ label, text }) => `${label.padEnd(11)} ${text}`),
    16,
  )
  const stages = stageTexts(revision)
  if (stages.length > 0) {
    lines.push('', `  ${paint.faint('so')}`)
    const signs = { added: paint.good('+'), removed: paint.bad('-'), changed: paint.unsure('~') }
    for (const { change, text, details, cause } of stages.slice(0, mostTold)) {
      lines.push(...withNote(`    ${signs[change]} ${text}`, paint.faint(cause), pageWidth, 6))
      for (const detail of details) lines.push(...wrap(`        ${detail}`, pageWidth, 10))
    }
    if (stages.length > mostTold)
      lines.push(`    … and ${number(stages.length - mostTold)} more: --format json has all`)
  }
  told('warnings that are new', revision.warnings.added)
  told('warnings that are gone', revision.warnings.removed)
  if (unchanged > 0 && stages.length > 0) lines.push('', `  ${plural(unchanged, 'stage')} as before`)
  return `${lines.join('\n')}\n`
}

/** The same for a pull request. */
export function revisionMarkdown(revision: Revision): string {
  const { before, after, unchanged, warnings } = revision
  const lines = [`## ${headline(revision)}`, '', `${digestsText(before, after)}.`]
  const told = (title: string, items: readonly string[]): void => {
    if (items.length === 0) return
    lines.push('', `${title}:`, '', ...items.slice(0, mostRows).map((item) => `- ${cell(item)}`))
    if (items.length > mostRows) lines.push(`- … and ${number(items.length - mostRows)} more`)
  }
  told('What hinders', after.outcome === 'plan' ? [] : revision.hindrances)
  told(
    'Because',
    inputTexts(revision).map(({ label, text }) => `**${label}**: ${text}`),
  )
  const stages = stageTexts(revision)
  if (stages.length > 0) {
    const signs = { added: 'new', removed: 'gone', changed: 'changed' }
    lines.push('', '| | stage | what changes | because |', '| --- | --- | --- | --- |')
    for (const { change, text, details, cause } of stages.slice(0, mostRows))
      lines.push(`| ${signs[change]} | ${cell(text)} | ${details.map(cell).join('<br>')} | ${cell(cause)} |`)
  }
  if (stages.length > mostRows) lines.push('', `… and ${number(stages.length - mostRows)} more.`)
  told('Warnings that are new', warnings.added)
  told('Warnings that are gone', warnings.removed)
  if (unchanged > 0 && stages.length > 0) lines.push('', `${plural(unchanged, 'stage')} as before.`)
  return `${lines.join('\n')}\n`
}

function kindOf({ before, after, stages }: Revision): 'same' | 'other' | 'worse' {
  if (before.outcome === 'plan' && (after.outcome === 'impossible' || after.outcome === 'unknown'))
    return 'worse'
  return stages.length === 0 && before.outcome === after.outcome ? 'same' : 'other'
}

const outcomes: Readonly<Record<string, string>> = {
  plan: 'a plan',
  unknown: 'unknown',
  impossible: 'impossible',
  'nothing-to-do': 'nothing to do',
}

function headline(revision: Revision): string {
  const { before, after, inputs, stages } = revision
  const name = ({ outcome }: PlanSize): string => outcomes[outcome] ?? outcome
  if (before.outcome !== after.outcome) return `${name(after)} now, was ${name(before)}`
  if (stages.length === 0) {
    if (inputs.length > 0) return 'the same stages, made from something else'
    return before.digest === after.digest ? 'the same plan' : 'the same stages'
  }
  const size = ({ stages: count, moves }: PlanSize): string =>
    `${plural(count, 'stage')}, ${plural(moves, 'move')}`
  return size(before) === size(after)
    ? `another plan: ${size(after)} as before`
    : `another plan: ${size(before)} → ${size(after)}`
}

const digestsText = (before: PlanSize, after: PlanSize): string =>
  before.digest === after.digest
    ? `plan ${after.digest.slice(0, 4)}`
    : `plan ${before.digest.slice(0, 4)} → ${after.digest.slice(0, 4)}`

/** Where something changes; not worth a word where everything is in one scope. */
const inScopes = ({ scopes: all }: Revision, scopes: readonly string[]): string => {
  if (all <= 1) return ''
  const named = [...new Set(scopes)].filter((scope) => scope !== unnamedScope)
  if (named.length === 0) return ''
  return ` in ${named.length > 4 ? `${named.slice(0, 3).join(', ')} and ${number(named.length - 3)} more` : named.join(', ')}`
}

/** What stands beside a stage as its cause: the rule itself, or the kind of input. */
const causeText = (input: InputChange): string =>
  input.kind === 'rule' || input.kind === 'reading' ? `${input.policy}/${input.rule}` : inputText(input).label

interface StageText {
  readonly change: Revised['change']
  readonly text: string
  readonly details: readonly string[]
  /** The rules and the kinds of inputs that speak of it. */
  readonly cause: string
}

/** The changes of stages in words; those that are the same in several scopes once. */
function stageTexts(revision: Revision): readonly StageText[] {
  const { stages, inputs } = revision
  const texts = stages.map((revised) => {
    const { change, stage } = revised
    const details = revised.change === 'changed' ? revised.members.map(memberText) : []
    const cause = [...new Set(revised.because.flatMap((i) => inputs[i] ?? []).map(causeText))]
    return { change, head: stageText(stage, change), details, cause: cause.join(', '), scope: stage.scope }
  })
  const alike = groupBy(texts, ({ scope: _, ...rest }) => JSON.stringify(rest))
  return [...alike.values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    const { change, head, details, cause } = first
    return [
      {
        change,
        text: `${head}${inScopes(
          revision,
          same.map(({ scope }) => scope),
        )}`,
        details,
        cause,
      },
    ]
  })
}

function stageText({ component, part, from, to, count }: StageFacts, change: Revised['change']): string {
  const who = part == null ? component : `${component} ${part}`
  return change === 'changed' ? `${who} → ${to}` : `${who} ${times(count)} ${from.join(', ')} → ${to}`
}

function memberText({ member, before, after }: StageMember): string {
  const instead = (text: (value: string) => string): string =>
    before === ''
      ? text(after)
      : after === ''
        ? `no longer ${text(before)}`
        : `${text(after)} instead of ${before}`
  switch (member) {
    case 'to':
      return `stops at ${after} instead of ${before}`
    case 'from':
      return `comes from ${after} instead of ${before}`
    case 'part':
      return instead((value) => `moves ${value}`)
    case 'count':
      return `moves ${after} instead of ${before}`
    case 'batch':
      return `${after} at a time instead of ${before}`
    case 'mode':
      return `${after} instead of ${before}`
    case 'together':
      return instead((value) => `at once with ${value}`)
    case 'gate':
      return instead((value) => `gate ${value}`)
    case 'undo':
      return `${undoText(after)}; before, ${undoText(before)}`
    case 'downtime':
      return after === 'yes' ? 'with downtime now' : 'without downtime now'
    case 'commands':
      return instead((value) => `commands ${value}`)
    case 'tasks':
      return instead((value) => `tasks ${value}`)
    case 'after':
      return [
        ...(after === '' ? [] : [`waits for ${after} now`]),
        ...(before === '' ? [] : [`no longer waits for ${before}`]),
      ].join(', ')
  }
}

const undoText = (outcome: string): string =>
  ({ holds: 'it can be taken back', broken: 'there is no way back' })[outcome] ??
  'it is not known whether it can be taken back'

/** Changes of inputs in words; those that are the same in several scopes once. */
function inputTexts(revision: Revision): readonly { label: string; text: string }[] {
  const texts = revision.inputs.map((input) => ({
    ...inputText(input),
    scope: 'scope' in input ? (input.scope ?? unnamedScope) : unnamedScope,
  }))
  return [...groupBy(texts, ({ label, text }) => `${label} ${text}`).values()].flatMap((same) => {
    const [first] = same
    if (first === undefined) return []
    return [
      {
        label: first.label,
        text: `${first.text}${inScopes(
          revision,
          same.map(({ scope }) => scope),
        )}`,
      },
    ]
  })
}

const comeOrGone = { added: 'is new', removed: 'is gone', changed: 'is not as it was' } as const

/** `1.2.4 → 1.2.5`, or that one of the two is not there. */
const arrow = (before: string | undefined, after: string | undefined): string =>
  before === undefined ? `${after} (new)` : after === undefined ? `${before} (gone)` : `${before} → ${after}`

function inputText(input: InputChange): { label: string; text: string } {
  switch (input.kind) {
    case 'day':
      return { label: 'day', text: arrow(input.before, input.after) }
    case 'policy':
      return { label: 'policy', text: `${input.policy} ${comeOrGone[input.change]}` }
    case 'rule':
      return { label: 'rule', text: `${input.policy}/${input.rule} ${comeOrGone[input.change]}` }
    case 'reading':
      return {
        label: 'reading',
        text: `${input.policy}/${input.rule}: ${arrow(input.before ?? 'as the policy reads it', input.after ?? 'as the policy reads it')}`,
      }
    case 'releases':
      return { label: 'catalogue', text: releasesText(input) }
    case 'policy-elsewhere':
      return {
        label: 'policy',
        text: input.isKnown
          ? `${input.policy} differs only in words, or in releases that are not on the way`
          : `${input.policy} is another one; the earlier plan does not tell its parts`,
      }
    case 'fleet':
      return { label: 'fleet', text: `${input.component} ${fleetText(input)}` }
    case 'target':
    case 'via':
    case 'batch':
      return { label: input.kind, text: `${input.component} ${arrow(input.before, input.after)}` }
    case 'wish':
      return { label: 'wish', text: wishText(input) }
    case 'thaw':
      return {
        label: 'thaw',
        text: `${input.name} ${input.change === 'added' ? 'may move now' : 'may not move any more'}`,
      }
    case 'fact':
      return { label: 'fact', text: `${input.name}: ${arrow(input.before, input.after)}` }
    case 'unavailable':
    case 'wave':
    case 'manifest':
      return { label: input.kind, text: `${input.name} ${comeOrGone[input.change]}` }
  }
}

function releasesText({
  policy,
  component,
  line,
  before,
  after,
}: Extract<InputChange, { kind: 'releases' }>): string {
  const where = `${policy} ${component} ${line}`
  if (before === undefined || after === undefined)
    return `${where}: the line is ${before === undefined ? `new, up to ${after?.newest}` : 'gone'}`
  if (before.newest !== after.newest) return `${where}: newest ${before.newest} → ${after.newest}`
  if (before.count !== after.count) return `${where}: ${before.count} → ${plural(after.count, 'release')}`
  return `${where}: a release is not as it was`
}

function wishText({ name, before, after }: Extract<InputChange, { kind: 'wish' }>): string {
  switch (name) {
    case 'mode':
      return `${after} stages instead of ${before}`
    case 'together':
      return after === 'true'
        ? 'coordinated stops are allowed now'
        : 'coordinated stops are not allowed any more'
    case 'aim':
      return `aim ${arrow(before, after)}`
    case 'minimise':
      return `as few ${after ?? 'restarts'} as can be, instead of ${before ?? 'restarts'}`
    case 'requireUndo':
      return after === 'true'
        ? 'every stage has to have a way back now'
        : 'not every stage has to have a way back'
  }
}

/** Only the rows that are not on both sides. */
function fleetText({ before = [], after = [] }: Extract<InputChange, { kind: 'fleet' }>): string {
  const without = (rows: readonly RowFacts[], others: readonly RowFacts[]): readonly RowFacts[] => {
    const left = others.map((row) => JSON.stringify(row))
    return rows.filter((row) => {
      const at = left.indexOf(JSON.stringify(row))
      if (at >= 0) left.splice(at, 1)
      return at < 0
    })
  }
  const text = (rows: readonly RowFacts[]): string | undefined =>
    rows.length === 0 ? undefined : rowsText(rows)
  const [was, is] = [text(without(before, after)), text(without(after, before))]
  return was === undefined && is === undefined ? `${rowsText(after)} in another order` : arrow(was, is)
}

const rowsText = (rows: readonly RowFacts[]): string =>
  rows
    .map(({ version, count, name, frozen }) =>
      [
        version,
        times(count),
        ...(name === undefined ? [] : [name]),
        ...(frozen === true ? ['(frozen)'] : []),
      ].join(' '),
    )
    .join(', ')

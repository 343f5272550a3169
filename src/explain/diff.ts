import { groupBy } from '../base/index.ts'
import type { Finding } from '../check/index.ts'
import type { VerdictName } from '../policy/index.ts'
import { unnamedScope } from './check.ts'
import { number, pageWidth, plural, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'
import { sentence } from './words.ts'

interface Changes {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly {
    readonly name: string
    readonly members: readonly {
      readonly member: string
      readonly before: unknown
      readonly after: unknown
    }[]
  }[]
}

interface VerdictChange {
  readonly scope: string
  readonly before: VerdictName
  readonly after: VerdictName
  readonly isWorse: boolean
  readonly because: readonly Finding[]
}

/** Two versions of a policy set side by side, and what that means for fleets. */
export interface DiffResult {
  readonly before: string
  readonly after: string
  readonly diff: {
    readonly rules: Changes
    readonly components: Changes
    readonly schemes: Changes
    readonly sources: Changes
    readonly releases: Changes
    readonly recipes: Changes
    readonly members: Changes['changed'][number]['members']
    readonly reordered: boolean
  }
  /** Absent where no fleet was given. */
  readonly verdicts?: { readonly scopes: number; readonly changes: readonly VerdictChange[] }
}

/** As many scopes or releases are named; the rest is counted. */
const mostNamed = 20

export function diffText(result: DiffResult, paint: Paint): string {
  const { diff, verdicts } = result
  const lines = wrap(paint.strong(`${result.before} → ${result.after}`), pageWidth, 2)
  const parts = [
    ...changeLines('rule', diff.rules, paint),
    ...(diff.reordered
      ? ['', '  ~ rules stand in another order; among edges, the first that speaks decides']
      : []),
    ...changeLines('component', diff.components, paint),
    ...changeLines('scheme', diff.schemes, paint),
    ...changeLines('source', diff.sources, paint),
    ...changeLines('recipe', diff.recipes, paint),
    ...releaseLines(diff.releases, paint),
    ...(diff.members.length > 0 ? [''] : []),
    ...diff.members.flatMap(({ member, before, after }) => memberLines(member, before, after)),
  ]
  lines.push(...(parts.length > 0 ? parts : ['', '  the policies say the same']))
  if (verdicts !== undefined) lines.push('', ...verdictLines(verdicts, paint))
  return `${lines.join('\n')}\n`
}

function changeLines(what: string, { added, removed, changed }: Changes, paint: Paint): string[] {
  return [
    ...added.flatMap((name) => ['', `  ${paint.good('+')} ${what} ${name}`]),
    ...removed.flatMap((name) => ['', `  ${paint.bad('-')} ${what} ${name}`]),
    ...changed.flatMap(({ name, members }) => [
      '',
      `  ${paint.unsure('~')} ${what} ${name}`,
      ...members.flatMap(({ member, before, after }) => memberLines(member, before, after)),
    ]),
  ]
}

/** Short values beside each other; of lists only what came and went. */
function memberLines(member: string, before: unknown, after: unknown): string[] {
  if (Array.isArray(before) && Array.isArray(after)) return listLines(member, before, after)
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names
      .filter((name) => valueText(before[name]) !== valueText(after[name]))
      .flatMap((name) => memberLines(`${member}.${name}`, before[name], after[name]))
  }
  const whole = `${member}: ${valueText(before)} → ${valueText(after)}`
  if (whole.length <= pageWidth - 6) return [`      ${whole}`]
  return [
    `      ${member}`,
    ...wrap(`        - ${valueText(before)}`, pageWidth, 10),
    ...wrap(`        + ${valueText(after)}`, pageWidth, 10),
  ]
}

function listLines(member: string, before: readonly unknown[], after: readonly unknown[]): string[] {
  const was = before.map(valueText)
  const is = after.map(valueText)
  const gone = was.filter((text) => !is.includes(text))
  const come = is.filter((text) => !was.includes(text))
  if (gone.length === 0 && come.length === 0) return [`      ${member}: in another order`]
  return [
    `      ${member}`,
    ...gone.flatMap((text) => wrap(`        - ${text}`, pageWidth, 10)),
    ...come.flatMap((text) => wrap(`        + ${text}`, pageWidth, 10)),
  ]
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function valueText(value: unknown): string {
  if (value === undefined) return 'nothing'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** There are many releases, and most changes to them are new ones: they are listed, not told one by one. */
function releaseLines({ added, removed, changed }: Changes, paint: Paint): string[] {
  const kinds = [
    [paint.good('+'), added],
    [paint.bad('-'), removed],
    [
      paint.unsure('~'),
      changed.map(({ name, members }) => `${name} (${members.map(({ member }) => member).join(', ')})`),
    ],
  ] as const
  return kinds.flatMap(([sign, names]) =>
    names.length === 0
      ? []
      : ['', ...wrap(`  ${sign} ${plural(names.length, 'release')}: ${namesText(names)}`, pageWidth, 6)],
  )
}

function namesText(names: readonly string[]): string {
  const more = names.length - mostNamed
  return more > 0 ? `${names.slice(0, mostNamed).join(', ')} and ${number(more)} more` : names.join(', ')
}

function verdictLines({ scopes, changes }: NonNullable<DiffResult['verdicts']>, paint: Paint): string[] {
  if (changes.length === 0) {
    return [`${paint.good('✓')} no verdict changes in ${plural(scopes, 'scope')}`]
  }
  const alike = [...groupBy(changes, ({ before, after }) => `${before} ${after}`).values()]
  // What gets worse first: that is what the reader has to act on.
  alike.sort((a, b) => Number(b[0]?.isWorse ?? false) - Number(a[0]?.isWorse ?? false))
  return alike.flatMap((group, i) => {
    const [first] = group
    if (first === undefined) return []
    const symbol = first.isWorse ? paint.bad('✗') : paint.good('✓')
    const total = plural(group.length, 'scope')
    const lines = [
      ...(i === 0 ? [] : ['']),
      `${symbol} this edit makes ${total} ${first.after}   was ${first.before}`,
    ]
    for (const { scope, after, because } of group.slice(0, mostNamed)) {
      const reason = because[0]
      const label = scope === unnamedScope ? '' : `${scope}: `
      const more = because.length > 1 ? `, and ${number(because.length - 1)} more` : ''
      const tense = after === 'supported' ? 'no longer: ' : ''
      const text = reason === undefined ? '' : `${tense}${sentence(reason)}${more}`
      lines.push(...withNote(`  ${label}${text}`, reason?.rule?.name ?? '', pageWidth, 4))
    }
    const left = group.length - mostNamed
    if (left > 0) lines.push(`  … and ${plural(left, 'more scope')}: --format json lists all`)
    return lines
  })
}

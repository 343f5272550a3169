import { distinctBy, groupBy } from '../base/index.ts'
import type {
  DocumentsSection,
  FleetReach,
  InterfacesSection,
  JudgedPage,
  ReachSection,
  ReleaseSection,
  ReleaseVerifyResult,
  StepJudgement,
} from '../release/index.ts'
import {
  changeLines,
  problemLines,
  promiseLines,
  stepSentence,
  toneOfVerdict,
  verdictMark,
} from './compare.ts'
import { changeTable } from './compare-markdown.ts'
import { causeText } from './conflict.ts'
import { explainCommand, pageWidth, plural, withNote, wrap } from './layout.ts'
import { cell } from './markdown.ts'
import type { Paint } from './paint.ts'

/** Whether a release kept its promise: the verdict, then section by section what it rests on. */
export function releaseVerifyText(result: ReleaseVerifyResult, paint: Paint, file?: string): string {
  const { verdict, policy, component, from, to } = result
  const tone = toneOfVerdict(paint, verdict)
  const lines = wrap(tone(`${verdictMark[verdict]} ${releaseSentence(result)}`), pageWidth, 2)
  lines.push(paint.faint(`  ${policy} · ${component} ${from} → ${to}`))
  for (const section of result.sections) lines.push(...sectionLines(section, result, paint))
  for (const note of result.notes) lines.push('', ...wrap(`  ${note}`, pageWidth, 2).map(paint.faint))
  const rule = ruleOf(result)
  if (rule !== undefined) lines.push('', paint.faint('  why'), `    ${explainCommand(rule, file)}`)
  return `${lines.join('\n')}\n`
}

/** `v1.3.0 is a minor release: 3 breaking changes, should be major`. */
export function releaseSentence({ sections, to, verdict }: ReleaseVerifyResult): string {
  const interfaces = sections.find((section) => section.kind === 'interfaces')
  const worst = interfaces?.steps.find((step) => step.verdict === interfaces.verdict) ?? interfaces?.steps[0]
  const documents = sections.find((section) => section.kind === 'documents')
  const untold = documents?.verdict === 'broken' ? undocumentedText(documents) : undefined
  const reach = sections.find((section) => section.kind === 'reach')
  const stranded = reach?.reach.fleets.filter(({ outcome }) => outcome === 'stranded') ?? []
  if (stranded.length > 0 && reach?.verdict === 'broken' && (interfaces?.verdict ?? 'kept') !== 'broken') {
    const lines = [...new Set(stranded.map(({ version }) => version.line.label))]
    return `${to} would strand ${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}`
  }
  if (sections.length === 0) return `${to}: nothing could be asked of it`
  if (interfaces === undefined && untold === undefined && reach !== undefined)
    return verdict === 'kept'
      ? `${to}: everybody who is supported gets there`
      : `${to}: whether everybody gets there, and whether it keeps its promise, cannot be told`
  if (worst === undefined) {
    const isEmpty =
      interfaces !== undefined &&
      [...interfaces.files.values()].every(({ old, new: young }) => old + young === 0)
    const what = isEmpty ? 'none of the files that the policy names is there' : 'nothing changed'
    return untold === undefined ? `${to}: ${what}` : `${to}: ${what}, but ${untold}`
  }
  const others = (interfaces?.steps ?? []).filter(
    (step) => step !== worst && step.verdict === 'broken',
  ).length
  const more = others === 0 ? '' : `, and so ${others === 1 ? 'does' : 'do'} ${others} more`
  const sentence = `${stepSentence(worst, worst.part === undefined && worst.to !== undefined ? to : undefined)}${more}`
  const isUnread = verdict === 'unknown' && interfaces !== undefined && interfaces.problems.length > 0
  const unread = isUnread
    ? `${sentence}; ${plural(interfaces.problems.length, 'text')} could not be read`
    : sentence
  return untold === undefined ? unread : `${unread}; ${untold}`
}

const undocumentedText = ({ rules }: DocumentsSection): string => {
  const pages = rules.flatMap(({ pages }) =>
    pages.filter(({ state }) => state !== 'told' && state !== 'elsewhere'),
  )
  return `not told in ${pages.map(({ page }) => page.title).join(' and ')}`
}

function sectionLines(section: ReleaseSection, result: ReleaseVerifyResult, paint: Paint): string[] {
  switch (section.kind) {
    case 'interfaces':
      return interfaceLines(section, result, paint)
    case 'documents':
      return documentLines(section, paint)
    case 'reach':
      return reachLines(section, result, paint)
  }
}

function interfaceLines(section: InterfacesSection, { to }: ReleaseVerifyResult, paint: Paint): string[] {
  const lines: string[] = []
  const read = [...section.files].map(
    ([id, { old, new: young }]) => `${id} ×${old === young ? old : `${old} → ${young}`}`,
  )
  lines.push(...wrap(`  compared: ${read.join(', ')}`, pageWidth, 2).map(paint.faint))
  lines.push(...problemLines(section.problems, paint))
  const isSingle = section.steps.length === 1
  for (const step of section.steps) {
    if (!isSingle) {
      const mark = verdictMark[step.verdict]
      const head = stepSentence(step, step.part === undefined && step.to !== undefined ? to : undefined)
      lines.push('', ...wrap(`  ${toneOfVerdict(paint, step.verdict)(mark)} ${head}`, pageWidth, 4))
    }
    lines.push(...promiseLines(step, paint), ...changeLines(step.changes, true, paint))
  }
  for (const note of section.notes) lines.push('', ...wrap(`  ${note}`, pageWidth, 2).map(paint.faint))
  return lines
}

function documentLines({ rules }: DocumentsSection, paint: Paint): string[] {
  return rules.flatMap(({ rule, pages }) => {
    const lines = ['', ...withNote(`  ${rule.says}`, paint.faint(rule.name), pageWidth, 2)]
    for (const page of pages) {
      const mark =
        page.state === 'told'
          ? paint.good('✓')
          : page.state === 'elsewhere'
            ? paint.unsure('?')
            : paint.bad('✗')
      lines.push(...wrap(`  ${mark} ${pageSentence(page)}`, pageWidth, 4))
    }
    return lines
  })
}

/** What a document says of the release. */
export function pageSentence({ page, state, files, missing }: JudgedPage): string {
  const where = files.length === 0 ? '' : ` (${files.slice(0, 3).join(', ')})`
  switch (state) {
    case 'told':
      return `${page.title} tell${/s$/.test(page.title) ? '' : 's'} it${where}`
    case 'no-entry':
      return `${page.title}: the release has no entry${where}`
    case 'unnamed': {
      const names = missing.slice(0, 5).map(({ path }) => path)
      const more = missing.length > names.length ? `, and ${missing.length - names.length} more` : ''
      return `${page.title}: the entry does not name ${names.join(', ')}${more}${where}`
    }
    case 'elsewhere':
      return `${page.title}: not found here, look at ${page.ref}`
  }
}

function ruleOf({ sections }: ReleaseVerifyResult): string | undefined {
  for (const section of sections) {
    if (section.kind === 'reach') continue
    if (section.kind === 'documents') {
      const [first] = section.verdict === 'broken' ? section.rules : []
      if (first !== undefined) return first.rule.name
      continue
    }
    const step = section.steps.find(({ verdict }: StepJudgement) => verdict === 'broken')
    if (step === undefined) continue
    return step.step === undefined || step.step.kind === 'unknown'
      ? step.needs?.rule.name
      : step.step.rule.name
  }
  return undefined
}

function reachLines(section: ReachSection, { to }: ReleaseVerifyResult, paint: Paint): string[] {
  const { by, fleets } = section.reach
  const says = by === undefined ? 'every line that there is gets there' : 'every supported line gets there'
  const lines = ['', ...withNote(`  ${says}`, paint.faint(by?.name ?? ''), pageWidth, 2)]
  const of = (outcome: FleetReach['outcome']): readonly FleetReach[] =>
    fleets.filter((fleet) => fleet.outcome === outcome)
  const named = (some: readonly FleetReach[]): string => some.map(({ version }) => version.text).join(', ')
  const told = (symbol: string, text: string): void => {
    lines.push(...wrap(`  ${symbol} ${text}`, pageWidth, 4))
  }
  if (fleets.length === 0) told('·', 'nobody runs an older release of a supported line')
  const [reached, unsure] = [of('reached'), of('unknown')]
  if (reached.length > 0) told(paint.good('✓'), `from ${named(reached)}`)
  if (unsure.length > 0)
    told(paint.unsure('?'), `from ${named(unsure)} the policy does not vouch for the way`)
  for (const { fleets: alike, causes } of strandedAlike(of('stranded'))) {
    told(paint.bad('✗'), strandedSentence(alike, to))
    for (const { text, note } of causes)
      lines.push(...withNote(`    ${text}`, paint.faint(note), pageWidth, 6))
  }
  for (const { line, rule } of section.reach.retired)
    lines.push(...withNote(`  · line ${line.label} loses its support`, paint.faint(rule.name), pageWidth, 4))
  return lines
}

/** Fleets that the same rules leave behind are told together. */
function strandedAlike(fleets: readonly FleetReach[]) {
  const causesOf = ({ conflicts }: FleetReach) =>
    distinctBy(
      conflicts.flatMap(({ causes }) => causes.filter(({ kind }) => kind === 'rule').map(causeText)),
      ({ note }) => note,
    )
  const alike = groupBy(fleets, (fleet) =>
    JSON.stringify([fleet.hadWay, causesOf(fleet).map(({ note }) => note)]),
  )
  return [...alike.values()].flatMap((own) => {
    const [first] = own
    return first === undefined ? [] : [{ fleets: own, causes: causesOf(first) }]
  })
}

function strandedSentence(fleets: readonly FleetReach[], to: string): string {
  const names = fleets.map(({ version }) => version.text).join(', ')
  const was =
    fleets[0]?.hadWay === true ? '; they get to the newest release so far' : ', nor to the one before'
  return `from ${names} no way leads to ${to}${was}`
}

/** Who gets to a release, in sentences. */
export function reachSentences({ reach }: ReachSection, to: string): string[] {
  const named = (outcome: FleetReach['outcome']): string =>
    reach.fleets
      .filter((fleet) => fleet.outcome === outcome)
      .map(({ version }) => version.text)
      .join(', ')
  const [reached, unsure] = [named('reached'), named('unknown')]
  return [
    ...(reached === '' ? [] : [`from ${reached} a way leads to ${to}`]),
    ...(unsure === '' ? [] : [`from ${unsure} the policy does not vouch for the way`]),
    ...strandedAlike(reach.fleets.filter(({ outcome }) => outcome === 'stranded')).map(
      ({ fleets, causes }) =>
        `${strandedSentence(fleets, to)}: ${causes.map(({ text, note }) => `${text} (${note})`).join('; ')}`,
    ),
    ...reach.retired.map(({ line, rule }) => `line ${line.label} loses its support (${rule.name})`),
  ]
}

/** The same for a pull request or an issue. */
export function releaseVerifyMarkdown(result: ReleaseVerifyResult): string {
  const { policy, component, from, to } = result
  const lines = [`## ${cell(releaseSentence(result))}`, '', cell(`${policy} · ${component} ${from} → ${to}`)]
  for (const section of result.sections) {
    if (section.kind === 'interfaces') {
      lines.push(...section.problems.flatMap(({ message }) => ['', `- ${cell(message)}`]))
      for (const step of section.steps) {
        if (section.steps.length > 1)
          lines.push(
            '',
            `### ${cell(stepSentence(step, step.part === undefined && step.to !== undefined ? to : undefined))}`,
          )
        lines.push(...changeTable(step.changes, true))
      }
    } else if (section.kind === 'reach')
      lines.push(
        '',
        '### Who gets there',
        '',
        ...reachSentences(section, to).map((text) => `- ${cell(text)}`),
      )
    else
      lines.push(
        '',
        '### Documents',
        '',
        ...section.rules.flatMap(({ pages }) => pages.map((page) => `- ${cell(pageSentence(page))}`)),
      )
  }
  return `${lines.join('\n')}\n`
}

import type {
  DocumentsSection,
  InterfacesSection,
  JudgedPage,
  ReleaseSection,
  ReleaseVerifyResult,
  StepJudgement,
} from '../release/index.ts'
import { changeLines, promiseLines, stepSentence, toneOfVerdict, verdictMark } from './compare.ts'
import { changeTable } from './compare-markdown.ts'
import { pageWidth, plural, withNote, wrap } from './layout.ts'
import { cell } from './markdown.ts'
import type { Paint } from './paint.ts'

/** Whether a release kept its promise: the verdict, then section by section what it rests on. */
export function releaseVerifyText(result: ReleaseVerifyResult, paint: Paint): string {
  const { verdict, policy, component, from, to } = result
  const tone = toneOfVerdict(paint, verdict)
  const lines = wrap(tone(`${verdictMark[verdict]} ${releaseSentence(result)}`), pageWidth, 2)
  lines.push(paint.faint(`  ${policy} · ${component} ${from} → ${to}`))
  for (const section of result.sections) lines.push(...sectionLines(section, result, paint))
  const rule = ruleOf(result)
  if (rule !== undefined) lines.push('', paint.faint('  why'), `    interlock explain ${rule}`)
  return `${lines.join('\n')}\n`
}

/** `v1.3.0 is a minor release: 3 breaking changes, should be major`. */
export function releaseSentence({ sections, to, verdict }: ReleaseVerifyResult): string {
  const interfaces = sections.find((section) => section.kind === 'interfaces')
  const worst = interfaces?.steps.find((step) => step.verdict === interfaces.verdict) ?? interfaces?.steps[0]
  const documents = sections.find((section) => section.kind === 'documents')
  const untold = documents?.verdict === 'broken' ? undocumentedText(documents) : undefined
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
  }
}

function interfaceLines(section: InterfacesSection, { to }: ReleaseVerifyResult, paint: Paint): string[] {
  const lines: string[] = []
  const read = [...section.files].map(
    ([id, { old, new: young }]) => `${id} ×${old === young ? old : `${old} → ${young}`}`,
  )
  lines.push(...wrap(`  compared: ${read.join(', ')}`, pageWidth, 2).map(paint.faint))
  for (const { place, message, help } of section.problems) {
    const where = place === undefined ? '' : `${place.file}:${place.line}:${place.column}: `
    lines.push(
      '',
      ...wrap(
        `  ${paint.unsure('?')} ${where}${message}${help === undefined ? '' : `; ${help}`}`,
        pageWidth,
        4,
      ),
    )
  }
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
    } else
      lines.push(
        '',
        '### Documents',
        '',
        ...section.rules.flatMap(({ pages }) => pages.map((page) => `- ${cell(pageSentence(page))}`)),
      )
  }
  return `${lines.join('\n')}\n`
}

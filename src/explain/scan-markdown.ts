import type { ScanFinding, ScanResult } from '../lifecycle/index.ts'
import { plural } from './layout.ts'
import { cell } from './markdown.ts'
import { type ScanNotes, scanAdvice, scanCounts, scanSentence } from './scan.ts'
import { sourceText } from './words.ts'

/** More rows than this are not read, and code hosts cut long comments. */
const mostRows = 200

/** A scan for a pull request or an issue. */
export function scanMarkdown(result: ScanResult, notes: ScanNotes): string {
  const setting = [notes.policy, ...notes.hosts, notes.mode, ...notes.images].filter(
    (word) => word !== undefined,
  )
  const lines = [`## ${result.verdict}`, '', cell(setting.join(' · ')), '', scanCounts(result, notes)]
  if (notes.input.length > 0) lines.push('', ...notes.input.map((text) => `- ${cell(text)}`))
  const now = result.findings.filter(({ later }) => !later)
  const later = result.findings.filter((finding) => finding.later)
  lines.push(...tableOf(now), ...(later.length > 0 ? ['', '### On the way', ...tableOf(later)] : []))
  return `${lines.join('\n')}\n`
}

function tableOf(findings: readonly ScanFinding[]): string[] {
  if (findings.length === 0) return []
  const more = findings.length - mostRows
  return [
    '',
    '| | where | finding | rule | source |',
    '| --- | --- | --- | --- | --- |',
    ...findings.slice(0, mostRows).map((finding) => {
      const { place, rule, name, severity } = finding
      const where = `${cell(place.file)}:${place.line}${name === undefined ? '' : ` ${cell(name)}`}`
      const says = [scanSentence(finding), scanAdvice(finding)].filter((text) => text !== undefined)
      const source = rule === undefined ? '' : `[${cell(sourceText(rule.source))}](${rule.source.ref})`
      return `| ${severity} | ${where} | ${cell(says.join('; '))} | ${rule?.name ?? ''} | ${source} |`
    }),
    ...(more > 0 ? ['', `… ${plural(more, 'more finding')}: \`--format json\` has all`] : []),
  ]
}

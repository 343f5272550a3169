import type { NextTags, ProposedTag, TagVerdict } from '../tags/index.ts'
import { pageWidth, withNote, wrap } from './layout.ts'
import type { Paint } from './paint.ts'
import { expectedText, tagSentence } from './tags.ts'

/** The tags that may come next on a branch, each with the rules that say so. */
export function nextTagsText(policy: string, next: NextTags, notes: readonly string[], paint: Paint): string {
  const { branch, after, proposals, refused } = next
  const day = after?.tag.date === undefined ? '' : ` (${after.tag.date})`
  const from = after === undefined ? 'no tag yet' : `after ${after.tag.name}${day}`
  const symbol = proposals.length > 0 ? paint.good('✓') : paint.bad('✗')
  const lines = [`${symbol} ${policy}   ${branch}, ${from}`]
  if (proposals.length === 0) lines.push('', '  no tag may come next here')
  for (const proposal of proposals) lines.push('', ...proposalLines(proposal, paint))
  if (refused.length > 0) {
    lines.push('', '  not yet')
    for (const one of refused) lines.push(...refusalLines(one, paint))
  }
  for (const note of notes) lines.push('', ...wrap(`  ${note}`, pageWidth, 2))
  const [first] = proposals
  if (first !== undefined)
    lines.push('', '  tag it, and let the rules look once more', `    git tag -a ${first.tag}`)
  return `${lines.join('\n')}\n`
}

function proposalLines({ tag, version, obeyed, findings }: ProposedTag, paint: Paint): string[] {
  const kind = version.isPrerelease ? 'candidate' : 'release'
  return [
    `  ${paint.strong(tag)}   ${kind}`,
    ...deciding(obeyed).flatMap((rule) => withNote(`    ${rule.says}`, rule.name, pageWidth, 4)),
    ...findings.flatMap((finding) =>
      withNote(`    ! ${tagSentence(finding)}`, finding.rule.name, pageWidth, 6),
    ),
  ]
}

/** How a version is written says nothing of why it comes next. */
const deciding = (rules: TagVerdict['obeyed']): TagVerdict['obeyed'] =>
  rules.filter((rule) => rule.kind !== 'form' && !(rule.kind === 'tagged' && rule.as === 'version'))

const refusalLines = ({ tag, findings }: ProposedTag, paint: Paint): string[] =>
  findings
    .filter(({ severity }) => severity === 'error' || severity === 'unknown')
    .slice(0, 2)
    .flatMap((finding, i) => {
      const sentence = tagSentence(finding).replace(/^\S+( on \S+)?( \(\S+\))? /, '')
      const head = i === 0 ? `    ${tag} ${sentence}` : `      and ${sentence}`
      return withNote(head, paint.faint(finding.rule.name), pageWidth, 6)
    })

/** Whether a tag may be made, or is as it should be where it is there already, and why not. */
export function tagVerdictText(
  policy: string,
  { tag, answer, findings, obeyed }: TagVerdict,
  notes: readonly string[],
  paint: Paint,
  isThere = false,
): string {
  const heads = {
    yes: `${paint.good('✓')} ${tag} is as ${policy} wants it`,
    no: `${paint.bad('✗')} ${tag} ${isThere ? `is not as ${policy} wants it` : 'may not be made'}`,
    unknown: `${paint.unsure('?')} whether ${tag} ${isThere ? `is as ${policy} wants it` : 'may be made'} cannot be told`,
  }
  const lines = [heads[answer]]
  for (const finding of findings) {
    const mark = { error: paint.bad('✗'), unknown: paint.unsure('?'), warning: paint.unsure('!'), note: '·' }
    lines.push(
      '',
      ...withNote(`  ${mark[finding.severity]} ${finding.rule.says}`, finding.rule.name, pageWidth, 4),
    )
    lines.push(...wrap(`    ${tagSentence(finding)}`, pageWidth, 6))
    const expected = expectedText(finding)
    if (expected !== undefined) lines.push(...wrap(`    ${expected}`, pageWidth, 6))
  }
  if (answer === 'yes' && obeyed.length > 0)
    lines.push(
      '',
      ...obeyed.flatMap((rule) => withNote(`  ${rule.says}`, paint.faint(rule.name), pageWidth, 2)),
    )
  for (const note of notes) lines.push('', ...wrap(`  ${note}`, pageWidth, 2))
  return `${lines.join('\n')}\n`
}

import type { ReleaseLint, TagFinding } from '../tags/index.ts'
import { outcomeOf } from './junit.ts'
import { plural } from './layout.ts'
import { cell } from './markdown.ts'
import { countsText, expectedText, type TagNotes, tagSentence, unasked, unaskedNotes } from './tags.ts'
import { sourceText } from './words.ts'
import { type JunitCase, junitText } from './xml.ts'

/** More rows than this are not read, and code hosts cut long comments. */
const mostRows = 200

/** What became of the tags of a repository, for a pull request or an issue. */
export function tagLintMarkdown(
  verdict: string,
  lint: ReleaseLint,
  { policy, origin, notes }: TagNotes,
): string {
  const findings = lint.rules.flatMap((one) => one.findings)
  const more = findings.length - mostRows
  const lines = [
    `## ${verdict}`,
    '',
    cell(`${policy} · ${origin}`),
    '',
    countsText(lint),
    ...[...unaskedNotes(lint), ...notes].flatMap((note) => ['', `- ${cell(note)}`]),
    '',
    '| rule | obeyed | broken | unknown | legacy | not about |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...lint.rules.map(({ rule, scores }) => {
      const { obeyed, violated, unknown, legacy, notApplicable } = scores
      return `| ${rule.name} | ${obeyed} | ${violated} | ${unknown} | ${legacy} | ${notApplicable} |`
    }),
  ]
  if (findings.length === 0) return `${lines.join('\n')}\n`
  return `${[
    ...lines,
    '',
    '| | tag | finding | expected | rule | source |',
    '| --- | --- | --- | --- | --- | --- |',
    ...findings.slice(0, mostRows).map((finding) => {
      const { severity, tag, branch, expected, rule } = finding
      const source = `[${cell(sourceText(rule.source))}](${rule.source.ref})`
      const subject = cell(tag ?? branch ?? '')
      return `| ${severity} | ${subject} | ${cell(tagSentence(finding))} | ${cell(expected.join(' or '))} | ${rule.name} | ${source} |`
    }),
    ...(more > 0 ? ['', `… ${plural(more, 'more finding')}: \`--format json\` has all`] : []),
  ].join('\n')}\n`
}

/**
 * The same as JUnit XML: a suite for every rule, a test case for every finding. What broke a rule is a failure, what
 * nobody can tell an error, what was not asked is skipped; the rest passes and says why it is there. `isStrict` makes warnings fail.
 */
export function tagLintJunit(lint: ReleaseLint, { policy }: TagNotes, isStrict: boolean): string {
  const suites = lint.rules.map(({ rule, findings, scores, lacks }) => {
    const silent = { classname: rule.name, name: `${scores.obeyed} obey it` }
    const cases: readonly JunitCase[] =
      findings.length > 0
        ? findings.map((finding) => testCase(finding, isStrict))
        : lacks === undefined
          ? [{ ...silent, kind: 'passes' }]
          : [{ ...silent, kind: 'skipped', message: unasked }]
    return { name: rule.name, cases }
  })
  return junitText(`interlock release lint ${policy}`, suites)
}

function testCase(finding: TagFinding, isStrict: boolean): JunitCase {
  const { rule, severity, place } = finding
  const sentence = tagSentence(finding)
  const at = place === undefined ? {} : { file: place.file, line: place.line }
  const lines = [sentence, expectedText(finding), `${rule.says} (${rule.name})`, rule.source.ref]
  const told = lines.filter((line) => line !== undefined)
  const head = { classname: rule.name, name: sentence, ...at }
  return { ...head, ...outcomeOf(severity, isStrict, sentence, rule.name, told) }
}

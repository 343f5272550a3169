import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { interlock } from './command.ts'

/* Slips in a policy that somebody is writing: the place, what was expected, and the nearest valid spelling. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-own-'))
afterAll(() => rmSync(folder, { recursive: true }))
cpSync('examples/carillon', folder, { recursive: true })
const file = join(folder, 'policy.yaml')
const policy = readFileSync(file, 'utf8')

const example = 'holds: [v1.2.1-rc.0 from release-1.2 then v1.2.1]'
const tagged = (rest: string) =>
  [example, `holds: [v1.2.1-rc.0 from release-1.2 ${rest} then v1.2.1]`] as const
const before = '    comes: before\n'
const edition = (days: string, set = 'comes: after') =>
  [
    before,
    `${before}    from: "2026-01-01"\n    editions: [{ ${days}, because: so, set: { ${set} } }]\n`,
  ] as const

const slips: readonly [string, readonly [string, string], ...string[]][] = [
  ['a part', ['part: pre', 'part: pro'], ':11: error: "pro" is no part', 'did you mean "pre"?'],
  ['a branch of a rule', ['on: [release]', 'on: [relese]'], '"relese" is no branch of the repository\n'],
  ['a branch of home', ['[release, main]', '[relaese, main]'], '"relaese" is no branch of this repository\n'],
  ['a member', [before, '    come: before\n'], '"come" is not known here', 'did you mean "comes"?'],
  ['what is read', ['reads: chart\n', 'reads: chrat\n'], '"chrat" is no name under', 'did you mean "chart"?'],
  ['a tag', ['    branches: {', '    tag: v1\n    branches: {'], '"v1" makes no tag of a version'],
  ['days', [before, `${before}    from: "2026-02-30"\n`], '"2026-02-30" is no day'],
  ['editions', edition('until: "2026-01-01"'), 'two editions are in force on the same day'],
  ['an edition', edition('until: "2025-12-31"', 'coms: after'), '"coms" is not', 'did you mean "comes"?'],
  ['a reading', ['{ against: every }', '{ agianst: every }'], '"agianst" is not', 'did you mean "against"?'],
  [
    'a word of an example',
    tagged('form main'),
    'should hold, but "v1.2.1-rc.0 from release-1.2 form main" is no tag',
  ],
  ['a day of an example', tagged('on 2026-13-01'), '"2026-13-01" is no day'],
  ['what an example reads', tagged('reads chrt=1'), '"chrt" is no name under', 'did you mean "chart"?'],
]

it.each(slips)('%s', (_, [from, to], ...says) => {
  expect(policy).toContain(from)
  writeFileSync(file, policy.replace(from, to))
  const { code, out, err } = interlock(['policy', 'test', file])
  for (const text of says) expect(out + err).toContain(text)
  expect(code).not.toBe(0)
})

it('without a slip nothing is told', () => {
  writeFileSync(file, policy)
  expect(interlock(['policy', 'test', file]).code).toBe(0)
  expect(interlock(['policy', 'lint', file])).toMatchObject({ code: 0, err: '' })
})

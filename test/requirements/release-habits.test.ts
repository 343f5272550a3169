import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock } from '../cli/command.ts'

/* The release habits of SPIRE and Dapr: histories as tables, judged on the command line by their policies. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-habits-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** What each rule that is asked says of a table: `rule severity tag`, for those that are not kept. */
function broken(policy: string, header: string, rows: readonly string[], rules: readonly string[]): string[] {
  const file = join(folder, `${++files}.csv`)
  writeFileSync(file, `${header}\n${rows.join('\n')}\n`)
  const { out, err } = interlock([
    ...['release', 'lint', '--policy', policy, '--history', file, '--format', 'json'],
  ])
  expect(err).toBe('')
  const { findings, scoreboard } = JSON.parse(out) as {
    findings: { rule: string; severity: string; tag: string }[]
    scoreboard: { rule: string; obeyed: number; violated: number }[]
  }
  for (const rule of rules) {
    const scores = scoreboard.find((one) => one.rule === `${policy}/${rule}`)
    // A rule that was not asked is broken by nobody.
    expect((scores?.obeyed ?? 0) + (scores?.violated ?? 0), rule).toBeGreaterThan(0)
  }
  return findings
    .filter(({ rule }) => rules.includes(rule.slice(policy.length + 1)))
    .map(({ rule, severity, tag }) => `${rule.slice(policy.length + 1)} ${severity} ${tag}`)
}

describe('SPIRE', () => {
  const header = 'tag,date,branch,annotated,code'
  it.each([
    [
      'S1 a tag is vX.Y.Z',
      ['1.9.0,2024-02-22,release/v1.9.0,true,1.9.0'],
      ['tag-form'],
      ['tag-form error 1.9.0'],
    ],
    [
      'an annotated tag on a branch of its own, whose code says the same',
      ['v1.9.0,2024-02-22,release/v1.9.0,true,1.9.0'],
      ['tag-form', 'annotated-tag', 'own-release-branch', 'code-says-the-version'],
      [],
    ],
    [
      'a light tag',
      ['v1.9.0,2024-02-22,release/v1.9.0,false,1.9.0'],
      ['annotated-tag'],
      ['annotated-tag error v1.9.0'],
    ],
    [
      'a tag on the branch of another patch',
      ['v1.9.1,2024-03-05,release/v1.9.0,true,1.9.1'],
      ['own-release-branch'],
      ['own-release-branch error v1.9.1'],
    ],
    [
      'code that says another version',
      ['v1.14.2,2026-03-03,release/v1.14.2,true,1.14.1'],
      ['code-says-the-version'],
      ['code-says-the-version error v1.14.2'],
    ],
    [
      'a patch of the minor before',
      [
        'v1.8.0,2024-01-01,release/v1.8.0,true,1.8.0',
        'v1.9.0,2024-02-22,release/v1.9.0,true,1.9.0',
        'v1.8.9,2024-03-05,release/v1.8.9,true,1.8.9',
      ],
      ['current-and-previous-minor'],
      [],
    ],
    [
      'a patch of the one before that',
      [
        'v1.7.0,2023-08-01,release/v1.7.0,true,1.7.0',
        'v1.8.0,2024-01-01,release/v1.8.0,true,1.8.0',
        'v1.9.0,2024-02-22,release/v1.9.0,true,1.9.0',
        'v1.7.7,2024-03-05,release/v1.7.7,true,1.7.7',
      ],
      ['current-and-previous-minor'],
      ['current-and-previous-minor error v1.7.7'],
    ],
  ] as const)('%s', (_, rows, rules, expected) => {
    expect(broken('spire', header, rows, rules)).toEqual(expected)
  })
})

describe('Dapr', () => {
  const header = 'tag,date,branch'
  it.each([
    [
      'DX2 thirteen weeks lie between two minors since 1.8',
      ['v1.16.0,2025-09-16,release-1.16', 'v1.17.0,2025-12-15,release-1.17'],
      ['thirteen-weeks-between-minors'],
      ['thirteen-weeks-between-minors error v1.17.0'],
    ],
    [
      'DX2 and a day more is enough',
      ['v1.16.0,2025-09-16,release-1.16', 'v1.17.0,2025-12-16,release-1.17'],
      ['thirteen-weeks-between-minors'],
      [],
    ],
    [
      'DX2 six were before that',
      ['v1.6.0,2022-01-24,release-1.6', 'v1.7.0,2022-04-07,release-1.7'],
      ['six-weeks-between-minors'],
      [],
    ],
    [
      'D15 a release without a row in the table',
      ['v1.16.4,2025-12-01,release-1.16', 'v1.15.13,2025-10-30,release-1.15'],
      ['every-runtime-is-listed'],
      ['every-runtime-is-listed error v1.15.13'],
    ],
    [
      'D13 the chart has the version of the runtime',
      ['v1.17.2,2026-03-01,release-1.17', 'v1.17.99,2026-03-02,release-1.17'],
      ['chart-of-the-runtime'],
      ['chart-of-the-runtime error v1.17.99'],
    ],
    [
      'a minor has a candidate, from the branch of its minor',
      [
        'v1.17.0-rc.1,2026-02-01,release-1.17',
        'v1.17.0,2026-02-27,release-1.17',
        'v1.18.0,2026-06-10,master',
      ],
      ['minor-has-a-candidate', 'released-from-its-branch'],
      ['released-from-its-branch error v1.18.0', 'minor-has-a-candidate error v1.18.0'],
    ],
    [
      'DX10 a recalled release is told',
      ['v1.14.3,2024-09-12,release-1.14', 'v1.14.4,2024-09-19,release-1.14'],
      ['no-recalled-release'],
      ['no-recalled-release note v1.14.3'],
    ],
  ] as const)('%s', (_, rows, rules, expected) => {
    expect(broken('dapr', header, rows, rules).sort()).toEqual([...expected].sort())
  })

  it('DX12 stable only after a minor as alpha or beta', () => {
    const { out } = interlock(['lifecycle', 'lint', '--policy', 'dapr'])
    expect(out.replace(/\s+/g, ' ')).toContain(
      'state.sqlserver v2: stable in 1.17.0, and there from 1.17.0 on',
    )
  })
})

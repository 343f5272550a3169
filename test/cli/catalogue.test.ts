import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

/* Judging releases on the command line: exit codes, waivers, documents. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-catalogue-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const harbour = 'examples/harbour/policy.yaml'
const lint = (rest: string) => interlock(words(`catalogue lint ${rest}`), { today: '2026-06-15' })

interface Found {
  readonly kind: string
  readonly verdict: string
  readonly notes: readonly string[]
  readonly scoreboard: readonly Record<string, unknown>[]
  readonly findings: readonly Record<string, unknown>[]
}

const json = (rest: string): Found => JSON.parse(lint(`${rest} --format json`).out) as Found

it('tells where a release stands, in a policy that speaks of another one as well', () => {
  const findings = json('--policy dapr').findings.filter(({ rule }) => rule === 'dapr/no-recalled-release')
  expect(findings.length).toBeGreaterThan(0)
  for (const { file, line } of findings)
    expect({ file, line }).toEqual({ file: 'policies/dapr/catalogue.yaml', line: expect.any(Number) })
})

describe('exit codes', () => {
  const kept = file(
    'kept.yaml',
    `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: pier, title: Pier }
sources: { log: { title: The log, ref: here } }
schemes: { plain: { kind: semver } }
components: { crane: { title: Crane, scheme: plain } }
rules: [{ id: pause, kind: cadence, of: crane, unit: line, days: 10, says: so, source: { in: log }, because: so }]
catalogue: [{ of: [crane], releases: [{ version: 1.0.0, date: "2025-01-01" }, { version: 1.1.0, date: "2025-02-01" }] }]
`,
  )
  it.each([
    ['every rule was kept', kept, 0, '✓ pier'],
    ['some was not', harbour, 1, '✗ harbour'],
    ['no policy of that name', 'harbuor', 2, ''],
    ['no rule about releases', 'crossplane', 3, '? crossplane'],
    ['rules, and no release to judge by them', 'uxp', 3, '? uxp'],
    ['no catalogue', 'examples/negotiate/policy.yaml', 3, '?'],
  ])('%s', (_, policy, code, says) => {
    const answer = lint(`--policy ${policy}`)
    expect(answer.code).toBe(code)
    expect(answer.out).toContain(says)
    expect(answer.err === '').toBe(code !== 2)
  })

  it('no policy at all', () => {
    expect(lint('').code).toBe(2)
  })
})

it('nothing is set wider than a terminal but the command that users copy', () => {
  for (const policy of ['dapr', 'mirrord', 'uxp', 'spire', harbour]) {
    const lines = lint(`--policy ${policy}`).out.split('\n')
    for (const line of lines)
      if (!line.startsWith('    interlock ')) expect(line.length).toBeLessThanOrEqual(80)
  }
})

it('as a document it has scores by rule, and findings with their reasons and places', () => {
  const { kind, verdict, scoreboard, findings, notes } = json(`--policy ${harbour}`)
  expect({ kind, verdict, notes }).toEqual({ kind: 'CatalogueLintResult', verdict: 'unsupported', notes: [] })
  expect(scoreboard).toContainEqual({
    rule: 'harbour/every-crane-is-paired',
    obeyed: 3,
    violated: 1,
    unknown: 1,
    legacy: 0,
  })
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: 'harbour/a-month-between-minors',
      severity: 'warning',
      component: 'crane',
      version: '1.1.0',
      date: '2025-03-03',
      reason: { kind: 'too-soon', days: 14, least: 28, after: '1.0.0' },
      file: harbour,
      line: 130,
    }),
  )
})

describe('waivers', () => {
  const waivers = (...rows: readonly (readonly [rule: string, subject: string, until: string])[]): string =>
    file(
      'waivers.yaml',
      `apiVersion: interlock.dev/v1alpha1\nkind: Waivers\nwaivers:\n${rows
        .map(([rule, subject, until]) => {
          const only = subject === '' ? '' : `subject: ${subject}, `
          return `  - { rule: ${rule}, ${only}reason: long ago, until: "${until}" }\n`
        })
        .join('')}`,
    )
  const told = 'harbour/breaking-is-told'
  const paired = 'harbour/every-crane-is-paired'
  const minor = 'harbour/minor-compatible'

  it('set aside the release that they name, and every one where they name none', () => {
    const one = json(`--policy ${harbour} --waivers ${waivers([told, 'ferry 1.1.0', '2026-06-15'])}`)
    expect(one.findings.filter(({ rule }) => rule === told).map(({ component }) => component)).toEqual([
      'crane',
    ])
    expect(one.notes).toEqual([`waived until 2026-06-15: ${told}, ferry 1.1.0 (long ago)`])
    const all = json(`--policy ${harbour} --waivers ${waivers([told, '', '2026-06-15'])}`)
    expect(all.findings.filter(({ rule }) => rule === told)).toEqual([])
  })

  it('leave a yes where nothing else is wrong', () => {
    const rows = [told, paired, minor].map((rule) => [rule, '', '2026-12-31'] as const)
    expect(lint(`--policy ${harbour} --waivers ${waivers(...rows)}`).code).toBe(0)
  })

  it('of another release waive nothing, which is said', () => {
    const { code, out } = lint(
      `--policy ${harbour} --waivers ${waivers([paired, 'crane 1.1.2', '2026-12-31'])}`,
    )
    expect(code).toBe(1)
    expect(out.replace(/\s+/g, ' ')).toContain(`nothing is left to waive for ${paired}, crane 1.1.2`)
  })

  it('fail when their day is over, even where nothing is left to waive', () => {
    const { code, out } = lint(
      `--policy mirrord --waivers ${waivers(['mirrord/minor-compatible', '', '2026-06-14'])}`,
    )
    expect(code).toBe(1)
    expect(out).toContain('ended on 2026-06-14')
  })
})

describe('whose version it is, where nobody says', () => {
  const explain = (version: string) => interlock(words(`version explain --policy dapr ${version}`))

  it.each([
    ['1.16.0', 'Dapr control plane'],
    ['v1.0alpha', 'Dapr HTTP API'],
  ])('%s can only be of one kind', (version, title) => {
    expect(explain(version)).toMatchObject({ code: 0, out: expect.stringContaining(title) as unknown })
  })

  it.each(['v1', 'x'])('%s may be of several kinds, or of none', (version) => {
    expect(explain(version)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--component') as unknown,
    })
  })
})

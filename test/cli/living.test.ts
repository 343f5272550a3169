import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

/* Living with findings: waivers with a last day, and baselines for pipelines that begin with known trouble. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-living-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const waivers = (rows: string): string =>
  file('waivers.yaml', `apiVersion: interlock.dev/v1alpha1\nkind: Waivers\nwaivers:\n${rows}`)

const row = (rule: string, until: string, scope = ''): string =>
  `  - { rule: ${rule}, ${scope === '' ? '' : `scope: ${scope}, `}reason: replaced soon, until: "${until}" }\n`

const check = (rest: string) => interlock(words(`check --policy spire ${rest}`), { today: '2026-06-15' })
const newer = 'server@prod/eu=1.2.2 agent@prod/eu=1.2.3'

describe('a waiver', () => {
  it.each([
    ['of the rule', row('spire/agent-not-newer', '2026-06-15'), 0],
    ['in the scope around it', row('spire/agent-not-newer', '2026-12-31', 'prod'), 0],
    ['in another scope', row('spire/agent-not-newer', '2026-12-31', 'test'), 1],
    ['in a scope that only begins alike', row('spire/agent-not-newer', '2026-12-31', 'pro'), 1],
    ['of another rule', row('spire/agent-skew', '2026-12-31'), 1],
    ['whose day is over', row('spire/agent-not-newer', '2026-06-14'), 1],
  ])('%s', (_, rows, code) => {
    expect(check(`${newer} --waivers ${waivers(rows)}`).code).toBe(code)
  })

  it('whose day is over fails even where nothing is left to waive', () => {
    const { code, out } = check(`server=1.2.3 --waivers ${waivers(row('spire/agent-skew', '2026-01-01'))}`)
    expect(code).toBe(1)
    expect(out).toContain('ended on 2026-01-01')
  })

  it('that waives nothing is said, and no more', () => {
    const { code, out } = check(`server=1.2.3 --waivers ${waivers(row('spire/agent-skew', '2026-12-31'))}`)
    expect(code).toBe(0)
    expect(out).toContain('nothing is left to waive')
  })

  it.each([
    ['a rule that is none', row('agent-skew', '2026-12-31'), ':4:13: error: "rule" is "agent-skew"'],
    ['a day that is none', row('spire/agent-skew', '2026-13-31'), 'is no day'],
  ])('with %s is refused with its place', (_, rows, says) => {
    const { code, err } = check(`server=1.2.3 --waivers ${waivers(rows)}`)
    expect(code).toBe(2)
    expect(err).toContain(says)
  })
})

describe('what fails although everything is supported says so', () => {
  it.each([
    [
      'warnings',
      'check --policy dapr runtime=1.17.2 quickstarts=1.16.0 --as-of 2026-03-19 --strict',
      'warnings count',
    ],
    [
      'an expired waiver',
      `check --policy spire server=1.2.3 --waivers ${file(
        'expired.yaml',
        `apiVersion: interlock.dev/v1alpha1\nkind: Waivers\nwaivers:\n${row('spire/agent-skew', '2026-01-01')}`,
      )}`,
      'a waiver has expired',
    ],
  ])('%s', (_, line, says) => {
    const { code, out } = interlock(words(line), { today: '2026-06-15' })
    expect(code).toBe(1)
    expect(out).toContain(`this fails all the same: ${says}`)
  })
})

describe('a waiver of a rule that does not exist', () => {
  it.each([
    ['misspelt', 'spire/agent-scew', 'did you mean "spire/agent-skew"?'],
    ['of a ledger', 'spire/external-plugins', 'did you mean "spire/external-plugin"?'],
  ])('%s', (_, rule, help) => {
    const { code, err } = check(`server=1.2.3 --waivers ${waivers(row(rule, '2026-12-31'))}`)
    expect(code).toBe(2)
    expect(err).toContain(`spire has no rule "${rule}"`)
    expect(err).toContain(help)
    expect(err).toContain('waivers.yaml:4:')
  })

  it('of a policy that is not in use is left alone', () => {
    const rows = row('mesh/whatever', '2026-12-31')
    expect(check(`server=1.2.3 --waivers ${waivers(rows)}`).code).toBe(0)
  })
})

describe('a baseline', () => {
  const before = file('before.json', check(`${newer} --format json`).out)

  it('sets aside what was there before', () => {
    expect(check(`${newer} --baseline ${before}`).code).toBe(0)
  })

  it('lets what is new fail', () => {
    const { code, out } = check(`${newer},1.0.3 --baseline ${before}`)
    expect(code).toBe(1)
    expect(out).toContain('spire/agent-skew')
    expect(out).not.toContain('spire/agent-not-newer')
  })

  it('that is none is refused', () => {
    const { code, err } = check(`${newer} --baseline ${file('odd.json', '{ "kind": "PlanResult" }')}`)
    expect(code).toBe(2)
    expect(err).toContain('odd.json:1:')
  })
})

describe('a waiver of a row of a ledger', () => {
  it.each([
    ['that it names', 'subject: grpc-invoke, ', '2026-12-31', 0],
    ['and of every other, where it names none', '', '2026-12-31', 0],
    ['of another name', 'subject: grpc-call, ', '2026-12-31', 1],
    ['whose day is over', 'subject: grpc-invoke, ', '2026-06-14', 1],
  ])('%s', (_, subject, until, code) => {
    const path = waivers(
      `  - { rule: dapr/feature-retirement, ${subject}reason: so it was, until: "${until}" }\n`,
    )
    const answer = interlock(words(`lifecycle lint --policy dapr --waivers ${path}`), { today: '2026-06-15' })
    expect(answer.code).toBe(code)
  })

  it('sets nothing aside in a check', () => {
    const path = waivers(
      '  - { rule: spire/agent-not-newer, subject: agent 1.2.3, reason: no, until: "2026-12-31" }\n',
    )
    expect(check(`${newer} --waivers ${path}`).code).toBe(1)
  })

  it('is told of, and so is why the row is as it is', () => {
    const path = waivers(
      '  - { rule: dapr/feature-retirement, subject: grpc-invoke, reason: so it was, until: "2026-12-31" }\n',
    )
    expect(interlock(words('lifecycle lint --policy dapr')).out).toContain('nothing exempts it')
    expect(interlock(words(`lifecycle lint --policy dapr --waivers ${path}`)).out).toContain(
      'waived until 2026-12-31: dapr/feature-retirement, grpc-invoke (so it was)',
    )
  })
})

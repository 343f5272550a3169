import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'
import { asker, expectRow, type Row } from './rows.ts'

/* What Dapr demands of its releases, their numbers and what goes with them, line by line, on the command line. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-releases-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { supported, unsupported, unknown } = asker('dapr')

const explain = (line: string, component: string, version: string, ok: boolean, ...says: string[]): Row => ({
  line,
  ask: `version explain --policy dapr --component ${component} ${version}`,
  code: ok ? 0 : 1,
  says,
})

const releases = 'runtime cli sdk-java sdk-go sdk-php sdk-python sdk-dotnet sdk-js sdk-rust chart'.split(' ')

const forms: readonly Row[] = [
  explain('D4 MAJOR.MINOR', 'http-api', 'v1.0', true, 'Dapr HTTP API, release'),
  explain('D4 not one number', 'http-api', 'v1', false, 'expected "." and a minor number'),
  explain('D4 not three', 'http-api', 'v1.0.0', false),
  explain('D5 MAJOR', 'grpc-api', 'v1', true, 'Dapr gRPC API, release'),
  explain('D5 not two numbers', 'grpc-api', 'v1.0', false, 'the end of the version'),
  ...releases.map((component) => explain(`D6 ${component} has three numbers`, component, '1.16.0', true)),
  ...releases.map((component) =>
    explain(`D6 ${component} has not two`, component, '1.16', false, 'patch number'),
  ),
  explain(
    'D6 nor a number without its patch before a candidate',
    'runtime',
    'v1.11-rc2',
    false,
    'patch number',
  ),
  explain('D8 MAJOR', 'component', 'v2', true),
  explain('D8 no minor', 'component', 'v1.1', false),
  explain('D8 and no suffix', 'component', 'v1alpha1', false),
  ...['v1.0alpha', 'v2.0alpha', 'v1.0-alpha1', 'v1.0-alpha2', 'v1.0-beta1'].map((version) =>
    explain(
      `D12 ${version} is experimental`,
      'http-api',
      version,
      true,
      'experimental',
      'dapr/http-api-major',
    ),
  ),
  explain('D12 no other word', 'http-api', 'v1.0-preview', false, '"alpha", "beta"'),
  explain('D31 Quickstarts tell their runtime', 'quickstarts', '1.16.0', true, 'goes with runtime 1.16'),
  explain('D31 and a runtime its Quickstarts', 'runtime', '1.16.4', true, 'goes with quickstarts 1.16'),
  explain('D18 samples go with the SDK', 'sdk-go', '1.14.2', true, 'dapr/samples-with-their-sdk'),
  explain('D18 whichever', 'sdk-dotnet', '1.17.5', true, 'the version of that repository'),
  explain('D20 one flat version', 'components-contrib', '1.16.0', true, 'dapr/contrib-is-flat'),
]

const together: readonly Row[] = [
  unknown('D9 the HTTP API is not compared', 'http-api=1.0 runtime=1.17.2', 'dapr/http-api-apart'),
  unknown('D9 nor the gRPC API', 'grpc-api=v1 runtime=1.17.2', 'dapr/grpc-api-apart'),
  unknown('D9 nor an implementation', 'component=v2 runtime=1.17.2', 'interlock scan'),
  supported(
    'D13 the other chart has numbers of its own',
    'chart-dashboard=0.15.0 chart=1.17.2 runtime=1.17.2',
    'delivers dashboard 0.15.0',
  ),
  unsupported(
    'D13 and its dashboard is judged by the table',
    'chart-dashboard=0.14.0 runtime=1.17.2',
    'dapr/packaged-together',
  ),
  supported('D31 Quickstarts of the runtime', 'quickstarts=1.17.0 runtime=1.17.2'),
  supported('D31 others are warned of', 'quickstarts=1.17.0 runtime=1.16.4', 'dapr/quickstarts-match'),
]

describe.each([
  ['how versions are written, and what they mean', forms],
  ['what goes together', together],
])('%s', (_, rows) => {
  it.each(rows)('$line: $ask', expectRow)
})

it('D1 every repository is a component', () => {
  const all = JSON.parse(interlock(words('policy list --format json')).out) as {
    name: string
    components: string[]
  }[]
  const components = all.find(({ name }) => name === 'dapr')?.components ?? []
  const named =
    'runtime sidecar cli dashboard chart sdk-java sdk-go sdk-php sdk-python sdk-dotnet sdk-js sdk-rust quickstarts docs components-contrib chart-dashboard http-api grpc-api'
  expect(named.split(' ').filter((name) => !components.includes(name))).toEqual([])
})

describe('what is retired', () => {
  const policy = (row: string): string => {
    const file = join(folder, 'mill.yaml')
    const text = `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The mill book, ref: here } }
schemes: { plain: { kind: semver } }
components: { wheel: { title: Wheel, scheme: plain } }
rules: []
lifecycle:
  - id: sieves
    host: wheel
    rules: [{ id: leave, says: two lines of notice and two together, source: { in: book }, because: so }]
    registry: leave
    retire: { rule: leave, announce: { lines: 2 }, coexist: { lines: 2 } }
    ledger:
      - { subject: flour, version: v1, introduced: 1.0.0, ${row} }
      - { subject: flour, version: v2, introduced: 1.3.0 }
`
    writeFileSync(file, text)
    return file
  }

  it.each([
    ['D2 announced two releases ahead', 'deprecated: 1.4.0, removed: 1.6.0', 0, '0 findings'],
    ['D2 announced one release ahead', 'deprecated: 1.4.0, removed: 1.5.0', 1, 'one line of notice'],
    ['D2 not announced', 'removed: 1.6.0', 1, 'without announcement'],
    ['D3 together over two releases', 'deprecated: 1.3.0, removed: 1.5.0', 0, '0 findings'],
    ['D3 together over one', 'deprecated: 1.2.0, removed: 1.4.0', 1, 'v2 is there from 1.3.0, too short'],
  ])('%s', (_, row, code, says) => {
    const answer = interlock(words(`lifecycle lint --policy ${policy(row)}`))
    expect(answer.out.replace(/\s+/g, ' ')).toContain(says)
    expect(answer.code).toBe(code)
  })

  it('D2 of the real ones, one that nothing exempts was not announced in time, and may be lived with', () => {
    const { code, out } = interlock(words('lifecycle lint --policy dapr'))
    expect(code).toBe(1)
    expect(out.replace(/\s+/g, ' ')).toMatch(
      /✗ grpc-invoke: announced in 1.9.0, removed in 1.10.0: one line of notice .* nothing exempts it/,
    )
    const waivers = join(folder, 'waivers.yaml')
    writeFileSync(
      waivers,
      `apiVersion: interlock.dev/v1alpha1
kind: Waivers
waivers:
  - { rule: dapr/feature-retirement, subject: grpc-invoke, reason: long ago, until: "2027-01-01" }
`,
    )
    const waived = interlock(words(`lifecycle lint --policy dapr --waivers ${waivers}`))
    expect(waived.code).toBe(0)
    expect(waived.out).toContain('waived until 2027-01-01: dapr/feature-retirement, grpc-invoke (long ago)')
  })
})

describe('what releases owe', () => {
  const { code, out } = interlock(words('catalogue lint --policy dapr --format json'))
  const { scoreboard, findings } = JSON.parse(out) as {
    scoreboard: { rule: string; obeyed: number; violated: number; unknown: number }[]
    findings: { rule: string; severity: string; version: string; line: number }[]
  }
  const ofRule = (id: string) => scoreboard.find(({ rule }) => rule === `dapr/${id}`)

  it('DX2 no minor since 1.8 came before its thirteen weeks were over, the exact ones of 1.8 included', () => {
    expect(ofRule('thirteen-weeks-between-minors')).toMatchObject({ obeyed: 11, violated: 0, unknown: 0 })
    const { out: why } = interlock(words('explain dapr/thirteen-weeks-between-minors'))
    expect(why).toContain('at least 91 days')
  })

  it('DX2 nor before 1.8 before its six', () => {
    expect(ofRule('six-weeks-between-minors')).toMatchObject({ obeyed: 7, violated: 0, unknown: 0 })
  })

  it('D31 every minor of the runtime has its Quickstarts; of the newest it is not known yet', () => {
    expect(ofRule('quickstarts-with-the-runtime')).toMatchObject({ obeyed: 18, violated: 0, unknown: 1 })
  })

  it('D15 ten patches were never listed, and each is told where it stands', () => {
    const missing = findings.filter(({ severity }) => severity === 'error')
    expect(new Set(missing.map(({ rule }) => rule))).toEqual(new Set(['dapr/every-runtime-is-listed']))
    expect(missing.map(({ version }) => version)).toEqual(
      '1.16.10 1.15.13 1.14.5 1.13.6 1.13.5 1.12.5 1.9.6 1.8.7 1.7.6 1.6.3'.split(' '),
    )
    expect(missing.every(({ line }) => line > 1)).toBe(true)
    expect(code).toBe(1)
  })

  it('D15 what came out after the table was read is unknown, and no violation', () => {
    const unknownOnes = findings
      .filter(({ severity }) => severity === 'unknown')
      .map(({ version }) => version)
    expect(unknownOnes).toContain('1.18.3')
    expect(unknownOnes).not.toContain('1.17.2')
  })
})

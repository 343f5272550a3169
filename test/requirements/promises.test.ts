import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'
import { RepositoryBuilder } from '../git/builder.ts'
import { expectRow, type Row } from './rows.ts'

/* What the policies promise of a version number, line by line, asked on the command line. */

const compare = (line: string, of: string, versions: string, ...says: string[]): Row => ({
  line,
  ask: `version compare --policy ${of.replace('/', ' --component ')} ${versions}`,
  code: 0,
  says,
})

const promises: readonly Row[] = [
  compare(
    'M14 a patch is fixes',
    'mirrord/cli',
    '3.236.0 3.236.1',
    'fixes only at most',
    'mirrord/patch-fixes',
  ),
  compare('M14 of every component', 'mirrord/license-server', '3.136.0 3.136.2', 'mirrord/patch-fixes'),
  compare(
    'M15 a minor is compatible',
    'mirrord/operator',
    '3.150.0 3.151.0',
    'a minor release apart',
    'compatible changes at most',
    'backward compatible across components',
    'mirrord/minor-compatible',
  ),
  compare('M15 in either direction', 'mirrord/operator', '3.151.0 3.150.0', 'mirrord/minor-compatible'),
  compare(
    'M16 a major may break',
    'mirrord/agent',
    '3.250.0 4.0.0',
    'a major release apart',
    'breaking changes at most',
    'mirrord/major-may-break',
  ),
  compare(
    'D10 an HTTP API that is going to be deprecated takes a new major',
    'dapr/http-api',
    'v1.0 v2.0',
    'a version of the API that is going to be deprecated',
    'dapr/http-api-major',
  ),
  compare(
    'D11 any other change may take a minor',
    'dapr/http-api',
    'v1.0 v1.1',
    'a change of the JSON schema of a message',
    'dapr/http-api-minor',
  ),
  compare(
    'D12 of an experimental API nothing is promised',
    'dapr/http-api',
    'v1.0-alpha1 v2.0-alpha1',
    'nothing is promised',
    'dapr/http-api-major',
  ),
  ...['sdk-go', 'cli', 'dashboard', 'sdk-js'].map((component) =>
    compare(
      `D16 ${component}: a change that breaks takes a new major`,
      `dapr/${component}`,
      '1.14.0 2.0.0',
      'changing a parameter of a client method',
      'dapr/major-for-breaking',
    ),
  ),
  compare(
    'D17 a minor: features',
    'dapr/sdk-go',
    '1.13.0 1.14.0',
    'a new feature',
    'dapr/minor-for-features',
  ),
  compare(
    'D17 a patch: hot fixes',
    'dapr/sdk-go',
    '1.14.0 1.14.1',
    'a fix of a defect; a fix for the sake of security',
    'dapr/patch-for-fixes',
  ),
  compare('DX7 before 1.0 nothing is promised', 'dapr/sdk-rust', '0.16.1 0.17.0', 'projects before 1.0'),
  compare(
    'D19 an implementation takes a new version for what breaks',
    'dapr/component',
    'v1 v2',
    'changing an existing method of the State Store',
    'dapr/component-major',
  ),
  compare(
    'U25 nothing breaks within a major',
    'uxp',
    'v1.2.0-up.1 v1.3.0-up.1',
    'compatible changes at most',
    'uxp/nothing-breaks-within-a-major',
  ),
  compare('U26 nor is a marker fixes only', 'uxp', 'v1.3.0-up.1 v1.3.0-up.2', 'compatible changes at most'),
]

describe('what the step between two versions may bring', () => {
  it.each(promises)('$line: $ask', expectRow)

  it('U25 of two majors the policy does not say it', () => {
    const { out } = interlock(words('version compare --policy uxp v1.20.5-up.1 v2.0.0-up.1'))
    expect(out).toContain('the policy does not say what that may bring')
  })

  it('D17 both numbers are legal for a fix: a minor promises no more than that nothing breaks', () => {
    const { out } = interlock(words('explain dapr/minor-for-features'))
    expect(out).toContain('sdk-go=1.13.0 then sdk-go=1.14.0 brings fixes')
    expect(out.replace(/\s+/g, ' ')).toContain('Fixes are named under the minor and under the patch')
  })

  it('D16 a major for nothing is a note, D19 and D10 a fault', () => {
    const ofRule = (line: string): string =>
      (
        JSON.parse(interlock(words(`${line} --format json`)).out) as { promises: { gratuitous: string }[] }
      ).promises
        .map(({ gratuitous }) => gratuitous)
        .join()
    expect(ofRule('version compare --policy dapr --component sdk-go 1.14.0 2.0.0')).toBe('note')
    expect(ofRule('version compare --policy dapr --component component v1 v2')).toBe('error')
    expect(ofRule('version compare --policy dapr --component http-api v1.0 v2.0')).toBe('error')
  })

  it('as a document it has all that a comparison of interfaces needs', () => {
    const { out } = interlock(
      words('version compare --policy dapr --component sdk-go 1.14.0 2.0.0 --format json'),
    )
    expect(JSON.parse(out)).toMatchObject({
      differs: 'major',
      promises: [
        {
          rule: 'dapr/major-for-breaking',
          brings: 'breaking',
          exempt: null,
          counts: [{ id: 'client-method-parameter', interface: 'client library' }],
        },
      ],
    })
  })
})

interface Judged {
  readonly verdict: string
  readonly scoreboard: readonly { rule: string; obeyed: number; violated: number; legacy: number }[]
  readonly findings: readonly { rule: string; version: string; message: string; line: number }[]
}

const judged = (policy: string) => {
  const { code, out } = interlock(words(`catalogue lint --policy ${policy} --format json`))
  return { code, ...(JSON.parse(out) as Judged) }
}

const step = (line: string, of: string, ask: string, code: Row['code'], says: string): Row => ({
  line,
  ask: `version compare --policy ${of.replace('/', ' --component ')} ${ask.replace(' brings ', ' --brings ')}`,
  code,
  says: [says],
})

const steps: readonly Row[] = [
  step(
    'M14 a patch with features',
    'mirrord/cli',
    '3.236.0 3.236.1 brings compatible',
    1,
    'it needs a minor release',
  ),
  step(
    'M15 a minor that breaks',
    'mirrord/operator',
    '3.150.0 3.151.0 brings breaking',
    1,
    'it needs a major release',
  ),
  step(
    'M16 a major that breaks',
    'mirrord/operator',
    '3.151.0 4.0.0 brings breaking',
    0,
    '✓ a major release may bring',
  ),
  step(
    'D10 a minor for it',
    'dapr/http-api',
    'v1.0 v1.1 brings api-deprecation',
    1,
    'it needs a major release',
  ),
  step(
    'D11 a message changes its schema',
    'dapr/http-api',
    'v1.0 v1.1 brings json-schema',
    0,
    '✓ a minor release',
  ),
  step(
    'D11 which needs no major',
    'dapr/http-api',
    'v1.0 v2.0 brings json-schema',
    1,
    'a smaller number would do',
  ),
  step(
    'D12 an experimental API',
    'dapr/http-api',
    'v1.0-alpha1 v2.0-alpha1 brings json-schema',
    0,
    'experimental',
  ),
  step(
    'D16 in a minor',
    'dapr/sdk-go',
    '1.13.0 1.14.0 brings client-method-parameter',
    1,
    'it needs a major release',
  ),
  step(
    'D16 in a major',
    'dapr/sdk-go',
    '1.13.0 2.0.0 brings client-method-parameter',
    0,
    '✓ a major release may',
  ),
  step(
    'D16 a major for nothing is told',
    'dapr/sdk-go',
    '1.13.0 2.0.0 brings fixes',
    0,
    '! a major release for fixes',
  ),
  step('D17 a fix in a minor', 'dapr/cli', '1.16.0 1.17.0 brings hot-fix', 0, '✓ a minor release may bring'),
  step(
    'D17 a fix in a patch',
    'dapr/cli',
    '1.16.0 1.16.1 brings security-fix',
    0,
    '✓ a patch release may bring',
  ),
  step('D17 a feature in a patch', 'dapr/cli', '1.16.0 1.16.1 brings feature', 1, 'it needs a minor release'),
  step(
    'D19 for a changed method',
    'dapr/component',
    'v1 v2 brings state-store-method',
    0,
    '✓ a major release may',
  ),
  step('D19 and for nothing less', 'dapr/component', 'v1 v2 brings fixes', 1, 'dapr/component-major'),
  step('D27 nor for an addition', 'dapr/component', 'v1 v2 brings compatible', 1, 'dapr/component-major'),
  step(
    'U26 a marker with features',
    'uxp',
    'v1.3.0-up.1 v1.3.0-up.2 brings compatible',
    0,
    '✓ a release of the same',
  ),
  step(
    'U25 a minor that breaks',
    'uxp',
    'v1.2.0-up.1 v1.3.0-up.1 brings breaking',
    1,
    'may not bring breaking changes',
  ),
  step(
    'D14 the runtime promises nothing',
    'dapr/runtime',
    '1.16.0 1.17.0 brings breaking',
    3,
    'does not say whether',
  ),
]

describe('whether the step may bring a change', () => {
  it.each(steps)('$line: $ask', expectRow)

  it.each([
    ['a change that no rule names', 'breakin', 'did you mean "breaking"?'],
    ['one version', 'fixes', 'are one version'],
  ])('of %s is wrong input', (_, change, says) => {
    const ask = `version compare --policy dapr --component cli 1.16.0 v1.16.0 --brings ${change}`
    expect(interlock(words(ask))).toMatchObject({ code: 2, err: expect.stringContaining(says) as unknown })
  })

  it('as a document it names the number that would do', () => {
    const ask = 'version compare --policy dapr --component cli 1.16.0 1.16.1 --brings feature --format json'
    expect(JSON.parse(interlock(words(ask)).out)).toMatchObject({
      step: {
        brings: 'feature',
        kind: 'compatible',
        verdict: 'too-much',
        rule: 'dapr/patch-for-fixes',
        needs: { bump: 'minor', rule: 'dapr/minor-for-features' },
      },
    })
  })
})

describe('what the step is not said to bring', () => {
  it.each([
    [
      'M4 a chart is a vehicle: nothing is promised of its numbers',
      'mirrord --component operator-chart 1.56.0 1.57.0',
    ],
    ['D14 the runtime is in none of those promises', 'dapr 1.17.0 1.18.0'],
  ])('%s', (_, ask) => {
    const { code, out } = interlock(words(`version compare --policy ${ask}`))
    expect(code).toBe(0)
    expect(out).toContain('? the policy does not say what that may bring')
  })

  it('of a policy without such rules, it is not mentioned', () => {
    expect(interlock(words('version compare --policy spire 1.1.0 1.2.0')).out).toBe('1.1.0 < 1.2.0\n')
  })
})

it('D12 that a version is experimental is in the document too', () => {
  const ask = 'version explain --policy dapr --component http-api v1.0-beta1 v1.0 --format json'
  expect(JSON.parse(interlock(words(ask)).out)).toMatchObject([
    { version: '1.0-beta1', called: 'experimental', exempt: [{ rule: 'dapr/http-api-major' }] },
    { version: '1.0', isPrerelease: false },
  ])
})

describe('M17 breaking changes are documented', () => {
  it('M17 majors that are older than the page owe nothing', () => {
    const { code, scoreboard, findings } = judged('mirrord')
    expect({ code, findings }).toEqual({ code: 0, findings: [] })
    expect(scoreboard.find(({ rule }) => rule === 'mirrord/breaking-is-documented')).toMatchObject({
      violated: 0,
      legacy: 2,
    })
  })

  it('M17 an entry that is missing breaks the rule, in a catalogue that has such a release', () => {
    const { code, findings } = judged('examples/harbour/policy.yaml')
    expect(code).toBe(1)
    expect(
      findings.filter(({ rule }) => rule === 'harbour/breaking-is-told').map(({ message }) => message),
    ).toEqual([
      'ferry 1.1.0 (2025-03-03) is missing from the upgrade guide (https://harbour.example/upgrade)',
      'crane 2.0.0 (2025-06-02) is missing from the upgrade guide (https://harbour.example/upgrade)',
    ])
  })

  it('M17 one without the other is not enough: the rule says where both are looked for', () => {
    const { out } = interlock(words('explain mirrord/breaking-is-documented'))
    expect(out).toMatch(/notes +the release notes: https:/)
    expect(out).toMatch(/upgrade +the upgrade documentation: https:/)
    expect(out).toMatch(/fails +operator=3.187.0 then operator=4.0.0 on 2027-01-15 with notes\n/)
  })
})

describe('what two states of an interface are told to be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-promises-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const compare = (name: string, before: string, after: string, rest: string) => {
    const [a, b] = [join(folder, `old-${name}`), join(folder, `new-${name}`)]
    writeFileSync(a, before)
    writeFileSync(b, after)
    return interlock(words(`compare ${a} ${b} --policy dapr ${rest}`))
  }
  const goClient = (parameters: string) =>
    `package client\n\ntype Client interface {\n\tSaveState(${parameters}) error\n}\n`
  const jsClient = (parameters: string) =>
    `export declare class DaprClient { save(${parameters}): Promise<void> }\n`
  const store = (method: string) => `package state\n\ntype Store interface {\n\t${method}\n}\n`
  const metadata = (fields: string) =>
    `schemaVersion: v1\ntype: state\nname: shelf\nversion: v1\nmetadata: [${fields}]\n`
  const api = (type: string) =>
    `openapi: 3.0.3\npaths: { /v1.0/invoke: { post: { requestBody: { content: { a/json: { schema: { properties: { n: { type: ${type} } } } } } } } } }\n`

  it.each([
    [
      'D16 a parameter of a client method in a minor',
      'c.go',
      goClient('key string'),
      goClient('key string, etag string'),
      '--component sdk-go --interface go-client --from 1.13.0 --to 1.14.0',
      1,
      '"changing a parameter of a client method"',
    ],
    [
      'D16 the same in a major',
      'c.go',
      goClient('key string'),
      goClient('key string, etag string'),
      '--component sdk-go --interface go-client --from 1.13.0 --to 2.0.0',
      0,
      '✓ 2.0.0 is a major release',
    ],
    [
      'D16 in TypeScript',
      'c.d.ts',
      jsClient('store: string'),
      jsClient('store: number'),
      '--component sdk-js --interface js-client --from 3.5.0 --to 3.6.0',
      1,
      'client-method-parameter',
    ],
    [
      'D17 a new method is a feature',
      'c.go',
      goClient('key string'),
      goClient('key string').replace('}', '\tPing() error\n}'),
      '--component sdk-go --interface go-client --from 1.13.0 --to 1.14.0',
      0,
      '1 compatible change',
    ],
    [
      'D19 a changed method of the State Store',
      's.go',
      store('Set(key string) error'),
      store('Set(key string, etag string) error'),
      '--component component --from v1 --to v2',
      0,
      'state-store-method',
    ],
    [
      'D19 without the next version',
      's.go',
      store('Set(key string) error'),
      store('Set(key string, etag string) error'),
      '--component component --from v1 --to v1',
      1,
      'should be major',
    ],
    [
      'D27 the next version for an addition',
      'm.yaml',
      metadata('{ name: a }'),
      metadata('{ name: a }, { name: b }'),
      '--component component --from v1 --to v2',
      1,
      'a smaller number would do',
    ],
    [
      'D27 a field that is gone',
      'm.yaml',
      metadata('{ name: a }, { name: b }'),
      metadata('{ name: a }'),
      '--component component --from v1 --to v2',
      0,
      '✓ v2 is a major release',
    ],
    [
      'D11 a JSON field, by the words of the policy',
      'a.yaml',
      api('string'),
      api('integer'),
      '--component http-api --from v1.0 --to v1.1',
      0,
      '"a change of the JSON schema of a message"',
    ],
  ])('%s', (_, name, before, after, rest, code, says) => {
    const { code: given, out, err } = compare(name, before, after, rest)
    expect(err).toBe('')
    expect(out.replace(/\s+/g, ' ')).toContain(says)
    expect(given).toBe(code)
  })
})

describe('M17 what breaks is told in both documents', () => {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-documents-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const schema = (names: readonly string[]) =>
    JSON.stringify({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      properties: Object.fromEntries(names.map((name) => [name, {}])),
    })
  const builder = new RepositoryBuilder()
  builder.commit('main', {
    date: '2027-01-01',
    files: { 'mirrord-schema.json': schema(['target', 'steal']) },
  })
  builder.tag('3.300.0', 'main', { date: '2027-01-01' })
  builder.commit('main', {
    date: '2027-02-01',
    files: { 'mirrord-schema.json': schema(['target']), 'CHANGELOG.md': '## 4.0.0\n\n`steal` is gone\n' },
  })
  builder.tag('4.0.0', 'main', { date: '2027-02-01' })
  const repo = builder.write(join(folder, 'repo.git'))
  const verify = (text: string | undefined) => {
    const site = join(folder, `site-${text?.length ?? 0}`)
    mkdirSync(join(site, 'docs'), { recursive: true })
    if (text !== undefined) writeFileSync(join(site, 'docs', 'upgrading.md'), text)
    return interlock(
      words(
        `release verify --policy mirrord --component cli --repo ${repo} --from 3.300.0 --to 4.0.0 --documents ${site}`,
      ),
    )
  }

  it.each([
    [
      'in both',
      '# Upgrading to 4.0.0\n\nremove `steal` from the configuration\n',
      0,
      '✓ the upgrade documentation',
    ],
    [
      'the upgrade documentation has no entry',
      '# Upgrading to 3.0.0\n\nnothing\n',
      1,
      'the release has no entry',
    ],
    [
      'the entry does not name what breaks',
      '# Upgrading to 4.0.0\n\nnothing to do\n',
      1,
      'does not name steal',
    ],
    ['the documentation is not there', undefined, 3, 'not found here'],
  ])('M17 %s', (_, text, code, says) => {
    const { code: given, out, err } = verify(text)
    expect(err).toBe('')
    expect(out.replace(/\s+/g, ' ')).toContain(says)
    expect(given).toBe(code)
  })
})

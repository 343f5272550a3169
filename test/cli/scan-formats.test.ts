import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { fits } from '../fuzz/json-schema.ts'
import { runs } from '../fuzz/runs.ts'
import { interlock, root, words } from './command.ts'
import { sarifSchema } from './sarif-schema.ts'
import { elementsOf } from './xml.ts'

/* What pipelines read: SARIF, JUnit and Markdown; what they live with: waivers and baselines. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-formats-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const manifests = 'examples/kubernetes/manifests'
const scan = (rest: string, stdin = '') =>
  interlock(words(`scan ${rest} --policy kubernetes`), { stdin, today: '2026-06-15' })

interface Sarif {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly version: string; readonly rules: readonly { id: string }[] }
    }
    readonly results: readonly {
      readonly ruleId: string
      readonly ruleIndex: number
      readonly level: string
      readonly partialFingerprints: Readonly<Record<string, string>>
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }
          readonly region: { readonly startLine: number; readonly startColumn: number }
        }
      }[]
    }[]
  }[]
}

const sarif = (rest: string, stdin = '') => {
  const { code, out } = scan(`${rest} --format sarif`, stdin)
  const document = JSON.parse(out) as Sarif
  return { code, document, run: document.runs[0] as Sarif['runs'][number] }
}

describe('SARIF', () => {
  it.each([
    ['what does not load', `${manifests} --at 1.24.0 --to 1.33.0`, ''],
    ['nothing to say', '- --at 1.30.0', 'apiVersion: v1\nkind: Pod\n'],
    ['broken YAML', '- --at 1.30.0', 'a: ['],
    ['an empty input', '- --at 1.30.0', ''],
  ])('fits the standard: %s', (_, rest, stdin) => {
    const { document, run } = sarif(rest, stdin)
    expect(fits(sarifSchema, document)).toBe(true)
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]?.id).toBe(ruleId)
    }
  })

  it('is not fooled: a misspelt member would not fit', () => {
    const { document } = sarif(`${manifests} --at 1.24.0`)
    const broken = JSON.parse(JSON.stringify(document).replace('"startLine"', '"starLine"')) as unknown
    expect(fits(sarifSchema, broken)).toBe(false)
  })

  it('has a place, a level and a rule with its source for everything', () => {
    const { code, run } = sarif(`${manifests} --at 1.24.0`)
    expect(code).toBe(1)
    const ingress = run.results.find(
      ({ locations }) => locations[0]?.physicalLocation.region.startLine === 12,
    )
    expect(ingress).toMatchObject({
      ruleId: 'kubernetes/api-retirement',
      level: 'error',
      message: { text: expect.stringContaining('Ingress networking.k8s.io/v1beta1 is gone since 1.22.0') },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: `${manifests}/shop.yaml`, uriBaseId: '%SRCROOT%' },
            region: { startLine: 12, startColumn: 7 },
          },
        },
      ],
    })
    expect(run.tool.driver.rules).toContainEqual(
      expect.objectContaining({
        id: 'kubernetes/api-retirement',
        helpUri: 'https://kubernetes.io/docs/reference/using-api/deprecation-policy/',
        defaultConfiguration: { level: 'error' },
      }),
    )
  })

  it('knows a result again when lines move, and tells equal ones apart', () => {
    const twice = 'apiVersion: batch/v1beta1\nkind: CronJob\n---\napiVersion: batch/v1beta1\nkind: CronJob\n'
    const prints = (text: string) =>
      sarif('- --at 1.26.0', text).run.results.map(({ partialFingerprints }) => partialFingerprints)
    expect(new Set(prints(twice).map((each) => JSON.stringify(each))).size).toBe(2)
    expect(prints(`# moved\n\n${twice}`)).toEqual(prints(twice))
  })

  it.each([
    ['a space and a hash', 'a b#c.yaml', 'a%20b%23c.yaml'],
    ['another script', 'käse.yaml', 'k%C3%A4se.yaml'],
  ])('writes files as addresses: %s', (_, name, ending) => {
    const path = file(name, 'apiVersion: batch/v1beta1\nkind: CronJob\n')
    const { out } = interlock(['scan', path, '--policy', 'kubernetes', '--at', '1.26.0', '--format', 'sarif'])
    const [run] = (JSON.parse(out) as Sarif).runs
    const { uri, uriBaseId } = run?.results[0]?.locations[0]?.physicalLocation.artifactLocation ?? {}
    expect([uri?.endsWith(ending), uri?.startsWith('file:///'), uriBaseId]).toEqual([true, true, undefined])
    expect(fits(sarifSchema, JSON.parse(out))).toBe(true)
  })

  it('names the version of the program, the one of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(sarif('- --at 1.30.0').run.tool.driver.version).toBe(version)
    expect(interlock(['--version']).out.trim()).toBe(version)
  })
})

const junit = (rest: string, stdin = '') => {
  const { code, out } = scan(`${rest} --format junit`, stdin)
  const elements = elementsOf(out)
  const named = (name: string) => elements.filter((element) => element.name === name)
  return { code, out, named, suite: named('testsuite')[0]?.attributes }
}

describe('JUnit', () => {
  it('counts what does not load as failed, and the rest as passed', () => {
    const { code, named, suite } = junit(`${manifests} --at 1.24.0`)
    expect(code).toBe(1)
    expect(suite).toMatchObject({ tests: '6', failures: '3', errors: '0' })
    expect([named('testcase').length, named('failure').length, named('system-out').length]).toEqual([6, 3, 3])
    expect(named('testcase').map(({ attributes }) => attributes.classname)).toContain(
      `${manifests}/shop.yaml`,
    )
  })

  it('lets warnings fail with --strict, and what nobody can tell be an error', () => {
    expect(junit(`${manifests} --at 1.24.0 --strict`).suite).toMatchObject({ failures: '6' })
    const kind = 'apiVersion: apps/v1\nkind: Deploymnt\n'
    expect(junit('- --at 1.30.0', kind).suite).toMatchObject({ tests: '1', failures: '0', errors: '1' })
  })

  it('has a test where there is nothing to say', () => {
    expect(junit('- --at 1.30.0', 'apiVersion: v1\nkind: Pod\n').suite).toMatchObject({ tests: '1' })
  })

  it('is XML, whatever names stand in the manifests', () => {
    const odd = fc.string({ unit: 'binary', maxLength: 12 })
    fc.assert(
      fc.property(odd, odd, (kind, name) => {
        const text = JSON.stringify({ apiVersion: 'apps/v1', kind, metadata: { name } })
        const { out } = scan('- --at 1.30.0 --format junit', text)
        expect(() => elementsOf(out)).not.toThrow()
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(out).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
      }),
      runs(150),
    )
  })
})

describe('Markdown', () => {
  it('is a table of what is, and one of what will be', () => {
    const { out } = scan(`${manifests} --at 1.24.0 --to 1.33.0 --format markdown`)
    expect(out).toMatch(/^## unsupported\n/)
    expect(out).toContain('### On the way')
    expect(out).toContain(
      `| error | ${manifests}/shop.yaml:12 shop | Ingress networking.k8s.io/v1beta1 is gone`,
    )
    const tables = out.split('\n').filter((line) => line.startsWith('|'))
    expect(new Set(tables.map((line) => line.replaceAll('\\|', '').split('|').length))).toEqual(new Set([7]))
  })
})

describe('living with findings', () => {
  const earlier = file('earlier.json', scan(`${manifests} --at 1.24.0 --format json`).out)

  it('a baseline sets aside what was there before, wherever it stands now', () => {
    const { code, out } = scan(`${manifests} --at 1.24.0 --baseline ${earlier}`)
    expect([code, out.split('\n')[0]]).toEqual([0, expect.stringContaining('✓ supported')])
    expect(out).toContain('6 findings of the baseline set aside')
  })

  it('and lets what is new fail', () => {
    const { code, out } = scan(`${manifests} --at 1.25.0 --baseline ${earlier}`)
    expect(code).toBe(1)
    expect(out).toContain('CronJob batch/v1beta1 is gone')
    expect(out).not.toContain('Ingress networking.k8s.io/v1beta1')
  })

  it.each([
    ['a check', '{ "kind": "CheckResult", "findings": [] }'],
    ['no JSON', '['],
  ])('refuses %s as a baseline', (_, text) => {
    const { code, err } = scan(`${manifests} --at 1.24.0 --baseline ${file('odd.json', text)}`)
    expect([code, err]).toEqual([2, expect.stringContaining('odd.json:1:')])
  })

  const waivers = (rule: string, until: string, scope: string) =>
    file(
      'waivers.yaml',
      `apiVersion: interlock.dev/v1alpha1\nkind: Waivers\nwaivers:\n  - { rule: kubernetes/${rule}, scope: "${scope}", reason: moved soon, until: "${until}" }\n`,
    )

  it.each([
    ['of the folder', 'api-retirement', '2026-12-31', manifests, 0],
    ['of the file', 'api-retirement', '2026-12-31', `${manifests}/shop.yaml`, 0],
    ['of another file', 'api-retirement', '2026-12-31', `${manifests}/other.yaml`, 1],
    ['of another rule', 'api-served', '2026-12-31', manifests, 1],
    ['whose day is over', 'api-retirement', '2026-06-14', manifests, 1],
  ])('a waiver %s', (_, rule, until, scope, code) => {
    const found = scan(`${manifests}/shop.yaml --at 1.24.0 --waivers ${waivers(rule, until, scope)}`)
    expect(found.code, found.out).toBe(code)
  })

  it('an unreadable document is never waived by accident', () => {
    mkdirSync(join(folder, 'broken'))
    writeFileSync(join(folder, 'broken', 'a.yaml'), 'a: [')
    const waived = waivers('api-retirement', '2026-12-31', join(folder, 'broken'))
    expect(scan(`${join(folder, 'broken')} --at 1.24.0 --waivers ${waived}`).code).toBe(3)
  })
})

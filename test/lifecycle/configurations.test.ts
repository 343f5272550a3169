import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, root } from '../cli/command.ts'
import { runs } from '../fuzz/runs.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-configurations-'))
afterAll(() => rmSync(folder, { recursive: true }))

const example = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8')
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

interface Document {
  readonly verdict: string
  readonly documents: number
  readonly skipped: number
  readonly kinds: Readonly<Record<string, number>>
  readonly hosts: readonly string[]
  readonly input: readonly string[]
  readonly log: unknown
  readonly findings: readonly Readonly<Record<string, unknown>>[]
}

function json(argv: readonly string[], stdin = ''): Document & { readonly code: number } {
  const { code, out } = interlock(['scan', ...argv, '--format', 'json'], { stdin })
  return { code, ...(JSON.parse(out) as Document) }
}

describe('files of all kinds in one folder', () => {
  const tree = join(folder, 'tree')
  mkdirSync(tree)
  for (const [name, text] of [
    ['server.conf', example('spire/server.conf')],
    ['web.conf', 'server {\n  listen 80;\n}\n'],
    ['agent.yaml', example('spire/agent.yaml')],
    ['notes.md', 'server {'],
    ['.env', 'A=1'],
    ['tool.toml', 'a = 1'],
  ] as const)
    writeFileSync(join(tree, name), text)

  it('judges what it knows, and counts the rest', () => {
    const found = json([tree, '--policy', 'spire', '--at', '1.13.0'])
    expect(found).toMatchObject({ code: 1, documents: 5, skipped: 3 })
    expect(found.kinds).toEqual({ 'server-configuration': 1, 'agent-configuration': 1 })
    expect(found.hosts).toEqual(['server 1.13.0', 'agent 1.13.0'])
    // A file that was meant for it, but has a mistake, would be among these.
    expect(found.input).toEqual([`1 file in another format skipped (${join(tree, 'web.conf')}:2:10)`])
  })

  it('takes a version for each host', () => {
    const found = json([tree, '--policy', 'spire', '--at', 'server=1.5.0', '--at', 'agent=1.11.0'])
    expect(found.hosts).toEqual(['server 1.5.0', 'agent 1.11.0'])
    const subjects = found.findings.map(({ subject, severity }) => `${severity} ${subject}`)
    expect(subjects).toContain('warning server.default_svid_ttl')
    expect(subjects).toContain('warning NodeAttestor k8s_sat')
  })

  it('goes to a version of each host', () => {
    const versions = ['--at', '1.11.0', '--to', 'agent=1.12.0']
    expect(json([tree, '--policy', 'spire', ...versions]).hosts).toEqual([
      'server 1.11.0',
      'agent 1.11.0 → 1.12.0',
    ])
  })

  it('leaves open what is loaded by a host of no version', () => {
    const found = json([tree, '--policy', 'spire', '--at', 'server=1.5.0'])
    expect(found.findings.find(({ subject }) => subject === 'agent-configuration')).toMatchObject({
      severity: 'unknown',
      at: null,
      reason: { kind: 'no-version', host: 'agent' },
    })
  })
})

it('reads HCL from the standard input', () => {
  const found = json(['-', '--policy', 'spire', '--at', '1.5.0'], example('spire/server.conf'))
  expect(found.kinds).toEqual({ 'server-configuration': 1 })
})

it('says where a configuration that was named is broken, and what was expected', () => {
  const broken = file('broken.conf', 'server {\n  data_dir = /run\n}\n')
  const { code, out } = interlock(['scan', broken, '--policy', 'spire', '--at', '1.5.0'])
  const flat = out.replace(/\s+/g, ' ')
  expect(code).toBe(3)
  expect(flat).toContain('"/run" is no value; expected a quoted text')
  expect(flat).toContain('broken.conf:2')
})

it('needs no version where nothing depends on one', () => {
  const found = json([join(root, 'examples/mirrord'), '--policy', 'mirrord'])
  expect(found).toMatchObject({ code: 0, verdict: 'supported', hosts: [] })
  expect(
    found.findings.map(({ severity, at, reason }) => [severity, at, (reason as { kind: string }).kind]),
  ).toEqual([
    ['warning', null, 'set'],
    ['warning', null, 'set'],
  ])
})

it('says when a version changes nothing', () => {
  const found = json([join(root, 'examples/mirrord'), '--policy', 'mirrord', '--at', '3.1.0'])
  expect(found.input).toEqual([expect.stringContaining('depends on a version')])
})

describe('wrong input', () => {
  const conf = file('server.conf', example('spire/server.conf'))
  const log = file('server.log', 'x\n')
  it.each([
    [[], 'nothing to look at was named'],
    [[conf], 'no version was given'],
    [[conf, '--at', 'sever=1.5.0'], 'did you mean "server"'],
    [[conf, '--at', 'server=x'], 'no version of server'],
    [[conf, '--at', 'server=1.5.0', '--to', 'agent=1.6.0'], 'add --at agent=VERSION'],
    [[conf, '--at', '1.5.0', '--as', 'server-configuratoin'], 'did you mean "server-configuration"'],
    [['--log', join(folder, 'nowhere')], 'there is no file'],
    [['--log', folder], 'is a folder'],
    [['--log', log, '--policy', 'etcd'], 'knows no marks in logs'],
  ])('%j', (argv, message) => {
    const policy = argv.includes('--policy') ? [] : ['--policy', 'spire']
    const { code, err } = interlock(['scan', ...argv, ...policy])
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('logs', () => {
  const log = join(root, 'examples/spire/server.log')

  it('are searched beside documents', () => {
    const conf = join(root, 'examples/spire/server.conf')
    const found = json([conf, '--log', log, '--policy', 'spire', '--at', '1.5.0'])
    expect(found.log).toEqual({ lines: 5, marked: 2, files: [log] })
    expect(found.findings.map(({ rule }) => rule)).toContain('spire/deprecated-setting-logged')
    expect(found.documents).toBe(1)
  })

  it('may come from the standard input', () => {
    const found = json(['--log', '-', '--policy', 'spire'], readFileSync(log, 'utf8'))
    expect(found).toMatchObject({ code: 0, log: { lines: 5, marked: 2, files: ['-'] } })
    expect(found.findings[0]).toMatchObject({ file: 'standard input', line: 2, severity: 'warning' })
  })

  it('fail with their warnings only who wants that', () => {
    expect(json(['--log', log, '--policy', 'spire', '--strict']).code).toBe(1)
  })

  it('without marks are fine', () => {
    expect(json(['--log', file('quiet.log', 'a\nb\n'), '--policy', 'spire'])).toMatchObject({
      code: 0,
      log: { lines: 2, marked: 0 },
      findings: [],
    })
  })
})

describe('whatever is fed to it', () => {
  const answers = (name: string, text: string, ...more: string[]): void => {
    const { code, err } = interlock(['scan', file(name, text), ...more])
    expect(err).toBe('')
    expect([0, 1, 3]).toContain(code)
  }
  const spire = ['--policy', 'spire', '--at', '1.8.0', '--to', '1.16.0']
  it.each<[string, string, readonly string[]]>([
    ['server.conf', example('spire/server.conf'), spire],
    ['agent.yaml', example('spire/agent.yaml'), spire],
    ['mirrord.toml', example('mirrord/mirrord.toml'), ['--policy', 'mirrord']],
    ['values.yaml', example('mirrord/values.yaml'), ['--policy', 'mirrord']],
    ['ci.env', example('mirrord/ci.env'), ['--policy', 'mirrord']],
  ])('answers for a broken %s', (name, whole, more) => {
    const cut = fc.tuple(fc.nat(whole.length), fc.nat(20), fc.string({ maxLength: 5 }))
    fc.assert(
      fc.property(cut, ([at, length, put]) => {
        answers(`broken-${name}`, whole.slice(0, at) + put + whole.slice(at + length), ...more)
      }),
      runs(15),
    )
  })
})

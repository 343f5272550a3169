import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { interlock } from '../cli/command.ts'
import { runs } from '../fuzz/runs.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-scan-'))
afterAll(() => rmSync(folder, { recursive: true }))

const manifest = (type: string): string =>
  `apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: { name: a }\nspec:\n  type: ${type}\n  version: v1\n`

const scan = (input: string, ...more: string[]) =>
  interlock(['scan', input, '--policy', 'dapr', '--at', '1.12.0', ...more])

const json = (input: string, ...more: string[]) => {
  const { code, out } = scan(input, '--format', 'json', ...more)
  return {
    code,
    result: JSON.parse(out) as Record<string, unknown> & { findings: Record<string, unknown>[] },
  }
}

describe('files and folders', () => {
  const tree = join(folder, 'tree')
  mkdirSync(join(tree, 'inner', 'node_modules'), { recursive: true })
  writeFileSync(
    join(tree, 'b.yml'),
    `# rendered\n${manifest('state.redis')}---\n${manifest('pubsub.hazelcast')}`,
  )
  writeFileSync(
    join(tree, 'a.json'),
    JSON.stringify({ kind: 'List', items: [{ kind: 'Pod' }, { kind: 'Pod' }] }),
  )
  writeFileSync(join(tree, 'notes.txt'), 'kind: [')
  writeFileSync(join(tree, 'inner', 'c.yaml'), manifest('pubsub.natsstreaming'))
  writeFileSync(join(tree, 'inner', 'node_modules', 'd.yaml'), 'kind: [')
  symlinkSync('..', join(tree, 'inner', 'up'))
  symlinkSync('nowhere', join(tree, 'inner', 'lost.yaml'))

  it('walks a folder, once, whatever links lead back', () => {
    const { code, result } = json(tree)
    expect(code).toBe(1)
    expect(result).toMatchObject({
      kind: 'ScanResult',
      verdict: 'unsupported',
      files: 3,
      documents: 5,
      skipped: 2,
    })
    expect(
      result.findings.map(({ severity, file, line, subject, since, until, replacement }) => [
        severity,
        String(file).slice(tree.length + 1),
        line,
        subject,
        since,
        until,
        replacement,
      ]),
    ).toEqual([
      ['error', 'b.yml', 13, 'pubsub.hazelcast v1', '1.11.0', null, null],
      ['warning', 'inner/c.yaml', 5, 'pubsub.natsstreaming v1', '1.11.0', '1.13.0', 'pubsub.jetstream'],
    ])
  })

  it('reads a file of any name when it is named, and tells broken ones', () => {
    const { code, result } = json(join(tree, 'notes.txt'))
    expect([code, result.verdict, result.findings[0]?.severity]).toEqual([3, 'unknown', 'unknown'])
  })

  it.each([
    [['scan', 'nowhere', '--policy', 'dapr', '--at', '1.12.0'], 'no file or folder nowhere'],
    [['scan', folder, '--policy', 'dapr', '--at', 'soon'], 'no version of runtime'],
    [
      ['scan', folder, '--policy', 'dapr', '--at', '1.12.0', '--mode', 'kubernets'],
      'did you mean "kubernetes"',
    ],
    [['scan', folder, '--policy', 'dapr', '--at', '1.12.0', '--image', 'big'], 'stablecomponents'],
    [['scan', folder, '--policy', 'dappr', '--at', '1.12.0'], 'did you mean "dapr"'],
    [['scan', folder, '--policy', 'etcd', '--at', '1.12.0'], 'knows no manifests'],
    [['scan', folder, '--policy', 'dapr'], '--at'],
    [['lifecycle', 'lint', '--policy', 'etcd'], 'has no ledger'],
  ])('refuses %j', (argv, message) => {
    const { code, err } = interlock(argv)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('whatever is fed to it', () => {
  const answers = (text: string): void => {
    const { code, err } = interlock(['scan', '-', '--policy', 'dapr', '--at', '1.12.0', '--to', '1.18.0'], {
      stdin: text,
    })
    expect(err).toBe('')
    expect([0, 1, 3]).toContain(code)
  }
  const odd = fc.oneof(
    fc.constantFrom('Component', 'List', 'dapr.io/v1alpha1', 'pubsub.hazelcast', 'v1', '', '__proto__'),
    fc.string(),
    fc.integer(),
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true }),
  )
  const key = fc.constantFrom(
    'apiVersion',
    'kind',
    'spec',
    'type',
    'version',
    'metadata',
    'name',
    'items',
    'constructor',
  )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      odd,
      fc.dictionary(key, tie('tree')),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }))

  it('answers for random trees', () => {
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 3 }), (trees) => {
        answers(trees.map((each) => stringify(each)).join('---\n'))
      }),
      runs(60),
    )
  })

  it('answers for broken texts', () => {
    const whole = `${manifest('pubsub.hazelcast')}---\n${manifest('state.redis')}`
    const cut = fc.tuple(fc.nat(whole.length), fc.nat(8), fc.string({ maxLength: 5 }))
    fc.assert(
      fc.property(cut, ([at, length, put]) => {
        answers(whole.slice(0, at) + put + whole.slice(at + length))
      }),
      runs(80),
    )
  })

  it.each([
    ['nothing', ''],
    ['comments', '# a\n---\n# b\n'],
    ['depth', '['.repeat(5000)],
    ['an alias of itself', '&a [*a]'],
    ['a template', 'kind: {{ .Values.kind }}\n'],
    ['a mark', `\uFEFF${manifest('state.redis')}`],
    [
      'a bomb',
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
        .split('')
        .map((n, i) => `${n}: &${n} [${Array(10).fill(`*${'abcdefg'[i]}`).join()}]`)
        .join('\n')}`,
    ],
  ])('answers for %s', (_, text) => answers(text))
})

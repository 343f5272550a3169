import { describe, expect, it } from 'vitest'
import { readConfigurations } from '../document/index.ts'
import { buildPolicy, readPolicy } from '../policy/index.ts'
import { type ScanResult, scan } from './scan.ts'

const text = `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The mill book, ref: here } }
schemes: { plain: { kind: semver } }
components: { wheel: { title: Wheel, scheme: plain } }
rules: []
settings:
  - id: stones
    rules:
      - { id: no-pin, strength: recommended, says: the mill chooses its stones, source: { in: book }, because: so }
      - { id: no-sand, says: sand is no stone, source: { in: book }, because: so }
      - { id: told, strength: informative, says: a mirror is told of, source: { in: book }, because: so }
    lists: [{ match: { kind: List }, each: items }]
    texts: [{ match: { kind: Chest }, each: data }]
    variables: [env, extraEnv]
    documents:
      - id: values
        match: [{ mill.key: "*", stone: "*" }, { wheel.image: "*/wheel*" }]
      - { id: plan, files: ["mill.*"] }
      - { id: environment, format: environment }
    settings:
      - { in: [values, plan], at: stone.image, rule: no-pin, instead: leave it out }
      - { in: [values, plan], at: stone.image.tag, rule: no-pin }
      - { in: [values], at: stone.kind, is: ["sand*"], rule: no-sand }
      - { in: [plan], at: stone.image.mirror, rule: told }
      - { in: [environment], at: MILL_STONE, rule: no-pin }
`

function policyOf(written: string) {
  const read = readPolicy(written, 'mill.yaml', () => ({ ok: false, problem: 'none' }))
  return read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
}

function ask(file: string, written: string, as?: string): ScanResult {
  const policy = policyOf(text)
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return scan(readConfigurations(written, file, true), {
    lifecycles: [],
    settings: new Map(),
    configuration: policy.value.settings,
    ...(as !== undefined && { as }),
  })
}

/** `line:column severity kind subject value`. */
const told = ({ findings }: ScanResult): string[] =>
  findings.map(
    ({ place, severity, name, subject, reason }) =>
      `${place.line}:${place.column} ${severity} ${name} ${subject} ${reason.kind === 'set' ? reason.value : '?'}`,
  )

describe('what is set that should not be', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'a text',
      'a.yaml',
      'mill: { key: x }\nstone:\n  image: big:3',
      ['3:10 warning values stone.image big:3'],
    ],
    [
      'one below it',
      'a.yaml',
      'mill: { key: x }\nstone:\n  image: { tag: 3 }',
      ['3:17 warning values stone.image.tag 3'],
    ],
    ['what is beside it is not', 'a.yaml', 'mill: { key: x }\nstone: { image: { mirror: m } }', []],
    ['an empty one', 'a.yaml', 'mill: { key: x }\nstone: { image: "" }', []],
    [
      'of some values only',
      'a.yaml',
      'mill: { key: x }\nstone: { kind: sandy }',
      ['2:16 error values stone.kind sandy'],
    ],
    ['and no others', 'a.yaml', 'mill: { key: x }\nstone: { kind: granite }', []],
    [
      'by another shape',
      'a.yaml',
      'wheel: { image: m/wheel:1 }\nstone: { image: a }',
      ['2:17 warning values stone.image a'],
    ],
    ['in a shape of nobody', 'a.yaml', 'stone: { image: a }', []],
    ['in a file by its name', 'x/mill.toml', '[stone]\nimage = "a"', ['2:9 warning plan stone.image a']],
    ['in JSON', 'Mill.json', '{"stone": {"image": "a"}}', ['1:21 warning plan stone.image a']],
    ['in HCL', 'mill.hcl', 'stone {\n  image = "a"\n}', ['2:11 warning plan stone.image a']],
    ['a note', 'mill.json', '{"stone": {"image": {"mirror": "m"}}}', ['1:32 note plan stone.image.mirror m']],
    ['a variable', 'a.env', 'A=1\nMILL_STONE=big', ['2:12 warning environment MILL_STONE big']],
    ['a variable that is empty', '.env', 'MILL_STONE=', []],
    [
      'a variable of a container',
      'pod.yaml',
      'spec:\n  containers:\n  - env:\n    - { name: A, value: b }\n    - name: MILL_STONE\n      value: big',
      ['6:14 warning environment MILL_STONE big'],
    ],
    [
      'one that comes from elsewhere is set, too',
      'pod.yaml',
      'env:\n- name: MILL_STONE\n  valueFrom: { fieldRef: { fieldPath: x } }',
      ['2:3 warning environment MILL_STONE a value from elsewhere'],
    ],
    [
      'variables as lines',
      'c.yaml',
      'a: { env: [A=1, MILL_STONE=big=1] }',
      ['1:17 warning environment MILL_STONE big=1'],
    ],
    [
      'variables by name',
      'c.yaml',
      'a: { extraEnv: { MILL_STONE: big } }',
      ['1:30 warning environment MILL_STONE big'],
    ],
    ['variables in other members', 'c.yaml', 'a: { vars: { MILL_STONE: big } }', []],
    [
      'in a list',
      'l.yaml',
      'kind: List\nitems:\n- { mill: { key: x }, stone: { image: a } }',
      ['3:39 warning values stone.image a'],
    ],
    [
      'in a text of a document, which has a name',
      'l.yaml',
      'kind: Chest\ndata:\n  mill.toml: |\n    stone.image = "a"\n',
      ['4:19 warning plan stone.image a'],
    ],
    ['a list is no value', 'mill.json', '{"stone": {"image": ["a"]}}', []],
    ['nor is a document that is a text', 'mill.json', '"stone"', []],
  ])('%s', (_, file, written, expected) => {
    expect(told(ask(file, written))).toEqual(expected)
  })

  it('knows a kind by what it is told', () => {
    const written = 'stone: { image: a }'
    expect(ask('a.yaml', written)).toMatchObject({ skipped: 1, findings: [] })
    expect(told(ask('a.yaml', written, 'values'))).toEqual(['1:17 warning values stone.image a'])
  })

  it('counts kinds, and what is of none', () => {
    const list = 'kind: List\nitems: [{ mill: { key: x }, stone: {}, env: [A=1] }, { a: 1 }, text]'
    const { documents, skipped, kinds, manifests } = ask('l.yaml', list)
    expect([documents, skipped, manifests, [...kinds].sort()]).toEqual([
      3,
      2,
      0,
      [
        ['environment', 1],
        ['values', 1],
      ],
    ])
  })
})

describe('a policy that does not fit', () => {
  it.each([
    [
      text.replace('in: [values], at', 'in: [vaules], at'),
      '"vaules" is no kind of document',
      'did you mean "values"?',
    ],
    [text.replace('mirror, rule: told', 'mirror, rule: tolt'), '"tolt" is no rule', 'did you mean "told"?'],
    [text.replace(', files: ["mill.*"]', ''), 'nothing tells a document of this kind', '`files`'],
    [text.replace('id: plan', 'id: values'), 'another kind of document "values"', ''],
    [
      text.replace(
        '{ in: book }, because: so }\n      - { id: no-sand',
        '{ in: bok }, because: so }\n      - { id: no-sand',
      ),
      '"bok"',
      '',
    ],
  ])('is refused where it is wrong', (written, message, help) => {
    const built = policyOf(written)
    if (built.ok) throw new Error('it is refused')
    const found = built.problem.find((problem) => problem.message.includes(message))
    expect(found?.help ?? '').toContain(help)
    expect(found?.place?.line).toBeGreaterThan(9)
  })
})

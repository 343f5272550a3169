import { describe, expect, it } from 'vitest'
import { readConfigurations } from '../document/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../policy/index.ts'
import { lintLedger } from './lint.ts'
import { type ScanInput, type ScanResult, scan } from './scan.ts'

/*
 * A mill whose configuration names parts by type and name. What has no record goes by the terms: promised for one line,
 * and for nothing after that. The wheel's ledger is a record, the sluice's is not.
 */
const mill = (covers = 'covers: { from: 1.0.0, to: 1.6.2 }'): string => `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The mill book, ref: here } }
schemes: { plain: { kind: semver } }
components: { wheel: { title: Wheel, scheme: plain }, sluice: { title: Sluice, scheme: plain } }
rules: []
lifecycle:
  - id: wheel
    host: wheel
    rules: &rules
      - { id: built-in, says: only what is built in, source: { in: book }, because: so }
      - { id: leave, says: one line of promise, source: { in: book }, because: so }
      - { id: foreign, says: nothing is promised for what is foreign, source: { in: book }, because: so }
      - { id: member, says: members go with notice, source: { in: book }, because: so }
    lists: [{ match: { kind: List }, each: items }]
    texts: [{ match: { kind: Chest }, each: data }]
    manifests:
      - id: wheel-configuration
        match: { wheel: "*", parts: "*" }
        name: wheel.name
        parts: &parts
          - { at: "parts.*.*", unless: { on: "false" }, outside: { has: command, rule: foreign }, unlisted: error }
          - { at: "parts.*.*.data.*", subject: "{1} {2}: {3}", unlisted: accepted }
          - { at: "wheel.*", subject: "wheel.{1}", unlisted: accepted }
    registry: built-in
    retire: &retire { rule: leave, announce: { lines: 1 }, remove: { lines: 1 }, afterwards: unpromised }
    ${covers}
    ledger: &ledger
      - { subject: Sieve fine }
      - { subject: Sieve coarse, introduced: 1.2.0 }
      - { subject: Sieve round, deprecated: 1.2.0, removed: 1.5.0, replacement: Sieve fine }
      - { subject: Hopper tin, deprecated: 1.3.2, replacement: Hopper iron }
      - { subject: "Sieve fine: mesh", deprecated: 1.1.0, removed: 1.2.0, rule: member }
      - { subject: wheel.brake, deprecated: 1.4.0, removed: 1.5.0, rule: member }
  - id: sluice
    host: sluice
    rules: *rules
    manifests: [{ id: sluice-configuration, match: { sluice: "*", parts: "*" }, parts: *parts }]
    registry: built-in
    retire: *retire
    ledger: *ledger
`

function policyOf(text: string): Policy {
  const read = readPolicy(text, 'mill.yaml', () => ({ ok: false, problem: 'none' }))
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  return built.value
}

const policy = policyOf(mill())

interface Versions {
  readonly [host: string]: string | readonly [at: string, to: string]
}

function ask(text: string, versions: Versions, file = 'mill.conf', as?: string): ScanResult {
  const settings = new Map(
    Object.entries(versions).map(([name, given]) => {
      const scheme = policy.components.get(name)?.scheme
      const [at, to] = typeof given === 'string' ? [given] : given
      const [from, next] = [scheme?.parse(at), to === undefined ? undefined : scheme?.parse(to)]
      if (scheme === undefined || from?.ok !== true) throw new Error(at)
      return [
        name,
        { host: { name, scheme }, at: from.value, ...(next?.ok && { to: next.value }), images: [] },
      ]
    }),
  )
  const inputs: Iterable<ScanInput> = readConfigurations(text, file, true)
  return scan(inputs, { lifecycles: policy.lifecycles, settings, ...(as !== undefined && { as }) })
}

/** `line severity subject reason since until`, a `>` before what is only so on the way. */
const told = ({ findings }: ScanResult): string[] =>
  findings.map(
    ({ place, severity, subject, reason, since = '-', until = '-', at, later }) =>
      `${later ? `> ${at} ` : ''}${place.line} ${severity} ${subject} ${reason.kind} ${since} ${until}`,
  )

const wheel = (parts: string, more = ''): string =>
  `wheel {\n  name = "north"\n${more}\n}\nparts {\n${parts}\n}\n`
const sluice = (parts: string): string => `sluice {}\nparts {\n${parts}\n}\n`

describe('things in a document are judged one by one', () => {
  it.each<[string, string, Versions, readonly string[]]>([
    ['what is there', 'Sieve "fine" {}', { wheel: '1.0.0' }, []],
    ['what is not yet', 'Sieve "coarse" {}', { wheel: '1.1.0' }, ['6 error Sieve coarse not-yet 1.2.0 -']],
    [
      'several of a type, each where it stands',
      'Sieve "fine" {}\nSieve "coarse" {}\nSieve "round" {}',
      { wheel: '1.2.0' },
      ['8 warning Sieve round deprecated 1.2.0 1.5.0'],
    ],
    ['what is gone', 'Sieve "round" {}', { wheel: '1.5.0' }, ['6 error Sieve round removed 1.5.0 -']],
    ['what never was', 'Sieve "fime" {}', { wheel: '1.5.0' }, ['6 error Sieve fime nowhere - -']],
    [
      'what no record reaches',
      'Sieve "fime" {}',
      { wheel: '1.9.0' },
      ['6 unknown Sieve fime unknown-subject - -'],
    ],
    ['what is switched off', 'Sieve "round" { on = false }', { wheel: '1.5.0' }, []],
    [
      'what comes from outside, whatever its name',
      'Sieve "fine" { command = "/opt/sieve" }',
      { wheel: '1.5.0' },
      ['6 unknown Sieve fine outside - -'],
    ],
    [
      'a member of one of them',
      'Sieve "fine" {\n  data {\n    mesh = 80\n    other = 1\n  }\n}',
      { wheel: '1.1.0' },
      ['8 warning Sieve fine: mesh deprecated 1.1.0 1.2.0'],
    ],
    [
      'on the way',
      'Sieve "round" {}',
      { wheel: ['1.1.0', '1.6.0'] },
      ['> 1.5.0 6 error Sieve round removed 1.5.0 -', '> 1.2.0 6 warning Sieve round deprecated 1.2.0 1.5.0'],
    ],
    [
      'what comes from outside is no other on the way',
      'Sieve "mine" { command = "x" }',
      { wheel: ['1.1.0', '1.6.0'] },
      ['6 unknown Sieve mine outside - -'],
    ],
  ])('%s', (_, parts, versions, expected) => {
    expect(told(ask(wheel(parts), versions))).toEqual(expected)
  })

  it('finds members that are set, and knows what they are called', () => {
    const result = ask(wheel('', '  brake = true'), { wheel: '1.4.0' })
    expect(told(result)).toEqual(['3 warning wheel.brake deprecated 1.4.0 1.5.0'])
    expect(result.findings[0]?.name).toBe('north')
    expect(result.findings[0]?.rule?.id).toBe('member')
  })

  it('counts what it read as what', () => {
    const { documents, manifests, loads, skipped, kinds } = ask(wheel('Sieve "round" {}'), { wheel: '1.5.0' })
    expect([documents, manifests, loads, skipped, [...kinds]]).toEqual([
      1,
      1,
      0,
      0,
      [['wheel-configuration', 1]],
    ])
  })
})

describe('a promise of one line, where no record tells more', () => {
  it.each<[string, readonly string[]]>([
    ['1.3.1', []],
    ['1.3.2', ['3 warning Hopper tin deprecated 1.3.2 -']],
    ['1.3.9', ['3 warning Hopper tin deprecated 1.3.2 -']],
    ['1.4.0', ['3 unknown Hopper tin lapsed 1.4.0 -']],
    ['1.9.0', ['3 unknown Hopper tin lapsed 1.4.0 -']],
  ])('at %s', (at, expected) => {
    expect(told(ask(sluice('Hopper "tin" {}'), { sluice: at }))).toEqual(expected)
  })

  it('is kept when the record says that the thing was', () => {
    const result = ask(wheel('Hopper "tin" {}'), { wheel: '1.5.0' })
    expect(told(result)).toEqual(['6 warning Hopper tin deprecated 1.3.2 -'])
    expect(result.findings[0]?.reason).toMatchObject({ promised: '1.4.0', kept: true })
  })

  it('tells of rows that nothing in a document can be called', () => {
    const [, second] = policyOf(mill().replace('subject: wheel.brake', 'subject: wheels.brake')).lifecycles
    const scheme = policy.components.get('sluice')?.scheme
    if (second === undefined || scheme === undefined) throw new Error('no sluice')
    const found = lintLedger(second, { name: 'sluice', scheme })
    expect(
      found.filter(({ message }) => message.includes('is called so')).map(({ subject }) => subject),
    ).toEqual(['wheels.brake'])
  })

  it('is broken by nothing that stays longer', () => {
    const [first] = policy.lifecycles
    const scheme = policy.components.get('wheel')?.scheme
    if (first === undefined || scheme === undefined) throw new Error('no wheel')
    const found = lintLedger(first, { name: 'wheel', scheme })
    expect(found.filter(({ subject }) => subject === 'Hopper tin')).toEqual([])
  })
})

describe('documents and hosts', () => {
  const both = `${wheel('Sieve "round" {}')}`
  it('leaves open what is loaded by a host of which nobody gave the version', () => {
    const result = ask(sluice('Sieve "round" {}\nSieve "fine" {}'), { wheel: '1.0.0' })
    expect(told(result)).toEqual(['1 unknown sluice-configuration no-version - -'])
    expect([result.verdict, result.loads]).toEqual(['unknown', 0])
  })

  it('reads the same from JSON, where repeated blocks are a list', () => {
    const text = JSON.stringify({ wheel: {}, parts: { Sieve: [{ round: {} }, { fine: {} }] } }, null, 1)
    expect(told(ask(text, { wheel: '1.5.0' }))).toEqual(['6 error Sieve round removed 1.5.0 -'])
  })

  it('finds texts of files in documents, at the lines of the document', () => {
    const indented = both.trimEnd().replace(/^/gm, '      ')
    const chest = `kind: List\nitems:\n- kind: Chest\n  data:\n    notes.txt: "a {"\n    web.conf: |\n      listen 80;\n    mill.conf: |\n${indented}\n- kind: Box\n`
    const result = ask(chest, { wheel: '1.5.0' }, 'chest.yaml')
    expect(told(result)).toEqual(['14 error Sieve round removed 1.5.0 -'])
    // The chest is what it holds: a file that can be read, and one that cannot.
    expect([result.documents, result.manifests, result.skipped]).toEqual([3, 1, 2])
    const [line, column] = [result.findings[0]?.place.line ?? 0, result.findings[0]?.place.column ?? 0]
    expect(chest.split('\n')[line - 1]?.slice(column - 1)).toBe('"round" {}')
  })

  it('takes a document for what it is told that it is', () => {
    const text = 'parts { Sieve "round" {} }'
    expect(ask(text, { wheel: '1.5.0' }).skipped).toBe(1)
    expect(told(ask(text, { wheel: '1.5.0' }, 'mill.conf', 'wheel-configuration'))).toEqual([
      '1 error Sieve round removed 1.5.0 -',
    ])
  })
})

describe('a policy that does not fit', () => {
  it.each([
    [mill().replace('"{1} {2}: {3}"', '"{1} {4}"'), '{4} stands for no'],
    [
      mill().replace('outside: { has: command, rule: foreign }', 'outside: { has: command, rule: forein }'),
      'forein',
    ],
    [mill().replace('rule: member }', 'rule: members }'), '"members" is no rule'],
    [mill().replace('at: "wheel.*", subject: "wheel.{1}"', 'at: wheel'), 'nothing tells what stands here'],
  ])('is refused where it is wrong', (text, message) => {
    const read = readPolicy(text, 'mill.yaml', () => ({ ok: false, problem: 'none' }))
    const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
    expect(built.ok).toBe(false)
    if (!built.ok) {
      expect(built.problem.map((problem) => problem.message).join('\n')).toContain(message)
      expect(built.problem[0]?.place?.line).toBeGreaterThan(10)
    }
  })
})

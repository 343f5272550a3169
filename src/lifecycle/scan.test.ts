import { describe, expect, it } from 'vitest'
import { readDocuments } from '../document/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../policy/index.ts'
import { lintLedger } from './lint.ts'
import { type ScanResult, scan } from './scan.ts'

/** A mill that loads sieves; `ledger`, `covers` and catalogue are what a case is about. */
const policyText = (ledger: readonly string[], more = '', releases = ''): string => `
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The mill book, ref: here } }
schemes: { plain: { kind: semver } }
components: { wheel: { title: Wheel, scheme: plain } }
rules: []
${releases}
lifecycle:
  - id: sieves
    host: wheel
    modes: { water: by the river, wind: on the hill }
    statuses: [young, ripe, old]
    images: { small: { registers: [ripe], rule: small-wheel } }
    rules:
      - { id: api, says: one API, source: { in: book }, because: so }
      - { id: known, says: only what is there, source: { in: book }, because: so }
      - { id: leave, says: two lines of notice, source: { in: book }, because: so }
      - { id: whole, says: a sieve has a version, source: { in: book }, because: so }
      - { id: small-wheel, says: only ripe ones, source: { in: book }, because: so }
      - { id: first, says: all are v1, source: { in: book }, because: so }
    lists: [{ match: { kind: List }, each: items }]
    manifests:
      - match: { kind: Sieve }
        api: { group: mill.example, accepts: [mill.example/v1], rule: api }
        subject: spec.type
        version: spec.version
        aliases: { v0: v1 }
        fields:
          - { at: spec.type, rule: whole, missing: {} }
          - { at: spec.version, rule: whole, missing: { wind: note }, default: v1 }
    registry: known
    retire:
      rule: leave
      announce: { lines: 2, months: 6 }
      coexist: { lines: 2 }
      remove: { lines: 2, months: 6 }
      exempt: [young]
      keep: [old]
    mature: { status: ripe, lines: 1, rule: small-wheel }
    only: [{ host: 1.0.x, versions: [v1], rule: first }]
    ${more}
    ledger:
${ledger.map((row) => `      - { ${row} }`).join('\n')}
`

function policyOf(text: string): Policy {
  const read = readPolicy(text, 'mill.yaml', () => ({ ok: false, problem: 'none' }))
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  if (!built.ok) throw new Error(JSON.stringify(built.problem))
  return built.value
}

const hostOf = (policy: Policy) => {
  const catalogue = policy.catalogues.get('wheel')
  const scheme = policy.components.get('wheel')?.scheme
  if (scheme === undefined) throw new Error('no wheel')
  return { name: 'wheel', scheme, ...(catalogue && { catalogue }) }
}

interface Question {
  readonly at: string
  readonly to?: string
  readonly mode?: string
  readonly image?: string
}

function ask(policy: Policy, text: string, { at, to, mode, image }: Question): ScanResult {
  const host = hostOf(policy)
  const version = (written: string) => {
    const read = host.scheme.parse(written)
    if (!read.ok) throw new Error(written)
    return read.value
  }
  const setting = {
    host,
    at: version(at),
    ...(to !== undefined && { to: version(to) }),
    mode: mode ?? 'water',
    images: image === undefined ? [] : [image],
  }
  return scan(readDocuments(text, 'a.yaml'), {
    lifecycles: policy.lifecycles,
    settings: new Map([['wheel', setting]]),
  })
}

const sieve = (type: string, version = 'v1', api = 'mill.example/v1'): string =>
  `apiVersion: ${api}\nkind: Sieve\nspec:\n  type: ${type}\n  version: ${version}\n`

/** `severity reason since until @at`, a `>` before what is only so on the way. */
const told = ({ findings }: ScanResult): string[] =>
  findings.map(
    ({ severity, reason, since = '-', until = '-', at, later }) =>
      `${later ? '> ' : ''}${severity} ${reason.kind} ${since} ${until} @${at}`,
  )

const rows = [
  'subject: flour, version: v1, introduced: 1.0.0',
  'subject: flour, version: v2, introduced: 1.4.0',
  'subject: bran, version: v1, introduced: 1.0.0, deprecated: 1.2.0, replacement: flour, status: ripe',
  'subject: husk, version: v1, introduced: 1.0.0, deprecated: 1.2.0, removed: 1.3.0, status: young',
  'subject: dust, version: v1, introduced: 1.0.0, deprecated: 1.2.0, status: young',
  'subject: grit, version: v1, introduced: 1.0.0, removed: 1.5.0',
  'subject: malt, version: v1, introduced: 1.0.0, status: { young: 1.2.0, ripe: 1.4.0 }',
]
const open = policyOf(policyText(rows))
const covered = policyOf(policyText(rows, 'covers: { from: 1.0.0, to: 1.6.2 }'))

describe('what comes of a manifest', () => {
  it.each<[string, Question, readonly string[]]>([
    ['flour v1', { at: '1.3.0' }, []],
    ['flour V1', { at: '1.3.0' }, []],
    ['FLOUR v0', { at: '1.3.0' }, []],
    ['flour v2', { at: '1.3.9' }, ['error not-yet 1.4.0 - @1.3.9']],
    ['flour v2', { at: '1.4.0' }, []],
    ['flour v2', { at: '1.0.3' }, ['error only - - @1.0.3']],
    ['what v2', { at: '1.0.3' }, ['error only - - @1.0.3']],
    ['flour v3', { at: '1.4.0' }, ['unknown unknown-version - - @1.4.0']],
    ['what v1', { at: '1.4.0' }, ['unknown unknown-subject - - @1.4.0']],
    // Announced in N: a warning in N and N+1, gone in N+2.
    ['bran v1', { at: '1.1.9' }, []],
    ['bran v1', { at: '1.2.0' }, ['warning deprecated 1.2.0 1.4.0 @1.2.0']],
    ['bran v1', { at: '1.3.7' }, ['warning deprecated 1.2.0 1.4.0 @1.3.7']],
    ['bran v1', { at: '1.4.0' }, ['error removed 1.4.0 - @1.4.0']],
    // A recorded removal goes before a computed one.
    ['husk v1', { at: '1.2.0' }, ['warning deprecated 1.2.0 1.3.0 @1.2.0']],
    ['husk v1', { at: '1.3.0' }, ['error removed 1.3.0 - @1.3.0']],
    // Whoever is exempt has no computed end.
    ['dust v1', { at: '1.9.0' }, ['warning deprecated 1.2.0 - @1.9.0']],
    ['grit v1', { at: '1.4.0' }, ['note leaves - 1.5.0 @1.4.0']],
    ['malt v1', { at: '1.1.0', image: 'small' }, ['unknown status-unknown - - @1.1.0']],
    ['malt v1', { at: '1.3.0', image: 'small' }, ['error status - - @1.3.0']],
    ['malt v1', { at: '1.4.0', image: 'small' }, []],
    ['flour v1', { at: '1.1.0', to: '1.6.0' }, []],
    [
      'bran v1',
      { at: '1.1.0', to: '1.6.0' },
      ['> error removed 1.4.0 - @1.4.0', '> warning deprecated 1.2.0 1.4.0 @1.2.0'],
    ],
    ['bran v1', { at: '1.4.0', to: '1.6.0' }, ['error removed 1.4.0 - @1.4.0']],
    ['flour v2', { at: '1.4.0', to: '1.2.0' }, ['> error not-yet 1.4.0 - @1.2.0']],
  ])('%s at %j', (what, question, expected) => {
    const [type = '', version] = what.split(' ')
    expect(told(ask(open, sieve(type, version), question))).toEqual(expected)
  })

  it.each<[string, string, readonly string[]]>([
    ['flour v3', '1.4.0', ['error unknown-version - - @1.4.0']],
    ['bran v1', '1.3.0', ['warning deprecated 1.2.0 - @1.3.0']],
    ['bran v1', '1.5.0', ['warning deprecated 1.2.0 - @1.5.0']],
    ['flour v1', '1.6.9', []],
    ['flour v1', '1.7.0', ['unknown not-covered - - @1.7.0']],
    ['flour v1', '0.9.0', ['unknown not-covered - - @0.9.0']],
    ['grit v1', '1.7.0', ['error removed 1.5.0 - @1.7.0']],
  ])('with a ledger that covers 1.0 to 1.6: %s at %s', (what, at, expected) => {
    const [type = '', version] = what.split(' ')
    expect(told(ask(covered, sieve(type, version), { at }))).toEqual(expected)
  })

  it('counts months too, where the catalogue has dates', () => {
    const days = ['1.2.0, date: 2024-01-01', '1.3.0, date: 2024-02-01', '1.4.0, date: 2024-03-01']
    const releases = [...days, '1.5.0, date: 2024-07-01'].map((day) => `{ version: ${day} }`).join(', ')
    const slow = policyOf(policyText(rows, '', `catalogue: [{ of: [wheel], releases: [${releases}] }]`))
    expect(told(ask(slow, sieve('bran'), { at: '1.4.0' }))).toEqual(['warning deprecated 1.2.0 1.5.0 @1.4.0'])
    expect(told(ask(slow, sieve('bran'), { at: '1.5.0' }))).toEqual(['error removed 1.5.0 - @1.5.0'])
  })

  it.each<[string, string, string | undefined, readonly string[]]>([
    [
      'another API version',
      sieve('flour', 'v1', 'mill.example/v2'),
      'water',
      ['error api-version - - @1.3.0'],
    ],
    ['another group', sieve('flour', 'v1', 'other.example/v2'), 'water', []],
    ['no version, by the river', sieve('flour', ''), 'water', ['error missing - - @1.3.0']],
    ['an empty version', sieve('flour', '""'), 'water', ['error missing - - @1.3.0']],
    ['no version, on the hill', sieve('flour', ''), 'wind', ['note missing - - @1.3.0']],
    ['no type', sieve('', 'v1'), 'wind', ['error missing - - @1.3.0']],
    ['a number', sieve('flour', '1'), 'water', ['unknown unknown-version - - @1.3.0']],
    ['no mapping', 'kind', 'water', []],
    [
      'a list',
      `kind: List\nitems:\n- {apiVersion: mill.example/v2, kind: Sieve, spec: {type: flour, version: v1}}`,
      'water',
      ['error api-version - - @1.3.0'],
    ],
    ['broken', 'a: [', 'water', ['unknown unreadable - - @1.3.0']],
    [
      'JSON',
      JSON.stringify({ apiVersion: 'mill.example/v1', kind: 'Sieve', spec: { type: 'flour' } }),
      'water',
      ['error missing - - @1.3.0'],
    ],
  ])('%s', (_, text, mode, expected) => {
    expect(told(ask(open, text, { at: '1.3.0', ...(mode !== undefined && { mode }) }))).toEqual(expected)
  })

  it('takes the only version there is where none is written', () => {
    const one = policyOf(policyText(['subject: chaff, version: v2, introduced: 1.0.0']))
    expect(told(ask(one, sieve('chaff', ''), { at: '1.3.0', mode: 'wind' }))).toEqual([
      'note missing - - @1.3.0',
    ])
  })

  it('counts, and says where', () => {
    const text = [sieve('bran'), 'kind: Other\n', '# nothing\n', 'a: [\n', sieve('flour')].join('---\n')
    const result = ask(open, text, { at: '1.4.0' })
    expect(result).toMatchObject({ documents: 4, manifests: 2, loads: 1, skipped: 1, unreadable: 1 })
    expect(result.verdict).toBe('unsupported')
    expect(result.findings[0]).toMatchObject({
      subject: 'bran v1',
      place: { file: 'a.yaml', line: 4, column: 9 },
    })
  })
})

describe('a ledger against its own terms', () => {
  const lint = (text: string): string[] => {
    const policy = policyOf(text)
    return policy.lifecycles.flatMap((each) =>
      lintLedger(each, hostOf(policy)).map(({ severity, message }) => `${severity} ${message}`),
    )
  }
  it.each<[string, readonly string[]]>([
    ['subject: a, introduced: 1.0.0', []],
    ['subject: a, deprecated: 1.2.0, removed: 1.4.0, replacement: b, status: ripe', []],
    [
      'subject: a, deprecated: 1.2.0, removed: 1.3.0, replacement: b, status: ripe',
      ['error announced in 1.2.0, removed in 1.3.0: one line of notice'],
    ],
    [
      'subject: a, deprecated: 1.2.0, removed: 1.3.0, replacement: b, status: young',
      ['note announced in 1.2.0, removed in 1.3.0: one line of notice; exempt as young'],
    ],
    [
      'subject: a, removed: 1.3.0',
      ['warning removed in 1.3.0 without announcement; its status is not recorded'],
    ],
    ['subject: a, removed: 1.3.0, status: ripe', ['error removed in 1.3.0 without announcement']],
    ['subject: a, removed: 1.3.0, status: old', ['error removed in 1.3.0, and what is old stays']],
    ['subject: a, deprecated: 1.2.0, replacement: b, status: old', []],
    [
      'subject: a, deprecated: 1.2.0, replacement: b, status: ripe',
      ['warning due to go in 1.4.0, still there in 1.6.0'],
    ],
    [
      'subject: a, deprecated: 1.5.0, status: ripe',
      ['note deprecated in 1.5.0 with neither a newer version nor a replacement'],
    ],
    [
      'subject: a, introduced: 1.3.0, removed: 1.2.0, status: young',
      [
        'error it is removed in 1.2.0, not after it was introduced in 1.3.0',
        'note removed in 1.2.0 without announcement; exempt as young',
      ],
    ],
    [
      'subject: a, introduced: 1.3.0, status: { ripe: 1.3.0 }',
      ['warning ripe in 1.3.0, and there from 1.3.0 on'],
    ],
    ['subject: a, introduced: 1.3.0, status: { young: 1.3.0, ripe: 1.4.0 }', []],
  ])('%s', (row, expected) => {
    expect(lint(policyText([row], 'covers: { from: 1.0.0, to: 1.6.0 }'))).toEqual(expected)
  })

  it.each([
    ['v1 before v10', 'v1', 'v10', ['note v10 is there beside it, and it is not deprecated']],
    [
      'a beta before what it becomes',
      'x/v1beta2',
      'x/v1',
      ['note x/v1 is there beside it, and it is not deprecated'],
    ],
    [
      'an alpha before a beta',
      'v1alpha9',
      'v1beta1',
      ['note v1beta1 is there beside it, and it is not deprecated'],
    ],
    ['groups succeed nobody', 'x/v1', 'y/v2', []],
  ])('knows which version follows: %s', (_, old, young, expected) => {
    const pair = [`subject: a, version: ${old}`, `subject: a, version: ${young}`]
    expect(lint(policyText(pair))).toEqual(expected)
    expect(lint(policyText([...pair].reverse()))).toEqual(expected)
  })

  it('wants the old beside the new for a while', () => {
    const pair = [
      'subject: a, version: v1, introduced: 1.0.0, deprecated: 1.2.0, removed: 1.4.0, status: ripe',
      'subject: a, version: v2, introduced: 1.3.0',
    ]
    expect(lint(policyText(pair))).toEqual(['error a v2 is there from 1.3.0, too short before it goes'])
  })
})

/** A host that serves kinds by group and version, some of them only where they were switched on. */
const loom = policyOf(`
apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: loom, title: Loom }
sources: { book: { title: The loom book, ref: here } }
schemes: { plain: { kind: semver } }
components: { wheel: { title: Wheel, scheme: plain } }
rules: []
lifecycle:
  - id: threads
    host: wheel
    modes: { plain: as it comes, full: everything switched on }
    statuses: [young, ripe]
    rules:
      - { id: known, says: only what is there, source: { in: book }, because: so }
      - { id: leave, says: two lines of notice, source: { in: book }, because: so }
      - { id: switch, says: young ones are off, source: { in: book }, because: so }
    manifests:
      - match: {}
        api: { group: [core, silk, wool.example] }
        subject: kind
        version: apiVersion
        fields: [{ at: kind, rule: known, missing: {} }]
    registry: known
    switched: switch
    pluggable: false
    retire: { rule: leave, announce: { lines: 2 }, remove: { lines: 2 }, keep: [ripe] }
    covers: { from: 1.0.0, to: 1.6.0 }
    ledger:
      - { subject: Yarn, version: v1, status: ripe, deprecated: 1.3.0 }
      - { subject: Yarn, version: silk/v1beta1, deprecated: 1.2.0, removed: 1.4.0, replacement: Yarn silk/v1 }
      - { subject: Yarn, version: silk/v1, introduced: 1.2.0, status: ripe }
      - { subject: Knot, version: wool.example/v1alpha1, introduced: 1.1.0, status: young, modes: [full] }
`)

describe('a host that has groups, and modes of which some have more', () => {
  const thread = (api: string, kind: string): string => `apiVersion: ${api}\nkind: ${kind}\n`
  it.each<[string, string, string, Partial<Question>, readonly string[]]>([
    ['a group that is not listed', 'cotton/v1', 'Yarn', {}, []],
    ['no group, deprecated but kept for good', 'v1', 'Yarn', {}, ['warning deprecated 1.3.0 - @1.3.0']],
    ['a group that has none of its name', 'silk/v1', 'Yarn', {}, []],
    [
      'the same kind in another version',
      'silk/v1beta1',
      'Yarn',
      {},
      ['warning deprecated 1.2.0 1.4.0 @1.3.0'],
    ],
    ['gone', 'silk/v1beta1', 'Yarn', { at: '1.4.0' }, ['error removed 1.4.0 - @1.4.0']],
    ['a version that never was', 'silk/v3', 'Yarn', {}, ['error unknown-version - - @1.3.0']],
    ['a kind that never was', 'silk/v1', 'Yarm', {}, ['unknown unknown-subject - - @1.3.0']],
    ['no kind', 'silk/v1', '', {}, ['error missing - - @1.3.0']],
    ['switched off', 'wool.example/v1alpha1', 'Knot', {}, ['error switched-off - - @1.3.0']],
    ['switched on', 'wool.example/v1alpha1', 'Knot', { mode: 'full' }, []],
    [
      'off, and not there yet',
      'wool.example/v1alpha1',
      'Knot',
      { at: '1.0.0' },
      ['error not-yet 1.1.0 - @1.0.0'],
    ],
  ])('%s', (_, api, kind, question, expected) => {
    expect(told(ask(loom, thread(api, kind), { at: '1.3.0', mode: 'plain', ...question }))).toEqual(expected)
  })

  it('skips what it does not serve', () => {
    const text = [thread('cotton/v1', 'Yarn'), 'kind: Yarn\n', thread('v1', 'Yarn')].join('---\n')
    expect(ask(loom, text, { at: '1.1.0', mode: 'plain' })).toMatchObject({
      manifests: 1,
      loads: 1,
      skipped: 2,
    })
  })
})

describe('a ledger that is written wrongly', () => {
  it.each([
    ['host: wheel', 'host: wheels', 'no component'],
    ['registry: known', 'registry: knwon', 'no rule of this ledger'],
    ['exempt: [young]', 'exempt: [odd]', 'no status'],
    ['wind: note', 'wnd: note', 'no mode'],
    ['deprecated: 1.2.0, status: young', 'deprecated: 1.2.0, modes: [rain]', 'no mode'],
    ['keep: [old]', 'keep: [odd]', 'no status'],
    ['accepts: [mill.example/v1], rule: api', 'accepts: [mill.example/v1]', 'needs the rule'],
    ['host: 1.0.x', 'host: one', 'no range'],
    ['introduced: 1.4.0', 'introduced: soon', 'no version of wheel'],
    ['flour, version: v2', 'flour, version: v1', 'another row'],
    ['says: one API, source: { in: book }', 'says: one API, source: { in: boook }', 'no source'],
  ])('%s → %s', (from, to, message) => {
    const read = readPolicy(policyText(rows).replace(from, to), 'mill.yaml', () => ({
      ok: false,
      problem: '',
    }))
    const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
    expect(built.ok ? '' : built.problem.map((each) => each.message).join()).toContain(message)
    expect(built.ok ? undefined : built.problem[0]?.place?.file).toBe('mill.yaml')
  })
})

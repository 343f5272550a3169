import { describe, expect, it } from 'vitest'
import { meshCatalogue, meshPolicy, meshRecipes } from '../../test/fuzz/mesh.ts'
import { placeText } from '../base/index.ts'
import { buildPolicy } from './build.ts'
import { type Policy, releaseOf } from './policy.ts'
import { readPolicy } from './read.ts'

type Readings = Readonly<Record<string, string>>
type Edit = readonly [from: string, to: string]

const edited = (text: string, [from, to]: Edit): string => {
  if (!text.includes(from)) throw new Error(`there is no ${from} to edit`)
  return text.replace(from, to)
}

const built = (policy: string, catalogue = meshCatalogue, readings: Readings = {}, recipes = meshRecipes) => {
  const files: Readonly<Record<string, string>> = { 'catalogue.yaml': catalogue, 'recipes.yaml': recipes }
  const read = readPolicy(policy, 'policy.yaml', (name) => ({
    ok: true,
    value: { text: files[name] ?? '', file: name },
  }))
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return buildPolicy(read.value.document, { readings, locate: read.value.locate })
}

const policyOf = (policy = meshPolicy, catalogue = meshCatalogue, readings: Readings = {}): Policy => {
  const result = built(policy, catalogue, readings)
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  return result.value
}

/** The diagnostics as `file:line:column message | help`. */
const problemsOf = (result: ReturnType<typeof built>): string[] => {
  if (result.ok) throw new Error('it was built')
  return result.problem.map(
    ({ place, message, help }) => `${place ? placeText(place) : '-'} ${message}${help ? ` | ${help}` : ''}`,
  )
}

const noDistance = 'releases have an order but no distance'

describe('what does not fit together in a policy is told once, where it stands', () => {
  it.each<[string, Edit, string]>([
    [
      'a misspelt component',
      ['of: chart', 'of: chrat'],
      'policy.yaml:136:9 "chrat" is no component of this policy | did you mean "chart"?',
    ],
    [
      'a component that is near to none',
      ['of: chart', 'of: gateway'],
      'policy.yaml:136:9 "gateway" is no component of this policy | one of: hub, leaf, chart',
    ],
    [
      'a misspelt component in a rule with two readings',
      ['of: leaf\n    to: hub >=0.9.0', 'of: laef\n    to: hub >=0.9.0'],
      'policy.yaml:52:9 "laef" is no component of this policy | did you mean "leaf"?',
    ],
    [
      'a misspelt component in an order',
      ['up: [hub, leaf]', 'up: [hub, leav]'],
      'policy.yaml:87:15 "leav" is no component of this policy | did you mean "leaf"?',
    ],
    [
      'a misspelt component in a gate',
      ['before: leaf', 'before: laef'],
      'policy.yaml:96:13 "laef" is no component of this policy | did you mean "leaf"?',
    ],
    [
      'a misspelt component in a rollout',
      ['of: hub\n    batch', 'of: hbu\n    batch'],
      'policy.yaml:104:9 "hbu" is no component of this policy | did you mean "hub"?',
    ],
    [
      'a batch that takes more than a year',
      ['takes: { batch: 90s', 'takes: { batch: 400d'],
      'policy.yaml:108:21 "400d" is longer than a year',
    ],
    [
      'a name that every object has',
      ['after: hub', 'after: constructor'],
      'policy.yaml:95:12 "constructor" is no component of this policy | one of: hub, leaf, chart',
    ],
    [
      'a misspelt source',
      ['{ in: guide, section', '{ in: gide, section'],
      'policy.yaml:32:19 "gide" is no source of this policy | did you mean "guide"?',
    ],
    [
      'a misspelt scheme',
      ['scheme: majors', 'scheme: major'],
      'policy.yaml:22:39 "major" is no scheme of this policy | did you mean "majors"?',
    ],
    [
      'a range that is none, by the character',
      ['hub >=0.9.0', 'hub >=0.9'],
      'policy.yaml:53:9 ">=0.9" is no range of versions | expected "." and a patch number at character 6',
    ],
    [
      'a second part of a range',
      ['>=1.2.0 <1.2.2', '>=1.2.0 <1.02.2'],
      'policy.yaml:80:17 ">=1.2.0 <1.02.2" is no range of versions | ' +
        'expected a minor number without leading zeros at character 12',
    ],
    [
      'a row of edges',
      ['from: 1.1.x', 'from: 1.1'],
      'policy.yaml:79:17 "1.1" is no range of versions | expected "." and a patch number at character 4',
    ],
    [
      'a line where lines are majors',
      ['of: chart', 'of: chart 1.2.x'],
      'policy.yaml:136:9 "1.2.x" is no range of versions | expected the end: lines are majors at character 2',
    ],
    [
      'joins that contradict each other',
      ['["0.12", "1.0"]]', '["0.12", "1.0"], ["0.11", "1.0"]]'],
      'policy.yaml:16:47 major 1 is joined twice',
    ],
    [
      'a join backwards',
      ['["0.12", "1.0"]', '["1.0", "0.12"]'],
      'policy.yaml:16:47 line 1.0 cannot be joined backwards',
    ],
    [
      'a join that names no line',
      ['["0.12", "1.0"]', '["0.12.0", "1.0"]'],
      'policy.yaml:16:47 a line is written MAJOR.MINOR, not "0.12.0"',
    ],
    [
      'two rules with one id',
      ['id: two-hubs', 'id: hub-skew'],
      'policy.yaml:113:9 there is another rule "hub-skew"',
    ],
    [
      'a distance in releases',
      ['ahead: 0', 'ahead: 2'],
      `policy.yaml:45:12 ${noDistance} | use 0 or any, or count in lines`,
    ],
    [
      'a step in releases',
      ['unit: line\n    up: 1', 'unit: release\n    up: 1'],
      `policy.yaml:70:9 ${noDistance} | use any or none, or count in lines`,
    ],
    [
      'a batch that is none',
      ['batch: 1', 'batch: 0%'],
      'policy.yaml:105:12 "0%" is no batch | expected a count or a percentage such as 25%',
    ],
    [
      'a support rule without a span',
      [
        'rules:\n',
        'rules:\n  - { id: kept, kind: support, of: hub, says: s, because: b, source: { in: guide } }\n',
      ],
      'policy.yaml:25:5 a support rule needs "lines", "months" or both, or "recorded"',
    ],
    [
      'a support rule of two minds',
      [
        'rules:\n',
        'rules:\n  - { id: kept, kind: support, of: hub, lines: 2, recorded: true, says: s, because: b, source: { in: guide } }\n',
      ],
      'policy.yaml:25:61 what is recorded goes before lines and months anyway | leave out "recorded", or "lines" and "months"',
    ],
    [
      'an order of nothing',
      ['    up: [hub, leaf]\n    down: [leaf, hub]\n', ''],
      'policy.yaml:85:5 an order needs "up", "down" or both',
    ],
    [
      'a default that is no reading',
      ['default: pairwise', 'default: pairwize'],
      'policy.yaml:62:16 "pairwize" is no reading of this policy | did you mean "pairwise"?',
    ],
    [
      'a default that every object has',
      ['default: pairwise', 'default: constructor'],
      'policy.yaml:62:16 "constructor" is no reading of this policy | one of: pairwise, literal',
    ],
    [
      'a reading with a value that does not fit',
      ['set: { against: oldest }', 'set: { against: first }'],
      'policy.yaml:65:70 this reading makes no valid rule: "against" is not as expected',
    ],
    [
      'a reading with a misspelt member',
      ['set: { against: oldest }', 'set: { agianst: oldest }'],
      'policy.yaml:65:70 this reading makes no valid rule: "agianst" is not as expected | did you mean "against"?',
    ],
    [
      'a reading of another kind',
      ['set: { against: oldest }', 'set: { kind: fence }'],
      'policy.yaml:65:70 this reading makes no valid rule: "kind" is not as expected',
    ],
  ])('%s', (_, edit, problem) => {
    expect(problemsOf(built(edited(meshPolicy, edit)))).toEqual([problem])
  })

  it.each<[string, Edit, string]>([
    [
      'a misspelt component',
      ['of: [chart]', 'of: [chrat]'],
      'catalogue.yaml:16:10 "chrat" is no component of this policy | did you mean "chart"?',
    ],
    [
      'a second list of one component',
      ['of: [chart]', 'of: [hub]'],
      'catalogue.yaml:16:10 there is another catalogue of hub',
    ],
    [
      'a release that is listed twice, in whatever order',
      ['1.2.2', '1.0.0'],
      'catalogue.yaml:15:20 the release 1.0.0 is listed twice',
    ],
    [
      'a release that differs in its build only',
      ['1.2.2', '1.0.0+again'],
      'catalogue.yaml:15:20 the release 1.0.0+again is listed twice',
    ],
    [
      'a release that is no version, once for both components',
      ['version: 1.1.0', 'version: 1.01.0'],
      'catalogue.yaml:11:20 "1.01.0" is no version | expected a minor number without leading zeros at character 3',
    ],
    [
      'a release that is a whole number',
      ['version: 1.1.0', 'version: 1'],
      'catalogue.yaml:11:20 "1" is no version | expected "." and a minor number at character 2',
    ],
    [
      'the end of a line that is none',
      ['    releases:', '    ends: { "1.01": 2026-01-01 }\n    releases:'],
      'catalogue.yaml:7:21 "1.01" is no line of this policy | did you mean "1.0"?',
    ],
    [
      'an end on a day that no calendar has',
      ['    releases:', '    ends: { "1.0": 2026-13-01 }\n    releases:'],
      'catalogue.yaml:7:20 "2026-13-01" is no day | expected YEAR-MONTH-DAY',
    ],
  ])('in the catalogue: %s', (_, edit, problem) => {
    expect(problemsOf(built(meshPolicy, edited(meshCatalogue, edit)))).toEqual([problem])
  })

  it.each<[string, Edit, string]>([
    [
      'a misspelt component',
      ['component: leaf', 'component: laef'],
      'recipes.yaml:17:16 "laef" is no component of this policy | did you mean "leaf"?',
    ],
    [
      'a misspelt component of an image',
      ['mesh-leaf: leaf', 'mesh-leaf: leav'],
      'recipes.yaml:10:64 "leav" is no component of this policy | did you mean "leaf"?',
    ],
    [
      'two with one id',
      ['id: leaves', 'id: containers'],
      'recipes.yaml:13:9 there is another recipe "containers"',
    ],
  ])('in the recipes: %s', (_, edit, problem) => {
    const result = built(meshPolicy, meshCatalogue, {}, edited(meshRecipes, edit))
    expect(problemsOf(result)).toEqual([problem])
  })

  it('several mistakes are all told', () => {
    const policy = edited(edited(meshPolicy, ['of: chart', 'of: chrat']), ['after: hub', 'after: hubb'])
    expect(problemsOf(built(policy))).toHaveLength(2)
  })
})

describe('the readings that a user asks for', () => {
  it.each<[Readings, string]>([
    [{ 'leaf-skew': 'litral' }, '- "litral" is no reading of leaf-skew | one of: pairwise, literal'],
    [
      { 'leaf-skew': 'constructor' },
      '- "constructor" is no reading of leaf-skew | one of: pairwise, literal',
    ],
    [{ 'leaf-skew': 'toString' }, '- "toString" is no reading of leaf-skew | one of: pairwise, literal'],
    [{ 'leaf-skw': 'literal' }, '- "leaf-skw" is no rule with several readings | did you mean "leaf-skew"?'],
    [{ 'hub-skew': 'literal' }, '- "hub-skew" is no rule with several readings | one of: leaf-skew'],
    [{ constructor: 'literal' }, '- "constructor" is no rule with several readings | one of: leaf-skew'],
  ])('%j: %s', (readings, problem) => {
    expect(problemsOf(built(meshPolicy, meshCatalogue, readings))).toEqual([problem])
  })

  it('are refused by a policy without any', () => {
    const policy = meshPolicy.replace(/ {4}readings:\n(?: {6}.*\n)+/, '')
    expect(problemsOf(built(policy, meshCatalogue, { 'leaf-skew': 'literal' }))).toEqual([
      '- "leaf-skew" is no rule with several readings | no rule of this policy has several readings',
    ])
  })

  it.each([
    [{}, 'pairwise', 'every', 'The safe one.', ['literal', 'oldest']],
    [
      { 'leaf-skew': 'literal' },
      'literal',
      'oldest',
      'The sentence names the oldest hub.',
      ['pairwise', 'every'],
    ],
  ])(
    'with %j the rule is read %s (against %s), and the other reading is kept',
    (readings, name, against, because, other) => {
      const rule = policyOf(meshPolicy, meshCatalogue, readings as Readings).rules.find(
        ({ id }) => id === 'leaf-skew',
      )
      expect(rule).toMatchObject({ kind: 'window', against, reading: { name, because } })
      expect(
        rule?.reading?.others.map((each) => [each.name, (each.rule as { against?: string }).against]),
      ).toEqual([other])
    },
  )

  it('a rule named like what every object has is read as its default', () => {
    const policy = policyOf(edited(meshPolicy, ['id: leaf-skew', 'id: constructor']))
    expect(policy.rules.find(({ id }) => id === 'constructor')?.reading?.name).toBe('pairwise')
  })
})

describe('a policy', () => {
  const policy = policyOf()

  it('names its rules for findings, and knows where they stand', () => {
    expect(policy.rules.map(({ name }) => name).slice(0, 2)).toEqual(['mesh/hub-skew', 'mesh/leaf-not-newer'])
    expect(policy.rules[0]?.place).toEqual({ file: 'policy.yaml', line: 25, column: 5 })
  })

  it.each([
    ['hub-skew', { kind: 'window', of: { component: 'hub' }, to: { component: 'hub' }, against: 'every' }],
    ['hub-skew', { strength: 'required', derived: false, enforced: 'start' }],
    [
      'hub-skew',
      {
        source: { title: 'Mesh guide', ref: 'https://mesh.example/guide', section: 'Hubs' },
        because: 'They share a store.',
      },
    ],
    ['hub-skew', { examples: { holds: ['hub=1.2.3', 'hub=1.2.3,1.1.0'], unknown: ['hub=1.2.3,?'] } }],
    [
      'leaf-skew',
      { of: { component: 'leaf' }, to: { component: 'hub', range: { text: '>=0.9.0' } }, ahead: 'any' },
    ],
    ['one-line-per-move', { kind: 'step', up: 1, down: 'none' }],
    ['tested-jumps', { kind: 'edges', else: 'defer' }],
    ['hubs-first', { kind: 'order', up: ['hub', 'leaf'], down: ['leaf', 'hub'], per: 'line' }],
    ['healthy-hubs', { kind: 'gate', after: 'hub', before: 'leaf', on: 'up', until: 'all hubs are healthy' }],
    [
      'hubs-one-at-a-time',
      {
        kind: 'rollout',
        batch: { kind: 'count', count: 1 },
        most: 2,
        modes: ['rolling', 'stopped'],
        takes: { batch: 90, soak: 600 },
        derived: true,
      },
    ],
    ['two-hubs', { kind: 'redundancy', instances: 2, strength: 'recommended' }],
    ['nothing-about-old-leaves', { kind: 'silent', of: { component: 'leaf', range: { text: '<0.5.0' } } }],
    ['recalled-hubs', { kind: 'status', refuse: ['recalled'] }],
    ['chart-alone', { strength: 'informative', unit: 'major' }],
  ])('reads %s as %j', (id, expected) => {
    expect(policy.rules.find((rule) => rule.id === id)).toMatchObject(expected)
  })

  it('lists the releases of each component, oldest first, with their tags', () => {
    const { releases, asOf } = policy.catalogues.get('leaf') ?? { releases: [] }
    expect(releases.map(({ tag }) => tag).join(' ')).toBe(
      'v0.12.0 v1.0.0 v1.1.0 release-1.1.1 v1.2.0 v1.2.1 v1.2.2 v1.3.0',
    )
    expect(asOf).toBe('2026-01-01')
    expect(policy.catalogues.get('chart')?.releases.map(({ tag }) => tag)).toEqual(['1.0.0', '2.0.0'])
  })

  it.each([
    ['1234567', '1234567'],
    ['0123456', '0123456'],
    ['123456e7', '123456e7'],
    ['a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678'],
  ])('a commit is the text that it is: %s', (written, commit) => {
    const policy = policyOf(meshPolicy, meshCatalogue.replace('commit: 0a1b2c3', `commit: ${written}`))
    const release = policy.catalogues.get('leaf')?.releases.find(({ version }) => version.text === '1.1.1')
    expect(release?.commit).toBe(commit)
  })

  it.each(['abc', '123456', 'main', 'ABCDEF0'])('and not %s', (written) => {
    const text = meshCatalogue.replace('commit: 0a1b2c3', `commit: ${written}`)
    expect(() => policyOf(meshPolicy, text)).toThrow('commit')
  })

  it.each([
    ['hub', '1.2.1', 'recalled'],
    ['hub', '1.2.1+build', 'recalled'],
    ['hub', 'v1.2.1', 'recalled'],
    ['hub', '1.2.2', 'listed'],
    ['hub', '9.9.9', 'not listed'],
    ['hub', '1.2.1-rc.1', 'not listed'],
    ['nothing', '1.2.1', 'not listed'],
  ])('the release of %s %s is %s', (component, text, expected) => {
    const version = policy.components.get('hub')?.scheme.parse(text)
    if (version?.ok !== true) throw new Error(text)
    const release = releaseOf(policy, component, version.value)
    expect(release === undefined ? 'not listed' : (release.status ?? 'listed')).toBe(expected)
  })
})

describe('the fingerprint', () => {
  const fingerprint = policyOf().fingerprint

  it.each<[string, string, string, Readings]>([
    ['a rule', edited(meshPolicy, ['behind: 1', 'behind: 2']), meshCatalogue, {}],
    ['a release', meshPolicy, edited(meshCatalogue, ['1.2.2', '1.2.3']), {}],
    ['a date', meshPolicy, edited(meshCatalogue, ['2025-12-01', '2025-12-02']), {}],
    ['a scheme', edited(meshPolicy, ['[["0.12", "1.0"]]', '[]']), meshCatalogue, {}],
    ['the reading in use', meshPolicy, meshCatalogue, { 'leaf-skew': 'literal' }],
  ])('changes with %s', (_, policy, catalogue, readings) => {
    expect(policyOf(policy, catalogue, readings).fingerprint).not.toBe(fingerprint)
  })

  it.each([
    ['comments and spaces', meshPolicy.replace('rules:\n', 'rules:\n\n  # all of them\n\n')],
    ['the order of members', edited(meshPolicy, ['behind: 1\n    ahead: 1\n', 'ahead: 1\n    behind: 1\n'])],
    ['what a page says about the platform', edited(meshPolicy, ['title: Mesh\n', 'title: The Mesh\n'])],
  ])('does not change with %s', (_, policy) => {
    expect(policyOf(policy).fingerprint).toBe(fingerprint)
  })
})

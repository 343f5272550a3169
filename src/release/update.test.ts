import { describe, expect, it } from 'vitest'
import type { Catalogue, Release } from '../policy/index.ts'
import { type Scheme, semver, type Version } from '../version/index.ts'
import { guessTemplate, type Published, type UpdateOptions, updateCatalogue } from './update.ts'

const scheme: Scheme = semver()

function version(text: string): Version {
  const read = scheme.parse(text)
  if (!read.ok) throw new Error(text)
  return read.value
}

const release = (text: string, more: Partial<Release> = {}): Release => ({
  version: version(text),
  tag: `v${text}`,
  delivers: new Map(),
  ...more,
})

const catalogue = (...releases: Release[]): Catalogue => ({ releases, ends: new Map() })

const options: UpdateOptions = {
  schemes: [scheme],
  template: 'v{version}',
  by: 'tag',
  isRecording: false,
  hasDays: true,
  accepts: () => false,
}

const tags = (...names: string[]): Published[] => names.map((name) => ({ name }))
const full = 'abcdef0123456789abcdef0123456789abcdef01'
const other = '0123456789abcdef0123456789abcdef01234567'

describe('what is taken up', () => {
  const known = catalogue(release('1.1.0'), release('1.2.0'), release('1.3.0-rc.1'))
  it.each<[string, Published[], Partial<UpdateOptions>, string[], string[]]>([
    ['a new release', tags('v1.2.1'), {}, ['1.2.1'], []],
    [
      'newest first, whatever the order',
      tags('v1.2.1', 'v1.4.0', 'v1.3.0'),
      {},
      ['1.4.0', '1.3.0', '1.2.1'],
      [],
    ],
    ['nothing that is known', tags('v1.2.0'), {}, [], []],
    ['nothing of another form', tags('1.2.1', 'api/v1.2.1'), {}, [], ['1.2.1 form', 'api/v1.2.1 form']],
    ['nothing that is no version', tags('v1.2'), {}, [], ['v1.2 version']],
    ['nothing before the oldest', tags('v1.0.9'), {}, [], ['v1.0.9 older']],
    ['unless it is asked for', tags('v1.0.9'), { since: () => true }, ['1.0.9'], []],
    ['pre-releases of a kind that is known', tags('v1.4.0-rc.1'), {}, ['1.4.0-rc.1'], []],
    ['none of another kind', tags('v1.4.0-linux-amd64'), {}, [], ['v1.4.0-linux-amd64 prerelease']],
    ['unless they are asked for', tags('v1.4.0-beta.1'), { prereleases: true }, ['1.4.0-beta.1'], []],
    ['or none at all', tags('v1.4.0-rc.1'), { prereleases: false }, [], ['v1.4.0-rc.1 prerelease']],
    ['one of two names', tags('v1.4.0+b', 'v1.4.0'), {}, ['1.4.0'], ['v1.4.0+b again']],
    ['by version', tags('1.4.0', 'v1.4.1'), { by: 'version' }, ['1.4.1', '1.4.0'], []],
    [
      'by either',
      tags('1.4.0', 'v1.4.1', 'latest'),
      { by: 'either' },
      ['1.4.1', '1.4.0'],
      ['latest version'],
    ],
  ])('%s', (_, published, more, added, skipped) => {
    const update = updateCatalogue(known, published, { ...options, ...more })
    expect(update.added.map((one) => one.version.text)).toEqual(added)
    expect(update.skipped.map(({ name, reason }) => `${name} ${reason.kind}`)).toEqual(skipped)
    expect(update.missing.length + update.found).toBe(3)
  })

  it('a known tag of another form is its release', () => {
    const odd = catalogue(release('0.5.0', { tag: '0.5' }))
    expect(updateCatalogue(odd, tags('0.5'), options)).toMatchObject({ found: 1, skipped: [] })
  })

  it('a template that says more than the version is no pattern', () => {
    const update = updateCatalogue(catalogue(), tags('$&1.0.0'), { ...options, template: '$&{version}' })
    expect(update.added.map((one) => one.version.text)).toEqual(['1.0.0'])
  })

  it('a version has to be one to every component', () => {
    const refusing: Scheme = {
      ...scheme,
      parse: (text) => ({ ok: false, problem: { text, at: 0, expected: 'x' } }),
    }
    const update = updateCatalogue(catalogue(), tags('v1.0.0'), { ...options, schemes: [scheme, refusing] })
    expect(update.skipped.map(({ reason }) => reason.kind)).toEqual(['version'])
  })
})

describe('where both sides say something', () => {
  const on = (date: string, commit = full): Published => ({ name: 'v1.0.0', date, commit })
  it.each<[string, Partial<Release>, Published, Partial<UpdateOptions>, string[], string[]]>([
    ['the same', { date: '2026-01-01' }, on('2026-01-01'), {}, [], []],
    ['no day yet', {}, on('2026-01-01'), {}, ['date undefined 2026-01-01'], []],
    [
      'another day of the tag',
      { date: '2026-01-01' },
      on('2026-01-02'),
      {},
      ['date 2026-01-01 2026-01-02'],
      [],
    ],
    ['a day more of an index', { date: '2026-01-01' }, on('2026-01-02'), { hasDays: false }, [], []],
    ['another day of an index', { date: '2026-01-01' }, on('2026-01-03'), { hasDays: false }, [], ['date']],
    [
      'another day of an index, accepted',
      { date: '2026-01-01' },
      on('2026-01-03'),
      { hasDays: false, accepts: () => true },
      ['date 2026-01-01 2026-01-03'],
      [],
    ],
    ['the beginning of the commit', { date: '2026-01-01', commit: 'abcdef0' }, on('2026-01-01'), {}, [], []],
    ['a tag that moved', { date: '2026-01-01', commit: full }, on('2026-02-02', other), {}, [], ['moved']],
    [
      'a tag that moved, accepted',
      { date: '2026-01-01', commit: full },
      on('2026-02-02', other),
      { accepts: () => true },
      [`commit ${full} ${other}`, 'date 2026-01-01 2026-02-02'],
      [],
    ],
    [
      'no commit yet',
      { date: '2026-01-01' },
      on('2026-01-01'),
      { isRecording: true },
      [`commit undefined ${full}`],
      [],
    ],
  ])('%s', (_, recorded, published, more, changed, conflicts) => {
    const update = updateCatalogue(catalogue(release('1.0.0', recorded)), [published], {
      ...options,
      ...more,
    })
    expect(update.changed.map(({ member, from, to }) => `${member} ${from} ${to}`)).toEqual(changed)
    expect(update.conflicts.map(({ kind }) => kind)).toEqual(conflicts)
  })

  const delivers = { component: 'leaf', scheme }
  const chart = (brought: string): Published => ({ name: '1.0.0', brought })
  it.each<[string, [string, string][], Published, UpdateOptions['delivers'], string[], string[], string[]]>([
    ['nothing yet', [], chart('3.0.0'), delivers, ['3.0.0'], [], []],
    ['the same', [['leaf', '3.0.0']], chart('v3.0.0'), delivers, [], [], []],
    ['something else', [['leaf', '3.0.0']], chart('3.0.1'), delivers, [], ['delivers'], []],
    ['no version', [], chart('main'), delivers, [], [], ['main']],
    ['what a rule says', [], chart('1.0.0'), { ...delivers, ruled: (one) => one }, [], [], []],
    ['what a rule contradicts', [], chart('1.0.1'), { ...delivers, ruled: (one) => one }, [], ['ruled'], []],
    ['what nobody follows', [], chart('3.0.0'), undefined, [], [], []],
  ])('delivers %s', (_, recorded, published, delivery, changed, conflicts, unread) => {
    const known = catalogue(
      release('1.0.0', { delivers: new Map(recorded.map(([name, text]) => [name, version(text)])) }),
    )
    const update = updateCatalogue(known, [published], {
      ...options,
      by: 'version',
      ...(delivery && { delivers: delivery }),
    })
    expect(update.changed.map((one) => (one.member === 'delivers' ? one.to.version : ''))).toEqual(changed)
    expect(update.conflicts.map(({ kind }) => kind)).toEqual(conflicts)
    expect(update.unread.map(({ text }) => text)).toEqual(unread)
  })
})

it.each([
  [['v1.0.0', 'v1.1.0', '1.2.0'], 'v{version}'],
  [['1.0.0', 'latest'], '{version}'],
  [[], '{version}'],
])('the template of %j is %s', (names, template) => {
  expect(guessTemplate(tags(...names), scheme)).toBe(template)
})

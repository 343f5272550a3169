import { describe, expect, it } from 'vitest'
import { parseRange, rangeContains } from './range.ts'
import { type TemplateOptions, template } from './template.ts'
import { compareVersions, lineDistance, partsOf, type Version } from './version.ts'

/** A build of another program, with a marker of its own and candidates of either. */
const rebuild: TemplateOptions = {
  form: 'v{core}[-{theirs}]-re.{marker}[-{ours}]',
  fields: {
    core: { type: 'core' },
    theirs: { type: 'pre' },
    marker: { type: 'number' },
    ours: { type: 'pre', prefix: 're' },
  },
  order: ['core', 'theirs', 'marker', 'ours'],
  single: [['theirs', 'ours']],
  terms: {
    Whole: 'v{core}[-{theirs}]-re.{marker}[-{ours}]',
    Theirs: 'v{core}[-{theirs}]',
    Mark: '-re.{marker}',
  },
}

const made = (options: TemplateOptions) => {
  const scheme = template(options)
  if (!scheme.ok) throw new Error(JSON.stringify(scheme.problem))
  return scheme.value
}

const scheme = made(rebuild)

const parsed = (text: string, from = scheme): Version => {
  const version = from.parse(text)
  if (!version.ok) throw new Error(`${text}: ${version.problem.expected} at ${version.problem.at}`)
  return version.value
}

describe('what is read', () => {
  it.each([
    ['v1.3.0-re.2', '1.3.0-re.2', { core: '1.3.0', marker: '2' }, '1.3', false],
    ['1.3.0-re.2', '1.3.0-re.2', { core: '1.3.0', marker: '2' }, '1.3', false],
    ['v1.4.0-rc.0-re.1', '1.4.0-rc.0-re.1', { core: '1.4.0', theirs: 'rc.0', marker: '1' }, '1.4', true],
    ['v1.4.0-re.1-rerc.0', '1.4.0-re.1-rerc.0', { core: '1.4.0', marker: '1', ours: 'rerc.0' }, '1.4', true],
    ['v1.4.0-re-re.1', '1.4.0-re-re.1', { core: '1.4.0', theirs: 're', marker: '1' }, '1.4', true],
    ['v1.4.0-rex.1-re.1', '1.4.0-rex.1-re.1', { core: '1.4.0', theirs: 'rex.1', marker: '1' }, '1.4', true],
  ] as const)('%s', (text, canonical, fields, line, isPrerelease) => {
    const version = parsed(text)
    expect(version).toMatchObject({ text: canonical, fields, isPrerelease, line: { label: line } })
    expect(Object.keys(version.fields ?? {})).toEqual(Object.keys(fields))
    expect(parsed(version.text)).toEqual(version)
  })

  it('each part has its name', () => {
    expect(parsed('1.2.2-re.3').terms).toEqual({ Whole: 'v1.2.2-re.3', Theirs: 'v1.2.2', Mark: '-re.3' })
    expect(parsed('1.4.0-rc.0-re.1').terms).toMatchObject({ Theirs: 'v1.4.0-rc.0', Mark: '-re.1' })
  })

  it('identifiers without the prefix are valid and advised against, numbers need none', () => {
    expect(parsed('v1.4.0-re.1-rerc.0').advice).toBeUndefined()
    expect(parsed('v1.4.0-re.1-rc.0').advice).toEqual([
      { at: 12, expected: 'an identifier that begins with "re"' },
    ])
    expect(parsed('v1.4.0-re.1-rerc.x').advice).toMatchObject([{ at: 17 }])
  })

  it('a development build is one', () => {
    expect(parsed('1.4.0-dev.0-re.1').isDevelopment).toBe(true)
    expect(parsed('1.4.0-rc.0-re.1').isDevelopment).toBe(false)
  })

  it('lines have names and distances', () => {
    expect(scheme.parseLine('v1.4')).toMatchObject({ ok: true, value: { label: '1.4' } })
    expect(lineDistance(parsed('1.4.0-re.1').line, parsed('1.2.9-re.7').line)).toBe(2)
    expect(lineDistance(parsed('2.0.0-re.1').line, parsed('1.2.9-re.7').line)).toBeUndefined()
  })
})

describe('what is no version, and where reading stopped', () => {
  it.each([
    ['', 0, 'a major number'],
    ['v', 1, 'a major number'],
    ['v1.3', 4, '"." and a patch number'],
    ['v1.3.0', 6, '"-re."'],
    ['v1.3.0-re', 9, '"-re."'],
    ['v1.3.0-re.', 10, 'a number'],
    ['v1.3.0-re.01', 10, 'a number without leading zeros'],
    ['v1.03.0-re.1', 3, 'a minor number without leading zeros'],
    ['v1.3.0-re.x', 10, 'a number'],
    ['v1.3.0+re.2', 6, '"-re."'],
    ['v1.3.0-re.2+build', 11, '"-" or the end of the version'],
    ['v1.15.0-re.1.rc.3', 12, '"-" or the end of the version'],
    ['v1.2.0-rc', 9, '"-re."'],
    ['v1.3.0-re.1-', 12, 'a pre-release identifier'],
    ['v1.3.0-re.1-rerc.00', 17, 'a numeric identifier without leading zeros'],
    ['v1.4.0-rc.0-re.1-rerc.0', 17, 'no ours: theirs and ours exclude each other'],
    ['v9007199254740992.0.0-re.1', 1, 'a major number of at most 9007199254740991'],
  ])('%j stops at %i: %s', (text, at, expected) => {
    expect(scheme.parse(text)).toEqual({ ok: false, problem: { text, at, expected } })
  })
})

/** The first of each row comes first. */
const orders: readonly (readonly [string, string])[] = [
  ['1.4.0-rc.0-re.1', '1.4.0-re.1'],
  ['1.4.0-zz.0-re.9', '1.4.0-re.0'],
  ['1.4.0-re.1-rerc.0', '1.4.0-re.1'],
  ['1.4.0-re.1-zz', '1.4.0-re.1'],
  ['1.2.2-re.4-rerc.0', '1.2.2-re.5'],
  ['1.2.2-re.4-rerc.0', '1.2.2-re.99'],
  ['1.2.2-re.4', '1.2.2-re.5-rerc.0'],
  ['1.4.0-rc.9-re.1', '1.4.0-rc.10-re.1'],
  ['1.4.0-re.1-rerc.9', '1.4.0-re.1-rerc.10'],
  ['1.3.0-re.9', '1.3.0-re.10'],
  ['1.2.0-re.9', '1.3.0-re.1'],
  ['1.4.0-rc-re.9', '1.4.0-rc.0-re.1'],
  ['1.4.0-1-re.1', '1.4.0-rc-re.1'],
  ['1.9.0-re.1', '1.10.0-re.1'],
]

describe('the order', () => {
  it.each(orders)('%s < %s', (a, b) => {
    expect(compareVersions(parsed(a), parsed(b))).toBeLessThan(0)
    expect(compareVersions(parsed(b), parsed(a))).toBeGreaterThan(0)
  })

  it('candidates may be set off by a dot, too', () => {
    const dotted = made({
      form: 'v{core}-re.{marker}[.{ours}]',
      fields: { core: { type: 'core' }, marker: { type: 'number' }, ours: { type: 'pre' } },
      order: ['core', 'marker', 'ours'],
    })
    const versions = ['1.15.0-re.1.rc.3', '1.15.0-re.1', '1.15.0-re.2'].map((text) => parsed(text, dotted))
    expect([...versions].reverse().sort(compareVersions)).toEqual(versions)
  })

  it('a number that is absent comes first', () => {
    const revised = made({
      form: '{core}[r{revision}]',
      fields: { core: { type: 'core' }, revision: { type: 'number' } },
      order: ['core', 'revision'],
    })
    expect(compareVersions(parsed('1.0.0', revised), parsed('1.0.0r0', revised))).toBeLessThan(0)
  })
})

describe('ranges', () => {
  it.each([
    ['>=1.3.0-re.0', '1.3.1-re.1 1.3.0-re.2 1.4.0-rc.0-re.1', '1.2.9-re.9'],
    ['>=1.3.0-re.1 <1.3.0-re.2', '1.3.0-re.1 1.3.0-re.2-rerc.0', '1.3.0-re.1-rerc.0 1.3.0-re.2'],
    ['1.3.x || 1.5.x', '1.3.9-re.1 1.5.0-rc.0-re.1', '1.4.0-re.1'],
  ])('%s contains %s, and not %s', (text, inside, outside) => {
    const range = parseRange(text, scheme)
    if (!range.ok) throw new Error(range.problem.expected)
    for (const each of inside.split(' ')) expect(rangeContains(range.value, parsed(each)), each).toBe(true)
    for (const each of outside.split(' ')) expect(rangeContains(range.value, parsed(each)), each).toBe(false)
  })
})

describe('what is wrong with a template is said', () => {
  const core = { core: { type: 'core' } } as const
  it.each([
    [{ form: 'v{core' }, ['form'], 'no form of versions'],
    [{ form: 'v{core}]' }, ['form'], 'no form of versions'],
    [{ form: 'v{core}[-[x]]' }, ['form'], 'no form of versions'],
    [{ form: '' }, ['form'], 'no form of versions'],
    [{ form: 'v{cor}' }, ['form'], '"cor" is no field'],
    [{ form: 'v{core}-{core}' }, ['form'], 'stands twice'],
    [
      { form: 'v{core}', fields: { ...core, pre: { type: 'pre' } } },
      ['fields', 'pre'],
      'the form has no {pre}',
    ],
    [
      { form: 'v{core}', fields: { core: { type: 'core', prefix: 'x' } } },
      ['fields', 'core', 'prefix'],
      'only a',
    ],
    [{ form: 'v[-{core}]' }, ['order', 0], 'names the line'],
    [{ form: 'v{core}', order: ['cor'] }, ['order', 0], '"cor" is no field'],
    [{ form: 'v{core}', order: ['core', 'core'] }, ['order', 1], 'stands twice'],
    [{ form: 'v{core}', single: [['core', 'x']] }, ['single', 0], '"x" is no field'],
    [{ form: 'v{core}', terms: { A: '{x}' } }, ['terms', 'A'], '"x" is no field'],
    [{ form: 'v{core}', terms: { A: '{' } }, ['terms', 'A'], 'no form'],
    [{ form: 'v{n}', fields: { n: { type: 'number' } }, order: ['n'], line: 'minor' }, ['line'], 'no minor'],
    [{ form: 'v{core}[-x]' }, ['form'], 'must hold a field'],
    [{ form: 'v{core}0' }, ['form'], 'where {core} ends'],
    [{ form: 'v{core}{p}', fields: { ...core, p: { type: 'pre' } } }, ['form'], 'where {core} ends'],
    [{ form: 'v{core}-{p}.x', fields: { ...core, p: { type: 'pre' } } }, ['form'], 'where {p} ends'],
    [{ form: 'v[{p}]-{core}', fields: { ...core, p: { type: 'pre' } } }, ['form'], 'text of its own'],
    [
      { form: 'v{core}[-{p}][-{q}]', fields: { ...core, p: { type: 'pre' }, q: { type: 'pre' } } },
      ['form'],
      'begin alike',
    ],
  ] as const)('%j', (given, path, message) => {
    const read = template({
      fields: core,
      order: ['core'],
      ...(given as Partial<TemplateOptions>),
    } as TemplateOptions)
    expect(read).toMatchObject({ ok: false, problem: { path, message: expect.stringContaining(message) } })
  })
})

describe('what people write by mistake', () => {
  const forgiving = made({ ...rebuild, mistakes: ['v{core}-re.{marker}.{ours}', 'v{core}+re.{marker}'] })

  it.each([
    ['v1.4.0-re.1.rerc.0', 'v1.4.0-re.1-rerc.0'],
    ['v1.4.0+re.2', 'v1.4.0-re.2'],
    ['1.4.0+re.2', 'v1.4.0-re.2'],
  ])('%s is no version, and means %s', (text, meant) => {
    expect(forgiving.parse(text).ok).toBe(false)
    const version = forgiving.parseMistaken?.(text)
    expect(version).toEqual(parsed(meant, forgiving))
    expect(forgiving.write(partsOf(version as Version))).toBe(meant)
  })

  it.each(['v1.4.0', 'v1.4.0-re.1.', '', 'v1.4.0-re.1'])('nobody can tell what %s means', (text) => {
    expect(forgiving.parseMistaken?.(text)).toBeUndefined()
  })

  it.each([
    ['v{core}', 'without {marker} nobody can tell what was meant'],
    ['v{core}-re.{marker}.{other}', '"other" is no field of this scheme'],
    ['v{core}-re.{marker}.{marker}', '"marker" stands twice in the form'],
    ['v{core}{marker}', 'where {core} ends cannot be told'],
  ])('%s is no mistake that could be read', (form, message) => {
    expect(template({ ...rebuild, mistakes: [form] })).toMatchObject({
      ok: false,
      problem: { path: ['mistakes', 0], message },
    })
  })
})

it.each(['v1.3.0-re.2', 'v1.4.0-rc.0-re.1', 'v1.4.0-re.1-rerc.0'])(
  '%s is written as its parts say',
  (text) => {
    expect(scheme.write(partsOf(parsed(text)))).toBe(text)
  },
)

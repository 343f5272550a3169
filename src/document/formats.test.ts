import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { formatOfName, readConfigurations } from './formats.ts'
import { readDocuments } from './read.ts'

const read = (text: string, file: string, isSure = true) => [...readConfigurations(text, file, isSure)]

describe('a name promises a format', () => {
  it.each([
    ['a/b/values.yaml', 'yaml'],
    ['x.YML', 'yaml'],
    ['mill.json', 'yaml'],
    ['mill.conf', 'hcl'],
    ['mill.hcl', 'hcl'],
    ['Mill.toml', 'toml'],
    ['.env', 'environment'],
    ['prod.env', 'environment'],
    ['.env.local', 'environment'],
    ['a.b\\.env', 'environment'],
    ['standard input', undefined],
    ['environment', undefined],
    ['mill.txt', undefined],
  ])('%s: %s', (file, format) => expect(formatOfName(file)).toBe(format))
})

describe('a text of no name shows its format', () => {
  it.each([
    ['mill {\n  stones = 2\n}', 'hcl', { mill: { stones: 2 } }],
    ['A=1\nexport B="x y" # c\n', 'environment', { A: '1', B: 'x y' }],
    ['{"a": 1}', 'yaml', { a: 1 }],
    ['a:\n  b: 1\n', 'yaml', { a: { b: 1 } }],
    ['only words', 'yaml', 'only words'],
    // A template of YAML has braces too, but no block.
    ['a: {b: 1}\nc: d\n', 'yaml', { a: { b: 1 }, c: 'd' }],
  ])('%j', (text, format, value) => {
    expect(read(text, 'standard input')).toEqual([
      { ok: true, value: expect.objectContaining({ format, value }) },
    ])
  })
})

describe('a .conf may be of many kinds', () => {
  const other = 'server {\n  listen 80;\n}\n'
  it('is somebody else’s when it was only found', () => {
    expect(read(other, 'web.conf', false)).toEqual([
      { ok: true, value: expect.objectContaining({ format: 'other', value: undefined }) },
    ])
  })
  it('is told with its place when it was named', () => {
    expect(read(other, 'web.conf')).toEqual([
      { ok: false, problem: [expect.objectContaining({ place: { file: 'web.conf', line: 2, column: 10 } })] },
    ])
  })
  it('may be JSON', () => {
    expect(read('{"mill": {"stones": 2}}', 'mill.conf', false)).toEqual([
      { ok: true, value: expect.objectContaining({ value: { mill: { stones: 2 } } }) },
    ])
  })
})

describe('TOML', () => {
  const text = `stones = 2
ratio = 1.10
built = 1979-05-27

[agent.image]
tag = "3.1.0"   # pinned

[[sieve]]
mesh = 80
[sieve.frame]
wood = true
[[sieve]]
mesh = 40
"odd name".deep = [1, { two = 2 }]
`
  it('is read into plain values', () => {
    const [first] = read(text, 'mill.toml')
    if (!first?.ok) throw new Error('it is TOML')
    expect(first.value.value).toEqual({
      stones: 2,
      ratio: '1.10',
      built: '1979-05-27',
      agent: { image: { tag: '3.1.0' } },
      sieve: [
        { mesh: 80, frame: { wood: true } },
        { mesh: 40, 'odd name': { deep: [1, { two: 2 }] } },
      ],
    })
    expect(first.value.place(['agent', 'image', 'tag'])).toEqual({ file: 'mill.toml', line: 6, column: 7 })
    expect(first.value.place(['sieve', 1, 'odd name', 'deep', 1, 'two'], 'key').line).toBe(14)
  })
  it.each([
    ['a = \nb = 1', 1],
    ['a = 1\na = 2', 2],
    [`a = ${'['.repeat(100_000)}`, 1],
  ])('%j is refused where it is wrong', (broken, line) => {
    const [first] = read(broken, 'mill.toml')
    expect(first).toMatchObject({ ok: false, problem: [{ place: { file: 'mill.toml' } }] })
    if (first?.ok === false) expect(first.problem[0]?.place?.line).toBeGreaterThanOrEqual(line)
  })
  it('counts no brackets inside texts', () => {
    const [first] = read(
      `a = "${'['.repeat(500)}"\nb = '${'{'.repeat(500)}' # ${'['.repeat(500)}`,
      'mill.toml',
    )
    expect(first?.ok).toBe(true)
  })
})

describe('whatever is fed to them', () => {
  const toml = `a = 1\n[b.c]\nd = "x\\u0041" # y\n[[e]]\nf = [1, { g = 1979-05-27T07:32:00Z }]\n"h".i = '''\nj\n'''\n`
  const env = `A=1\n# b\nexport C="d e" # f\n\ng\n`
  it.each([
    ['mill.toml', toml],
    ['.env', env],
    ['standard input', toml],
    ['standard input', env],
  ])('%s answers for broken texts, at places that there are', (file, whole) => {
    const cut = fc.tuple(fc.nat(whole.length), fc.nat(10), fc.string({ unit: 'binary', maxLength: 6 }))
    fc.assert(
      fc.property(cut, ([at, length, put]) => {
        const text = whole.slice(0, at) + put + whole.slice(at + length)
        for (const one of read(text, file)) {
          const place = one.ok ? one.value.place(['a', 'b']) : one.problem[0]?.place
          expect(place?.line).toBeLessThanOrEqual(text.split(/\r\n|[\r\n]/).length)
        }
      }),
      runs(400),
    )
  })

  it.each([
    ['mill.toml', `a = [${'1, '.repeat(300_000)}]`],
    ['mill.toml', 'a.b = 1\n'.repeat(2) + 'x'.repeat(1_000_000)],
    ['mill.toml', `a = "${'x'.repeat(1_000_000)}`],
    ['.env', 'NAME=value # comment\n'.repeat(50_000)],
    ['standard input', '{'.repeat(1_000_000)],
    ['standard input', 'a '.repeat(500_000)],
  ])('%s: a million characters', (file, text) => {
    // Whoever reads in quadratic time does not come back before the runner gives up.
    expect(read(text, file)).not.toHaveLength(0)
  })
})

describe('lines of an environment', () => {
  it.each([
    ['A=1', '1'],
    ['A=', ''],
    ['export A=1', '1'],
    ['  A=1  ', '1'],
    ['A="1 # 2" # 3', '1 # 2'],
    ["A='$B'", '$B'],
    ['A="say \\"x\\""', 'say "x"'],
    ['A=x#y', 'x#y'],
    ['A=x # y', 'x'],
    ['A=1\nA=2', '2'],
    ['A=1\r\nB=2', '1'],
  ])('%j', (text, value) => {
    const [first] = read(text, '.env')
    expect(first?.ok && (first.value.value as Record<string, unknown>).A).toBe(value)
  })
  it('knows where a variable is named and where its value stands', () => {
    const [first] = read('# c\nexport A="1"\n', '.env')
    if (!first?.ok) throw new Error('it is an environment')
    expect(first.value.place(['A'], 'key')).toEqual({ file: '.env', line: 2, column: 8 })
    expect(first.value.place(['A'])).toEqual({ file: '.env', line: 2, column: 10 })
  })
})

describe('a text inside a document', () => {
  const inside = (text: string, line: number, column: number) => {
    const [first] = [...readDocuments(text, 'map.yaml')]
    if (!first?.ok) throw new Error('it is YAML')
    const { line: l, column: c } = first.value.inside?.(['data', 'mill.conf'], line, column) ?? {}
    return `${l}:${c}`
  }
  it.each([
    ['after a bar', 'data:\n  mill.conf: |\n    mill {\n      stones = 2\n    }\n', 2, 3, '4:7'],
    ['after a bar that keeps no end', 'data:\n  mill.conf: |-\n    mill {}', 1, 1, '3:5'],
    ['after blank lines', 'data:\n  mill.conf: |\n\n    mill {}\n', 2, 1, '4:5'],
    ['with an indent of its own', 'data:\n  mill.conf: |2\n      mill {}\n', 1, 3, '3:7'],
    ['in quotes, where lines are not lines', 'data:\n  mill.conf: "mill {\\n a = 1\\n}"\n', 2, 2, '2:14'],
  ])('%s', (_, text, line, column, place) => {
    expect(inside(text, line, column)).toBe(place)
  })
})

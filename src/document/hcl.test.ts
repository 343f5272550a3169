import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { readHcl } from './hcl.ts'

const plainOf = (text: string): unknown => {
  const read = readHcl(text, 'mill.conf')
  return read.ok ? read.value.value : read.problem
}

const full = `# the mill
mill {
  name = "north"   // trailing
  stones = 2
  ratio = 1.10
  wet = true
  /* several
     lines */
  "quoted name" = [1, "two", { three = 3 },]
}

parts {
  Sieve "fine" { data { mesh = 80 } }
  Sieve "coarse" {
    data {
      note = <<-END
        first
          second
        END
      from = "\${env("A}")} and \\"more\\" \\u00e9"
    }
  }
  Hopper "big" "red" {}
}
`

/** The beginning of an interpolation, which is no template of this file. */
const open = '\u0024{'

describe('what it reads', () => {
  it('is what the same would be in JSON', () => {
    expect(plainOf(full)).toEqual({
      mill: { name: 'north', stones: 2, ratio: '1.10', wet: true, 'quoted name': [1, 'two', { three: 3 }] },
      parts: {
        Sieve: [
          { fine: { data: { mesh: 80 } } },
          { coarse: { data: { note: 'first\n  second\n', from: `${open}env("A}")} and "more" é` } } },
        ],
        Hopper: { big: { red: {} } },
      },
    })
  })

  it.each([
    ['nothing', '', {}],
    ['only comments', '# a\n// b\n/* c */', {}],
    ['a mark before the text', '\uFEFFa = 1', { a: 1 }],
    ['lines that end as Windows ends them', 'a = 1\r\nb {\r\n}\r\n', { a: 1, b: {} }],
    ['commas between members', 'a { b = 1, c = 2, }', { a: { b: 1, c: 2 } }],
    ['a value that is a mapping', 'a = { b = 1 }', { a: { b: 1 } }],
    ['a name that is written three times', 'a = 1\na = 2\na = 3', { a: [1, 2, 3] }],
    ['a list that is written twice', 'a = [1]\na = [2]', { a: [[1], [2]] }],
    [
      'numbers that are versions',
      'a = 1.10\nb = 0x1F\nc = -3\nd = 1e3',
      { a: '1.10', b: '0x1F', c: -3, d: '1e3' },
    ],
    ['a heredoc with its indent', 'a = <<E\n  x\nE\n', { a: '  x\n' }],
    ['a heredoc at the end', 'a = <<E\nx\nE', { a: 'x\n' }],
    ['an empty heredoc', 'a = <<E\nE\nb = 1', { a: '', b: 1 }],
    ['a dollar that begins nothing', 'a = "5$ {x}"', { a: '5$ {x}' }],
    ['a value that is replaced before', `a = ${open}PORT}\nb = $HOST`, { a: `${open}PORT}`, b: '$HOST' }],
    ['a brace in an interpolation', `a = "${open}x{}} y"`, { a: `${open}x{}} y` }],
  ])('%s', (_, text, value) => {
    expect(plainOf(text)).toEqual(value)
  })

  it('knows where everything stands', () => {
    const read = readHcl(full, 'mill.conf')
    if (!read.ok) throw new Error('it is HCL')
    const at = (...path: (string | number)[]) => {
      const { line, column } = read.value.place(path, 'key')
      return `${line}:${column}`
    }
    expect(at('mill', 'ratio')).toBe('5:3')
    expect(at('parts', 'Sieve', 1, 'coarse')).toBe('14:9')
    expect(at('parts', 'Sieve', 1, 'coarse', 'data', 'from')).toBe('20:7')
    expect(read.value.place(['mill', 'stones'])).toEqual({ file: 'mill.conf', line: 4, column: 12 })
    // What is not there has the place of what would hold it.
    expect(read.value.place(['mill', 'nowhere']).line).toBe(2)
  })
})

describe('what it refuses', () => {
  it.each([
    ['a = ', '1:5', 'the end', 'a quoted text'],
    ['a = yes', '1:5', '"yes" is no value', 'true, false'],
    ['a {\n  b = 1\n', '1:3', 'never closed', 'a }'],
    ['a = 1\n}', '2:1', 'closes nothing', 'a name'],
    ['a = [1 2]', '1:8', '"2]"', ', or ]'],
    ['a = [1,', '1:5', 'never closed', 'a ]'],
    ['a = "x\n', '1:5', 'never closed', 'a "'],
    [`a = "${open}x"`, '1:5', 'never closed', 'a }'],
    ['a = "\\q"', '1:6', 'no escape', '\\n'],
    ['a = <<E\nx', '1:5', 'never closed', 'a line that is E'],
    ['a /* x', '1:3', 'comment', '*/'],
    ['a "b" = 1', '1:7', 'one name', 'a {'],
    ['listen 80;', '1:8', '"80;"', '= and a value'],
    ['__proto__ = 1', '1:1', 'no name may be __proto__', undefined],
    [`a = ${'['.repeat(5000)}`, '1:205', 'nested too deeply', undefined],
    ['a {'.repeat(5000), '1:604', 'nested too deeply', undefined],
  ])('%j', (text, place, message, help) => {
    const read = readHcl(text, 'mill.conf')
    if (read.ok) throw new Error('it is refused')
    const [first] = read.problem
    expect(`${first?.place?.line}:${first?.place?.column}`).toBe(place)
    expect(first?.message).toContain(message)
    if (help !== undefined) expect(first?.help).toContain(help)
  })
})

describe('whatever is fed to it', () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9_-]{0,6}$/).filter((text) => text !== '__proto__')
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.boolean(),
      fc.integer(),
      fc.string().filter((text) => !text.includes(open)),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(name, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  const written = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`
    if (typeof value === 'object' && value !== null)
      return `{\n${Object.entries(value)
        .map(([key, inner]) => `"${key}" = ${written(inner)} # ${key}\n`)
        .join('')}}`
    return JSON.stringify(value)
  }

  it('reads back what was written', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(plainOf(`root = ${written(value)}`)).toEqual({ root: value })
      }),
      runs(100),
    )
  })

  it('answers for broken texts, and says where', () => {
    const cut = fc.tuple(fc.nat(full.length), fc.nat(12), fc.string({ maxLength: 6 }))
    fc.assert(
      fc.property(cut, ([at, length, put]) => {
        const text = full.slice(0, at) + put + full.slice(at + length)
        const read = readHcl(text, 'mill.conf')
        if (!read.ok) expect(read.problem[0]?.place?.line).toBeLessThanOrEqual(text.split('\n').length)
      }),
      runs(500),
    )
  })

  it.each([
    ['a long list', `a = [${'1, '.repeat(400_000)}]`],
    ['a long text', `a = "${'x$'.repeat(500_000)}"`],
    ['many members', 'name = "value" # comment\n'.repeat(50_000)],
    ['many blocks', 'Kind "name" { a = 1 }\n'.repeat(50_000)],
    ['comments', '# comment\n'.repeat(120_000)],
    ['spaces', ' \n'.repeat(600_000)],
    ['an open comment', `a = 1 ${'/*'.repeat(500_000)}`],
    ['labels', `a ${'b '.repeat(500_000)}`],
  ])('a million characters: %s', (_, text) => {
    const started = performance.now()
    readHcl(text, 'mill.conf')
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

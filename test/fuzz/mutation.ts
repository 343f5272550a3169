import fc from 'fast-check'

/** Pieces that mean something to some reader: where random characters alone would never get past the first check. */
const pieces = [
  ...[
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ': ',
    '- ',
    '? ',
    '|',
    '>',
    '&a ',
    '*a',
    '!!str ',
    '!',
    '%',
    '@',
    '`',
    '#',
    '~',
  ],
  ...[
    '"',
    "'",
    '\\',
    '\\u0000',
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '  ',
    '\u00A0',
    '\uFEFF',
    '\u2028',
    '\0',
    '\uD800',
  ],
  ...[
    '---\n',
    '...\n',
    '%YAML 1.1\n---\n',
    '<<: ',
    '&a [*a]',
    '!!binary ',
    '!!timestamp ',
    '!!set ',
    '!!merge ',
  ],
  ...[
    '0',
    '1',
    '-1',
    '1.10',
    '0x10',
    '1e999',
    '007',
    '.inf',
    '99999999999999999999',
    'null',
    'true',
    '2026-01-01',
  ],
  ...[
    '1.2.3',
    'v1.0.0',
    '1.0.0-dev',
    '1.0.0+b',
    '>=1.0.0',
    '<2.0.0',
    '||',
    '*',
    '1.x',
    '1.2.x',
    '?',
    'x3',
    '×2',
    '=',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hub',
    'leaf',
    'id',
    'kind',
    'rules',
    'readings',
    'every',
    '€',
    '😀',
  ],
]

export const soup = (maxLength = 40) =>
  fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength }).map((some) => some.join('')),
    fc.string({ unit: 'binary', maxLength }),
    fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  )

/** Where an edit applies, as a share of what there is: anywhere alike, and shrinking moves it to the front. */
const where = fc.noBias(fc.integer({ min: 0, max: 999_999 })).map((millionths) => millionths / 1_000_000)

/** Mostly one: what is broken in two places seldom gets past the first check. */
const few = <T>(edit: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.tuple(edit) },
    { weight: 1, arbitrary: fc.array(edit, { minLength: 2, maxLength: 4 }) },
  )

type TextEdit =
  | { readonly kind: 'insert'; readonly at: number; readonly text: string }
  | { readonly kind: 'delete' | 'duplicate'; readonly at: number; readonly length: number }
  | { readonly kind: 'swap' | 'word'; readonly at: number; readonly other: number }
  | { readonly kind: 'cut'; readonly at: number }

const textEdit: fc.Arbitrary<TextEdit> = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: where, text: soup(3) }),
  fc.record({ kind: fc.constant('delete' as const), at: where, length: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ kind: fc.constant('duplicate' as const), at: where, length: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('swap' as const), at: where, other: where }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('word' as const), at: where, other: where }),
  },
  fc.record({ kind: fc.constant('cut' as const), at: where }),
)

/** The text with a few characters inserted, deleted, duplicated or swapped, a word put for another, or its end cut off. */
export const mutatedText = (text: string): fc.Arbitrary<string> =>
  few(textEdit).map((edits) => edits.reduce(editText, text))

function editText(text: string, edit: TextEdit): string {
  const at = Math.floor(edit.at * text.length)
  switch (edit.kind) {
    case 'insert':
      return text.slice(0, at) + edit.text + text.slice(at)
    case 'delete':
      return text.slice(0, at) + text.slice(at + edit.length)
    case 'duplicate':
      return text.slice(0, at + edit.length) + text.slice(at)
    case 'swap': {
      const characters = [...text]
      const a = Math.floor(edit.at * characters.length)
      const b = Math.floor(edit.other * characters.length)
      const [first = '', second = ''] = [characters[a], characters[b]]
      if (characters.length > 0) [characters[a], characters[b]] = [second, first]
      return characters.join('')
    }
    case 'word': {
      const words = [...text.matchAll(/[\w.-]+/g)]
      const word = words[Math.floor(edit.at * words.length)]
      const other = words[Math.floor(edit.other * words.length)]
      if (word === undefined || other === undefined) return text
      return text.slice(0, word.index) + other[0] + text.slice(word.index + word[0].length)
    }
    case 'cut':
      return text.slice(0, at)
  }
}

const foreign: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...pieces),
  fc.constantFrom<unknown[]>(null, true, false, 0, 1, -1, 1.5, 1e300, '', [], {}, [[]], [null], { a: null }),
  fc.constantFrom<unknown[]>({ toString: 1 }, { length: 3 }, JSON.parse('{"__proto__": {"polluted": true}}')),
  fc.jsonValue({ maxDepth: 2 }),
)

type TreeEdit =
  | { readonly kind: 'replace'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'remove' | 'repeat'; readonly at: number }
  | { readonly kind: 'rename'; readonly at: number; readonly name: string }
  | { readonly kind: 'move'; readonly at: number; readonly from: number }

const treeEdit: fc.Arbitrary<TreeEdit> = fc.oneof(
  fc.record({ kind: fc.constant('replace' as const), at: where, value: foreign }),
  fc.record({ kind: fc.constant('remove' as const), at: where }),
  fc.record({ kind: fc.constant('repeat' as const), at: where }),
  fc.record({ kind: fc.constant('rename' as const), at: where, name: fc.constantFrom(...pieces) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), at: where, from: where }) },
)

/** A JSON value with a few of its parts replaced, removed, repeated, renamed, or put in the place of others. */
export const mutatedValue = (value: unknown): fc.Arbitrary<unknown> =>
  few(treeEdit).map((edits) => edits.reduce(editTree, value))

type Step = string | number

function editTree(root: unknown, edit: TreeEdit): unknown {
  const paths = pathsOf(root, [])
  const pathAt = (share: number): readonly Step[] => paths[Math.floor(share * paths.length)] ?? []
  const path = pathAt(edit.at)
  if (path.length === 0) return edit.kind === 'replace' ? edit.value : root
  const change = (members: Entry[], at: number): Entry[] => {
    const [key = '', value] = members[at] ?? []
    const others = (entries: Entry[]): Entry[] => members.toSpliced(at, 1, ...entries)
    switch (edit.kind) {
      case 'replace':
        return others([[key, edit.value]])
      case 'remove':
        return others([])
      case 'repeat':
        return others([
          [key, value],
          [`${key}2`, value],
        ])
      case 'rename':
        return others([[edit.name, value]])
      case 'move':
        return others([[key, valueAt(root, pathAt(edit.from))]])
    }
  }
  return changed(root, path, change)
}

type Entry = readonly [string, unknown]

function changed(
  value: unknown,
  [step, ...rest]: readonly Step[],
  change: (entries: Entry[], at: number) => Entry[],
): unknown {
  if (typeof value !== 'object' || value === null || step === undefined) return value
  const entries: Entry[] = Object.entries(value)
  const at = entries.findIndex(([key]) => key === String(step))
  const [key = '', inner] = entries[at] ?? []
  const next =
    rest.length === 0 ? change(entries, at) : entries.toSpliced(at, 1, [key, changed(inner, rest, change)])
  return Array.isArray(value) ? next.map(([, item]) => item) : Object.fromEntries(next)
}

function pathsOf(value: unknown, path: readonly Step[]): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[String(step)], value)
}

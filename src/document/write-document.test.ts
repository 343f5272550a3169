import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { readDocument } from './read.ts'
import { writeDocument } from './write-document.ts'

const readBack = (text: string): unknown => {
  const read = readDocument(text, 'written.yaml')
  return read.ok ? read.value.value : read.problem
}

describe('a document that is written', () => {
  it('is laid out as people would', () => {
    const rows = [
      { from: '1.0.0', to: '>=1.1.0 <=1.1.4', verdict: 'supported' },
      { from: '1.1.x', to: '1.2.0', because: `${'a reason that is too long for one line '.repeat(3)}` },
    ]
    const written = {
      kind: 'Policy',
      metadata: { name: 'crane', title: 'Crane' },
      rules: [{ id: 'moves', of: 'crane', rows, how: 'sum(\n  up\n)' }],
      catalogue: [{ of: ['crane'], releases: [{ version: '1.10', date: '2026-03-19' }] }],
    }
    expect(writeDocument(written, 'one\ntwo')).toBe(`# one
# two

kind: Policy
metadata:
  name: crane
  title: Crane
rules:
  - id: moves
    of: crane
    rows:
      - { from: 1.0.0, to: ">=1.1.0 <=1.1.4", verdict: supported }
      - from: 1.1.x
        to: 1.2.0
        because: "a reason that is too long for one line a reason that is too long for one line a reason that is too
          long for one line "
    how: |-
      sum(
        up
      )
catalogue:
  - of: [ crane ]
    releases:
      - { version: "1.10", date: "2026-03-19" }
`)
  })

  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom(
      '1.10',
      '007',
      '1e3',
      'null',
      'yes',
      '~',
      '',
      ' a',
      'a ',
      '- a',
      '# a',
      'a: b',
      'a #b',
      '\n',
      'a\n\nb\n',
    ),
    fc.stringMatching(/^[ -~\n]{0,200}$/),
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.array(tie('tree'), { maxLength: 5 }),
      fc.dictionary(fc.stringMatching(/^[a-z0-9. -]{1,12}$/), tie('tree'), { maxKeys: 5 }),
    ),
  }))

  it('is read as what was written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', '1.2', 'b c'), tree, { minKeys: 1 }), (value) => {
        expect(readBack(writeDocument(value))).toEqual({ ...value })
      }),
      runs(500),
    )
  })
})

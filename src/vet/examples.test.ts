import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { testExamples } from './examples.ts'
import { lint } from './lint.ts'

describe('readings', () => {
  const skew = (examples: object) =>
    made({
      rules: [
        {
          id: 'skew',
          kind: 'window',
          of: 'leaf',
          to: 'hub',
          unit: 'line',
          behind: 1,
          ahead: 0,
          examples: { holds: ['hub=1.1.0 leaf=1.0.0'], fails: ['hub=1.2.0 leaf=1.0.0'] },
          readings: {
            default: 'strict',
            choices: {
              strict: { because: 'x', set: {} },
              loose: { because: 'x', set: { behind: 2, ...examples } },
            },
          },
        },
      ],
    })

  it('that bring examples of their own have them tried', () => {
    const own = skew({ examples: { holds: ['hub=1.2.0 leaf=1.0.0'], fails: ['hub=1.1.0 leaf=1.0.0'] } })
    expect(testExamples(own).map(({ reading, expected, found }) => [reading, expected, found])).toEqual([
      [undefined, 'holds', 'holds'],
      [undefined, 'broken', 'broken'],
      ['loose', 'holds', 'holds'],
      ['loose', 'broken', 'holds'],
    ])
  })

  it('and need both sides then', () => {
    const messages = (examples: object) => lint(skew(examples)).map(({ message }) => message)
    expect(messages({})).toEqual([])
    expect(messages({ examples: { holds: ['hub=1.2.0 leaf=1.0.0'] } })).toEqual([
      'no example shows when "loose" is broken',
    ])
  })
})

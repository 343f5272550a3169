import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { judgeExample, testExamples } from './examples.ts'
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

describe('days and facts of examples', () => {
  const policy = made({
    facts: { shared: { asks: 'Is the store shared?' } },
    rules: [
      { id: 'stop', kind: 'stops', of: 'hub', stops: [{ at: '1.1.x', when: 'shared' }] },
      {
        id: 'closed',
        kind: 'edges',
        of: 'hub',
        rows: [
          { from: '1.0.x', to: '1.1.x', verdict: 'unsupported', since: '2026-02-01', until: '2026-03-31' },
        ],
      },
    ],
  })
  const judged = (id: string, text: string): unknown => {
    const rule = policy.rules.find(({ name }) => name === `mesh/${id}`)
    if (rule === undefined) throw new Error(`no rule ${id}`)
    const found = judgeExample(rule, policy, text)
    return found.ok ? found.value : found.problem
  }

  it.each([
    ['stop', 'hub=1.0.0 then hub=1.2.0', 'unknown'],
    ['stop', 'hub=1.0.0 then hub=1.2.0 when shared', 'broken'],
    ['stop', 'hub=1.0.0 then hub=1.2.0 when not shared', 'holds'],
    ['stop', 'hub=1.0.0 then hub=1.1.0 then hub=1.2.0 when shared on 2026-02-01', 'holds'],
    ['closed', 'hub=1.0.0 then hub=1.1.0', 'broken'],
    ['closed', 'hub=1.0.0 then hub=1.1.0 on 2026-01-31', 'holds'],
    ['closed', 'hub=1.0.0 then hub=1.1.0 on 2026-02-01', 'broken'],
    ['closed', 'hub=1.0.0 then hub=1.1.0 on 2026-03-31', 'broken'],
    ['closed', 'hub=1.0.0 then hub=1.1.0 on 2026-04-01', 'holds'],
    ['stop', 'hub=1.0.0 when sharde', 'the policy asks for no fact "sharde"; did you mean "shared"?'],
  ])('%s: %s: %s', (id, text, expected) => {
    expect(judged(id, text)).toBe(expected)
  })
})

it.each([
  ['requires', { kind: 'requires', of: 'leaf', to: 'hub', rows: [{ of: '1.x', to: '>=1.0.0' }] }],
  ['an expression', { kind: 'expr', of: ['hub', 'leaf'], holds: 'leaf <= hub' }],
])('components that %s reads are spoken of', (_, rule) => {
  const messages = lint(made({ rules: [{ id: 'one', ...rule }] })).map(({ message }) => message)
  expect(messages.filter((text) => text.includes('beside others'))).toEqual([])
})

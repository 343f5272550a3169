import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { semver } from '../version/index.ts'
import { judgeMove } from './move.ts'

const joined = [['0.12', '1.0']] as const
const scheme = semver({ joined })

const step = (rest: Readonly<Record<string, unknown>>) => ({ kind: 'step', of: 'hub', unit: 'line', ...rest })
const edges = (rows: readonly string[], rest: Readonly<Record<string, unknown>> = {}) => ({
  kind: 'edges',
  of: 'hub',
  rows: rows.map((row) => {
    const [from, to, verdict] = row.split(' ')
    return { from, to, verdict }
  }),
  ...rest,
})

/** What rules have against a move, as `rule outcome: reason`. */
const breaches = (
  rules: readonly Readonly<Record<string, unknown>>[],
  move: string,
  component = 'hub',
): string => {
  const [from, to] = move.split(' → ').map((text) => scheme.parse(text))
  if (from?.ok !== true || to?.ok !== true) throw new Error(move)
  return judgeMove(made({ rules, joined }), component, from.value, to.value)
    .map(({ rule, judgement }) => {
      const { reason } = judgement
      const facts =
        reason.kind === 'step'
          ? `${reason.distance} ${reason.direction}, limit ${reason.limit}`
          : reason.kind === 'irreversible'
            ? `never ${reason.direction}`
            : reason.kind
      return `${rule.id} ${judgement.outcome}: ${facts}`
    })
    .join('; ')
}

describe('steps', () => {
  it.each([
    [{ up: 1 }, '1.1.0 → 1.1.9', ''],
    [{ up: 1 }, '1.1.0 → 1.2.0', ''],
    [{ up: 1 }, '1.1.0 → 1.3.0', 'step broken: 2 up, limit 1'],
    [{ up: 1 }, '1.3.0 → 1.0.0', ''],
    [{ up: 1 }, '0.12.0 → 1.0.0', ''],
    [{ up: 1 }, '0.11.0 → 1.0.0', 'step broken: 2 up, limit 1'],
    [{ up: 1 }, '1.9.0 → 2.0.0', 'step unknown: no-distance'],
    [{ up: 1 }, '0.13.0 → 1.0.0', 'step unknown: no-distance'],
    [{ up: 'any' }, '1.9.0 → 2.0.0', ''],
    [{ up: 'none' }, '1.9.0 → 2.0.0', 'step broken: never up'],
    [{ up: 'none' }, '1.9.0 → 1.9.1', ''],
    [{ up: 'none', unit: 'release' }, '1.9.0 → 1.9.1', 'step broken: never up'],
    [{ up: 'none', unit: 'release' }, '1.9.0 → 1.9.0+b', ''],
    [{ down: 1 }, '1.3.0 → 1.2.0', ''],
    [{ down: 1 }, '1.3.0 → 1.1.0', 'step broken: 2 down, limit 1'],
    [{ down: 'none' }, '1.3.0 → 1.2.0', 'step broken: never down'],
    [{ down: 'none', else: 'unknown' }, '1.3.0 → 1.2.0', 'step unknown: never down'],
    [{ down: 'none', else: 'untested' }, '2.0.0 → 1.9.0', 'step untested: never down'],
    [{ down: 'none' }, '1.3.5 → 1.3.0', ''],
    [{ down: 'none' }, '2.0.0 → 1.9.0', 'step broken: never down'],
    [{ up: 1, unit: 'major' }, '1.0.0 → 2.9.0', ''],
    [{ up: 1, unit: 'major' }, '0.1.0 → 2.0.0', 'step broken: 2 up, limit 1'],
    // The range is of where a move starts.
    [{ up: 1, of: 'hub <1.2.0' }, '1.1.0 → 1.5.0', 'step broken: 4 up, limit 1'],
    [{ up: 1, of: 'hub <1.2.0' }, '1.2.0 → 1.5.0', ''],
    [{ up: 1, of: 'leaf' }, '1.0.0 → 1.5.0', ''],
  ])('%j: %s: %j', (rest, move, expected) => {
    expect(breaches([step(rest)], move)).toBe(expected)
  })

  it('each one is asked', () => {
    const rules = [
      step({ id: 'a', up: 1 }),
      step({ id: 'b', up: 2 }),
      step({ id: 'c', unit: 'major', up: 'none' }),
    ]
    expect(breaches(rules, '1.0.0 → 1.4.0')).toBe('a broken: 4 up, limit 1; b broken: 4 up, limit 2')
  })
})

describe('edges', () => {
  const verdicts = [
    '1.1.x 1.3.x supported',
    '1.1.x 1.4.x unsupported',
    '1.1.x 1.5.x untested',
    '1.1.x 1.6.x unknown',
  ]

  it.each([
    ['1.1.0 → 1.3.0', ''],
    ['1.1.0 → 1.4.0', 'edges broken: edge'],
    ['1.1.0 → 1.5.0', 'edges untested: edge'],
    ['1.1.0 → 1.6.0', 'edges unknown: edge'],
    ['1.1.0 → 1.7.0', ''],
    ['1.2.0 → 1.4.0', ''],
    ['1.4.0 → 1.1.0', ''],
  ])('alone: %s: %j', (move, expected) => {
    expect(breaches([edges(verdicts)], move)).toBe(expected)
  })

  it.each([
    ['supported', ''],
    ['unsupported', 'edges broken: edge'],
    ['untested', 'edges untested: edge'],
    ['unknown', 'edges unknown: edge'],
    ['defer', ''],
  ])('a move that no row matches is %s: %j', (verdict, expected) => {
    expect(breaches([edges(['9.x 9.x supported'], { else: verdict })], '1.0.0 → 1.1.0')).toBe(expected)
  })

  it('the first row that matches decides', () => {
    expect(breaches([edges(['1.x 1.3.x unsupported', '1.1.x * supported'])], '1.1.0 → 1.3.0')).not.toBe('')
    expect(breaches([edges(['1.1.x * supported', '1.x 1.3.x unsupported'])], '1.1.0 → 1.3.0')).toBe('')
  })

  it.each([
    ['a permission silences every other rule', ['1.1.x 1.3.x supported'], ''],
    [
      'a refusal stands beside them',
      ['1.1.x 1.3.x unsupported'],
      'edges broken: edge; step broken: 2 up, limit 1',
    ],
    ['a doubt does, too', ['1.1.x 1.3.x untested'], 'edges untested: edge; step broken: 2 up, limit 1'],
    ['silence leaves the move to them', ['9.x 9.x supported'], 'step broken: 2 up, limit 1'],
  ])('with a step: %s', (_, rows, expected) => {
    expect(breaches([step({ up: 1 }), edges(rows)], '1.1.0 → 1.3.0')).toBe(expected)
  })

  it.each([
    [['1.1.x 1.3.x unsupported'], ['1.1.x 1.3.x supported'], 'first broken: edge'],
    [['1.1.x 1.3.x supported'], ['1.1.x 1.3.x unsupported'], ''],
    [['9.x 9.x supported'], ['1.1.x 1.3.x unsupported'], 'second broken: edge'],
  ])('of two rules, %j and %j, the first with something to say speaks', (first, second, expected) => {
    const rules = [edges(first, { id: 'first' }), edges(second, { id: 'second' })]
    expect(breaches(rules, '1.1.0 → 1.3.0')).toBe(expected)
  })

  it('the range is of where a move starts, and does not reach the else', () => {
    const rule = edges(['* * unsupported'], { of: 'hub <1.2.0', else: 'unsupported' })
    expect(breaches([rule], '1.1.0 → 1.3.0')).toBe('edges broken: edge')
    expect(breaches([rule], '1.2.0 → 1.3.0')).toBe('')
  })
})

it('staying is no move, whatever the rules are', () => {
  const rules = [step({ up: 'none', down: 'none' }), edges(['* * unsupported'])]
  expect(breaches(rules, '1.1.0 → 1.1.0')).toBe('')
  expect(breaches(rules, '1.1.0 → 1.1.0+build')).toBe('')
})

describe('stops', () => {
  const stops = (at: readonly (string | object)[], rest: Readonly<Record<string, unknown>> = {}) => [
    {
      kind: 'stops',
      of: 'hub',
      stops: at.map((each) => (typeof each === 'string' ? { at: each } : each)),
      ...rest,
    },
  ]

  it.each<[readonly string[], Readonly<Record<string, unknown>>, string, string]>([
    [['1.4.x'], {}, '1.3.9 → 1.5.0', 'stops broken: stop'],
    [['1.4.x'], {}, '1.3.9 → 1.4.0', ''],
    [['1.4.x'], {}, '1.4.0 → 1.5.0', ''],
    [['1.4.x'], {}, '1.4.0 → 1.4.9', ''],
    [['1.4.x'], {}, '1.2.0 → 1.3.0', ''],
    [['1.4.x'], {}, '1.5.0 → 1.6.0', ''],
    // Only those that are asked for, in the direction that is asked for.
    [['1.4.x'], {}, '1.5.0 → 1.3.0', ''],
    [['1.4.x'], { on: 'down' }, '1.5.0 → 1.3.0', 'stops broken: stop'],
    [['1.4.x'], { on: 'down' }, '1.3.0 → 1.5.0', ''],
    [['1.4.x'], { on: 'both' }, '1.5.0 → 1.3.0', 'stops broken: stop'],
    [['1.4.x'], { on: 'both' }, '1.3.0 → 1.5.0', 'stops broken: stop'],
    // A stop at a later patch is missed by arriving before it and going on.
    [['>=1.4.2 <1.5.0'], {}, '1.4.1 → 1.5.0', 'stops broken: stop'],
    [['>=1.4.2 <1.5.0'], {}, '1.4.2 → 1.5.0', ''],
    [['1.4.2'], {}, '1.4.1 → 1.4.3', 'stops broken: stop'],
    [['1.4.2'], {}, '1.4.2 → 1.4.3', ''],
    [['1.2.x', '1.4.x'], {}, '1.3.0 → 1.5.0', 'stops broken: stop'],
    [['1.2.x', '1.4.x'], {}, '1.1.0 → 1.3.0', 'stops broken: stop'],
    [['1.4.x'], { else: 'untested' }, '1.3.0 → 1.5.0', 'stops untested: stop'],
    [['1.4.x'], { of: 'hub <1.3.0' }, '1.3.0 → 1.5.0', ''],
    [['1.4.x'], { of: 'hub <1.3.0' }, '1.2.0 → 1.5.0', 'stops broken: stop'],
    [['1.4.x'], { of: 'leaf' }, '1.2.0 → 1.5.0', ''],
  ])('at %j, %o: %s: %s', (at, rest, move, expected) => {
    expect(breaches(stops(at, rest), move)).toBe(expected)
  })
})

describe('facts that nobody told', () => {
  const facts = { shared: { asks: 'Is the store shared?' } }
  const judged = (rules: readonly Readonly<Record<string, unknown>>[], move: string): string => {
    const [from, to] = move.split(' → ').map((text) => scheme.parse(text))
    if (from?.ok !== true || to?.ok !== true) throw new Error(move)
    return judgeMove(made({ rules, facts }), 'hub', from.value, to.value)
      .map(({ judgement }) => `${judgement.outcome} ${judgement.reason.kind}`)
      .join('; ')
  }
  const open = { when: 'shared' }
  const row = (from: string, to: string, verdict: string, rest: object = {}) => ({
    from,
    to,
    verdict,
    ...rest,
  })

  it.each<[string, readonly Readonly<Record<string, unknown>>[], string]>([
    ['a stop', [{ kind: 'stops', of: 'hub', stops: [{ at: '1.1.x', ...open }] }], 'unknown fact'],
    ['a rule of stops', [{ kind: 'stops', of: 'hub', stops: [{ at: '1.1.x' }], ...open }], 'unknown fact'],
    [
      'a stop beside one that counts',
      [{ kind: 'stops', of: 'hub', stops: [{ at: '1.1.x', ...open }, { at: '>=1.1.0 <1.2.0' }] }],
      'broken stop',
    ],
    ['a step', [step({ up: 1, ...open })], 'unknown fact'],
    ['a step that is short enough', [step({ up: 2, ...open })], ''],
    [
      'a refusal',
      [{ kind: 'edges', of: 'hub', rows: [row('1.0.x', '1.2.x', 'unsupported', open)] }],
      'unknown fact',
    ],
    [
      'a refusal that another row repeats',
      [
        {
          kind: 'edges',
          of: 'hub',
          rows: [row('1.0.x', '1.2.x', 'unsupported', open), row('1.x', '1.x', 'unsupported')],
        },
      ],
      'broken edge',
    ],
    [
      'a refusal before a permission',
      [
        {
          kind: 'edges',
          of: 'hub',
          rows: [row('1.0.x', '1.2.x', 'unsupported', open), row('1.x', '1.x', 'supported')],
        },
      ],
      'unknown fact',
    ],
    ['a permission', [{ kind: 'edges', of: 'hub', rows: [row('1.0.x', '1.2.x', 'supported', open)] }], ''],
    [
      'a permission against a step',
      [{ kind: 'edges', of: 'hub', rows: [row('1.0.x', '1.2.x', 'supported', open)] }, step({ up: 1 })],
      'broken step',
    ],
    [
      'a list of permissions',
      [
        {
          kind: 'edges',
          of: 'hub',
          rows: [row('1.1.x', '1.2.x', 'supported')],
          else: 'unsupported',
          ...open,
        },
      ],
      'unknown fact',
    ],
  ])('%s', (_, rules, expected) => {
    expect(judged(rules, '1.0.0 → 1.2.0')).toBe(expected)
  })
})

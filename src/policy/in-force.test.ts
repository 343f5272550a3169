import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { policyOn } from './in-force.ts'
import type { Policy } from './policy.ts'

const policy = made({
  facts: { shared: { asks: 'Is the store shared?', how: 'look' }, sealed: { asks: 'Is it sealed?' } },
  rules: [
    { id: 'always', kind: 'step', of: 'hub', unit: 'line', up: 1 },
    { id: 'if-shared', kind: 'step', of: 'leaf', unit: 'line', up: 1, when: 'shared' },
    { id: 'if-not', kind: 'expr', of: ['hub', 'leaf'], holds: 'hub >= leaf', when: 'not shared' },
    {
      id: 'rows',
      kind: 'edges',
      of: 'hub',
      rows: [
        { from: '1.0.x', to: '1.1.x', verdict: 'unsupported', since: '2026-02-01', until: '2026-02-28' },
        { from: '1.1.x', to: '1.2.x', verdict: 'unsupported', when: 'sealed' },
      ],
    },
    { id: 'stops', kind: 'stops', of: 'leaf', stops: [{ at: '1.1.x', when: 'sealed', until: '2026-02-10' }] },
  ],
})

/** `rows(2)` where two rows are left, `if-shared?` where it depends on what is not told. */
const told = ({ rules }: Policy): string =>
  rules
    .map((rule) => {
      const rows = rule.kind === 'edges' ? rule.rows : rule.kind === 'stops' ? rule.stops : undefined
      const inner = rows?.map(({ when }) => (when === undefined ? 'x' : '?')).join('')
      return `${rule.id}${rule.when === undefined ? '' : '?'}${inner === undefined ? '' : `(${inner})`}`
    })
    .join(' ')

describe('what of a policy counts', () => {
  it.each<[string, string | undefined, Record<string, boolean>, string]>([
    ['nothing is told', undefined, {}, 'always if-shared? if-not? rows(x?) stops(?)'],
    ['a fact is so', undefined, { shared: true }, 'always if-shared rows(x?) stops(?)'],
    ['a fact is not so', undefined, { shared: false }, 'always if-not rows(x?) stops(?)'],
    ['facts of rows', undefined, { sealed: true }, 'always if-shared? if-not? rows(xx) stops(x)'],
    ['no rows are left', '2026-03-01', { sealed: false, shared: true }, 'always if-shared rows() stops()'],
    ['the day before', '2026-01-31', { sealed: true, shared: true }, 'always if-shared rows(x) stops(x)'],
    ['the first day', '2026-02-01', { sealed: true, shared: true }, 'always if-shared rows(xx) stops(x)'],
    ['the last day', '2026-02-28', { sealed: true, shared: true }, 'always if-shared rows(xx) stops()'],
    ['the day after', '2026-03-01', { sealed: true, shared: true }, 'always if-shared rows(x) stops()'],
    ['named in full', undefined, { 'mesh/shared': true }, 'always if-shared rows(x?) stops(?)'],
    [
      'in full goes first',
      undefined,
      { 'mesh/shared': true, shared: false },
      'always if-shared rows(x?) stops(?)',
    ],
    ['of another policy', undefined, { 'soil/shared': true }, 'always if-shared? if-not? rows(x?) stops(?)'],
  ])('%s', (_, day, facts, expected) => {
    const circumstance = { ...(day !== undefined && { day }), facts: new Map(Object.entries(facts)) }
    expect(told(policyOn(policy, circumstance))).toBe(expected)
  })

  it('is the policy itself where nothing depends on anything', () => {
    const plain = made({ rules: [{ kind: 'step', of: 'hub', unit: 'line', up: 1 }] })
    expect(policyOn(plain, { day: '2026-01-01', facts: new Map() })).toBe(plain)
  })

  it('tells with an open condition what is asked', () => {
    const [rule] = policyOn(policy, { facts: new Map() }).rules.filter(({ when }) => when !== undefined)
    expect(rule?.when).toEqual({ fact: 'shared', is: true, asks: 'Is the store shared?', how: 'look' })
  })
})

import { describe, expect, it } from 'vitest'
import { type Outcome, worse } from './judgement.ts'

const ascending: readonly Outcome[] = ['holds', 'untested', 'unknown', 'broken']

describe('of two outcomes the worse one counts', () => {
  const pairs = ascending.flatMap((a, i) =>
    ascending.map((b, k) => [a, b, ascending[Math.max(i, k)]] as const),
  )

  it.each(pairs)('%s and %s: %s', (a, b, expected) => {
    expect(worse(a, b)).toBe(expected)
  })
})

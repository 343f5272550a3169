import { describe, expect, it } from 'vitest'
import { nearest } from './spelling.ts'

const names = ['server', 'agent', 'hub', 'leaf', 'server-skew']

describe('the nearest known name', () => {
  it.each<[string, string | undefined, string]>([
    ['server', 'server', 'is itself'],
    ['sever', 'server', 'lacks a letter'],
    ['serverr', 'server', 'has a letter too many'],
    ['servre', 'server', 'has two neighbours swapped'],
    ['SERVER', 'server', 'is written in capitals'],
    ['servant', undefined, 'is another word'],
    ['agnet', 'agent', 'has two neighbours swapped'],
    ['hbu', 'hub', 'is one swap away, the most for three letters'],
    ['hob', 'hub', 'is one letter away'],
    ['bob', undefined, 'is two letters away, too far for three'],
    ['server-skwe', 'server-skew', 'is long and one swap away'],
    ['srv-skew', undefined, 'lacks three letters, too many for eight'],
    ['xyz', undefined, 'is near to nothing'],
    ['', undefined, 'is nothing'],
  ])('of %j is %s: it %s', (written, expected) => {
    expect(nearest(written, names)).toBe(expected)
  })

  it('of two equally near ones it is the first', () => {
    expect(nearest('cat', ['bat', 'hat'])).toBe('bat')
  })

  it('is not looked for where nothing is known, nor for texts that are no names', () => {
    expect(nearest('server', [])).toBeUndefined()
    expect(nearest('s'.repeat(1_000_000), names)).toBeUndefined()
    expect(nearest('server', ['s'.repeat(1_000_000)])).toBeUndefined()
  })
})

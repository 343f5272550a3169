import { expect, it } from 'vitest'
import { distinctBy, groupBy, sum } from './group.ts'

const words = ['pear', 'fig', 'plum', 'kiwi', 'nut']

it('groups keep the order in which keys and items appear', () => {
  expect([...groupBy(words, (word) => word.length)]).toEqual([
    [4, ['pear', 'plum', 'kiwi']],
    [3, ['fig', 'nut']],
  ])
})

it('of items with one key the first stays, an undefined one included', () => {
  expect(distinctBy(words, (word) => word.length)).toEqual(['pear', 'fig'])
  expect(distinctBy([undefined, 1, undefined], (item) => item)).toEqual([undefined, 1])
})

it('nothing has no groups and the sum 0', () => {
  expect(groupBy([], () => 1).size).toBe(0)
  expect(sum([], () => 1)).toBe(0)
})

it('a sum adds what is asked for', () => {
  expect(sum(words, (word) => word.length)).toBe(18)
})

import { expect, it } from 'vitest'
import { fail, isNonEmpty, ok, unreachable } from './result.ts'

it('a result is a value or a problem', () => {
  expect(ok(1)).toEqual({ ok: true, value: 1 })
  expect(fail('why')).toEqual({ ok: false, problem: 'why' })
})

it.each([
  [[], false],
  [[undefined], true],
])('%j has an item: %s', (items, expected) => {
  expect(isNonEmpty(items)).toBe(expected)
})

it('a case that the compiler did not know is named', () => {
  expect(() => unreachable({ kind: 'new' } as never)).toThrow('unreachable case: {"kind":"new"}')
})

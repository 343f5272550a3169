import { expect, it } from 'vitest'
import { isInScope } from './scope.ts'

it.each([
  ['prod', 'prod', true],
  ['prod/eu', 'prod', true],
  ['prod/eu/a', 'prod/eu', true],
  ['prod', 'prod/eu', false],
  ['production', 'prod', false],
  ['prod/europe', 'prod/eu', false],
])('%s is in %s: %s', (scope, outer, expected) => {
  expect(isInScope(scope, outer)).toBe(expected)
})

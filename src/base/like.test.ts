import { expect, it } from 'vitest'
import { isLike } from './like.ts'

it.each([
  ['mill.json', 'mill.json', true],
  ['mill.json', 'mill.*', true],
  ['mill.json', '*.json', true],
  ['north/mill:3', '*/mill*', true],
  ['mill', '*', true],
  ['', '*', true],
  ['a\nb', 'a*b', true],
  ['mill.json', '*.jso', false],
  ['millXjson', 'mill.json', false],
  ['millXjson', 'mill.*', false],
  ['a+b', 'a+*', true],
] as const)('%j is like %j: %s', (text, pattern, isIt) => {
  expect(isLike(text, pattern)).toBe(isIt)
})

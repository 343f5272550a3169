import { expect, test } from 'vitest'
import { type Joined, lineDistance, readRange, readVersion } from './versions.ts'

const distance = (a: string, b: string, joined: Joined = []) =>
  lineDistance(readVersion(a, joined), readVersion(b, joined))

test('lines of one major are as far apart as their minors', () => {
  expect(distance('1.3.0', '1.1.9')).toBe(2)
  expect(distance('1.1.0', '1.3.0')).toBe(-2)
  expect(distance('1.1.0', '1.1.7')).toBe(0)
})

test('lines of two majors have no distance', () => {
  expect(distance('2.0.0', '1.9.0')).toBeUndefined()
})

test('counting goes on across joined majors', () => {
  const joined = [
    ['0.2', '1.0'],
    ['1.1', '2.0'],
  ] as const
  expect(distance('1.0.0', '0.2.5', joined)).toBe(1)
  expect(distance('1.1.0', '0.1.0', joined)).toBe(3)
  expect(distance('0.2.0', '2.1.0', joined)).toBe(-4)
})

test('a line beyond the joined one has a distance only to its own kind', () => {
  const joined = [['0.2', '1.0']] as const
  expect(distance('0.3.0', '0.2.0', joined)).toBeUndefined()
  expect(distance('0.3.0', '1.0.0', joined)).toBeUndefined()
  expect(distance('0.4.0', '0.3.0', joined)).toBe(1)
})

test('a range holds what all its comparators let in', () => {
  const within = readRange('>=1.0.0 <1.2.0')
  const versions = ['0.9.9', '1.0.0', '1.1.3', '1.2.0'].map((text) => readVersion(text, []))
  expect(versions.map(within)).toEqual([false, true, true, false])
  expect(versions.map(readRange('=1.1.3'))).toEqual([false, false, true, false])
})

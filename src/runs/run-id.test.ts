import { expect, it } from 'vitest'
import { compareRunIds, parseRunId, runIdText, shortDigest } from './run-id.ts'

it.each(['20261121-001-7c1e', '20261121-999-0000', '20261121-1000-7c1e'])('%s is a name of a run', (text) => {
  const id = parseRunId(text)
  expect(id && runIdText(id)).toBe(text)
})

it.each([
  '',
  '20261121',
  '20261121-001',
  '20261121-01-7c1e',
  '20261121-001-7C1E',
  '.20261121-001-7c1e',
  '../runs',
  '20261121-001-7c1e/x',
])('"%s" is none', (text) => {
  expect(parseRunId(text)).toBeUndefined()
})

it.each([
  ['7c1e9f00', '7c1e'],
  ['sha256:7C1E9F', '7c1e'],
  ['', '0000'],
])('%j is written %s in short', (digest, short) => {
  expect(shortDigest(digest)).toBe(short)
})

it('they are sorted by time', () => {
  const ids = [
    '20261121-002-0000',
    '20261121-1000-aaaa',
    '20261120-003-ffff',
    '20261121-999-ffff',
    '20261121-002-1111',
  ]
  expect([...ids].sort(compareRunIds)).toEqual([
    '20261120-003-ffff',
    '20261121-002-0000',
    '20261121-002-1111',
    '20261121-999-ffff',
    '20261121-1000-aaaa',
  ])
})

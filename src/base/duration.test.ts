import { describe, expect, it } from 'vitest'
import { parseDuration, writeDuration } from './duration.ts'

describe('durations', () => {
  it.each([
    ['90s', 90],
    ['10m', 600],
    ['1h30m', 5400],
    ['1h0m5s', 3605],
    ['2d', 172_800],
    ['1d12h', 129_600],
    ['0s', 0],
    ['366d', 31_622_400],
  ])('%s is %d s', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds)
    expect(parseDuration(writeDuration(seconds))).toBe(seconds)
  })

  it('are written as short as can be', () => {
    expect([0, 90, 5400, 172_805].map(writeDuration)).toEqual(['0s', '1m30s', '1h30m', '2d5s'])
  })

  it.each(['', '90', 's', '1m1h', '1.5h', '-1s', '10 m', '10min', '1h30', '367d', '9999999999s', '5m5m'])(
    '"%s" is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )
})

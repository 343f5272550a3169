import { describe, expect, it } from 'vitest'
import { type Batch, batchSize, parseBatch } from './batch.ts'

const count = (count: number): Batch => ({ kind: 'count', count })
const percent = (percent: number): Batch => ({ kind: 'percent', percent })

describe('reading a batch', () => {
  it.each<[number | string, Batch | undefined]>([
    [1, count(1)],
    [10, count(10)],
    ['10', count(10)],
    ['25%', percent(25)],
    ['100%', percent(100)],
    ['999999999', count(999_999_999)],
    ['101%', undefined],
    ['0%', undefined],
    [0, undefined],
    ['0', undefined],
    [-1, undefined],
    [1.5, undefined],
    [1e21, undefined],
    ['1000000000', undefined],
    ['', undefined],
    ['%', undefined],
    ['10 %', undefined],
    [' 10', undefined],
    ['10\n', undefined],
    ['ten', undefined],
    ['9'.repeat(100_000), undefined],
  ])('%j is %j', (written, batch) => {
    expect(parseBatch(written)).toEqual(batch)
  })
})

describe('the size of a batch', () => {
  it.each<[Batch, number, number]>([
    [count(1), 3, 1],
    [count(10), 40, 10],
    [count(10), 3, 3],
    [percent(25), 40, 10],
    [percent(25), 41, 10],
    [percent(25), 3, 1],
    [percent(100), 7, 7],
    [percent(1), 1_000_000, 10_000],
  ])('%j of %i instances are %i', (batch, of, size) => {
    expect(batchSize(batch, of)).toBe(size)
  })
})

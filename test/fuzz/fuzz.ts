import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readDocument } from '../../src/document/index.ts'
import { runs, timeoutMilliseconds } from './runs.ts'

/*
 * Whatever comes in by a door: nothing is thrown, and what goes out is a value or a problem that says where.
 */

/** A test of one door: `count` inputs in the suite. */
export function fuzz<T>(
  name: string,
  count: number,
  input: fc.Arbitrary<T>,
  property: (input: T) => void,
): void {
  const test = () => {
    fc.assert(fc.property(input, property), runs(count))
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  }
  it(name, test, timeoutMilliseconds)
}

/** The value of a document that is known to be one. */
export function plain(text: string): unknown {
  const read = readDocument(text, 'some.yaml')
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value.value
}

export function expectVerdict(kind: string): void {
  expect(['supported', 'untested', 'unknown', 'unsupported']).toContain(kind)
}

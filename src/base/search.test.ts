import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { countLeading } from './search.ts'

it('counts what a look at every item counts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: -1, max: 10 }),
      (numbers, most) => {
        const sorted = [...numbers].sort((a, b) => a - b)
        expect(countLeading(sorted, (one) => one <= most)).toBe(sorted.filter((one) => one <= most).length)
      },
    ),
    runs(100),
  )
})

import { expect, it } from 'vitest'
import { placeText } from './place.ts'

it('a place is written as editors and terminals follow it', () => {
  expect(placeText({ file: 'fleet.yaml', line: 31, column: 5 })).toBe('fleet.yaml:31:5')
})

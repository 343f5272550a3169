import { expect, it } from 'vitest'
import { clip, widthOf } from './layout.ts'
import { colourPaint as paint } from './paint.ts'

const line = `${paint.good('✓')} agents ${paint.strong('go')} on`

it.each([
  ['what fits', line, 14, line],
  ['what does not', 'agents go on', 8, 'agents …'],
  ['no place at all', 'agents', 0, '…'],
])('a line is clipped to its place: %s', (_, text, width, clipped) => {
  expect(clip(text, width)).toBe(clipped)
})

it.each([1, 2, 5, 9, 10, 11, 13])('colours take no place, and end with a line of %i', (width) => {
  const clipped = clip(line, width)
  expect(widthOf(clipped)).toBe(width)
  expect(clipped.endsWith(`${String.fromCharCode(27)}[0m…`)).toBe(true)
})

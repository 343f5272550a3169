import { expect, it } from 'vitest'
import { fitsPath } from './glob.ts'

it.each([
  ['state/store.go', 'state/*.go', true],
  ['state/redis/store.go', 'state/*.go', false],
  ['state/redis/store.go', 'state/**/*.go', true],
  ['state/store.go', 'state/**/*.go', true],
  ['CHANGELOG.md', '**/CHANGELOG.md', true],
  ['docs/CHANGELOG.md', '**/CHANGELOG.md', true],
  ['docs/MY-CHANGELOG.md', '**/CHANGELOG.md', false],
  ['a/b', '**', true],
  ['a.b', 'a?b', false],
  ['a+b.go', 'a+b.go', true],
])('%s fits %s: %s', (path, pattern, fits) => {
  expect(fitsPath(path, pattern)).toBe(fits)
})

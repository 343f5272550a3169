import { describe, expect, it } from 'vitest'
import { isNamed, sectionOf, speaksOf } from './entry.ts'

const log = `# Changes

## [1.3.0] - 2026-01-01

### Breaking
- \`Store.Get\` takes options

## v1.2.0
- nothing

Upgrading to 1.1
----------------
old words

<h2 id="x">1.0.0</h2>
first
`

describe('the entry of a release', () => {
  it.each([
    ['1.3.0', 'Store.Get', '- nothing'],
    ['1.2.0', '- nothing', 'old words'],
    ['1.1', 'old words', 'first'],
    ['1.0.0', 'first', 'old words'],
  ])('%s', (version, has, hasNot) => {
    const section = sectionOf(log, [version])
    expect(section).toContain(has)
    expect(section).not.toContain(hasNot)
  })

  it('is none where no heading names the version', () => {
    expect(sectionOf(log, ['1.3'])).toBeUndefined()
    expect(sectionOf(log, ['3.0'])).toBeUndefined()
    expect(sectionOf('1.3.0 came out', ['1.3.0'])).toBeUndefined()
  })

  it('is that of the full version before that of its line', () => {
    expect(sectionOf('# 1.3\na\n# 1.3.0\nb', ['1.3.0', '1.3'])).toContain('b')
  })
})

it.each([
  ['upgrade to 1.3.0 now', '1.3.0', true],
  ['v1.3.0', '1.3.0', true],
  ['11.3.0', '1.3.0', false],
  ['1.3.0.1', '1.3.0', false],
  ['1.3.0-rc.1', '1.3.0', false],
  ['see 1.3.0.', '1.3.0', true],
  ['GetAll', 'Get', false],
  ['`Get`', 'Get', true],
  ['Store.Get', 'Get', false],
])('%s names %s: %s', (text, word, is) => {
  expect(isNamed(text, word)).toBe(is)
})

it.each([
  ['the method Store.Get is gone', 'Store.Get', true],
  ['`Get` is gone', 'Store.Get', true],
  ['Store.Set is gone', 'Store.Get', false],
  ['`tons` is gone', 'components.schemas.Load.tons', true],
])('%s speaks of %s: %s', (text, path, is) => {
  expect(speaksOf(text, { format: 'go', kind: 'method-removed', path, class: 'breaking', places: {} })).toBe(
    is,
  )
})

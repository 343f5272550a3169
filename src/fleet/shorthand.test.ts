import { describe, expect, it } from 'vitest'
import { parseShorthand } from './shorthand.ts'

describe('one word is a component and its versions', () => {
  it.each([
    ['hub=1.2.3', 'default hub 1.2.3 ×1'],
    ['hub=1.2.3,1.2.2', 'default hub 1.2.3 ×1; default hub 1.2.2 ×1'],
    ['hub=1.2.3x3', 'default hub 1.2.3 ×3'],
    ['hub=1.2.3×3', 'default hub 1.2.3 ×3'],
    ['hub=1.2.3x3,1.2.2x40', 'default hub 1.2.3 ×3; default hub 1.2.2 ×40'],
    ['hub=v1.2.3', 'default hub v1.2.3 ×1'],
    ['hub=?', 'default hub  ×1'],
    ['hub=?x3', 'default hub  ×3'],
    ['hub=1.2.3, ?', 'default hub 1.2.3 ×1; default hub  ×1'],
    // After a letter the x belongs to the version, and so do the digits behind it.
    ['hub=1.0.0-linux3', 'default hub 1.0.0-linux3 ×1'],
    ['hub=1.0.0-linux3x2', 'default hub 1.0.0-linux3 ×2'],
    ['hub=1.0.0-rc.1x2', 'default hub 1.0.0-rc.1 ×2'],
    ['hub=1.0.0+b=2', 'default hub 1.0.0+b=2 ×1'],
    ['hub=x3', 'default hub x3 ×1'],
    ['hub=1.2.3x', 'default hub 1.2.3x ×1'],
    ['hub=1.2.3x999999999999', 'default hub 1.2.3 ×999999999999'],
    ['hub@prod/eu=1.2.3', 'prod/eu hub 1.2.3 ×1'],
    ['hub@a@b=1.2.3', 'a@b hub 1.2.3 ×1'],
    ['mesh/hub=1.2.3', 'default mesh/hub 1.2.3 ×1'],
    ['mesh/hub@prod/eu=1.2.3', 'prod/eu mesh/hub 1.2.3 ×1'],
    ['dir/mesh.yaml/hub=1.2.3', 'default dir/mesh.yaml/hub 1.2.3 ×1'],
  ])('%s: %s', (text, expected) => {
    const read = parseShorthand(text)
    if (!read.ok) throw new Error(read.problem.message)
    const rows = read.value.map(({ policy, scope, component, version, count }) => {
      return `${scope} ${policy === undefined ? '' : `${policy}/`}${component} ${version} ×${count}`
    })
    expect(rows.join('; ')).toBe(expected)
  })
})

describe('a word that is none', () => {
  it.each([
    ['', '"" is no part of a fleet'],
    ['hub', '"hub" is no part of a fleet'],
    ['=1.2.3', '"=1.2.3" is no part of a fleet'],
    ['@prod=1.2.3', '"@prod=1.2.3" names no component'],
    ['mesh/=1.2.3', '"mesh/=1.2.3" names no component'],
    ['/hub=1.2.3', '"/hub=1.2.3" names no component'],
    ['hub=', '"" in "hub=" is no version'],
    ['hub=1.2.3,', '"" in "hub=1.2.3," is no version'],
    ['hub=1.2.3,,1.2.2', '"" in "hub=1.2.3,,1.2.2" is no version'],
    ['hub=1.2.3x0', '"1.2.3x0" in "hub=1.2.3x0" has no count of instances after its x'],
    ['hub=1.2.3x-1', '"1.2.3x-1" in "hub=1.2.3x-1" has no count of instances after its x'],
    ['hub@=1.2.3', '"hub@=1.2.3" names no scope after @'],
    ['hub=1.2.3 leaf=1.2.3', '"hub=1.2.3 leaf=1.2.3" is more than one part of a fleet'],
  ])('%j: %s', (text, message) => {
    const read = parseShorthand(text)
    expect(read).toMatchObject({ ok: false, problem: { message, help: expect.stringContaining('write') } })
  })

  it('of a million characters comes to an end', () => {
    for (const text of [
      '1'.repeat(1e6),
      `hub=${'1x'.repeat(5e5)}`,
      `hub=${'?'.repeat(1e6)}`,
      '@'.repeat(1e6),
    ]) {
      expect(typeof parseShorthand(text).ok).toBe('boolean')
    }
  })
})

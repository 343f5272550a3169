import { describe, expect, it } from 'vitest'
import { made, newer, running, trails } from '../../test/fuzz/mesh.ts'
import { readingText } from '../fleet/index.ts'
import { check } from './check.ts'

const own = { id: 'skew', kind: 'window', of: 'hub', unit: 'line', behind: 1, ahead: 1 }
const releases = '1.0.0 1.1.0 1.2.0 (1.2.1) 1.3.0-rc.1 1.3.0'

const mesh = (rest = releases) => made({ rules: [own, newer, trails], releases: rest })

/** Repairs as `count: component version×count → version, …`. */
const repairs = (fleet: string, policy = mesh()): string[] =>
  check(running(fleet, policy), [policy]).repairs.map(({ count, changes }) => {
    const texts = changes.map(({ member: { group, part }, to }) => {
      return `${group.component}@${group.scope} ${readingText(part.reading)}×${part.count} → ${to.text}`
    })
    return `${count}: ${texts.join(', ')}`
  })

describe('the fewest instances to change', () => {
  it.each([
    ['hub=1.2.0 leaf=1.1.0', []],
    // One of three hubs is off: it moves, to the nearest version that does.
    ['hub=1.3.0x2,1.1.0', ['1: hub@default 1.1.0×1 → 1.3.0']],
    ['hub=1.3.0,1.1.0x2', ['1: hub@default 1.3.0×1 → 1.1.0']],
    ['hub=1.3.0 leaf=1.1.0x40', ['1: hub@default 1.3.0×1 → 1.2.0']],
    ['hub=1.3.0x40 leaf=1.1.0', ['1: leaf@default 1.1.0×1 → 1.2.0']],
    // Equally many: the one that is listed first.
    ['hub=1.3.0x3 leaf=1.1.0x3', ['3: hub@default 1.3.0×3 → 1.2.0']],
    ['leaf=1.1.0x3 hub=1.3.0x3', ['3: leaf@default 1.1.0×3 → 1.2.0']],
    // Two leaves are off in different directions: two of them, or the one hub.
    ['hub=1.2.0 leaf=1.0.0', ['1: hub@default 1.2.0×1 → 1.1.0']],
    ['hub=1.1.0 leaf=1.2.0x2', ['1: hub@default 1.1.0×1 → 1.2.0']],
    ['hub=1.2.0x9 leaf=1.0.0,1.3.0', ['2: leaf@default 1.0.0×1 → 1.2.0, leaf@default 1.3.0×1 → 1.2.0']],
    // Frozen instances are never the ones to change.
    ['hub=1.3.0! leaf=1.1.0x40', ['40: leaf@default 1.1.0×40 → 1.2.0']],
    ['hub=1.3.0x40 leaf=1.1.0!', ['40: hub@default 1.3.0×40 → 1.2.0']],
    ['hub=1.3.0! leaf=1.1.0!', []],
    // Neither are those of which nothing is known, and they are no obstacle.
    ['hub=1.3.0x5,? leaf=1.1.0', ['1: leaf@default 1.1.0×1 → 1.2.0']],
    // Scopes are repaired apart.
    [
      'hub@a=1.3.0 leaf@a=1.1.0x2 hub@b=1.3.0x2 leaf@b=1.1.0',
      ['1: hub@a 1.3.0×1 → 1.2.0', '1: leaf@b 1.1.0×1 → 1.2.0'],
    ],
    ['hub@a=1.2.0 leaf@a=1.2.0 hub@b=1.3.0x2 leaf@b=1.1.0', ['1: leaf@b 1.1.0×1 → 1.2.0']],
    // Tied across scopes, they are repaired together.
    ['hub@a=1.3.0 leaf@a/x=1.1.0 leaf@a/y=1.1.0', ['1: hub@a 1.3.0×1 → 1.2.0']],
  ])('%s: %j', (fleet, expected) => {
    expect(repairs(fleet)).toEqual(expected)
  })
})

describe('versions to change to', () => {
  it.each([
    ['are releases of the catalogue', '1.0.0 1.1.0 1.3.0', ['1: hub@default 1.1.0×1 → 1.3.0']],
    ['are none that were recalled', '1.1.0 (1.2.0) 1.3.0', ['1: hub@default 1.1.0×1 → 1.3.0']],
    ['are no pre-releases', '1.1.0 1.2.0-rc.1 1.3.0', ['1: hub@default 1.1.0×1 → 1.3.0']],
    ['may be far', '0.1.0 1.1.0 1.4.0', ['1: hub@default 1.1.0×1 → 1.4.0']],
    ['may leave only the larger set to change', '1.0.0 1.1.0', ['2: hub@default 1.3.0×2 → 1.1.0']],
  ])('%s', (_, catalogue, expected) => {
    expect(repairs('hub=1.3.0x2,1.1.0', mesh(catalogue))).toEqual(expected)
  })

  it('without any release there is no repair', () => {
    expect(repairs('hub=1.3.0x2,1.1.0', made({ rules: [own] }))).toEqual([])
  })

  it('a repair that breaks something else is none', () => {
    // The leaf keeps the hub from going down, and the store keeps it from going up.
    const store = { id: 'store', kind: 'window', of: 'store', to: 'hub', unit: 'line', behind: 0, ahead: 0 }
    const policy = made({ rules: [newer, trails, store], components: ['hub', 'leaf', 'store'], releases })
    expect(repairs('hub=1.2.0 store=1.2.0x5 leaf=1.0.0x3', policy)).toEqual([
      '3: leaf@default 1.0.0×3 → 1.1.0',
    ])
  })
})

describe('a repair ends in what somebody vouches for', () => {
  it.each([
    ['is no version beyond the table', 'hub=1.2.0 leaf=1.1.5', ['1: hub@default 1.2.0×1 → 1.1.0']],
    ['whatever is nearer', 'hub=1.1.0 leaf=1.2.5', ['1: hub@default 1.1.0×1 → 1.2.0']],
    ['beside a question that was open before', 'hub=1.2.0,? leaf=1.1.5', ['1: hub@default 1.2.0×1 → 1.1.0']],
  ])('%s', (_, fleet, expected) => {
    const rows = [
      { hub: '1.1.0', leaf: '1.1.5' },
      { hub: '1.2.0', leaf: '1.2.5' },
    ]
    const table = { id: 'packaged', kind: 'table', of: ['hub', 'leaf'], rows }
    expect(repairs(fleet, made({ rules: [table], releases: '1.1.0 1.2.0 1.2.1 1.3.0' }))).toEqual(expected)
  })
})

describe('where the search would take long, no repair is named', () => {
  it('for more parts than a reader takes in', () => {
    const versions = Array.from({ length: 13 }, (_, i) => `1.${i * 3}.0`).join(',')
    expect(repairs(`hub=${versions}`)).toEqual([])
  })

  it('for more scopes than a reader takes in', () => {
    const scopes = (count: number) =>
      Array.from({ length: count }, (_, i) => `hub@s${i}=1.3.0x2,1.1.0`).join(' ')
    expect(repairs(scopes(20))).toHaveLength(20)
    expect(repairs(scopes(21))).toEqual([])
  })

  it('and it comes to an end with many parts and releases', () => {
    const catalogue = Array.from({ length: 60 }, (_, i) => `1.${i}.0`).join(' ')
    const versions = Array.from({ length: 12 }, (_, i) => `1.${i * 5}.0`).join(',')
    expect(repairs(`hub=${versions}`, mesh(catalogue)).length).toBeLessThanOrEqual(1)
  })
})

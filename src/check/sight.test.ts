import { describe, expect, it } from 'vitest'
import { type Placed, Sight } from './sight.ts'

/** Groups as `component@scope`. */
const groups = (text: string, policy = 'mesh'): Placed[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [component = '', scope = ''] = word.split('@')
      return { policy, scope, component }
    })

const pairs = (text: string, of = 'leaf', to = 'hub'): string =>
  new Sight(groups(text))
    .pairs('mesh', of, to)
    .map(([a, b]) => `${a.component}@${a.scope}–${b.component}@${b.scope}`)
    .join(' ')

describe('groups see the nearest scope that holds what they look for', () => {
  it.each([
    ['leaf@a hub@a', 'leaf@a–hub@a'],
    ['leaf@a hub@b', ''],
    ['leaf@a', ''],
    ['', ''],
    // Outwards from the leaf.
    ['leaf@a/b hub@a', 'leaf@a/b–hub@a'],
    ['leaf@a/b/c hub@a', 'leaf@a/b/c–hub@a'],
    ['leaf@a/b/c hub@a/b hub@a', 'leaf@a/b/c–hub@a/b'],
    // Outwards from the hub: seeing is mutual.
    ['leaf@a hub@a/b', 'leaf@a–hub@a/b'],
    ['leaf@a hub@a/b hub@a/c', 'leaf@a–hub@a/b leaf@a–hub@a/c'],
    // Both: the inner hub serves the inner leaf, and the outer leaf is the nearest one it finds when there is no inner.
    ['leaf@a leaf@a/b hub@a hub@a/b', 'leaf@a–hub@a leaf@a/b–hub@a/b'],
    ['leaf@a hub@a hub@a/b', 'leaf@a–hub@a leaf@a–hub@a/b'],
    ['leaf@a/b leaf@a hub@a', 'leaf@a/b–hub@a leaf@a–hub@a'],
    // Neighbours do not see into each other.
    ['leaf@a/b hub@a/c', ''],
    ['leaf@a/b hub@a/b leaf@a/c hub@a/c', 'leaf@a/b–hub@a/b leaf@a/c–hub@a/c'],
    // A name that begins like another is another.
    ['leaf@ab hub@a', ''],
    ['leaf@a/bc hub@a/b', ''],
    ['leaf@ab/c hub@a', ''],
  ])('%j: %j', (text, expected) => {
    expect(pairs(text)).toBe(expected)
  })

  it.each([
    ['hub@a', 'hub@a–hub@a'],
    ['hub@a hub@a/b', 'hub@a–hub@a hub@a/b–hub@a/b'],
  ])('of itself a component sees its own scope only: %j: %j', (text, expected) => {
    expect(pairs(text, 'hub', 'hub')).toBe(expected)
  })

  it('which of the two is named first changes the sides and nothing else', () => {
    const text = 'leaf@a leaf@a/b leaf@c/d hub@a hub@a/b/e hub@c hub@c/d/f'
    const there = new Set(pairs(text).split(' '))
    const back = pairs(text, 'hub', 'leaf')
      .split(' ')
      .map((pair) => pair.split('–').reverse().join('–'))
    expect(new Set(back)).toEqual(there)
    expect(back).toHaveLength(there.size)
  })

  it('other policies are not seen', () => {
    const sight = new Sight([...groups('leaf@a'), ...groups('hub@a', 'grid')])
    expect(sight.pairs('mesh', 'leaf', 'hub')).toEqual([])
    expect(sight.groupsOf('grid', 'hub')).toHaveLength(1)
    expect(sight.groupsOf('mesh', 'hub')).toEqual([])
  })
})

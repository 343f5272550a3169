import { describe, expect, it } from 'vitest'
import { made } from '../../test/fuzz/mesh.ts'
import { clusters, tiedComponents } from './cluster.ts'
import type { Placed } from './sight.ts'

const components = ['hub', 'leaf', 'store', 'gate']
const window = (of: string, to: string) => ({
  id: `${of}-${to}`,
  kind: 'window',
  of,
  to,
  unit: 'line',
  behind: 1,
  ahead: 1,
})
const order = (rest: Readonly<Record<string, unknown>>) => ({ kind: 'order', ...rest })

const clustered = (rules: readonly Readonly<Record<string, unknown>>[], text: string): string => {
  const groups = text.split(' ').map((word): Placed => {
    const [component = '', scope = 'a'] = word.split('@')
    return { policy: 'mesh', scope, component }
  })
  return clusters(groups, [made({ rules, components })])
    .map((cluster) => cluster.map(({ component, scope }) => `${component}@${scope}`).join('+'))
    .join(' ')
}

describe('rules tie components together', () => {
  it.each([
    [[window('leaf', 'hub')], 'leaf/hub'],
    [[window('hub', 'hub')], ''],
    [[order({ up: ['store', 'hub', 'leaf'] })], 'store/hub store/leaf hub/leaf'],
    [[order({ down: ['leaf', 'hub'] })], 'leaf/hub'],
    [[{ kind: 'step', of: 'hub', unit: 'line', up: 1 }], ''],
    [[{ kind: 'gate', after: 'hub', before: 'leaf', on: 'up', until: 'well' }], 'hub/leaf'],
    [[window('leaf', 'hub'), order({ up: ['leaf', 'hub'] })], 'leaf/hub'],
    // Which of the two is named first makes no difference.
    [[window('leaf', 'hub'), order({ up: ['hub', 'leaf'] })], 'leaf/hub'],
  ])('%j: %j', (rules, expected) => {
    const ties = tiedComponents(made({ rules, components }))
    expect(ties.map((pair) => pair.join('/')).join(' ')).toBe(expected)
  })
})

describe('what is tied is judged together', () => {
  it.each([
    [[window('leaf', 'hub')], 'hub leaf store', 'hub@a+leaf@a store@a'],
    [[window('leaf', 'hub')], 'hub@a leaf@a hub@b leaf@b', 'hub@a+leaf@a hub@b+leaf@b'],
    [[window('leaf', 'hub')], 'leaf@a/x hub@b leaf@a/y hub@a', 'leaf@a/x+leaf@a/y+hub@a hub@b'],
    [[window('leaf', 'hub'), window('hub', 'store')], 'leaf gate store hub', 'leaf@a+store@a+hub@a gate@a'],
    [[order({ up: ['hub', 'leaf'] })], 'hub leaf', 'hub@a+leaf@a'],
    [[window('hub', 'hub')], 'hub@a hub@b', 'hub@a hub@b'],
    // Through a component that is not there nothing is tied.
    [[window('leaf', 'hub'), window('hub', 'store')], 'leaf store', 'leaf@a store@a'],
    [[], 'hub leaf', 'hub@a leaf@a'],
  ])('%j, %s: %s', (rules, text, expected) => {
    expect(clustered(rules, text)).toBe(expected)
  })
})

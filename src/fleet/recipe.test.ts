import { describe, expect, it } from 'vitest'
import { meshContainers } from '../../test/fuzz/mesh.ts'
import { applyRecipe, type Recipe, recipeApplies } from './recipe.ts'

const recipe = (rest: Partial<Recipe>): Recipe => ({
  id: 'made',
  title: 'made',
  when: {},
  each: 'items',
  ...rest,
})

const images = (names: Readonly<Record<string, string>>): Recipe => recipe({ image: { at: 'image', names } })

const documentOf = (...items: readonly unknown[]): unknown => ({ items })

describe('when a recipe applies', () => {
  const document = { kind: 'List', items: [{ kind: 'Pod' }], empty: null, flag: true, count: 3 }

  it.each<[Recipe['when'], boolean]>([
    [{}, true],
    [{ kind: 'List' }, true],
    [{ kind: 'Pod' }, false],
    [{ kind: ['Pod', 'List'] }, true],
    [{ kind: [] }, false],
    [{ kind: '*' }, true],
    [{ empty: '*' }, true],
    [{ flag: '*' }, true],
    [{ missing: '*' }, false],
    [{ 'items.0.kind': 'Pod' }, true],
    [{ 'items.1.kind': '*' }, false],
    [{ 'items.length': '*' }, true],
    [{ 'kind.length': '*' }, false],
    [{ kind: 'List', missing: '*' }, false],
    // Only texts are compared.
    [{ count: '3' }, false],
    [{ constructor: '*' }, false],
    [{ __proto__: '*' } as Recipe['when'], true],
    [JSON.parse('{"__proto__": "*"}') as Recipe['when'], false],
  ])('%j: %s', (when, expected) => {
    expect(recipeApplies(recipe({ when }), document)).toBe(expected)
  })

  it.each([null, 5, 'text', [], true])('not to %j, which has no members', (document) => {
    expect(recipeApplies(recipe({ when: { kind: '*' } }), document)).toBe(false)
  })
})

describe('images', () => {
  const names = { '*/mesh-hub': 'hub', 'mesh-hub': 'hub', '*leaf*': 'leaf', 'site/*/edge': 'edge' }

  it.each([
    ['mesh-hub:1.2.0', 'hub 1.2.0'],
    ['registry.example/mesh-hub:1.2.0', 'hub 1.2.0'],
    ['registry.example:5000/mesh-hub:1.2.0', 'hub 1.2.0'],
    ['registry.example:5000/mesh-hub', 'hub '],
    ['registry.example:5000/mesh-hub@sha256:00ff', 'hub '],
    ['registry.example:5000/mesh-hub:1.2.0@sha256:00ff', 'hub 1.2.0'],
    ['a/b/c/mesh-hub:v1.2.0-rc.1', 'hub v1.2.0-rc.1'],
    ['/mesh-hub:1', 'hub 1'],
    ['a/meshleafy:1', 'leaf 1'],
    ['leaf', 'leaf '],
    ['site/a/b/edge:2', 'edge 2'],
    ['site/edge:2', undefined],
    ['mesh-hubble:1.2.0', undefined],
    ['my-mesh-hub:1.2.0', undefined],
    ['mesh-hub/other:1.2.0', undefined],
    ['MESH-HUB:1.2.0', undefined],
    ['', undefined],
    ['@sha256:00ff', undefined],
    [':1', undefined],
  ])('%j is %j', (image, expected) => {
    const { rows, unrecognised } = applyRecipe(images(names), documentOf({ image }), undefined)
    expect(rows.map(({ component, version }) => `${component} ${version}`)[0]).toBe(expected)
    expect(unrecognised.size).toBe(expected === undefined ? 1 : 0)
  })

  it('the first name that matches decides', () => {
    const { rows } = applyRecipe(
      images({ '*': 'any', hub: 'hub' }),
      documentOf({ image: 'hub:1' }),
      undefined,
    )
    expect(rows[0]?.component).toBe('any')
  })

  it.each([
    ['*a*b*', 'xxaxxbxx', true],
    ['*a*b*', 'xxbxxaxx', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*ab*ba', 'xabax', false],
    ['*ab*ba', 'abba', true],
    ['**', '', true],
    ['', 'x', false],
  ])('the pattern %j matches %j: %s', (pattern, repository, expected) => {
    const { rows } = applyRecipe(images({ [pattern]: 'hub' }), documentOf({ image: repository }), undefined)
    expect(rows.length === 1).toBe(expected)
  })

  it('a hostile pattern and a long name come to an end', () => {
    const pattern = `${'*a'.repeat(1000)}*b`
    const { rows } = applyRecipe(
      images({ [pattern]: 'hub' }),
      documentOf({ image: 'a'.repeat(1e6) }),
      undefined,
    )
    expect(rows).toEqual([])
  })
})

describe('what a recipe makes of a document', () => {
  const containers = recipe({
    within: 'inner',
    skip: { '$.phase': ['Finished'] },
    image: { at: 'image', names: { '*/mesh-hub': 'hub', 'mesh-leaf': 'leaf' } },
    scope: '$.site',
    instance: '$.name',
  })

  it('rows, what was not recognised, and what was left out', () => {
    expect(applyRecipe(containers, meshContainers, 'here')).toEqual({
      rows: [{ scope: 'eu', component: 'hub', version: '1.2.0', count: 1, instances: ['hub-0'] }],
      unrecognised: new Map([['other/thing', 1]]),
      skipped: 1,
    })
  })

  it('unrecognised items are counted by what they were', () => {
    const items = documentOf({ image: 'a:1' }, { image: 'b' }, { image: 'a:2@x' }, {}, { image: 5 }, null, 7)
    expect(applyRecipe(images({ hub: 'hub' }), items, undefined).unrecognised).toEqual(
      new Map([
        ['a', 2],
        ['b', 1],
        ['', 3],
        ['5', 1],
      ]),
    )
  })

  it.each([
    ['of its own', { site: { name: 'eu' } }, 'here', 'eu'],
    ['of the outermost kind', { site: { name: '/eu//west/' } }, 'here', 'eu/west'],
    ['named outside, when it has none', {}, 'here', 'here'],
    ['named outside, when its own is empty', { site: { name: '' } }, 'here', 'here'],
    ['called default, when there is no other', {}, undefined, 'default'],
  ])('an item goes to the scope %s', (_, item, scope, expected) => {
    const made = recipe({ component: 'hub', version: 'version', scope: 'site.name' })
    expect(applyRecipe(made, documentOf(item), scope).rows[0]?.scope).toBe(expected)
  })

  it.each([
    ['1.2.0', '1.2.0'],
    [' 1.2.0\n', '1.2.0'],
    [3, '3'],
    [null, ''],
    [true, ''],
    [{ text: '1.2.0' }, ''],
    [undefined, ''],
  ])('the version %j is kept as %j', (version, expected) => {
    const made = recipe({ component: 'hub', version: 'version' })
    expect(applyRecipe(made, documentOf({ version }), undefined).rows[0]?.version).toBe(expected)
  })

  it('the version may stand elsewhere than in the image', () => {
    const made = recipe({ image: { at: 'image', names: { hub: 'hub' } }, version: '$.version' })
    const { rows } = applyRecipe(made, documentOf({ image: 'hub:latest', version: '1.2.0' }), undefined)
    expect(rows[0]?.version).toBe('1.2.0')
  })

  it.each([
    [true, ['true'], 1],
    [false, ['true'], 0],
    [5, ['5'], 1],
    [null, ['null'], 1],
    ['Finished', ['Failed', 'Finished'], 1],
    [undefined, ['undefined'], 0],
    [['a'], ['a'], 0],
    [{ toString: 'x', valueOf: 1 }, ['x'], 0],
  ])('an item whose state is %j, skipped when it is one of %j: %i left out', (state, texts, skipped) => {
    const made = recipe({ component: 'hub', skip: { state: texts } })
    const harvest = applyRecipe(made, documentOf({ state }), undefined)
    expect([harvest.skipped, harvest.rows.length]).toEqual([skipped, 1 - skipped])
  })

  it('$. starts at the outer item, and at the item itself where there is no inner one', () => {
    const inner = recipe({ within: 'inner', component: 'hub', version: 'v', instance: '$.v' })
    const harvest = applyRecipe(inner, documentOf({ v: 'outer', inner: [{ v: '1' }, { v: '2' }] }), undefined)
    expect(harvest.rows.map(({ version, instances }) => [version, instances])).toEqual([
      ['1', ['outer']],
      ['2', ['outer']],
    ])
    const plain = recipe({ component: 'hub', version: '$.v' })
    expect(applyRecipe(plain, documentOf({ v: '1' }), undefined).rows[0]?.version).toBe('1')
  })

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a mapping in place of the list', { items: { 0: {} } }],
    ['no such member', {}],
    ['a member that every object has', JSON.parse('{"__proto__": {"items": [{}]}}')],
  ])('%s has no items', (_, document) => {
    expect(applyRecipe(recipe({ component: 'hub' }), document, undefined)).toEqual({
      rows: [],
      unrecognised: new Map(),
      skipped: 0,
    })
  })
})

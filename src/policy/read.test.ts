import { describe, expect, it } from 'vitest'
import { meshCatalogue, meshPolicy, meshRecipes, openMesh } from '../../test/fuzz/mesh.ts'
import { placeText } from '../base/index.ts'
import { readPolicy } from './read.ts'

interface Texts {
  readonly policy?: string
  readonly catalogue?: string
  readonly recipes?: string
}

const read = ({ policy = meshPolicy, catalogue = meshCatalogue, recipes = meshRecipes }: Texts) =>
  readPolicy(policy, 'dir/policy.yaml', (name) => {
    const text = { 'catalogue.yaml': catalogue, 'recipes.yaml': recipes }[name]
    return text === undefined ? openMesh(name) : { ok: true, value: { text, file: `dir/${name}` } }
  })

/** The diagnostics as `file:line:column message | help`. */
const problemsOf = (texts: Texts): string[] => {
  const policy = read(texts)
  if (policy.ok) throw new Error('it was read')
  return policy.problem.map(
    ({ place, message, help }) => `${place && placeText(place)} ${message}${help ? ` | ${help}` : ''}`,
  )
}

describe('a policy and the files it includes', () => {
  it('are one document', () => {
    const policy = read({})
    if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
    const { include, catalogue, recipes, rules } = policy.value.document
    expect(include).toEqual([])
    expect(catalogue.map(({ of }) => of)).toEqual([['hub', 'leaf'], ['chart']])
    expect(recipes.map(({ id }) => id)).toEqual(['containers', 'leaves'])
    expect(rules).toHaveLength(12)
  })

  it('keep what the policy itself lists before what it includes', () => {
    const own = '\ncatalogue: [{ of: [chart], releases: [] }]\n'
    const catalogue = meshCatalogue.replace('of: [chart]', 'of: [hub]')
    const policy = read({ policy: meshPolicy + own, catalogue })
    if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
    const { document, locate } = policy.value
    expect(document.catalogue.map(({ of }) => of)).toEqual([['chart'], ['hub', 'leaf'], ['hub']])
    expect(locate(['catalogue', 0, 'of', 0])?.file).toBe('dir/policy.yaml')
    expect(locate(['catalogue', 1, 'of', 0])).toEqual({ file: 'dir/catalogue.yaml', line: 4, column: 10 })
    expect(locate(['catalogue', 2, 'of', 0])).toEqual({ file: 'dir/catalogue.yaml', line: 16, column: 10 })
  })

  it.each([
    [['rules', 0, 'id'], 'dir/policy.yaml:25:9'],
    [['catalogue', 0, 'releases', 1, 'version'], 'dir/catalogue.yaml:9:20'],
    [['catalogue', 1, 'releases', 0], 'dir/catalogue.yaml:17:16'],
    [['recipes', 1, 'each'], 'dir/recipes.yaml:16:11'],
    // Nothing is there: the nearest parent is.
    [['catalogue', 9], 'dir/policy.yaml:2:1'],
  ])('%j stands at %s', (path, expected) => {
    const policy = read({})
    const place = policy.ok ? policy.value.locate(path) : undefined
    expect(place && placeText(place)).toBe(expected)
  })
})

describe('problems stand in the file that has them', () => {
  it.each<[string, Texts, string[]]>([
    [
      'a misspelt member of a rule',
      { policy: meshPolicy.replace('behind: 1', 'behnd: 1') },
      [
        'dir/policy.yaml:25:5 "behind" is missing | expected a whole number, or "any"',
        'dir/policy.yaml:29:5 "behnd" is not known here | did you mean "behind"?',
      ],
    ],
    [
      'an unknown kind of rule',
      { policy: meshPolicy.replace('kind: window', 'kind: windows') },
      ['dir/policy.yaml:26:11 "kind" is "windows" | did you mean "window"?'],
    ],
    [
      'a name in capitals',
      { policy: meshPolicy.replace('  hub: {', '  Hub: {') },
      [
        'dir/policy.yaml:20:3 "Hub" is no valid name | expected a name of lower-case letters, digits and dashes',
      ],
    ],
    [
      'an order of one component',
      { policy: meshPolicy.replace('up: [hub, leaf]', 'up: [hub]') },
      ['dir/policy.yaml:87:9 "up" is a list | expected at least 2 items'],
    ],
    [
      'no YAML',
      { policy: 'rules: [' },
      [
        'dir/policy.yaml:1:9 Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
    ],
    [
      'a file that is not there',
      { policy: meshPolicy.replace('recipes.yaml', 'recipe.yaml') },
      ['dir/policy.yaml:10:27 there is no file recipe.yaml'],
    ],
    ['no YAML in an included file', { catalogue: 'a: "' }, ['dir/catalogue.yaml:1:5 Missing closing "quote']],
    ['an empty included file', { catalogue: '' }, ['dir/catalogue.yaml:1:1 the document is empty']],
    [
      'a misspelt member of an included file',
      { catalogue: meshCatalogue.replace('status: recalled', 'stats: recalled') },
      ['dir/catalogue.yaml:14:47 "stats" is not known here | did you mean "status"?'],
    ],
    [
      'a date that is none',
      { catalogue: meshCatalogue.replace('"2025-12-01"', '1.12.2025') },
      ['dir/catalogue.yaml:8:33 "date" is "1.12.2025" | expected a date such as 2026-03-19'],
    ],
    [
      'a kind of file that cannot be included',
      { catalogue: meshPolicy },
      [
        'dir/catalogue.yaml:3:7 "kind" is "Policy" | one of: Catalogue, Recipes, Lifecycle, Configuration, Rules',
      ],
    ],
    [
      'a misspelt kind',
      { recipes: meshRecipes.replace('Recipes', 'Recipe') },
      ['dir/recipes.yaml:2:7 "kind" is "Recipe" | did you mean "Recipes"?'],
    ],
    [
      'no kind',
      { recipes: meshRecipes.replace('kind: Recipes\n', '') },
      [
        'dir/recipes.yaml:1:1 "kind" is missing | one of: Catalogue, Recipes, Lifecycle, Configuration, Rules',
      ],
    ],
    [
      'a list in place of an included document',
      { recipes: '- a' },
      ['dir/recipes.yaml:1:1 the document is a list | expected a mapping'],
    ],
    [
      'problems in two files',
      { catalogue: '', recipes: '' },
      ['dir/catalogue.yaml:1:1 the document is empty', 'dir/recipes.yaml:1:1 the document is empty'],
    ],
  ])('%s', (_, texts, problems) => {
    expect(problemsOf(texts)).toEqual(problems)
  })
})

import { describe, expect, it } from 'vitest'
import { fits } from '../../test/fuzz/json-schema.ts'
import { meshCatalogue, meshPolicy, meshRecipes } from '../../test/fuzz/mesh.ts'
import { readDocument } from '../document/index.ts'
import { policyJsonSchema } from './schema.ts'

type Kind = 'Policy' | 'Catalogue' | 'Recipes'
type Schema = Readonly<Record<string, unknown>>

const documents: Readonly<Record<Kind, string>> = {
  Policy: meshPolicy,
  Catalogue: meshCatalogue,
  Recipes: meshRecipes,
}
const kinds = Object.keys(documents) as Kind[]

const readValue = (text: string): unknown => {
  const read = readDocument(text, 'some.yaml')
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value.value
}

const accepts = (kind: Kind, text: string): boolean => fits(policyJsonSchema(kind) as Schema, readValue(text))

describe('the JSON Schema that editors use', () => {
  it.each(kinds)('of a %s accepts one that uses every member', (kind) => {
    expect(accepts(kind, documents[kind])).toBe(true)
  })

  it.each<[Kind, string, string]>([
    ['Policy', 'components:', 'component:'],
    ['Policy', 'kind: Policy', 'kind: Polici'],
    ['Policy', 'interlock.dev/v1alpha1', 'interlock.dev/v1'],
    ['Policy', 'name: mesh', 'name: Mesh'],
    ['Policy', 'title: Mesh hub', 'titel: Mesh hub'],
    ['Policy', 'kind: window', 'kind: windows'],
    ['Policy', 'unit: line', 'unit: lines'],
    ['Policy', 'behind: 1', 'behind: one'],
    ['Policy', 'behind: 1', 'behind: -1'],
    ['Policy', 'behind: 1', 'behnd: 1'],
    ['Policy', 'up: 1', 'up: 0'],
    ['Policy', 'up: 1', 'up: 1.5'],
    ['Policy', 'up: [hub, leaf]', 'up: [hub]'],
    ['Policy', 'verdict: supported', 'verdict: fine'],
    ['Policy', 'enforced: start', 'enforced: stop'],
    ['Policy', 'strength: recommended', 'strength: should'],
    ['Policy', 'refuse: [recalled]', 'refuse: []'],
    ['Policy', 'refuse: [recalled]', 'refuse: [old]'],
    ['Policy', 'modes: [rolling, stopped]', 'modes: [roling]'],
    ['Policy', 'instances: 2', 'instances: 1'],
    ['Policy', 'default: pairwise', 'defalt: pairwise'],
    ['Policy', '["0.12", "1.0"]', '["0.12"]'],
    ['Policy', '["0.12", "1.0"]', '["0.12", "1.0", "2.0"]'],
    ['Policy', 'holds: [hub=1.2.3', 'hold: [hub=1.2.3'],
    ['Policy', 'source: { in: guide, section', 'source: { at: guide, section'],
    ['Catalogue', 'kind: Catalogue', 'kind: Recipes'],
    ['Catalogue', 'of: [hub, leaf]', 'of: []'],
    ['Catalogue', 'date: "2025-12-01"', 'date: 1.12.2025'],
    ['Catalogue', 'status: recalled', 'status: recaled'],
    ['Catalogue', 'version: 1.3.0', 'versoin: 1.3.0'],
    ['Recipes', 'each: items', 'eech: items'],
    ['Recipes', 'when: { leaves: "*" }', 'when: { leaves: 1 }'],
    ['Recipes', 'skip: { $.phase: [Finished] }', 'skip: { $.phase: Finished }'],
    ['Recipes', 'mesh-leaf: leaf', 'mesh-leaf: Leaf'],
  ])('of a %s refuses %s turned into %s', (kind, from, to) => {
    expect(documents[kind]).toContain(from)
    expect(accepts(kind, documents[kind].replace(from, to))).toBe(false)
  })

  it.each(kinds)('of a %s lets nothing pass that it does not know, and describes every member', (kind) => {
    const open: string[] = []
    const undescribed: string[] = []
    walk(policyJsonSchema(kind) as Schema, kind, (schema, path) => {
      const { properties, additionalProperties } = schema
      if (properties === undefined) return
      if (additionalProperties !== false) open.push(path)
      for (const [name, member] of Object.entries(properties as Record<string, Schema>)) {
        // What has one value only, and the schema's own address, need no words.
        if (member.const !== undefined || name === '$schema') continue
        if (member.description === undefined) undescribed.push(`${path}.${name}`)
      }
    })
    expect(open).toEqual([])
    expect(undescribed).toEqual([])
  })

  it('describes every kind of rule', () => {
    const described: unknown[] = []
    walk(policyJsonSchema('Policy') as Schema, '', ({ oneOf }) => {
      if (Array.isArray(oneOf)) described.push(...oneOf.map(({ description }) => description))
    })
    expect(described).toHaveLength(38)
    expect(described).not.toContain(undefined)
  })
})

function walk(schema: Schema, path: string, visit: (schema: Schema, path: string) => void): void {
  visit(schema, path)
  for (const [name, inner] of Object.entries(schema)) {
    if (name === 'default' || typeof inner !== 'object' || inner === null) continue
    walk(inner as Schema, name === 'properties' ? path : `${path}.${name}`, visit)
  }
}

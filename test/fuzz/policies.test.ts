import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../../src/check/index.ts'
import { readDocument } from '../../src/document/index.ts'
import { summarise } from '../../src/fleet/index.ts'
import {
  buildPolicy,
  type Policy,
  type PolicyText,
  policyJsonSchema,
  readPolicy,
} from '../../src/policy/index.ts'
import { expectAnswer } from './answer.ts'
import { expectVerdict, fuzz, plain } from './fuzz.ts'
import { fits } from './json-schema.ts'
import { meshCatalogue, meshPolicy, meshRecipes, openMesh } from './mesh.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'
import { runs } from './runs.ts'

describe('policies', () => {
  const files = { 'policy.yaml': meshPolicy, 'catalogue.yaml': meshCatalogue, 'recipes.yaml': meshRecipes }
  type File = keyof typeof files
  const withoutRules = meshPolicy.replace(/^rules:[\s\S]*/m, 'rules: []\n')

  const readFiles = (texts: Readonly<Record<File, string>>) => {
    const read = readPolicy(texts['policy.yaml'], 'policy.yaml', (name) => {
      return name === 'catalogue.yaml' || name === 'recipes.yaml'
        ? { ok: true, value: { text: texts[name], file: name } }
        : { ok: false, problem: `there is no file ${name}` }
    })
    expectAnswer(read, texts)
    if (!read.ok) return
    const { document, locate } = read.value
    const policy = buildPolicy(document, { locate })
    expectAnswer(policy, texts)
    if (policy.ok) checkSomething(policy.value)
  }

  for (const file of ['policy.yaml', 'catalogue.yaml', 'recipes.yaml'] as const) {
    const others = file === 'policy.yaml' ? files : { ...files, 'policy.yaml': withoutRules }
    fuzz(`${file} with characters changed`, 300, mutatedText(files[file]), (text) => {
      readFiles({ ...others, [file]: text })
    })
    fuzz(`${file} with parts changed`, 300, mutatedValue(plain(files[file])), (value) => {
      readFiles({ ...others, [file]: JSON.stringify(value) })
    })
  }

  it('what is changed is refused early, refused late, or still a policy', () => {
    const seen = new Map<string, number>()
    for (const text of fc.sample(mutatedText(meshPolicy), runs(150))) {
      const read = readPolicy(text, 'policy.yaml', openMesh)
      const outcome = !read.ok ? 'not read' : buildPolicy(read.value.document).ok ? 'built' : 'not built'
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
    }
    for (const outcome of ['not read', 'not built', 'built']) {
      expect(seen.get(outcome) ?? 0, outcome).toBeGreaterThan(3)
    }
  })

  const { document: mesh } = readOrThrow(meshPolicy)
  const readings = fc.oneof(
    fc.dictionary(soup(2), soup(2), { maxKeys: 2 }),
    fc.oneof(soup(2), fc.constantFrom('pairwise', 'literal')).map((reading) => ({ 'leaf-skew': reading })),
  )

  fuzz('readings that nobody offers', 1000, readings, (chosen) => {
    const isOffered = Object.entries(chosen).every(
      ([id, reading]) => id === 'leaf-skew' && ['pairwise', 'literal'].includes(reading),
    )
    expect(buildPolicy(mesh, { readings: chosen }).ok).toBe(isOffered)
  })

  for (const [kind, file] of [
    ['Policy', 'policy.yaml'],
    ['Catalogue', 'catalogue.yaml'],
    ['Recipes', 'recipes.yaml'],
  ] as const) {
    fuzz(`a ${kind} is read where its schema accepts it`, 300, mutatedValue(plain(files[file])), (value) => {
      const text = JSON.stringify(value)
      const including = withoutRules.replace(/^include: .*$/m, 'include: [it]')
      const read = readPolicy(kind === 'Policy' ? text : including, 'policy.yaml', () => ({
        ok: true,
        value: { text: kind === 'Policy' ? meshRecipes : text, file: 'it' },
      }))
      const source = readDocument(text, 'it')
      const schema = policyJsonSchema(kind) as Readonly<Record<string, unknown>>
      expect(read.ok, text).toBe(source.ok && fits(schema, source.value.value))
    })
  }
})

function readOrThrow(text: string): PolicyText {
  const read = readPolicy(text, 'policy.yaml', openMesh)
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return read.value
}

/** A policy that was built is one that can be asked. */
function checkSomething(policy: Policy): void {
  const schemes = new Map([...policy.components].map(([name, { scheme }]) => [name, scheme]))
  const rows = [...policy.components.keys()].flatMap((component) =>
    ['1.1.0', '1.2.1', '0.4.0', ''].map((version) => ({ scope: 'prod', component, version, count: 1 })),
  )
  const summary = summarise({ policies: [], rows }, new Map([[policy.name, schemes]]))
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  expectVerdict(check(summary.value, [policy]).verdict.kind)
}

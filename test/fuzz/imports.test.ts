import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Result } from '../../src/base/index.ts'
import { readDocuments, type Source, writeDocument } from '../../src/document/index.ts'
import {
  type ImportResult,
  importCompatibilityTable,
  importEndOfLife,
  importOperatorCatalogue,
  importRequiredStops,
  importUpdateGraph,
} from '../../src/import/index.ts'
import { buildPolicy, readPolicy } from '../../src/policy/index.ts'
import { testExamples } from '../../src/vet/index.ts'
import { expectAnswer } from './answer.ts'
import { fuzz, plain } from './fuzz.ts'
import { mutatedText, mutatedValue } from './mutation.ts'

/*
 * Other people's data, broken in every way: it is refused at a place, or becomes a policy that can be read and whose examples
 * are what they say.
 */

const settings = { asOf: '2026-08-31', ref: 'data' }

const kinds: readonly (readonly [file: string, read: (sources: readonly Source[]) => ImportResult])[] = [
  ['graph.json', (sources) => importUpdateGraph(sources, { ...settings, architecture: 'amd64' })],
  ['graph-data.yaml', (sources) => importUpdateGraph(sources, { ...settings, architecture: 'amd64' })],
  ['pump-catalogue.yaml', (sources) => importOperatorCatalogue(sources, settings)],
  ['upgrade_path.yml', (sources) => importRequiredStops(sources, settings)],
  ['pump-versions.yaml', (sources) => importCompatibilityTable(sources, { ...settings, isExact: false })],
  [
    'pump-versions.yaml',
    (sources) => importCompatibilityTable(sources, { ...settings, isExact: true, against: 'kube' }),
  ],
  ['pump.json', (sources) => importEndOfLife(sources, { ...settings, support: 'security' })],
  ['pump.json', (sources) => importEndOfLife(sources, { ...settings, support: 'extended' })],
]

function expectImport(text: string, read: (sources: readonly Source[]) => ImportResult): void {
  const documents = [...readDocuments(text, 'data')]
  if (!documents.every((each) => each.ok) || documents.length === 0) return
  const result = read(documents.flatMap((each) => (each.ok ? each.value : [])))
  expectAnswer(result, { data: text })
  if (!result.ok) return
  // What is told besides is told as problems are.
  const { policy, notes } = result.value
  if (notes.length > 0)
    expectAnswer({ ok: false, problem: notes } satisfies Result<never, unknown>, { data: text })
  const written = writeDocument(policy)
  const document = readPolicy(written, 'imported', () => ({ ok: false, problem: 'there is no other file' }))
  const built = document.ok ? buildPolicy(document.value.document) : document
  if (!built.ok) throw new Error(`${JSON.stringify(built.problem)}\n${written}`)
  const wrong = testExamples(built.value).filter(({ expected, found }) => expected !== found)
  expect(wrong.map(({ rule, text: example }) => `${rule.name}: ${example}`)).toEqual([])
}

describe('data of other systems', () => {
  for (const [i, [file, read]] of kinds.entries()) {
    const text = readFileSync(`examples/imports/${file}`, 'utf8')
    fuzz(`${file} becomes a policy or is refused (${i})`, 120, mutatedText(text), (broken) =>
      expectImport(broken, read),
    )
    // Several documents are broken one at a time, as a list of them.
    const values = text.split(/^---$/m).map((each) => plain(each))
    fuzz(`${file} with parts changed (${i})`, 120, mutatedValue(values), (changed) => {
      if (!Array.isArray(changed)) return
      const documents = (changed as unknown[]).filter((each) => typeof each === 'object' && each !== null)
      expectImport(documents.map((each) => JSON.stringify(each)).join('\n'), read)
    })
  }

  const numbers = fc.constantFrom(
    '0.0.0',
    '1.0.0',
    '1.0.1',
    '2.0',
    '1',
    'v1.2.3',
    '9007199254740991.0.0',
    '1.0.0+b',
    '1.0.0-0',
  )
  fuzz('odd versions', 200, fc.array(numbers, { minLength: 1, maxLength: 4 }), (list) => {
    const row = (version: string) => ({
      version,
      kube: [version, '1.30'],
      chart_version: version,
      eolAt: '2026-12-31',
    })
    expectImport(JSON.stringify(list), (sources) => importRequiredStops(sources, settings))
    expectImport(
      JSON.stringify({ nodes: list.map((version) => ({ version })), edges: [[0, list.length - 1]] }),
      (sources) => importUpdateGraph(sources, { ...settings, architecture: 'amd64' }),
    )
    expectImport(JSON.stringify({ versions: list.map(row) }), (sources) =>
      importCompatibilityTable(sources, { ...settings, isExact: false }),
    )
    const cycles = list.map((latest) => ({
      cycle: latest.split('.').slice(0, 2).join('.'),
      latest,
      eol: true,
    }))
    expectImport(JSON.stringify(cycles), (sources) =>
      importEndOfLife(sources, { ...settings, support: 'security' }),
    )
  })
})

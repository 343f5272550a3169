import fc from 'fast-check'
import { expect } from 'vitest'
import { buildPolicy, editCatalogue, isEditOf, readPolicy } from '../../src/policy/index.ts'
import { updateCatalogue } from '../../src/release/index.ts'
import { expectAnswer } from './answer.ts'
import { fuzz } from './fuzz.ts'
import { meshCatalogue, meshPolicy, meshRecipes } from './mesh.ts'
import { mutatedText } from './mutation.ts'

const policyText = meshPolicy.replace(/^rules:[\s\S]*/m, 'rules: []\n')
const asJson = (text: string): string => {
  const read = readCatalogue(text)
  return read.ok ? JSON.stringify({ ...JSON.parse(read.json) }, null, 2) : text
}

function readCatalogue(text: string) {
  const read = readPolicy(policyText, 'policy.yaml', (name) => {
    const texts = name === 'catalogue.yaml' ? text : meshRecipes
    return { ok: true, value: { text: texts, file: name } }
  })
  if (!read.ok) return { ok: false } as const
  const built = buildPolicy(read.value.document)
  const entry = read.value.document.catalogue.findIndex(({ of }) => of.includes('hub'))
  if (!built.ok || entry < 0) return { ok: false } as const
  const { apiVersion, catalogue } = read.value.document
  const json = JSON.stringify({ apiVersion, kind: 'Catalogue', catalogue })
  return { ok: true, document: read.value.document, policy: built.value, entry, json } as const
}

const tags = ['1.4.0', '1.3.1', '1.2.3', '1.1.2', '1.0.0', '0.1.0'].map((text, i) => ({
  name: `v${text}`,
  date: `2026-02-0${i + 1}`,
  commit: `${i}`.repeat(40),
}))
const texts = fc.oneof(mutatedText(meshCatalogue), mutatedText(asJson(meshCatalogue)))

fuzz('a catalogue that can be read can be brought up to date, or it is said why not', 1500, texts, (text) => {
  const before = readCatalogue(text)
  const known = before.ok ? before.policy.catalogues.get('hub') : undefined
  const scheme = before.ok ? before.policy.components.get('hub')?.scheme : undefined
  if (!before.ok || known === undefined || scheme === undefined) return
  const update = updateCatalogue(known, tags, {
    schemes: [scheme],
    template: 'v{version}',
    by: 'tag',
    since: () => true,
    isRecording: true,
    hasDays: true,
    accepts: () => true,
  })
  const edits = { added: update.added, changed: update.changed, asOf: '2026-03-03' }
  const edited = editCatalogue(text, 'catalogue.yaml', ['catalogue', before.entry], scheme, edits)
  expectAnswer(edited, { 'catalogue.yaml': text })
  if (!edited.ok) return
  const after = readCatalogue(edited.value)
  expect(
    after.ok && isEditOf(before.document, after.document, before.entry, scheme, edits),
    edited.value,
  ).toBe(true)
})

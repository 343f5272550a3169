import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Diagnostic, Result } from '../../src/base/index.ts'
import { check } from '../../src/check/index.ts'
import { readDocument } from '../../src/document/index.ts'
import {
  applyRecipe,
  type Fleet,
  fleetJsonSchema,
  parseShorthand,
  type Recipe,
  RowReader,
  readFleetDocument,
  recipeApplies,
  summarise,
} from '../../src/fleet/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../../src/policy/index.ts'
import { expectAnswer } from './answer.ts'
import { expectVerdict, fuzz, plain } from './fuzz.ts'
import { fits } from './json-schema.ts'
import { meshContainers, meshFleet, meshPolicy, meshRecipes, meshRows, openMesh } from './mesh.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'

describe('fleets', () => {
  const policy = builtMesh()

  const checkFleet = (fleet: Fleet): void => {
    const schemes = new Map([...policy.components].map(([name, { scheme }]) => [name, scheme]))
    const summary = summarise(fleet, new Map([['mesh', schemes]]))
    if (!summary.ok) {
      expect(summary.problem.length).toBeGreaterThan(0)
      return
    }
    const counted = summary.value.groups.flatMap(({ parts }) => parts.map(({ count }) => count))
    expect(counted.reduce((a, b) => a + b, 0)).toBe(fleet.rows.reduce((total, { count }) => total + count, 0))
    expectVerdict(check(summary.value, [policy]).verdict.kind)
  }

  const answer = (read: Result<Fleet, readonly Diagnostic[]>, text: string): void => {
    expectAnswer(read, { 'fleet.yaml': text })
    if (read.ok) checkFleet(read.value)
  }

  fuzz('a document with characters changed', 500, mutatedText(meshFleet), (text) => {
    answer(readFleetDocument(text, 'fleet.yaml'), text)
  })

  fuzz('a document with parts changed', 500, mutatedValue(plain(meshFleet)), (value) => {
    const text = JSON.stringify(value)
    const read = readFleetDocument(text, 'fleet.yaml')
    answer(read, text)
    // The schema has no words for a batch, which is read by more than its type.
    const source = readDocument(text, 'fleet.yaml')
    const schema = fleetJsonSchema() as Readonly<Record<string, unknown>>
    const isAccepted = source.ok && fits(schema, source.value.value)
    if (!read.ok && isAccepted)
      expect(read.problem.map(({ message }) => message).join()).toMatch(/is no batch$/)
    else expect(read.ok, text).toBe(isAccepted)
  })

  const line = fc.oneof(
    fc.constantFrom(...meshRows),
    ...meshRows.map(mutatedText),
    ...meshRows.map((row) => mutatedValue(JSON.parse(row)).map((value) => JSON.stringify(value))),
    soup(6),
  )

  fuzz('rows, line by line', 500, fc.array(line, { maxLength: 5 }), (lines) => {
    const text = lines.map((each) => each.replaceAll('\n', ' ')).join('\n')
    const reader = new RowReader('rows.ndjson')
    for (const each of text.split('\n')) reader.line(each)
    const rows = reader.end()
    expectAnswer(rows, { 'rows.ndjson': text })
    if (rows.ok) checkFleet({ policies: [], rows: rows.value })
  })

  fuzz(
    'shorthand',
    1000,
    fc.oneof(soup(6), mutatedText('mesh/hub@prod/eu=1.2.3x2,?x3,1.0.0-linux3')),
    (text) => {
      const read = parseShorthand(text)
      if (read.ok) checkFleet({ policies: [], rows: read.value })
      else
        expect(read.problem).toEqual({
          message: expect.stringMatching(/./),
          help: expect.stringMatching(/./),
        })
    },
  )

  const recipe = plain(meshRecipes) as { recipes: Recipe[] }
  const harvested = fc.tuple(
    fc.constantFrom(...recipe.recipes),
    fc.oneof(
      mutatedValue(meshContainers),
      mutatedValue({ leaves: [{ version: '1', id: 'a', at: { site: 'eu' } }] }),
    ),
    fc.option(soup(2), { nil: undefined }),
  )

  fuzz('the output of other programs', 500, harvested, ([each, document, scope]) => {
    expect(typeof recipeApplies(each, document)).toBe('boolean')
    const { rows, skipped, unrecognised } = applyRecipe(each, document, scope)
    expect(skipped).toBeGreaterThanOrEqual(0)
    expect([...unrecognised.values()].every((count) => count > 0)).toBe(true)
    checkFleet({ policies: [], rows })
  })
})

function builtMesh(): Policy {
  const read = readPolicy(meshPolicy, 'policy.yaml', openMesh)
  const policy = read.ok ? buildPolicy(read.value.document) : read
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return policy.value
}

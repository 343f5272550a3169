import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { readDocument } from '../../src/document/index.ts'
import { expectAnswer } from './answer.ts'
import { fuzz } from './fuzz.ts'
import { meshCatalogue, meshFleet, meshPolicy, meshRecipes } from './mesh.ts'
import { mutatedText, soup } from './mutation.ts'

describe('documents', () => {
  const documents = [meshPolicy.slice(0, 1500), meshCatalogue, meshRecipes, meshFleet]
  const text = fc.oneof(
    soup(),
    ...documents.map(mutatedText),
    ...documents.map((each) => mutatedText(crlf(each))),
  )

  fuzz('a text is a document, or it is said where it stops being one', 1000, text, (written) => {
    expectAnswer(readDocument(written, 'some.yaml'), { 'some.yaml': written })
  })

  fuzz('every value of a document stands inside it', 300, text, (written) => {
    const read = readDocument(written, 'some.yaml')
    if (!read.ok) return
    const lines = written.split('\n')
    const visit = (value: unknown, path: readonly (string | number)[]): void => {
      for (const part of ['key', 'value'] as const) {
        const { line, column } = read.value.place(path, part)
        const length = lines[line - 1]?.length ?? -1
        expect(column >= 1 && column <= length + 1, `${JSON.stringify(path)} at ${line}:${column}`).toBe(true)
      }
      if (Array.isArray(value)) for (const [i, item] of value.entries()) visit(item, [...path, i])
      else if (typeof value === 'object' && value !== null)
        for (const [key, member] of Object.entries(value)) visit(member, [...path, key])
    }
    visit(read.value.value, [])
  })

  fuzz(
    'JSON is read as JSON.parse reads it, numbers with a fraction aside',
    300,
    fc.json({ maxDepth: 4 }),
    (json) => {
      const read = readDocument(json, 'some.json')
      if (read.ok) expect(withTexts(read.value.value)).toEqual(withTexts(JSON.parse(json)))
      else expectAnswer(read, { 'some.json': json })
    },
  )
})

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n')
}

/** A JSON value in which all numbers are texts of one spelling: those with a fraction are read as texts. */
function withTexts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTexts)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withTexts(member)]))
  if (typeof value === 'number') return String(value)
  const isNumber = typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
  return isNumber ? String(Number(value)) : value
}

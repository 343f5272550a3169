import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { compareInterfaces, interfaceFormats } from '../../src/compare/index.ts'
import { fuzz } from './fuzz.ts'
import { mutatedText, soup } from './mutation.ts'

/* Whatever two texts are called, a comparison ends, and what could not be read says where. */

const folder = join(import.meta.dirname, '../compare/pairs')
const texts = readdirSync(folder).flatMap((name) =>
  readFileSync(join(folder, name), 'utf8')
    .split(/^(?:=== .*|--- \w+)$/m)
    .filter((part) => part.length > 40),
)
const text = fc.oneof(
  soup(),
  fc.constantFrom(...texts),
  fc.constantFrom(...texts).chain((each) => mutatedText(each)),
)
const names = ['a.go', 'a.ts', 'a.d.ts', 'a.yaml', 'a.json', 'a.schema.json', 'a'] as const

describe('interfaces', () => {
  fuzz(
    'any two texts are compared, or it is said what they are not',
    1500,
    fc.tuple(text, text, fc.constantFrom(undefined, ...interfaceFormats), fc.constantFrom(...names)),
    ([old, young, as, file]) => {
      const side = (of: string) => ({ texts: [{ file, text: of }] })
      const { changes, problems } = compareInterfaces(side(old), side(young), as === undefined ? {} : { as })
      for (const { place, message } of problems) {
        expect(message).not.toBe('')
        expect(place?.line).toBeGreaterThan(0)
      }
      for (const { places } of changes)
        for (const place of Object.values(places)) {
          expect(place.line).toBeGreaterThan(0)
          expect(place.column).toBeGreaterThan(0)
        }
    },
  )
})

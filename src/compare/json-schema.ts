import { readDocument } from '../document/index.ts'
import type { InterfaceText } from './change.ts'
import { type CompareFormat, nothing } from './format.ts'
import { SchemaComparer } from './schema-compare.ts'
import { isMembers, own, type SchemaDocument } from './schema-read.ts'
import { changesOf } from './schema-result.ts'
import { readSide } from './sides.ts'

/**
 * Compares two JSON Schemas, of drafts 4 to 2020-12, for those who write documents by them: what was valid stays valid.
 * https://json-schema.org/draft/2020-12/json-schema-core
 */
export const compareJsonSchema: CompareFormat = (old, young) => {
  const sides = readSide(old, young, schemaIn)
  if (!sides.ok) return { ...nothing, problems: sides.problem }
  const documents = sides.value
  const comparer = new SchemaComparer(documents)
  const root = ({ source }: SchemaDocument) => ({ value: source.value, path: [] })
  comparer.compareNodes(root(documents.old), root(documents.new), { path: '', direction: 'input' })
  return { ...nothing, changes: changesOf(comparer, 'json-schema', documents) }
}

function schemaIn({ text, file }: InterfaceText) {
  const read = readDocument(text, file)
  if (!read.ok) return read
  const { value } = read.value
  const dialect = isMembers(value) ? own(value, '$schema') : undefined
  const isRefAlone = typeof dialect === 'string' && /draft-0[3-7]/.test(dialect)
  return { ok: true, value: { source: read.value, isRefAlone } } as const
}

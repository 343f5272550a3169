import type { InterfaceChange, InterfaceFormat } from './change.ts'
import type { SchemaComparer } from './schema-compare.ts'
import { classify, type Direction, type SchemaChange } from './schema-effect.ts'
import type { SchemaDocument } from './schema-read.ts'

/** Changes of schemas as changes of an interface: one for each kind and path, whoever else meets the same schema. */
export function changesOf(
  { changes }: SchemaComparer,
  format: InterfaceFormat,
  documents: { readonly old: SchemaDocument; readonly new: SchemaDocument },
): readonly InterfaceChange[] {
  const merged = new Map<string, SchemaChange>()
  for (const change of changes) {
    const key = JSON.stringify([change.kind, change.path, change.before, change.after])
    const known = merged.get(key)
    merged.set(key, known === undefined ? change : worseOf(known, change))
  }
  return [...merged.values()].map((change): InterfaceChange => {
    const { kind, path, before, after, oldPath, newPath } = change
    return {
      format,
      kind,
      path: path === '' ? '(root)' : path,
      ...classify(change),
      ...(before !== undefined && { before: shortened(before) }),
      ...(after !== undefined && { after: shortened(after) }),
      places: {
        ...(oldPath !== undefined && { old: documents.old.source.place(oldPath) }),
        ...(newPath !== undefined && { new: documents.new.source.place(newPath) }),
      },
    }
  })
}

const ranks = { breaking: 3, unknown: 2, compatible: 1, documentation: 0 } as const

function worseOf(a: SchemaChange, b: SchemaChange): SchemaChange {
  const direction: Direction = a.direction === b.direction ? a.direction : 'both'
  const worst = ranks[classify(a).class] >= ranks[classify(b).class] ? a : b
  return worst.class === undefined ? { ...worst, direction } : worst
}

/** Texts of somebody else's may be of any length. */
const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 299)}…` : text)

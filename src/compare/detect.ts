import { readDocuments } from '../document/index.ts'
import type { InterfaceFormat, InterfaceText } from './change.ts'
import { isComponentMetadata } from './component-metadata.ts'
import { isCrd } from './crd.ts'
import { isMembers, own } from './schema-read.ts'

const endings: readonly (readonly [RegExp, InterfaceFormat])[] = [
  [/\.proto$/, 'protobuf'],
  [/\.go$/, 'go'],
  [/\.(?:[cm]?ts|tsx)$/, 'typescript'],
]

/** The format of a file, by its name or else by what is in it; undefined where it is none of them. */
export function formatOf({ file, text }: InterfaceText): InterfaceFormat | undefined {
  const byName = endings.find(([ending]) => ending.test(file))?.[1]
  if (byName !== undefined) return byName
  if (!/\.(?:ya?ml|json)$/i.test(file) && /\.[a-z]+$/i.test(file)) return undefined
  // Templates of such documents are none themselves.
  for (const read of readDocuments(text, file)) {
    if (!read.ok) continue
    const { value } = read.value
    if (!isMembers(value)) continue
    if (own(value, 'openapi') !== undefined || own(value, 'swagger') !== undefined) return 'openapi'
    if (isCrd(value)) return 'crd'
    if (isComponentMetadata(value)) return 'component-metadata'
    if (own(value, 'apiVersion') !== undefined && own(value, 'kind') !== undefined) continue
    if (typeof own(value, '$schema') === 'string' && /json-schema\.org/.test(String(value.$schema)))
      return 'json-schema'
    if (/\.schema\.(?:ya?ml|json)$/i.test(file)) return 'json-schema'
    if (['properties', '$defs', 'definitions'].some((name) => isMembers(own(value, name))))
      return 'json-schema'
  }
  return undefined
}

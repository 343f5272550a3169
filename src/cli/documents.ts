import { fail, placeText } from '../base/index.ts'
import type { ManifestText } from '../connect/index.ts'
import { readConfigurations } from '../document/index.ts'
import type { Host, ScanInput } from '../lifecycle/index.ts'
import type { Policy } from '../policy/index.ts'

/** What was opened, and what was found to be in no format that can be read. */
export interface Reading {
  files: number
  others: string[]
}

/** The documents of files, in whatever format they are. */
export function* documentsOf(texts: Iterable<ManifestText>, read: Reading): Iterable<ScanInput> {
  for (const { file, text, isNamed } of texts) {
    read.files++
    if (!text.ok) {
      yield fail([{ place: { file, line: 1, column: 1 }, message: text.problem }])
      continue
    }
    for (const document of readConfigurations(text.value, file, isNamed)) {
      if (document.ok && document.value.format === 'other')
        read.others.push(placeText(document.value.place([])))
      yield document
    }
  }
}

/** The component that loads what a ledger speaks of. */
export const hostOf = ({ components, catalogues }: Policy, name: string): Host => {
  const component = components.get(name)
  if (component === undefined) throw new Error(`the ledger names a host ${name} that was built without it`)
  const catalogue = catalogues.get(name)
  return { name, scheme: component.scheme, ...(catalogue && { catalogue }) }
}

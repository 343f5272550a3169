import { canonicalJson } from '../base/index.ts'
import type { Scheme } from '../version/index.ts'
import type { CatalogueEdits, NewCatalogue } from './edit-catalogue.ts'
import type { CatalogueDocument, PolicyDocument } from './schema.ts'

/**
 * Whether an edited policy, read back, is what it was with the edits made to it and nothing else: what was written as
 * text is proved as data. `entry` is the number of the catalogue in the document, or the new one.
 */
export function isEditOf(
  before: PolicyDocument,
  after: PolicyDocument,
  entry: number | NewCatalogue,
  scheme: Scheme,
  edits: CatalogueEdits,
): boolean {
  const catalogue = before.catalogue.map((one, i) => (i === entry ? edited(one, scheme, edits) : one))
  if (typeof entry !== 'number') {
    const { of, tag } = entry
    catalogue.push(edited({ of: [...of], ...(tag !== undefined && { tag }), releases: [] }, scheme, edits))
  }
  return text({ ...before, catalogue }) === text({ ...after })
}

/** In which order catalogues and releases stand is no matter. */
function text(document: PolicyDocument): string {
  const catalogue = document.catalogue.map((one) =>
    canonicalJson({
      ...one,
      releases: one.releases.map((row) => canonicalJson({ ...row, version: String(row.version) })).sort(),
    }),
  )
  return canonicalJson({ ...document, catalogue: catalogue.sort() })
}

function edited(
  catalogue: CatalogueDocument,
  scheme: Scheme,
  { added, changed, asOf }: CatalogueEdits,
): CatalogueDocument {
  const releases = catalogue.releases.map((row) => {
    const made = { ...row }
    const version = scheme.parse(String(row.version))
    for (const edit of changed) {
      if (!version.ok || edit.version.text !== version.value.text) continue
      if (edit.member !== 'delivers') made[edit.member] = edit.to
      else made.delivers = { ...made.delivers, [edit.to.component]: edit.to.version }
    }
    return made
  })
  for (const { version, date, commit, delivers } of added) {
    releases.push({
      version: version.text,
      ...(date !== undefined && { date }),
      ...(commit !== undefined && { commit }),
      ...(delivers !== undefined && { delivers: { [delivers.component]: delivers.version } }),
    })
  }
  return { ...catalogue, ...(asOf !== undefined && { asOf }), releases }
}

import { dirname, join } from 'node:path'
import { nearest } from '../../base/index.ts'
import { isFile, otherPolicies, readPolicyText, readText } from '../../connect/index.ts'
import type { Path } from '../../document/index.ts'
import {
  addCatalogue,
  buildPolicy,
  type CatalogueEdits,
  editCatalogue,
  isEditOf,
  type NewCatalogue,
  type Policy,
  type PolicyText,
} from '../../policy/index.ts'
import type { Scheme } from '../../version/index.ts'
import { InputProblem, type Io, wrong } from '../io.ts'

/** A catalogue, and where it is written. */
export interface CatalogueTarget {
  readonly reference: string
  readonly text: PolicyText
  readonly policy: Policy
  /** All components that share it. */
  readonly components: readonly [string, ...string[]]
  readonly schemes: readonly [Scheme, ...Scheme[]]
  readonly file: string
  /** Missing for one that is still to be made. */
  readonly at?: { readonly entry: number; readonly path: Path }
  /** The name of a file beside the policy that the policy does not include. */
  readonly aside?: string
}

/** Where a policy that has no catalogue yet, and no file for it, gets one. */
const asideName = 'catalogue.yaml'

/** Finds the catalogue of a component, or the only one that there is. */
export function findTarget(reference: string, named: string | undefined, io: Io): CatalogueTarget {
  const plain = readWith(reference, [], io)
  const component = named ?? onlyComponent(plain)
  if (!plain.policy.components.has(component)) {
    const known = [...plain.policy.components.keys()]
    const guess = nearest(component, known)
    const help = guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`
    throw wrong(`"${component}" is no component of ${plain.policy.name}`, help)
  }
  const [own] = plain.text.files
  const policyFile = own?.file ?? reference
  const beside = join(dirname(policyFile), asideName)
  const isAside = entryOf(plain.text, component) < 0 && !plain.text.files.some(({ file }) => file === beside)
  const { text, policy } = isAside && isFile(beside) ? readWith(reference, [asideName], io) : plain
  const entry = entryOf(text, component)
  const of = text.document.catalogue[entry]?.of ?? []
  const found = {
    reference,
    text,
    policy,
    components: [component, ...of.filter((name) => name !== component)] as const,
    schemes: schemesOf(policy, [component, ...of]),
  }
  if (entry >= 0) {
    const { file, path } = text.origin(['catalogue', entry])
    return { ...found, file, at: { entry, path }, ...(text !== plain.text && { aside: asideName }) }
  }
  const isInline = text.document.catalogue.some((_, i) => text.origin(['catalogue', i]).file === policyFile)
  const included = plain.text.files.find(({ kind }) => kind === 'Catalogue')?.file
  const file = isInline ? policyFile : included
  return file === undefined ? { ...found, file: beside, aside: asideName } : { ...found, file }
}

const entryOf = ({ document }: PolicyText, component: string): number =>
  document.catalogue.findIndex(({ of }) => of.includes(component))

function schemesOf(policy: Policy, components: readonly [string, ...string[]]): CatalogueTarget['schemes'] {
  const schemes = components.flatMap((name) => policy.components.get(name)?.scheme ?? [])
  const [first, ...rest] = [...new Set(schemes)]
  if (first === undefined) throw new Error('a component that was built without a scheme')
  return [first, ...rest]
}

function onlyComponent({ text, policy }: Pick<CatalogueTarget, 'text' | 'policy'>): string {
  const [entry, another] = text.document.catalogue
  const names = entry === undefined ? [...policy.components.keys()] : []
  const only = entry === undefined ? (names.length === 1 ? names[0] : undefined) : entry.of[0]
  if (only !== undefined && another === undefined) return only
  const choices = text.document.catalogue.map(({ of }) => of.join(' and '))
  throw wrong(
    entry === undefined
      ? `${policy.name} has no catalogue, and several components that could have one`
      : `${policy.name} has several catalogues`,
    `add --component with one of: ${(entry === undefined ? names : choices).join(', ')}`,
  )
}

interface ReadPolicy {
  readonly text: PolicyText
  readonly policy: Policy
}

function readWith(
  reference: string,
  also: readonly string[],
  io: Io,
  texts: ReadonlyMap<string, string> = new Map(),
): ReadPolicy {
  const text = readPolicyText(reference, io.folders, { also, texts })
  if (!text.ok) throw new InputProblem(text.problem)
  const { document, locate } = text.value
  const policy = buildPolicy(document, { locate, other: otherPolicies(reference, io.folders) })
  if (!policy.ok) throw new InputProblem(policy.problem)
  return { text: text.value, policy: policy.value }
}

/**
 * The text of the file with the edits made. It is read back before anybody gets it: it has to be the policy that it was,
 * with these edits and no others.
 */
export function editedText(
  target: CatalogueTarget,
  tag: string | undefined,
  edits: CatalogueEdits,
  io: Io,
): string {
  const { reference, file, at, aside, components, schemes } = target
  const read = isFile(file) ? readText(file) : undefined
  if (read?.ok === false) throw wrong(read.problem)
  const entry: NewCatalogue = { of: [components[0]], ...(tag !== undefined && { tag }) }
  const edited =
    at === undefined
      ? addCatalogue(read?.value, file, entry, edits)
      : editCatalogue(read?.value ?? '', file, at.path, schemes[0], edits)
  if (!edited.ok) throw new InputProblem(edited.problem)
  const also = aside === undefined ? [] : [aside]
  const back = readWith(reference, also, io, new Map([[file, edited.value]]))
  if (!isEditOf(target.text.document, back.text.document, at?.entry ?? entry, schemes[0], edits))
    throw new Error(`${file} would not be what it was with the new releases: nothing is written`)
  return edited.value
}

import { nearest } from '../../base/index.ts'
import type { VersionTemplate, VersionText } from '../version-text.ts'
import type { Container, PatchStep, PodTemplate } from './objects.ts'

/** Where in a pod, and alike in the template that pods are made of, the version stands. */
export interface VersionPlace {
  /** For people: `image of container "hub"`. */
  readonly called: string
  /** The name of the container; undefined where pods have only one. */
  readonly container: string | undefined
  /** The version that is written in a pod or a template; undefined where what is written is no version. */
  read(of: PodTemplate): string | undefined
  /** What is written, as it stands. */
  text(of: PodTemplate): string | undefined
  /** How a version is written there. */
  write(version: string): string
  /** The digest of the image that a pod should run, where somebody says it. */
  digest(of: PodTemplate): string | undefined
  /** Throws where the template has no such place. */
  check(template: PodTemplate): void
  /** Changes a workload whose template this is. Throws where the version cannot be written. */
  change(template: PodTemplate, version: string): PatchStep
}

/** Where the version is written. */
export type WrittenAt = { readonly text: VersionTemplate } & (
  | { readonly at: 'image'; readonly digests: Readonly<Record<string, string>> | undefined }
  | { readonly at: 'env'; readonly name: string }
  | { readonly at: 'pointer'; readonly pointer: string; readonly called: string }
)

const tagPattern = /^\w[\w.-]{0,127}$/
const templateAt = '/spec/template'

export function versionPlaceOf(
  written: WrittenAt,
  text: VersionText,
  container: string | undefined,
): VersionPlace {
  switch (written.at) {
    case 'image':
      return imagePlace(text, container, written.digests)
    case 'env':
      return envPlace(text, container, written.name)
    case 'pointer':
      return pointerPlace(text, container, written.pointer, written.called)
  }
}

export const digestIn = (image: string): string | undefined => /sha256:[0-9a-f]{64}/.exec(image)?.[0]

/** An image may be pinned where it is written, whatever the place of the version. */
const pinned = (of: PodTemplate, container: string | undefined): string | undefined =>
  digestIn(containerOf(of, container)?.container.image ?? '')

function imagePlace(
  written: VersionText,
  container: string | undefined,
  digests: Readonly<Record<string, string>> | undefined,
): VersionPlace {
  const text = (of: PodTemplate): string | undefined => containerOf(of, container)?.container.image
  const read = (of: PodTemplate): string | undefined => {
    const version = written.read((text(of) ?? '').split('@')[0] ?? '')
    return version !== undefined && /[\s/:@]/.test(version) ? undefined : version
  }
  return {
    called: `image of ${container === undefined ? 'its container' : `container "${container}"`}`,
    container,
    text,
    read,
    write: written.write,
    digest: (of) => pinned(of, container) ?? digests?.[read(of) ?? ''],
    check: (template) => void knownContainer(template, container),
    change(template, version) {
      const { index } = knownContainer(template, container)
      const image = written.write(version)
      if (!tagPattern.test(image.slice(image.lastIndexOf(':') + 1)))
        throw new Error(`"${image}" is no image: a tag has letters, digits, dots, dashes and underscores`)
      const digest = digests?.[version]
      if (digest === undefined && digests !== undefined)
        throw new Error(`"digests" has none for version ${version}`)
      return {
        op: 'replace',
        path: `${templateAt}/spec/containers/${index}/image`,
        value: digest === undefined ? image : `${image}@${digest}`,
      }
    },
  }
}

function envPlace(written: VersionText, container: string | undefined, name: string): VersionPlace {
  const text = (of: PodTemplate): string | undefined =>
    containerOf(of, container)?.container.env?.find((each) => each.name === name)?.value
  return {
    called: `variable "${name}"`,
    container,
    text,
    read: (of) => written.read(text(of) ?? ''),
    write: written.write,
    digest: (of) => pinned(of, container),
    check: (template) => void knownContainer(template, container),
    change(template, version) {
      const { container: found, index } = knownContainer(template, container)
      const at = `${templateAt}/spec/containers/${index}/env`
      const entry = { name, value: written.write(version) }
      const known = found.env?.findIndex((each) => each.name === name) ?? -1
      if (known >= 0) return { op: 'replace', path: `${at}/${known}`, value: entry }
      return found.env === undefined
        ? { op: 'add', path: at, value: [entry] }
        : { op: 'add', path: `${at}/-`, value: entry }
    },
  }
}

function pointerPlace(
  written: VersionText,
  container: string | undefined,
  pointer: string,
  called: string,
): VersionPlace {
  const text = (of: PodTemplate): string | undefined => {
    const found = atPointer(of, pointer)
    return typeof found === 'string' ? found : undefined
  }
  return {
    called,
    container,
    text,
    read: (of) => written.read(text(of) ?? ''),
    write: written.write,
    digest: (of) => pinned(of, container),
    check: () => {},
    change(template, version) {
      const above = pointer.slice(0, pointer.lastIndexOf('/'))
      const parent = atPointer(template, above)
      if (typeof parent !== 'object' || parent === null)
        throw new Error(`there is no ${above} in the template of the pods`)
      // To add a member that is there replaces it; to add an item shifts all others.
      const op = Array.isArray(parent) ? 'replace' : 'add'
      return { op, path: templateAt + pointer, value: written.write(version) }
    },
  }
}

/** The container that a setting names, or the only one. */
export function containerOf(
  of: PodTemplate,
  name: string | undefined,
): { readonly container: Container; readonly index: number } | undefined {
  const all = of.spec?.containers ?? []
  const index = name === undefined ? (all.length === 1 ? 0 : -1) : all.findIndex((each) => each.name === name)
  const container = all[index]
  return container && { container, index }
}

function knownContainer(of: PodTemplate, name: string | undefined) {
  const found = containerOf(of, name)
  if (found !== undefined) return found
  const names = (of.spec?.containers ?? []).map((each) => each.name ?? '')
  if (name === undefined)
    throw new Error(`the pods have several containers: name one by "container" (${names.join(', ')})`)
  const guess = nearest(name, names)
  const help = guess === undefined ? `only ${names.join(', ')}` : `did you mean "${guess}"?`
  throw new Error(`the pods have no container "${name}": ${help}`)
}

export const pointerToLabel = (label: string): string =>
  `/metadata/labels/${label.replaceAll('~', '~0').replaceAll('/', '~1')}`

function atPointer(value: unknown, pointer: string): unknown {
  let current = value
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined
    current = (current as Record<string, unknown>)[name]
  }
  return current
}

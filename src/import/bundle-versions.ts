import type { Diagnostic, Place } from '../base/index.ts'
import { type Source, valueAt } from '../document/index.ts'
import { semver, type Version } from '../version/index.ts'
import { note, some } from './imported.ts'

export interface Bundle {
  readonly value: { readonly name: string }
  readonly source: Source
}

export const scheme = semver()

/** As most people name bundles. */
const usualName = /^(.+?\.)v?(?=\d+\.\d+\.\d)/

/**
 * The versions of bundles by their names. Catalogues name bundles that they do not have (any more): where all names are made
 * alike, the version is in the name.
 */
export class BundleVersions {
  private readonly known = new Map<string, Version | undefined>()
  private readonly notes: Diagnostic[]
  /** What stands before the version in every name; undefined where names are made in several ways. */
  private readonly prefix: string | undefined
  private readonly guessed: { readonly name: string; readonly version: Version; readonly place: Place }[] = []

  /** `names` are those that the catalogue uses, for one that has no bundles at all. */
  constructor(bundles: readonly Bundle[], names: readonly string[], notes: Diagnostic[]) {
    this.notes = notes
    for (const bundle of bundles) this.read(bundle)
    const prefixes = new Set<string | undefined>()
    for (const [name, version] of this.known) {
      if (version !== undefined)
        prefixes.add(name.endsWith(version.text) ? name.slice(0, -version.text.length) : undefined)
    }
    if (prefixes.size === 0) for (const name of names) prefixes.add(usualName.exec(name)?.[0])
    const [prefix, another] = prefixes
    this.prefix = another === undefined && prefixes.size === 1 ? prefix : undefined
  }

  /** The version of a bundle that is named at a place. */
  of(name: string, place: Place): Version | undefined {
    if (this.known.has(name)) return this.known.get(name)
    const { prefix } = this
    const read =
      prefix === undefined || !name.startsWith(prefix) ? undefined : scheme.parse(name.slice(prefix.length))
    const version = read?.ok === true ? read.value : undefined
    this.known.set(name, version)
    if (version !== undefined) this.guessed.push({ name, version, place })
    else {
      const message = `${name} has no bundle here, so nobody knows its version: moves from and to it are left out`
      this.notes.push(note(place, message))
    }
    return version
  }

  /** Says which versions were taken from names. */
  tellGuessed(): void {
    const [first] = this.guessed
    if (first === undefined) return
    const texts = this.guessed.map(({ name, version }) => `${name} is ${version.text}`)
    this.notes.push(
      note(first.place, `there is no bundle to tell these versions but their names: ${some(texts)}`),
    )
  }

  private read({ value, source }: Bundle): void {
    const properties = valueAt(source.value, ['properties'])
    const list = Array.isArray(properties) ? properties : []
    const at = list.findIndex((each) => valueAt(each, ['type']) === 'olm.package')
    const written = valueAt(list[at], ['value', 'version'])
    const text = typeof written === 'string' || typeof written === 'number' ? String(written) : undefined
    const version = scheme.parse(text ?? '')
    this.known.set(value.name, version.ok ? version.value : undefined)
    if (version.ok) return
    const place = source.place(at < 0 ? ['name'] : ['properties', at, 'value', 'version'])
    const what = text === undefined ? 'tells no version' : `tells the version "${text}", which is none`
    this.notes.push(note(place, `the bundle ${value.name} ${what}: it is left out`))
  }
}

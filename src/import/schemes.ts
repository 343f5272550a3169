import { buildScheme, type SchemeDocument, type WrittenPolicy } from '../policy/index.ts'
import type { Scheme, Version } from '../version/index.ts'

/** A way to write versions, as a policy has it and ready to read them. */
export interface Writing {
  readonly written: WrittenPolicy['schemes'][string]
  readonly scheme: Scheme
}

const nothing = { single: [], mistakes: [], terms: {}, development: [] }

const fields = (form: string, order: readonly string[]): SchemeDocument => ({
  kind: 'template',
  form,
  fields: Object.fromEntries(
    order.map((name) => [name, name === 'core' ? ('core' as const) : ('number' as const)]),
  ),
  order: [...order],
  ...nothing,
})

/** What a scheme has without saying so is not written down. */
const short = (scheme: SchemeDocument): Writing['written'] =>
  scheme.kind === 'template'
    ? { kind: 'template', form: scheme.form, fields: scheme.fields, order: scheme.order }
    : scheme.kind === 'semver' && scheme.line === 'major'
      ? { kind: 'semver', line: 'major' }
      : { kind: 'semver' }

/** Ways in which versions are written, and lines made of them, the usual ones first. */
const documents: readonly SchemeDocument[] = [
  { kind: 'semver', line: 'minor', joined: [], development: ['dev'] },
  { kind: 'semver', line: 'major', joined: [], development: ['dev'] },
  fields('{major}.{minor}', ['major', 'minor']),
  fields('{core}.{build}', ['core', 'build']),
  fields('{major}', ['major']),
]

export const writings: readonly Writing[] = documents.map((document) => ({
  written: short(document),
  scheme: buildScheme(document).scheme,
}))

const semverAlone: Writing['written'] = { kind: 'semver' }

/** A way to write just these versions: what is published is a release, also where it is called a development build. */
export function writingFor(
  versions: readonly Version[],
  written: Writing['written'] = semverAlone,
): Writing['written'] {
  const isOdd = versions.some(({ isDevelopment }) => isDevelopment)
  return isOdd && written.kind !== 'numbered' ? { ...written, development: [] } : written
}

/** Of the usual ways that which reads most of the texts; of several the first. */
export function writingOf(texts: readonly string[]): Writing {
  const counted = writings.map((writing) => ({
    writing,
    read: texts.filter((text) => writing.scheme.parse(text).ok).length,
  }))
  return counted.reduce((a, b) => (b.read > a.read ? b : a)).writing
}

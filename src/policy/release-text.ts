import { nearest } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import { type Range, rangeContains, type Version } from '../version/index.ts'
import { type Component, type Policy, type ReleaseText, releaseOf } from './policy.ts'
import type { PolicyDocument } from './schema.ts'

/** What a text may speak of. */
const placeholders = ['version', 'tag', 'line'] as const

type Written = NonNullable<PolicyDocument['components'][string]['artifacts']>

/** What a text refers to in the rest of its policy; each complains of what is wrong. */
interface TextSurroundings {
  readonly range: (text: string, path: Path) => Range | undefined
  readonly complain: (path: Path, message: string, help?: string) => void
}

export function buildReleaseTexts(
  written: Written,
  path: Path,
  around: TextSurroundings,
): readonly ReleaseText[] {
  return written.flatMap((each, i): ReleaseText[] => {
    const isPlain = typeof each === 'string'
    const template = isPlain ? each : each.is
    const at = isPlain ? [...path, i] : [...path, i, 'is']
    for (const [, name = ''] of template.matchAll(/\{([^{}]*)\}/g)) {
      if (placeholders.some((known) => known === name)) continue
      const guess = nearest(name, placeholders)
      const help =
        guess === undefined
          ? `one of: ${placeholders.map((known) => `{${known}}`).join(', ')}`
          : `did you mean "{${guess}}"?`
      around.complain(at, `"{${name}}" is nothing that a release has`, help)
    }
    if (isPlain) return [{ template }]
    const of = around.range(each.of, [...path, i, 'of'])
    return of === undefined ? [] : [{ template, of }]
  })
}

/** What has to be at hand to run this version; empty where the policy does not say. */
export const artifactsOf = (policy: Policy, component: string, version: Version): readonly string[] =>
  filled(policy, component, version, ({ artifacts }) => artifacts)

/** Where the notes on upgrading to this version are found; empty where the policy does not say. */
export const notesOf = (policy: Policy, component: string, version: Version): readonly string[] =>
  filled(policy, component, version, ({ notes }) => notes)

/** A text that needs the tag is left out for a version of which no catalogue knows one. */
function filled(
  policy: Policy,
  name: string,
  version: Version,
  textsOf: (component: Component) => readonly ReleaseText[],
): readonly string[] {
  const component = policy.components.get(name)
  if (component === undefined) return []
  const tag = releaseOf(policy, name, version)?.tag
  return textsOf(component).flatMap(({ template, of }) => {
    if (of !== undefined && !rangeContains(of, version)) return []
    if (tag === undefined && template.includes('{tag}')) return []
    return [
      template
        .replaceAll('{version}', version.text)
        .replaceAll('{line}', version.line.label)
        .replaceAll('{tag}', tag ?? ''),
    ]
  })
}

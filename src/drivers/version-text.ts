import { nearest } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { GroupName } from '../execute/index.ts'
import { fill, type Placeholder, plainText, type Template } from './template.ts'
import type { TemplateReader } from './template-reader.ts'

/** How a platform writes the versions of a group: `v{version}`, `registry.example/hub:{version}-slim`. */
export interface VersionText {
  write(version: string): string
  /** The version in a text that was written like this; undefined in any other text. */
  read(text: string): string | undefined
}

/** As a document has it: what stands before the version, and after. */
export interface VersionTemplate {
  readonly before: Template
  readonly after: Template
}

/** What stands for names of a group. */
export const ofGroup: readonly Placeholder[] = ['policy', 'scope', 'component']

const mark = '{version}'

/** Reads a template that names the version once. */
export function readVersionTemplate(written: string, path: Path, reader: TemplateReader): VersionTemplate {
  const [before = '', after, ...more] = written.split(mark)
  if (after === undefined || more.length > 0) {
    const slip = [...written.matchAll(/\{(\w+)\}/g)].find(
      ([, name = '']) => nearest(name, ['version']) !== undefined,
    )
    const help = after === undefined && slip !== undefined ? `did you mean ${mark} by ${slip[0]}?` : undefined
    reader.refuse(path, `it has to have ${mark} in it, once`, help)
    // What else is wrong with it may be the same slip.
    if (help !== undefined) return { before: plainText(''), after: plainText('') }
  }
  return {
    before: reader.text(before, ofGroup, path),
    after: reader.text(after ?? '', ofGroup, path),
  }
}

export function versionTextOf({ before, after }: VersionTemplate, group: GroupName): VersionText {
  const [head, tail] = [fill(before, { ...group }), fill(after, { ...group })]
  return {
    write: (version) => head + version + tail,
    read(text) {
      if (text.length <= head.length + tail.length) return undefined
      if (!text.startsWith(head) || !text.endsWith(tail)) return undefined
      return text.slice(head.length, text.length - tail.length)
    },
  }
}

import { sourceText } from '../explain/index.ts'
import type { Rule } from '../policy/index.ts'

/* What every SARIF log of ours has: 2.1.0, OASIS Standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/. */

export const sarifSchema =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export type Level = 'error' | 'warning' | 'note'

/** SARIF knows no "cannot tell"; a warning is what people look at, and the property `severity` says what it is. */
export const levels: Readonly<Record<Level | 'unknown', Level>> = {
  error: 'error',
  unknown: 'warning',
  warning: 'warning',
  note: 'note',
}

/** A rule as a reporting descriptor. */
export function ruleDescriptor(
  { id, name, says, because, source }: Pick<Rule, 'id' | 'name' | 'says' | 'because' | 'source'>,
  level: Level,
  tags: readonly string[],
) {
  return {
    id: name,
    name: id,
    shortDescription: { text: says },
    fullDescription: { text: because },
    help: {
      text: `${because}\n\nSource: ${sourceText(source)}, ${source.ref}`,
      markdown: `${because}\n\nSource: [${sourceText(source)}](${source.ref})`,
    },
    ...(isAddress(source.ref) && { helpUri: source.ref }),
    defaultConfiguration: { level },
    properties: { tags },
  }
}

const isAddress = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text)

/** A file as a URI: relative to the root of the sources, or absolute. */
export function artifactOf(file: string): { readonly uri: string; readonly uriBaseId?: string } {
  // Half a character cannot be encoded.
  const path = file.replaceAll('\\', '/').replace(/\p{Surrogate}/gu, '\ufffd')
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  if (path.startsWith('/')) return { uri: `file://${encoded}` }
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${encoded.replace('%3A', ':')}` }
  return { uri: encoded.replace(/^(?:\.\/)+/, ''), uriBaseId: '%SRCROOT%' }
}

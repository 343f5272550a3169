/** Each side tells who it is in this header of every message. */
export const headerName = 'Interlock-Version'

/** Longer texts are nobody's version: they are not read on. */
const longest = 256

/** What a header says: `agent/1.4.0; protocol=1.3.0`. */
export interface Announcement {
  readonly component: string
  readonly version: string
  readonly protocol?: string
}

/** A header as it was read, or why it was not: then its sender is taken for a silent peer. */
export type ReadHeader =
  | { readonly kind: 'said'; readonly said: Announcement }
  | { readonly kind: 'absent' }
  | { readonly kind: 'useless'; readonly note: string }

export function headerText({ component, version, protocol }: Announcement): string {
  return protocol === undefined ? `${component}/${version}` : `${component}/${version}; protocol=${protocol}`
}

/** Reads what another program sent, whatever it is. Looks at each character a fixed number of times. */
export function readHeader(value: unknown): ReadHeader {
  if (value === undefined || value === null) return { kind: 'absent' }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  const [text] = values
  if (values.length === 0) return { kind: 'absent' }
  if (values.length > 1) return useless('it was sent more than once')
  if (typeof text !== 'string') return useless('it is no text')
  if (text.length > longest) return useless(`it is longer than ${longest} characters`)
  // Programs that join what was sent several times put a comma between.
  if (text.includes(',')) return useless('it was sent more than once')
  const [subject = '', ...parameters] = text.split(';')
  const slash = subject.indexOf('/')
  const component = subject.slice(0, Math.max(0, slash)).trim()
  const version = subject.slice(slash + 1).trim()
  if (slash < 0 || !isWord(component) || !isWord(version)) return useless('it is not COMPONENT/VERSION')
  let protocol: string | undefined
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=')
    // Parameters of a later edition are passed over.
    if (equals < 0 || parameter.slice(0, equals).trim() !== 'protocol') continue
    if (protocol !== undefined) return useless('it names two protocols')
    protocol = parameter.slice(equals + 1).trim()
    if (!isWord(protocol)) return useless('its protocol is no version')
  }
  return { kind: 'said', said: { component, version, ...(protocol !== undefined && { protocol }) } }
}

const useless = (note: string): ReadHeader => ({ kind: 'useless', note })

/** What may stand in a header, and in a version: visible ASCII without delimiters. */
function isWord(text: string): boolean {
  if (text.length === 0) return false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    const isOther = (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46 || code === 95
    if (!isLetter && !isOther) return false
  }
  return true
}

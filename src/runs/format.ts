import { crc32 } from 'node:zlib'

/*
 * The text of a journal, line by line. It begins with a header, and has another one wherever another Interlock took over:
 *
 *     interlock journal 1.0, written by interlock 0.1.0, 00000000 5b1e3c90
 *     5b1e3c90 0b7d12aa 1 2026-11-21T12:28:23.123Z {"kind":"begun","run":"20261121-001-7c1e","digest":"7c1e…"}
 *
 * A line names the checksum of the one before it, then its own: CRC-32 over the rest of the line, begun with the other. So each line
 * shows by itself that it is sound, and that it stands behind the right one. The beginning of headers, up to the version of the format,
 * is the same in every version there will ever be.
 */

/** The version of a format. */
export interface Format {
  readonly major: number
  readonly minor: number
}

/**
 * What we write. The minor grows with each kind or member of an entry that readers of today would refuse; the major, when what is there
 * today would mean something else.
 */
export const journalFormat: Format = { major: 1, minor: 0 }

export const formatText = ({ major, minor }: Format): string => `${major}.${minor}`

/* Which versions go together. policies/interlock says the same to users, and a test holds the two against each other. */

/** Whether a reader can make sense of what was written: entries that it does not know are refused one by one. */
export const canRead = (reader: Format, written: Format): boolean => reader.major === written.major

/** Whether what was written can be gone on with: whoever writes must know all that may stand there. */
export const canResume = (writer: Format, written: Format): boolean =>
  canRead(writer, written) && writer.minor >= written.minor

/** Who wrote the lines that follow. */
export interface Writer {
  readonly format: Format
  /** The version of Interlock. */
  readonly by: string
}

export type Line =
  | { readonly kind: 'header'; readonly before: number; readonly check: number; readonly writer: Writer }
  | {
      readonly kind: 'entry'
      readonly before: number
      readonly check: number
      readonly seq: number
      readonly at: number
      readonly json: string
    }

const opening = 'interlock journal '
const headerForm =
  /^(interlock journal (\d{1,6})\.(\d{1,6}), written by interlock ([0-9A-Za-z.+-]{1,100})), ([0-9a-f]{8}) ([0-9a-f]{8})$/
const entryForm = /^([1-9]\d{0,15}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (?=\{)/
const versionForm =
  /^interlock journal (\d{1,6})\.(\d{1,6})(?!\d)(?:, written by interlock ([0-9A-Za-z.+-]{1,100}))?/

const checksLength = '5b1e3c90 0b7d12aa '.length

/** The version of a format that the first bytes of a file name, whatever comes behind it; undefined where they name none. */
export function namedFormat(
  line: Buffer,
): { readonly format: Format; readonly by: string | undefined } | undefined {
  const [, major, minor, by] = versionForm.exec(line.toString('latin1', 0, 256)) ?? []
  return major === undefined ? undefined : { format: { major: Number(major), minor: Number(minor) }, by }
}

/** Whether these bytes, without an end of line, are how a journal may begin: what was not written yet may come back as zeros. */
export function mayBeOpening(bytes: Buffer): boolean {
  const begun = bytes.toString('latin1', 0, opening.length).replace(/\0+$/, '')
  return opening.startsWith(begun)
}

/** A line without its end; undefined when it is not sound. */
export function readLine(line: Buffer): Line | undefined {
  return isHexDigit(line[0]) ? readEntry(line) : readHeader(line)
}

function readEntry(line: Buffer): Line | undefined {
  const before = hex(line, 0)
  const check = hex(line, 9)
  if (before === undefined || check === undefined || line[8] !== space || line[17] !== space) return undefined
  if (crc32(line.subarray(checksLength), before) !== check) return undefined
  const body = line.toString('utf8', checksLength)
  const head = entryForm.exec(body)
  if (head === null) return undefined
  const at = Date.parse(head[2] as string)
  if (Number.isNaN(at)) return undefined
  return { kind: 'entry', before, check, seq: Number(head[1]), at, json: body.slice(head[0].length) }
}

function readHeader(line: Buffer): Line | undefined {
  const parts = headerForm.exec(line.toString('latin1', 0, 400))
  if (parts === null || parts[0].length !== line.length) return undefined
  const [, text = '', major, minor, by = '', beforeText = '', checkText = ''] = parts
  const [before, check] = [Number.parseInt(beforeText, 16), Number.parseInt(checkText, 16)]
  if (crc32(text, before) !== check) return undefined
  return {
    kind: 'header',
    before,
    check,
    writer: { format: { major: Number(major), minor: Number(minor) }, by },
  }
}

/** A line with its end, and its checksum. */
export interface Encoded {
  readonly text: string
  readonly check: number
}

export function encodeHeader(writer: Writer, before: number): Encoded {
  const text = `${opening}${formatText(writer.format)}, written by interlock ${writer.by}`
  const check = crc32(text, before)
  return { text: `${text}, ${hexText(before)} ${hexText(check)}\n`, check }
}

export function encodeEntry(seq: number, at: number, json: string, before: number): Encoded {
  const body = `${seq} ${timeText(at)} ${json}`
  const check = crc32(body, before)
  return { text: `${hexText(before)} ${hexText(check)} ${body}\n`, check }
}

const first_ms = Date.parse('0000-01-01T00:00:00.000Z')
const last_ms = Date.parse('9999-12-31T23:59:59.999Z')
let lastTime: { readonly at: number; readonly text: string } = { at: 0, text: new Date(0).toISOString() }

/** A clock that shows nonsense must not make a line that cannot be read again. */
function timeText(at: number): string {
  const shown = Number.isFinite(at) ? Math.min(Math.max(Math.floor(at), first_ms), last_ms) : 0
  if (shown !== lastTime.at) lastTime = { at: shown, text: new Date(shown).toISOString() }
  return lastTime.text
}

const space = 0x20

const hexText = (value: number): string => value.toString(16).padStart(8, '0')

const isHexDigit = (byte: number | undefined): boolean => digitOf(byte) !== undefined

function digitOf(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  return byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : undefined
}

/** Eight digits in bytes, without a text in between. */
function hex(line: Buffer, from: number): number | undefined {
  let value = 0
  for (let i = from; i < from + 8; i++) {
    const digit = digitOf(line[i])
    if (digit === undefined) return undefined
    value = value * 16 + digit
  }
  return value
}

import { type Diagnostic, fail, ok, placeText, type Result } from '../base/index.ts'
import type { Entry, Written } from '../execute/index.ts'
import { type Disk, diskFault, realDisk } from './disk.ts'
import { entryShape } from './entry-shape.ts'
import {
  canRead,
  type Format,
  formatText,
  journalFormat,
  type Line,
  mayBeOpening,
  namedFormat,
  readLine,
  type Writer,
} from './format.ts'
import { faultText } from './shape.ts'
import { type LineTaker, Splitter } from './splitter.ts'

/** What a journal holds, beside its entries. */
export interface Reading {
  readonly file: string
  readonly entries: number
  /** Who wrote it, one after the other. */
  readonly writers: readonly Writer[]
  /** What is sound, and the checksum of the last line of it. */
  readonly end: { readonly bytes: number; readonly lines: number; readonly check: number }
  /**
   * Bytes behind them, which no one was told are written: a write was cut short by the end of its process or machine, or is under way
   * right now.
   */
  readonly torn: Torn | undefined
}

export interface Torn {
  readonly line: number
  readonly bytes: number
}

export interface ReadOptions {
  readonly disk?: Disk
  /** Only what was put behind this reading is read, by whoever looks on while a run goes on. */
  readonly after?: Reading | undefined
  /** The version of the format that the reader knows; another one than ours in tests. */
  readonly format?: Format
}

/**
 * Reads a journal from its beginning and hands out its entries one by one, in memory that does not grow with their number. Damaged last
 * lines with nothing sound behind them are told as torn; other damage, and what the format does not allow, is a problem with its place.
 * Nothing is written. What `take` throws is thrown.
 *
 * A write that is under way looks torn, too: whoever looks on reads again `after` what was sound.
 */
export async function readJournal(
  file: string,
  take: (written: Written) => void,
  { disk = realDisk, format = journalFormat, after }: ReadOptions = {},
): Promise<Result<Reading, Diagnostic>> {
  const lines = new LineReader(file, format, take, after)
  for await (const problem of linesRead(file, disk, lines)) if (problem !== undefined) return fail(problem)
  return lines.end()
}

/** The same entries, for whoever would rather ask for them. Throws what is a problem there, behind the entries before it. */
export async function* entriesOf(
  file: string,
  { disk = realDisk, format = journalFormat, after }: ReadOptions = {},
): AsyncGenerator<Written, void> {
  let ready: Written[] = []
  const lines = new LineReader(file, format, (written) => ready.push(written), after)
  for await (const problem of linesRead(file, disk, lines)) {
    const some = ready
    ready = []
    yield* some
    if (problem !== undefined) throw new UnreadableJournal(problem)
  }
  const end = lines.end()
  if (!end.ok) throw new UnreadableJournal(end.problem)
}

/** What is wrong with a journal, for whoever asked for its entries one by one. */
export class UnreadableJournal extends Error {
  readonly problem: Diagnostic

  constructor(problem: Diagnostic) {
    const { place, message } = problem
    super(place === undefined ? message : `${placeText(place)}: ${message}`)
    this.problem = problem
  }
}

/** Hands a file on line by line, and stops after each piece of it: with the problem that was found there. */
async function* linesRead(
  file: string,
  disk: Disk,
  lines: LineReader,
): AsyncGenerator<Diagnostic | undefined, void> {
  const splitter = new Splitter(lines)
  const chunks = disk.read(file, lines.bytes)[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await nextOf(chunks)
      if (!next.ok) {
        yield { message: `the journal ${file} cannot be read: ${next.problem}` }
        return
      }
      if (next.value === undefined) break
      splitter.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength))
      yield lines.problem
      if (lines.problem !== undefined) return
    }
  } finally {
    await chunks.return?.()
  }
  splitter.end()
}

/** Only faults of the disk are problems; those of whoever takes the entries stay what they are. */
async function nextOf(chunks: AsyncIterator<Uint8Array>): Promise<Result<Uint8Array | undefined, string>> {
  try {
    const next = await chunks.next()
    return ok(next.done === true ? undefined : next.value)
  } catch (error) {
    return fail(diskFault(error))
  }
}

const nothing: Reading = {
  file: '',
  entries: 0,
  writers: [],
  end: { bytes: 0, lines: 0, check: 0 },
  torn: undefined,
}

/** Holds lines against what came before them. */
class LineReader implements LineTaker {
  problem: Diagnostic | undefined
  readonly #file: string
  readonly #format: Format
  readonly #take: (written: Written) => void
  readonly #writers: Writer[]
  #number: number
  #lines: number
  #bytes: number
  #check: number
  #seq: number
  #damage: { readonly line: number; bytes: number; readonly isBegunHeader: boolean } | undefined

  constructor(
    file: string,
    format: Format,
    take: (written: Written) => void,
    { entries, writers, end: { bytes, lines, check } }: Reading = nothing,
  ) {
    this.#file = file
    this.#format = format
    this.#take = take
    this.#writers = [...writers]
    this.#number = lines
    this.#lines = lines
    this.#bytes = bytes
    this.#check = check
    this.#seq = entries
  }

  /** Bytes that are sound. */
  get bytes(): number {
    return this.#bytes
  }

  line(bytes: Buffer | undefined, size: number, isEnded: boolean): void {
    if (this.problem !== undefined) return
    this.#number++
    this.#refuseOtherFormat(bytes)
    const line = isEnded && bytes !== undefined ? readLine(bytes) : undefined
    if (this.#damage !== undefined) {
      this.#damage.bytes += size
      if (line !== undefined) this.#refuseDamage(this.#damage.line)
    } else if (line === undefined) {
      const isBegunHeader = !isEnded && bytes !== undefined && mayBeOpening(bytes)
      this.#damage = { line: this.#number, bytes: size, isBegunHeader }
    } else {
      this.#sound(line)
      this.#lines++
      this.#bytes += size
    }
  }

  end(): Result<Reading, Diagnostic> {
    const damage = this.#damage
    if (damage?.line === 1 && !damage.isBegunHeader) {
      this.#refuse('this is no journal, or its first line is damaged', undefined, 1)
    }
    if (this.problem !== undefined) return fail(this.problem)
    return ok({
      file: this.#file,
      entries: this.#seq,
      writers: this.#writers,
      end: { bytes: this.#bytes, lines: this.#lines, check: this.#check },
      torn: damage && { line: damage.line, bytes: damage.bytes },
    })
  }

  #sound(line: Line): void {
    const isFirst = this.#number === 1
    if (isFirst && line.kind === 'entry') this.#refuse('the first line of the journal is missing')
    else if (line.before !== this.#check) {
      this.#refuse('before this line, one or more are missing or out of order')
    } else {
      this.#check = line.check
      if (line.kind === 'header') this.#writers.push(line.writer)
      else this.#entry(line)
    }
  }

  #entry({ seq, at, json }: Extract<Line, { kind: 'entry' }>): void {
    this.#seq++
    if (seq !== this.#seq) {
      this.#refuse(`this is entry ${seq}, and ${this.#seq} is expected`)
      return
    }
    const entry = this.#entryOf(json)
    if (entry !== undefined) this.#take({ seq, at, entry })
  }

  #entryOf(json: string): Entry | undefined {
    let value: unknown
    try {
      value = JSON.parse(json)
    } catch {
      this.#refuse('this entry is no JSON')
      return undefined
    }
    const fault = entryShape.fault(value)
    // The shape is that of the type: the compiler holds them together.
    if (fault === undefined) return value as Entry
    const writer = this.#writers.at(-1)
    if (writer !== undefined && writer.format.minor > this.#format.minor) this.#refuseNewer(writer)
    else this.#refuse(`this is no entry of a run: ${faultText(fault)}`)
    return undefined
  }

  #refuseNewer({ format, by }: Writer): void {
    this.#refuse(
      `this entry was written by interlock ${by} as journal ${formatText(format)}, and this interlock reads journals up to ${formatText(this.#format)}`,
      `read it with interlock ${by} or newer`,
    )
  }

  #refuseOtherFormat(bytes: Buffer | undefined): void {
    // Headers alone begin with this letter.
    if (bytes?.[0] !== 0x69) return
    const named = namedFormat(bytes)
    if (named === undefined || canRead(this.#format, named.format)) return
    const by = named.by === undefined ? '' : ` by interlock ${named.by}`
    this.#refuse(
      `this journal was written as ${formatText(named.format)}${by}, and this interlock reads journals ${this.#format.major}.x`,
      named.by === undefined ? undefined : `use an interlock of the line of ${named.by}`,
    )
  }

  #refuseDamage(line: number): void {
    this.#refuse(
      'this line is damaged, and sound ones follow it',
      'nothing was changed; bring the file back from a copy, or look at what the run did and begin another one',
      line,
    )
  }

  #refuse(message: string, help?: string, line = this.#number): void {
    const place = { file: this.#file, line, column: 1 }
    this.problem = { place, message, ...(help !== undefined && { help }) }
  }
}

import { randomBytes } from 'node:crypto'
import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import type { Entry, Journal, Written } from '../execute/index.ts'
import { type Disk, type DiskFile, diskFault, isAbsent, realDisk } from './disk.ts'
import { entryShape } from './entry-shape.ts'
import { canResume, encodeEntry, encodeHeader, type Format, formatText, journalFormat } from './format.ts'
import { type Reading, readJournal } from './journal-reader.ts'
import { faultText } from './shape.ts'
import { longestLine } from './splitter.ts'

/** Says whether the run is still in the hands of whoever writes. */
export interface Fence {
  isHeld(): Promise<boolean>
}

export interface OpenOptions {
  /** The version of this Interlock. */
  readonly by: string
  /** The clock on the wall, in milliseconds since 1970. */
  readonly wall: () => number
  /** Without one, nobody else writes. */
  readonly fence?: Fence
  readonly disk?: Disk
  /** Another format than ours in tests. */
  readonly format?: Format
}

export interface Opened {
  readonly journal: FileJournal
  /** What stood there; its torn end is cut off. */
  readonly reading: Reading
}

/**
 * Opens a journal for writing, and makes it where there is none: hands out what it holds, and stands behind the last sound line. What
 * cannot be read, or must not be gone on with, is a problem, and stays as it is.
 *
 * Whoever goes on does so in a copy that takes the place of the file. So a torn end is gone, all that was read is known to be on the
 * disk (which after a failed sync nobody knows of the old file, whatever it reads like), and who wrote before and has not noticed yet
 * writes to nobody. Their fence is gone before we read: what they were told is written is in the copy.
 */
export async function openJournal(
  file: string,
  take: (written: Written) => void,
  options: OpenOptions,
): Promise<Result<Opened, Diagnostic>> {
  const { disk = realDisk, format = journalFormat, fence } = options
  const made = await madeIfAbsent(file, disk)
  if (!made.ok) return made
  try {
    // Whoever had the run before and is still at work on a copy must not put it in the place of ours: what they have made is removed
    // here, and what they make from here on does not pass the fence.
    await disk.removeCopies(file)
  } catch (error) {
    return fail({ message: `the journal ${file} cannot be gone on with: ${diskFault(error)}` })
  }
  const read = await readJournal(file, take, { disk, format })
  if (!read.ok) return read
  const reading = read.value
  const newer = reading.writers.find((writer) => !canResume(format, writer.format))
  if (newer !== undefined) {
    return fail({
      place: { file, line: 1, column: 1 },
      message: `interlock ${newer.by} has written journal ${formatText(newer.format)}, and this interlock goes on with journals up to ${formatText(format)}`,
      help: `resume the run with interlock ${newer.by} or newer`,
    })
  }
  try {
    const opened = made.value ?? (await copied(file, reading.end.bytes, disk, fence))
    return ok({ journal: new FileJournal(file, opened, reading, { ...options, format }), reading })
  } catch (error) {
    return fail({ message: `the journal ${file} cannot be gone on with: ${diskFault(error)}` })
  }
}

/** A copy of the first bytes of a file in its place, open at its end. */
async function copied(file: string, size: number, disk: Disk, fence: Fence | undefined): Promise<DiskFile> {
  const path = `${file}.${randomBytes(8).toString('hex')}.new`
  const copy = await disk.create(path)
  try {
    let left = size
    for await (const chunk of disk.read(file, 0)) {
      await writeAll(copy, chunk.subarray(0, left))
      left -= Math.min(left, chunk.length)
      if (left === 0) break
    }
    if (left > 0) throw new Error('somebody else has changed it')
    await copy.sync()
    if (fence !== undefined && !(await fence.isHeld())) throw new Error('the run is in other hands')
    await disk.rename(path, file)
    await disk.syncFolderOf(file)
    return copy
  } catch (error) {
    await copy.close().catch(() => undefined)
    throw error
  }
}

async function writeAll(file: DiskFile, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const count = await file.write(bytes.subarray(written))
    if (count <= 0) throw new Error('the disk takes nothing')
    written += count
  }
}

/** The new file, or undefined when there is one already. */
async function madeIfAbsent(file: string, disk: Disk): Promise<Result<DiskFile | undefined, Diagnostic>> {
  try {
    const made = await disk.create(file)
    await disk.syncFolderOf(file)
    return ok(made)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return ok(undefined)
    const reason = isAbsent(error) ? 'there is no such folder' : diskFault(error)
    return fail({ message: `the journal ${file} cannot be made: ${reason}` })
  }
}

/** Why a journal takes nothing more. */
export class JournalError extends Error {
  readonly reason: 'disk' | 'other-hands' | 'closed'

  constructor(reason: JournalError['reason'], message: string) {
    super(message)
    this.name = 'JournalError'
    this.reason = reason
  }
}

/**
 * The journal of a run in a file. All that is put there while one write is under way goes out with the next one: however many wait,
 * they share a write and a sync. Nothing is tried again: after a sync that failed nobody knows what of it is on the disk, so what
 * comes then is refused, and the file is read anew before anybody goes on.
 */
export class FileJournal implements Journal {
  readonly #path: string
  readonly #file: DiskFile
  readonly #options: OpenOptions
  /** Lines that are in no write yet. */
  #queue: string[] = []
  #check: number
  #seq: number
  /** The write that is under way, and the one that begins behind it. */
  #current: Promise<void> | undefined
  #next: Promise<void> | undefined
  #fault: JournalError | undefined

  /** Stands behind what was read: see `openJournal`. */
  constructor(
    path: string,
    file: DiskFile,
    reading: Reading,
    options: OpenOptions & { readonly format: Format },
  ) {
    this.#path = path
    this.#file = file
    this.#options = options
    this.#check = reading.end.check
    this.#seq = reading.entries
    const last = reading.writers.at(-1)
    const { format, by } = options
    if (last?.by !== by || formatText(last.format) !== formatText(format)) {
      const header = encodeHeader({ format, by }, this.#check)
      this.#put(header.text, header.check)
    }
  }

  /** The number of the last entry that was put there. */
  get seq(): number {
    return this.#seq
  }

  /** Throws for what could not be read again, which is a mistake of whoever made it. */
  append(entry: Entry): void {
    if (this.#fault !== undefined) return
    const fault = entryShape.fault(entry)
    if (fault !== undefined) throw new TypeError(`no entry of a run: ${faultText(fault)}`)
    const { text, check } = encodeEntry(
      this.#seq + 1,
      this.#options.wall(),
      JSON.stringify(entry),
      this.#check,
    )
    if (text.length * 3 > longestLine && Buffer.byteLength(text) > longestLine) {
      throw new RangeError(`an entry of ${text.length} characters is too long for a journal`)
    }
    this.#seq++
    this.#put(text, check)
  }

  flush(): Promise<void> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault)
    if (this.#queue.length === 0) return this.#current ?? Promise.resolve()
    this.#next ??= this.#begin(this.#current ?? Promise.resolve())
    return this.#next
  }

  /** Frees the file; what was not flushed is not written. */
  async close(): Promise<void> {
    const current = this.#next ?? this.#current
    this.#fault ??= new JournalError('closed', `the journal ${this.#path} is closed`)
    await current?.catch(() => undefined)
    await this.#file.close()
  }

  #put(text: string, check: number): void {
    this.#queue.push(text)
    this.#check = check
  }

  #begin(previous: Promise<void>): Promise<void> {
    const commit = previous.then(async () => {
      this.#next = undefined
      this.#current = commit
      try {
        await this.#commit()
      } finally {
        if (this.#current === commit) this.#current = undefined
      }
    })
    return commit
  }

  async #commit(): Promise<void> {
    if (this.#fault !== undefined) throw this.#fault
    const bytes = Buffer.from(this.#queue.join(''), 'utf8')
    this.#queue = []
    await this.#checkFence()
    try {
      await writeAll(this.#file, bytes)
      await this.#file.sync()
    } catch (error) {
      throw this.#fail('disk', `the journal ${this.#path} cannot be written: ${diskFault(error)}`)
    }
    // Only now is it known that no one took over before all of it was on the disk, and so in what they have read.
    await this.#checkFence()
  }

  async #checkFence(): Promise<void> {
    let isHeld: boolean
    try {
      isHeld = (await this.#options.fence?.isHeld()) ?? true
    } catch (error) {
      throw this.#fail('disk', `nobody can tell whether the run is still in these hands: ${diskFault(error)}`)
    }
    if (!isHeld) throw this.#fail('other-hands', 'the run is in other hands')
  }

  #fail(reason: JournalError['reason'], message: string): JournalError {
    this.#fault ??= new JournalError(reason, message)
    this.#queue = []
    return this.#fault
  }
}

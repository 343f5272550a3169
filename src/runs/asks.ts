import { type FSWatcher, renameSync, unlinkSync, watch } from 'node:fs'
import { join } from 'node:path'
import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import type { Ask, Asks } from '../execute/index.ts'
import { type Asked, idOf, namesIn, readAsk } from './ask-file.ts'
import { diskFault, isAbsent, makeFolder } from './disk.ts'

/*
 * What others ask of a run: one small file each in `asks/`, whose name sorts by time. A file gets its name last, so it is whole. Whoever
 * drives the run takes it by moving it to `asks/taken/`, which only one can; there it stays until the next who drives has seen that its
 * entry is in the journal. So an ask is neither lost nor heard twice, whenever somebody is killed.
 */

/** An ask that was not handed on, and why. */
export type Untaken =
  | {
      readonly kind: 'late'
      readonly id: string
      readonly ask: Ask
      readonly by: string
      readonly age_ms: number
    }
  | { readonly kind: 'unreadable'; readonly file: string; readonly message: string }

export interface AsksOptions {
  /** The clock on the wall, in milliseconds since 1970. */
  readonly wall: () => number
  /** Names of the asks whose entries are in the journal. */
  readonly heard: ReadonlySet<string>
  /** Is told of asks that are not handed on. */
  readonly untaken: (one: Untaken) => void
  /** What was asked longer ago than this was asked of another situation; a day when left out. */
  readonly lateAfter_ms?: number
  /** How often the folder is looked into where the system does not say that it changes, and beside that. */
  readonly look_ms?: number
}

const day_ms = 86_400_000

/** What others ask of a run, for whoever drives it: nobody else may take it. */
export class FileAsks implements Asks {
  readonly #folder: string
  readonly #taken: string
  readonly #options: AsksOptions
  /** Taken by whoever drove before, and in no journal. */
  #left: string[]

  private constructor(folder: string, options: AsksOptions, left: string[]) {
    this.#folder = folder
    this.#taken = join(folder, 'taken')
    this.#options = options
    this.#left = left
  }

  /** Looks through what those who drove before have taken: what they did not get to write down is told again. */
  static async open(folder: string, options: AsksOptions): Promise<Result<FileAsks, Diagnostic>> {
    const taken = join(folder, 'taken')
    try {
      await makeFolder(taken)
      const left: string[] = []
      for (const name of namesIn(taken)) {
        if (options.heard.has(idOf(name))) unlinkSync(join(taken, name))
        else left.push(name)
      }
      return ok(new FileAsks(folder, options, left))
    } catch (error) {
      return fail({ message: `what is asked in ${folder} cannot be read: ${diskFault(error)}` })
    }
  }

  /** Rejects with the error of the system where the folder cannot be read. */
  take(): readonly { readonly ask: Ask; readonly by: string; readonly id: string }[] {
    const left = this.#left
    this.#left = []
    const come = namesIn(this.#folder).filter((name) => this.#claim(name))
    return [...left, ...come].sort().flatMap((name) => {
      const asked = this.#read(name)
      return asked === undefined ? [] : [{ ask: asked.ask, by: asked.by, id: idOf(name) }]
    })
  }

  /** Looks at once, then whenever the folder changes, and now and then without being told. */
  async wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#left.length > 0 || namesIn(this.#folder).length > 0) return
    let watcher: FSWatcher | undefined
    let timer: NodeJS.Timeout | undefined
    let end = (): void => undefined
    try {
      await new Promise<void>((resolve) => {
        end = resolve
        const look = (): void => {
          if (namesIn(this.#folder).length > 0) resolve()
        }
        signal.addEventListener('abort', end)
        timer = setInterval(look, this.#options.look_ms ?? 500)
        watcher = watched(this.#folder, look)
        // One may have come before it was watched.
        look()
      })
    } finally {
      signal.removeEventListener('abort', end)
      clearInterval(timer)
      watcher?.close()
    }
  }

  /** Whether we are the one who has moved it away. */
  #claim(name: string): boolean {
    try {
      renameSync(join(this.#folder, name), join(this.#taken, name))
      return true
    } catch (error) {
      if (isAbsent(error)) return false
      throw error
    }
  }

  #read(name: string): Asked | undefined {
    const file = join(this.#taken, name)
    const read = readAsk(file)
    if (!read.ok) {
      this.#refuse(name)
      this.#options.untaken({ kind: 'unreadable', file, message: read.problem })
      return undefined
    }
    const { ask, by, at } = read.value
    const age_ms = this.#options.wall() - at
    if (age_ms <= (this.#options.lateAfter_ms ?? day_ms)) return read.value
    this.#refuse(name)
    this.#options.untaken({ kind: 'late', id: idOf(name), ask, by, age_ms })
    return undefined
  }

  /** Puts an ask where nobody takes it from, for people to look at. */
  #refuse(name: string): void {
    renameSync(join(this.#taken, name), join(this.#taken, `${name}.refused`))
  }
}

/** Undefined where the system has no more watchers, or none at all. */
function watched(folder: string, look: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, look)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return undefined
  }
}

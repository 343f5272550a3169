import { randomBytes } from 'node:crypto'
import { access, mkdir, open, readdir, readFile, rename, rm, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { diskFault, isAbsent, makeFolder, syncFolder } from './disk.ts'

/*
 * A text that processes change together, each knowing what it replaces.
 *
 * Every state is a file of its own, and a second one, without content, says by its name which state counts: `at-NUMBER-NONCE`. To change
 * the state is to write another one and then to rename that file from the name it had to the next. rename(2) is atomic, and fails with
 * ENOENT for all but the one who is first to take a name away; names are never given again. So of all who saw the same state one wins,
 * and the others look again. Nobody ever waits for who died on the way: what they leave behind is a file that does not count.
 *
 * This holds for local file systems. Over NFS a rename can be done and reported as failed, and folders are read from a cache: states there
 * are not safe, and are not meant to be.
 */

export interface State {
  /** Grows with every change. */
  readonly number: number
  readonly text: string
  readonly nonce: string
}

const pointerForm = /^at-(\d{12})-([0-9a-f]{16})$/
const stateForm = /^state-(\d{12})-[0-9a-f]{16}\.json$/

const nameOf = (number: number, nonce: string): string => `${String(number).padStart(12, '0')}-${nonce}`
const pointerOf = ({ number, nonce }: Pick<State, 'number' | 'nonce'>): string =>
  `at-${nameOf(number, nonce)}`
const fileOf = ({ number, nonce }: Pick<State, 'number' | 'nonce'>): string =>
  `state-${nameOf(number, nonce)}.json`

/** Folders are not read at one moment: a pointer that is renamed meanwhile may be missed, but not often in a row. */
const mostLooks = 80

export class SharedTable {
  readonly folder: string
  readonly #first: string

  /** `first` is the text that it begins with. */
  constructor(folder: string, first: string) {
    this.folder = folder
    this.#first = first
  }

  /** A state that counted at some moment since it was asked for: the first one where there was none, which is made then. */
  async read(): Promise<State> {
    for (let looks = 0; looks < mostLooks; looks++) {
      const state = await this.peek()
      if (state !== undefined) return state
      await this.#begin()
    }
    throw new Error('the folder is damaged')
  }

  /** The same; undefined where there is none, and none is made. */
  async peek(): Promise<State | undefined> {
    for (let looks = 0; looks < mostLooks; looks++) {
      if (looks > 0) await setTimeout(Math.min(looks, 10))
      const pointer = await this.#pointer()
      if (pointer === 'none') return undefined
      if (pointer === 'missed') continue
      try {
        return { ...pointer, text: await readFile(join(this.folder, fileOf(pointer)), 'utf8') }
      } catch (error) {
        // It was replaced meanwhile, and cleared away.
        if (!isAbsent(error)) throw error
      }
    }
    throw new Error('the folder is damaged')
  }

  /** Whether a state that was read still counts. */
  async isCurrent(state: State): Promise<boolean> {
    try {
      await access(join(this.folder, pointerOf(state)))
      return true
    } catch (error) {
      if (isAbsent(error)) return false
      throw error
    }
  }

  /** The new state, or undefined when somebody else was first. */
  async replace(state: State, text: string): Promise<State | undefined> {
    const next = { number: state.number + 1, nonce: randomBytes(8).toString('hex'), text }
    const file = join(this.folder, fileOf(next))
    await writeSynced(file, text)
    try {
      await rename(join(this.folder, pointerOf(state)), join(this.folder, pointerOf(next)))
    } catch (error) {
      await unlink(file).catch(() => undefined)
      if (isAbsent(error)) return undefined
      throw error
    }
    await syncFolder(this.folder)
    await this.#clear(next)
    return next
  }

  async #pointer(): Promise<Omit<State, 'text'> | 'none' | 'missed'> {
    let names: string[]
    try {
      names = await readdir(this.folder)
    } catch (error) {
      if (isAbsent(error)) return 'none'
      throw error
    }
    // A folder may be read with a pointer's old name and its new one in it.
    const [newest] = names
      .filter((name) => pointerForm.test(name))
      .sort()
      .reverse()
    const [, number, nonce] = pointerForm.exec(newest ?? '') ?? []
    if (number !== undefined && nonce !== undefined) return { number: Number(number), nonce }
    return names.length === 0 ? 'none' : 'missed'
  }

  /** Makes the folder with its first state in it, at once; whoever comes second finds it there. */
  async #begin(): Promise<void> {
    const begun = join(
      dirname(this.folder),
      `.${basename(this.folder)}-${randomBytes(8).toString('hex')}.new`,
    )
    const first = { number: 0, nonce: randomBytes(8).toString('hex') }
    await makeFolder(dirname(this.folder))
    await mkdir(begun)
    try {
      await writeSynced(join(begun, fileOf(first)), this.#first)
      await writeSynced(join(begun, pointerOf(first)), '')
      await syncFolder(begun)
      await rename(begun, this.folder)
      await syncFolder(dirname(this.folder))
    } catch (error) {
      await rm(begun, { recursive: true, force: true })
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    }
  }

  /** Removes states that can never count any more: those up to this one, but for itself. */
  async #clear(state: State): Promise<void> {
    const names = await readdir(this.folder).catch(() => [])
    for (const name of names) {
      const [, number] = stateForm.exec(name) ?? []
      if (number === undefined || Number(number) > state.number || name === fileOf(state)) continue
      await unlink(join(this.folder, name)).catch(() => undefined)
    }
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o644)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

export const tableFault = (folder: string, error: unknown): string =>
  `the locks in ${folder} cannot be used: ${diskFault(error)}`

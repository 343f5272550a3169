import type { Disk, DiskFile } from '../../src/runs/index.ts'

/*
 * A disk in memory that can lose power at any byte. What was written is in its cache until it is synced; after the power is back, files
 * hold what was synced and some of what was not, and folders likewise.
 */

interface File {
  cached: Buffer
  /** So many bytes of it stay. */
  durable: number
  /** Where a sync has failed: read from the cache, never written again. */
  holes: (readonly [from: number, to: number])[]
}

/** Thrown out of everything that is under way when the power goes. */
export class PowerLoss extends Error {}

export interface Faults {
  /** The power goes when so many bytes were written; never, when left out. */
  readonly powerAfter_bytes?: number
  /** Writes reject with ENOSPC, after a part of them was taken, when so many bytes were written. */
  readonly capacity_bytes?: number
  /** Syncs of files, counted from 1, that fail. What they should have kept is lost, though it is read until the power goes. */
  readonly failingSyncs?: ReadonlySet<number>
  /** How many turns others have before something is done; one, when left out. */
  readonly turns?: () => number
  /** How much of a write of so many bytes is taken; all, when left out. */
  readonly taken?: (bytes: number) => number
}

export class SimulatedDisk implements Disk {
  faults: Faults
  written_bytes = 0
  writes = 0
  syncs = 0
  #isOff = false
  #names = new Map<string, File>()
  #durableNames = new Map<string, File>()

  constructor(faults: Faults = {}) {
    this.faults = faults
  }

  async *read(path: string, behind: number): AsyncIterable<Uint8Array> {
    await this.#wait()
    const { cached } = this.#file(path)
    // Pieces end anywhere, also inside of characters; of large files they are fewer.
    const step = cached.length > 1_000_000 ? 65_521 : 7
    for (let from = behind; from < cached.length; from += step) {
      yield Buffer.from(cached.subarray(from, from + step))
    }
  }

  async create(path: string): Promise<DiskFile> {
    await this.#wait()
    if (this.#names.has(path)) throw errorOf('EEXIST')
    const file: File = { cached: Buffer.alloc(0), durable: 0, holes: [] }
    this.#names.set(path, file)
    return {
      write: (bytes) => this.#write(file, bytes),
      sync: () => this.#sync(file),
      close: () => this.#wait(),
    }
  }

  async removeCopies(path: string): Promise<void> {
    await this.#wait()
    for (const name of [...this.#names.keys()]) {
      if (name.startsWith(`${path}.`) && name.endsWith('.new')) this.#names.delete(name)
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#wait()
    this.#names.set(to, this.#file(from))
    this.#names.delete(from)
  }

  async syncFolderOf(): Promise<void> {
    await this.#wait()
    this.#durableNames = new Map(this.#names)
  }

  /**
   * Switches the power off and on again. Of what was not synced, the files keep the share that is given, by which their ends are cut
   * off, or come back as zeros; names that were not synced are there or not.
   */
  restart({
    kept,
    isZeroed = false,
    keepsNames,
  }: {
    kept: number
    isZeroed?: boolean
    keepsNames: boolean
  }): void {
    this.#isOff = false
    this.faults = {}
    this.#names = new Map(keepsNames ? this.#names : this.#durableNames)
    for (const file of this.#names.values()) {
      const length = file.durable + Math.floor((file.cached.length - file.durable) * kept)
      const zeros = Buffer.alloc(isZeroed ? file.cached.length - length : 0)
      file.cached = Buffer.concat([file.cached.subarray(0, length), zeros])
      for (const [from, to] of file.holes) {
        if (from < file.cached.length) file.cached.fill(0, from, Math.min(to, file.cached.length))
      }
      file.holes = []
      file.durable = file.cached.length
    }
    this.#durableNames = new Map(this.#names)
  }

  /** What a reader sees now; undefined where there is no file. */
  bytes(path: string): Buffer | undefined {
    return this.#names.get(path)?.cached
  }

  put(path: string, bytes: Buffer): void {
    this.#names.set(path, { cached: Buffer.from(bytes), durable: bytes.length, holes: [] })
    this.#durableNames = new Map(this.#names)
  }

  async #write(file: File, bytes: Uint8Array): Promise<number> {
    await this.#wait()
    this.writes++
    const { taken, capacity_bytes = Number.POSITIVE_INFINITY, powerAfter_bytes } = this.faults
    const wanted = Math.min(bytes.length, taken?.(bytes.length) ?? bytes.length)
    const fitting = Math.min(wanted, capacity_bytes - this.written_bytes)
    const powered = Math.min(fitting, (powerAfter_bytes ?? Number.POSITIVE_INFINITY) - this.written_bytes)
    file.cached = Buffer.concat([file.cached, bytes.subarray(0, powered)])
    this.written_bytes += powered
    if (powerAfter_bytes !== undefined && this.written_bytes >= powerAfter_bytes) this.#isOff = true
    if (this.#isOff) throw new PowerLoss()
    if (fitting === 0 && wanted > 0) throw errorOf('ENOSPC')
    return fitting
  }

  async #sync(file: File): Promise<void> {
    await this.#wait()
    this.syncs++
    if (this.faults.failingSyncs?.has(this.syncs) === true) {
      file.holes.push([file.durable, file.cached.length])
      throw errorOf('EIO')
    }
    file.durable = file.cached.length
  }

  async #wait(): Promise<void> {
    for (let turns = this.faults.turns?.() ?? 1; turns > 0; turns--) await Promise.resolve()
    if (this.#isOff) throw new PowerLoss()
  }

  #file(path: string): File {
    const file = this.#names.get(path)
    if (file === undefined) throw errorOf('ENOENT')
    return file
  }
}

const errorOf = (code: string): Error => Object.assign(new Error(code), { code })

import { randomBytes } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Diagnostic, fail, nearest, ok, type Result } from '../base/index.ts'
import { diskFault, isAbsent, makeFolder, syncFolder } from './disk.ts'
import { compareRunIds, parseRunId, type RunId, runIdText, shortDigest } from './run-id.ts'

/** Where a run keeps what it is about and what it does. */
export interface RunFolder {
  readonly id: string
  readonly folder: string
  /** The reviewed plan, byte for byte. */
  readonly plan: string
  /** How the platform is driven, as it was when the run began. */
  readonly driver: string
  /** What else was said when it began. */
  readonly about: string
  readonly journal: string
  /** What others ask of it. */
  readonly asks: string
}

export interface NewRun {
  readonly plan: Uint8Array
  readonly driver: Uint8Array
  /** What else was said when it began, for whoever goes on with it. */
  readonly about?: Uint8Array
  /** That of the plan. */
  readonly digest: string
  /** By the clock on the wall, in milliseconds since 1970. */
  readonly at: number
}

/** The runs of this machine, each in a folder of its own. */
export class RunsFolder {
  readonly #folder: string

  /** `state` is what `stateFolder` says; it is made when the first run begins. */
  constructor(state: string) {
    this.#folder = join(state, 'runs')
  }

  /** A new run, whole or not at all: its folder gets its name last. */
  async create(run: NewRun): Promise<Result<RunFolder, Diagnostic>> {
    const begun = join(this.#folder, `.${randomBytes(8).toString('hex')}.new`)
    try {
      await makeFolder(this.#folder)
      await mkdir(begun)
      await mkdir(join(begun, 'asks'))
      // So that whoever looks at a run that has done nothing finds just that.
      const texts = { 'plan.json': run.plan, 'driver.yaml': run.driver, journal: new Uint8Array() }
      const about = run.about === undefined ? {} : { 'about.json': run.about }
      for (const [name, text] of Object.entries({ ...texts, ...about }))
        await writeFile(join(begun, name), text)
      await syncFolder(begun)
      const id = await this.#claimName(begun, run)
      await syncFolder(this.#folder)
      return ok(this.#of(id))
    } catch (error) {
      await rm(begun, { recursive: true, force: true }).catch(() => undefined)
      return fail({ message: `no run can begin in ${this.#folder}: ${diskFault(error)}` })
    }
  }

  /** Takes a run back that never began, as nobody let it have its scopes. */
  async discard(run: RunFolder): Promise<void> {
    // Away at once, whatever happens while it is emptied.
    const discarded = join(this.#folder, `.${randomBytes(8).toString('hex')}.old`)
    await rename(run.folder, discarded)
    await rm(discarded, { recursive: true, force: true })
  }

  /** All runs, oldest first; none where nothing ever ran. */
  async list(): Promise<Result<readonly RunFolder[], Diagnostic>> {
    let entries: Dirent[]
    try {
      entries = await readdir(this.#folder, { withFileTypes: true })
    } catch (error) {
      if (isAbsent(error)) return ok([])
      return fail({ message: `the runs in ${this.#folder} cannot be listed: ${diskFault(error)}` })
    }
    const ids = entries.filter((entry) => entry.isDirectory() && parseRunId(entry.name) !== undefined)
    return ok(
      ids
        .map(({ name }) => name)
        .sort(compareRunIds)
        .map((id) => this.#of(id)),
    )
  }

  /** The only run whose name begins so. */
  async find(prefix: string): Promise<Result<RunFolder, Diagnostic>> {
    const listed = await this.list()
    if (!listed.ok) return listed
    const runs = listed.value
    const whole = runs.find(({ id }) => id === prefix)
    const fitting =
      whole === undefined ? runs.filter(({ id }) => prefix !== '' && id.startsWith(prefix)) : [whole]
    const [found] = fitting
    if (found === undefined) return fail(this.#notFound(prefix, runs))
    if (fitting.length === 1) return ok(found)
    const names = fitting.slice(-3).map(({ id }) => id)
    const more = fitting.length > names.length ? ` and ${fitting.length - names.length} more` : ''
    return fail({
      message: `${fitting.length} runs begin with "${prefix}"`,
      help: `${names.join(', ')}${more}`,
    })
  }

  #notFound(prefix: string, runs: readonly RunFolder[]): Diagnostic {
    const ids = runs.map(({ id }) => id)
    const last = ids.at(-1)
    const message = prefix === '' ? 'a run has to be named' : `there is no run "${prefix}"`
    if (last === undefined) return { message, help: `nothing has run yet in ${this.#folder}` }
    // A prefix is held against prefixes of its length.
    const begins = new Set(ids.map((id) => id.slice(0, prefix.length)))
    const near = prefix === '' ? undefined : (nearest(prefix, ids) ?? nearest(prefix, begins))
    return { message, help: near === undefined ? `the last one is ${last}` : `did you mean "${near}"?` }
  }

  #of(id: string): RunFolder {
    const folder = join(this.#folder, id)
    return {
      id,
      folder,
      plan: join(folder, 'plan.json'),
      driver: join(folder, 'driver.yaml'),
      about: join(folder, 'about.json'),
      journal: join(folder, 'journal'),
      asks: join(folder, 'asks'),
    }
  }

  /** Gives the folder the first free number of its day. A folder that is not empty is replaced by none, so a name is given once. */
  async #claimName(begun: string, { at, digest }: NewRun): Promise<string> {
    const day = new Date(at).toISOString().slice(0, 10).replaceAll('-', '')
    for (;;) {
      const numbers = (await readdir(this.#folder))
        .map(parseRunId)
        .filter((id): id is RunId => id?.day === day)
        .map(({ number }) => number)
      const id = runIdText({ day, number: Math.max(0, ...numbers) + 1, digest: shortDigest(digest) })
      try {
        await rename(begun, join(this.#folder, id))
        return id
      } catch (error) {
        if (!(await exists(join(this.#folder, id)))) throw error
      }
    }
  }
}

async function writeFile(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o644)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch {
    return false
  }
}

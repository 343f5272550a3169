import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import { beatName, type Hold, holdsOf, meet, type Seen, written } from './hold.ts'
import { Lock } from './lock.ts'
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts'
import { longestSilence_ms, type Refusal, refusalOf } from './refusal.ts'
import { SharedTable, tableFault } from './shared-table.ts'

export interface Request {
  readonly run: string
  /** Where it moves something; a run that is taken again keeps those that it has. The empty scope is everywhere. */
  readonly scopes: readonly string[]
  /** Whether the user says that who drives it on another host is gone. */
  readonly takesOver: boolean
  /** Whether a run that nobody drives has nothing left to do: its scopes are free then. */
  readonly isOver: (run: string) => Promise<boolean>
}

/** Who may move something where: one run in a scope at a time, by one process. Scopes nest: `prod` and `prod/eu` exclude each other. */
export class Locks {
  readonly #table: SharedTable
  readonly #wall: () => number
  readonly #self: ProcessIdentity

  /** `state` is what `stateFolder` says; `wall` the clock on the wall, in milliseconds since 1970; `self` who takes, this process. */
  constructor(state: string, wall: () => number, self = thisProcess()) {
    this.#table = new SharedTable(join(state, 'locks'), written([]))
    this.#wall = wall
    this.#self = self
  }

  /** Takes the scopes of a run that begins, or goes on with one that nobody drives any more. */
  take(request: Request): Promise<Result<Lock, Refusal | Diagnostic>> {
    return this.#guarded(async () => {
      for (let attempt = 0; ; attempt++) {
        await setTimeout(Math.random() * Math.min(attempt, 20))
        const state = await this.#table.read()
        const holds = holdsOf(state.text)
        const judged = await this.#judge(holds, request)
        if (!judged.ok) return judged
        const { before, ended } = judged.value
        const scopes = before?.scopes ?? (request.scopes.length === 0 ? [''] : [...new Set(request.scopes)])
        const hold = {
          run: request.run,
          scopes,
          fence: state.number + 1,
          holder: { ...this.#self, taken: this.#wall() },
        }
        const others = holds.filter(({ run }) => run !== request.run && !ended.has(run))
        const next = await this.#table.replace(state, written([...others, hold]))
        if (next !== undefined) return ok(await Lock.begin(this.#table, next, hold, before, this.#wall))
      }
    })
  }

  /** All runs that are not over, as far as locks know. Who only looks makes nothing. */
  list(): Promise<Result<readonly Seen[], Diagnostic>> {
    return this.#guarded(async () => {
      const state = await this.#table.peek()
      const holds = state === undefined ? [] : holdsOf(state.text)
      return ok(await Promise.all(holds.map((hold) => this.#look(hold))))
    })
  }

  /** Frees the scopes of a run that nobody drives, whatever became of it. */
  forget(run: string): Promise<Result<void, Refusal | Diagnostic>> {
    return this.#guarded(async () => {
      for (;;) {
        const state = await this.#table.peek()
        const holds = state === undefined ? [] : holdsOf(state.text)
        const hold = holds.find((one) => one.run === run)
        if (state === undefined || hold === undefined) return ok(undefined)
        const seen = await this.#look(hold)
        if (seen.holder !== undefined && seen.isAlive !== false) return fail(refusalOf('driven', seen))
        if (await this.#table.replace(state, written(holds.filter((one) => one !== hold))))
          return ok(undefined)
      }
    })
  }

  /** The run's hold as it is, and runs in its way that are over; or why it may not be taken. */
  async #judge(
    holds: readonly Hold[],
    { run, scopes, takesOver, isOver }: Request,
  ): Promise<Result<{ before: Hold | undefined; ended: ReadonlySet<string> }, Refusal>> {
    const before = holds.find((hold) => hold.run === run)
    if (before !== undefined) {
      const seen = await this.#look(before)
      const isFree =
        seen.holder === undefined ||
        seen.isAlive === false ||
        (seen.isAlive === undefined && takesOver && (seen.silent_ms ?? 0) > longestSilence_ms)
      return isFree ? ok({ before, ended: new Set() }) : fail(refusalOf('driven', seen))
    }
    const ended = new Set<string>()
    for (const hold of holds) {
      if (!hold.scopes.some((one) => (scopes.length === 0 ? [''] : scopes).some((other) => meet(one, other))))
        continue
      const seen = await this.#look(hold)
      const isDriven = seen.holder !== undefined && seen.isAlive !== false
      if (isDriven) return fail(refusalOf('busy', seen))
      if (!(await isOver(hold.run))) return fail(refusalOf('reserved', seen))
      ended.add(hold.run)
    }
    return ok({ before, ended })
  }

  /** How a hold looks from here, now. */
  async #look(hold: Hold): Promise<Seen> {
    if (hold.holder === undefined) return { ...hold, isAlive: undefined, silent_ms: undefined }
    const beat = await stat(join(this.#table.folder, beatName(hold))).catch(() => undefined)
    const heard = Math.max(beat?.mtimeMs ?? 0, hold.holder.taken)
    return {
      ...hold,
      isAlive: isAlive(hold.holder, this.#self),
      silent_ms: Math.max(0, this.#wall() - heard),
    }
  }

  async #guarded<T, E>(work: () => Promise<Result<T, E>>): Promise<Result<T, E | Diagnostic>> {
    try {
      return await work()
    } catch (error) {
      return fail({ message: tableFault(this.#table.folder, error) })
    }
  }
}

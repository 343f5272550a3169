import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Ground, startOf } from '../commands.ts'
import { programFault } from '../present.ts'
import type { Start } from '../programs.ts'
import { fill, fillPath, type Template, type Values } from '../template.ts'
import { pause } from './hold.ts'
import { openLog } from './log.ts'
import type { ProcessInstance } from './plan.ts'
import { isRunning, type ProcessName, processesMarked, processNamed } from './proc.ts'
import { fileNameOf, type ProcessRecord, readRecord, writeRecord, writeWhole } from './record.ts'

/** What there is of an instance now. */
export interface Seen {
  /** The version that was started last; undefined when none ever was. */
  readonly version: string | undefined
  readonly isRunning: boolean
  /** It should run, and does not. */
  readonly hasEnded: boolean
}

const settling_ms = 200

const markName = 'INTERLOCK_PROCESS'

const markOf = ({ mark }: ProcessRecord): string => `${markName}=${mark}`

/**
 * One instance as a process. What is about to be started is written down before, with a mark that the process gets into its environment:
 * whoever comes after a crash finds the process by it, wherever the crash was.
 */
export class Supervised {
  readonly log: string
  private readonly record: string
  private readonly instance: ProcessInstance
  private readonly folder: Template
  private readonly ground: Ground
  private readonly spell: (version: string) => string

  constructor(
    state: string,
    instance: ProcessInstance,
    folder: Template,
    ground: Ground,
    spell: (version: string) => string,
  ) {
    this.spell = spell
    const file = join(state, fileNameOf(instance.id))
    this.record = `${file}.json`
    this.log = `${file}.log`
    this.instance = instance
    this.folder = folder
    this.ground = ground
  }

  look(): Seen {
    const record = readRecord(this.record)
    if (record === undefined) return { version: undefined, isRunning: false, hasEnded: false }
    const isThere = processOf(record) !== undefined
    const hasEnded = !isThere && record.phase !== 'stopped'
    return { version: this.spell(record.version), isRunning: isThere, hasEnded }
  }

  /** How it would be started. Throws where it cannot: before the one that runs is ended. */
  startOf(values: Values): { readonly start: Start; readonly files: readonly (readonly [string, string])[] } {
    const { args, env, files } = this.instance
    const start = startOf({ args, env, folder: this.folder }, values, this.ground)
    const [program = ''] = start.args
    const fault = program.includes('/') ? programFault(program) : undefined
    if (fault !== undefined) throw new Error(fault)
    const filled = files.map(
      ([path, content]) =>
        [resolve(this.ground.folder, fillPath(path, values)), fill(content, values)] as const,
    )
    return { start, files: filled }
  }

  /** Ends it with everything that it has started; nothing to do where it does not run. */
  async end(grace_ms: number, signal: AbortSignal): Promise<void> {
    const record = readRecord(this.record)
    if (record === undefined || record.phase === 'stopped') return
    let process = processOf(record)
    if (process === undefined && record.phase === 'starting') {
      // Whoever started it died right then: the process may be about to become the program, and has no mark before.
      await pause(settling_ms, signal)
      process = processOf(record)
    }
    signal.throwIfAborted()
    if (process !== undefined) await endProcess(process, grace_ms, signal)
    // Also those that it has started and that did not end with it: they may hold its ports.
    for (const { pid } of processesMarked(markOf(record))) signalTo(pid, 'SIGKILL')
    writeRecord(this.record, { ...record, phase: 'stopped', process: undefined })
  }

  /** Starts it; there has to be none. */
  async start({ start, files }: ReturnType<Supervised['startOf']>, version: string): Promise<void> {
    for (const [path, content] of files) writeWhole(path, content)
    const mark = randomUUID()
    writeRecord(this.record, { phase: 'starting', version, mark, process: undefined })
    const pid = await started({ ...start, env: { ...start.env, [markName]: mark } }, this.log)
    // It may have ended already: then it is one that has ended.
    writeRecord(this.record, { phase: 'running', version, mark, process: processNamed(pid) })
  }
}

/** The process that a record speaks of, if it runs. */
function processOf(record: ProcessRecord): ProcessName | undefined {
  const { phase, process } = record
  switch (phase) {
    case 'stopped':
      return undefined
    case 'running':
      return process !== undefined && isRunning(process) ? process : undefined
    case 'starting':
      return processesMarked(markOf(record)).find(({ isLeader }) => isLeader)
  }
}

/** Starts a process that goes on when this one ends, in a session of its own. Its number. */
function started({ args: [program = '', ...args], folder, env }: Start, log: string): Promise<number> {
  const output = openLog(log)
  return new Promise<number>((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', output, output],
    })
    child.once('error', (error) => reject(new Error(`${program} cannot be started: ${error.message}`)))
    child.once('spawn', () => {
      child.unref()
      resolve(child.pid ?? 0)
    })
  }).finally(() => closeSync(output))
}

async function endProcess(process: ProcessName, grace_ms: number, signal: AbortSignal): Promise<void> {
  // All of its group, which has its number.
  signalTo(-process.pid, 'SIGTERM')
  for (let waited = 0; isRunning(process) && waited < grace_ms; waited += 20) await pause(20, signal)
  signalTo(-process.pid, 'SIGKILL')
  while (isRunning(process)) await pause(20, signal)
}

function signalTo(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(pid, how)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

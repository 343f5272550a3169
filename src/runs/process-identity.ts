import { spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { type Members, text, whole } from './shape.ts'

/* Who a process is, so that it can be told later whether it is still there, and not another one with its number. */

export interface ProcessIdentity {
  readonly host: string
  /**
   * Where numbers of processes mean the same, on one host: containers have numbers of their own. Empty where the system does
   * not say.
   */
  readonly space: string
  readonly pid: number
  /** When it began, as the system counts it, and in which life of the machine; empty where the system does not say. */
  readonly started: string
}

export const processMembers: Members<ProcessIdentity> = { host: text, space: text, pid: whole, started: text }

let own: ProcessIdentity | undefined

/** This process. */
export function thisProcess(): ProcessIdentity {
  own ??= { host: hostname(), space: spaceOf(), pid: process.pid, started: startOf(process.pid) ?? '' }
  return own
}

/** Undefined where nobody can tell from here: on another host, or among other numbers. */
export function isAlive(identity: ProcessIdentity, self = thisProcess()): boolean | undefined {
  if (identity.host !== self.host || identity.space !== self.space) return undefined
  const seen = look(identity.pid)
  if (seen === 'none') return false
  const started = startOf(identity.pid)
  // Ended between the two looks, or ended and not yet buried. Of others' processes a system may hide everything but that they are.
  if (started === undefined) return seen === 'hidden'
  // A number that was given again. Where the system does not say when it was, whoever has it counts as the one meant.
  return started === '' || identity.started === '' || started === identity.started
}

function look(pid: number): 'seen' | 'hidden' | 'none' {
  // 0 and negative numbers would mean groups.
  if (pid <= 0) return 'none'
  try {
    process.kill(pid, 0)
    return 'seen'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'hidden' : 'none'
  }
}

/** Undefined for a process that has ended; empty where nobody can tell. */
function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? linuxStart(pid) : otherStart(pid)
}

function linuxStart(pid: number): string | undefined {
  const line = readOr(`/proc/${pid}/stat`, undefined)
  if (line === undefined) return undefined
  // The second field is the name of the program, in parentheses, and may hold anything.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const [state, start] = [fields[0], fields[19]]
  if (state === 'Z' || state === 'X' || start === undefined) return undefined
  return `${readOr('/proc/sys/kernel/random/boot_id', '').trim()}/${start}`
}

function otherStart(pid: number): string {
  if (process.platform === 'win32') return ''
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : ''
}

function spaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}

function readOr<T>(path: string, otherwise: T): string | T {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return otherwise
  }
}

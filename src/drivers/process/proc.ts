import { readdirSync, readFileSync } from 'node:fs'

/** A process, told apart from every other one that ever had or will have its number. */
export interface ProcessName {
  readonly pid: number
  /** When it began, in ticks since the machine did. */
  readonly began: number
  /** Which start of the machine that was. */
  readonly boot: string
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** The process that has a number now; undefined where there is none, or one that has ended and was not noticed yet. */
export function processNamed(pid: number): ProcessName | undefined {
  const stat = statOf(pid)
  return stat === undefined || stat.isDead ? undefined : { pid, began: stat.began, boot: bootId() }
}

/** Whether a process still runs. */
export function isRunning({ pid, began, boot }: ProcessName): boolean {
  const now = processNamed(pid)
  return now !== undefined && now.began === began && now.boot === boot
}

/** A process that has a mark in its environment, and whether it leads a session: those that the leader starts have the mark too. */
export interface MarkedProcess extends ProcessName {
  readonly isLeader: boolean
}

/** All processes that were started with a mark in their environment. */
export function processesMarked(mark: string): readonly MarkedProcess[] {
  return readdirSync('/proc').flatMap((entry) => {
    const pid = Number(entry)
    if (!Number.isSafeInteger(pid) || !environmentOf(pid).includes(mark)) return []
    const name = processNamed(pid)
    return name === undefined ? [] : [{ ...name, isLeader: statOf(pid)?.session === pid }]
  })
}

interface Stat {
  readonly isDead: boolean
  readonly session: number
  readonly began: number
}

function statOf(pid: number): Stat | undefined {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  // The name of the program stands in brackets, and may have any characters in it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state = ''] = fields
  return { isDead: ['Z', 'X', 'x'].includes(state), session: Number(fields[3]), began: Number(fields[19]) }
}

const environmentOf = (pid: number): readonly string[] => (readProc(pid, 'environ') ?? '').split('\0')

/** Undefined where the process has ended, or is somebody else's. */
function readProc(pid: number, file: 'stat' | 'environ'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

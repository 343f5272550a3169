import { spawn } from 'node:child_process'

/** What a program did. */
export interface Ended {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined
  /** What it printed. */
  readonly out: string
  /** The end of what it printed as errors. */
  readonly err: string
}

export interface Start {
  readonly args: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Nobody means a longer answer, and it would not fit into memory. */
const mostOut_bytes = 64 * 1024 * 1024
const mostErr_bytes = 16 * 1024
/** How long a program that is told to stop may take for it. */
const grace_ms = 2000
/** Who was started by a program that has ended may keep its output open; this long there has to be nothing new. */
const quiet_ms = 200

/**
 * Runs a program to its end. Told to stop by the signal, it ends the program with everything that it started. Rejects when the
 * program cannot be started, prints far too much, or is told to stop.
 */
export function runProgram(start: Start, signal: AbortSignal): Promise<Ended> {
  const [program = '', ...args] = start.args
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped(program, signal))
    // In a group of its own, so that all of it can be ended, and so that keys pressed in a terminal are for Interlock alone.
    const child = spawn(program, args, {
      cwd: start.folder,
      env: start.env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const out: Buffer[] = []
    let size = 0
    let err: Buffer = Buffer.alloc(0)
    let fault: Error | undefined
    let ended: { readonly code: number | null } | undefined
    let hardly: NodeJS.Timeout | undefined
    let quiet: NodeJS.Timeout | undefined

    const killAll = (how: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, how)
      } catch {
        // There is nobody left.
      }
    }
    const end = (because: Error) => {
      if (fault !== undefined) return
      fault = because
      killAll('SIGTERM')
      hardly = setTimeout(() => {
        killAll('SIGKILL')
        finish()
      }, grace_ms)
    }
    const onAbort = () => end(stopped(program, signal))
    signal.addEventListener('abort', onAbort, { once: true })

    const finish = () => {
      clearTimeout(quiet)
      clearTimeout(hardly)
      signal.removeEventListener('abort', onAbort)
      child.stdout.destroy()
      child.stderr.destroy()
      if (fault !== undefined) {
        // What it started may not have listened.
        killAll('SIGKILL')
        reject(fault)
      } else resolve({ code: ended?.code ?? undefined, out: textOf(out), err: err.toString('utf8') })
    }
    const listen = () => {
      if (ended === undefined) return
      clearTimeout(quiet)
      quiet = setTimeout(finish, quiet_ms)
    }
    child.stdout.on('data', (bytes: Buffer) => {
      listen()
      size += bytes.length
      if (size > mostOut_bytes) end(new Error(`${program} printed more than ${mostOut_bytes >> 20} MiB`))
      else out.push(bytes)
    })
    child.stderr.on('data', (bytes: Buffer) => {
      listen()
      err = Buffer.concat([err, bytes]).subarray(-mostErr_bytes)
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      fault ??= new Error(`${program} cannot be started: ${reasonOf(error)}`)
      if (child.pid === undefined) finish()
    })
    child.on('exit', (code) => {
      ended = { code }
      listen()
    })
    child.on('close', finish)
  })
}

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString('utf8')

const stopped = (program: string, signal: AbortSignal): Error => {
  const reason: unknown = signal.reason
  return new Error(`${program} was stopped: ${reason instanceof Error ? reason.message : String(reason)}`)
}

function reasonOf(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOENT':
      return 'there is no such program or folder'
    case 'EACCES':
      return 'it may not be run'
    case 'E2BIG':
      return 'its arguments are too long'
    default:
      return error.message
  }
}

/** What went wrong, of a program that did not end well: how it ended, and the last lines of its errors. */
export function failureOf({ code, err }: Ended, program: string): string {
  const how = code === undefined ? 'was killed' : `ended with ${code}`
  const lines = err.trimEnd().split('\n').slice(-5).join('\n')
  return lines.trim() === '' ? `${program} ${how}` : `${program} ${how}: ${lines}`
}

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { root } from './servers.ts'

/** What a command answered. */
export interface Answer {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Told of each line that a command prints, and may end the command. */
export type OnLine = (line: string, child: ChildProcess) => void

/** Runs a command line of Interlock as users have it, beside everything else that goes on. */
export function interlock(argv: readonly string[], onLine: OnLine = () => {}): Promise<Answer> {
  const child = spawn(process.execPath, [join(root, 'dist/cli.cjs'), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: string[] = []
  const err: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    out.push(line)
    onLine(line, child)
  })
  createInterface({ input: child.stderr }).on('line', (line) => err.push(line))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out: out.join('\n'), err: err.join('\n') }))
  })
}

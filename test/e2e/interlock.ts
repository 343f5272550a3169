import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './servers.ts'

/** What a command answered. */
export interface Answer {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a command line of Interlock as users have it, beside everything else that goes on. */
export function interlock(...argv: readonly string[]): Promise<Answer> {
  const child = spawn(process.execPath, [join(root, 'dist/cli.cjs'), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

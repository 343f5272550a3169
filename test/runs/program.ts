import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

/* Programs that tests start as processes of their own: files beside this one, made into a script that node runs. */

/** Builds a program into a folder and says where it is. */
export async function buildProgram(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}

/** A process that talks in lines. */
export class Talker {
  readonly process: ChildProcessWithoutNullStreams
  readonly lines: string[] = []
  readonly #waiting: (() => void)[] = []
  readonly #ended: Promise<unknown>
  #hasEnded = false

  constructor(script: string, args: readonly string[]) {
    this.process = spawn(process.execPath, [script, ...args])
    createInterface(this.process.stdout).on('line', (line) => {
      this.lines.push(line)
      this.#wake()
    })
    this.process.stderr.on('data', (data) => this.lines.push(`error: ${data}`))
    this.#ended = once(this.process, 'close').then(() => {
      this.#hasEnded = true
      this.#wake()
    })
    this.process.stdin.on('error', () => undefined)
  }

  say(line: string): void {
    this.process.stdin.write(`${line}\n`)
  }

  /** Resolves with the first line that begins so; rejects when the process ends without one. */
  async hear(begin: string): Promise<string> {
    for (;;) {
      const line = this.lines.find((one) => one.startsWith(begin))
      if (line !== undefined) return line
      if (this.#hasEnded) throw new Error(`ended without "${begin}": ${this.lines.join('\n')}`)
      await new Promise<void>((wake) => this.#waiting.push(wake))
    }
  }

  async end(): Promise<void> {
    this.process.stdin.end()
    await this.#ended
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL')
    await this.#ended
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

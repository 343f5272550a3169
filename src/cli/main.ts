import { readSync } from 'node:fs'
import { join } from 'node:path'
import { linesOfDescriptor } from '../connect/index.ts'
import { type Io, problemCode } from './io.ts'
import { run } from './program.ts'

/** Set by the loader that the build puts in front of this file: where policies/ lies, and where the build does. */
declare const interlockHome: string
declare const interlockDist: string

const io: Io = {
  write: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  readStdin,
  readStdinLines: () => linesOfDescriptor(0),
  colour: wantsColour(),
  ...(process.stdout.isTTY === true && process.env.TERM !== 'dumb' && { terminal: process.stdout }),
  folders: { sources: join(interlockHome, 'policies'), compiled: join(interlockDist, 'policies') },
  env: process.env,
  wait: (work) => {
    work().then(
      (code) => {
        process.exitCode = code
      },
      (error: unknown) => {
        process.exitCode = problemCode(error, io)
      },
    )
  },
  today: new Date().toISOString().slice(0, 10),
}

/** All of the standard input. A pipe that is empty for the moment is asked again, not taken for the end. */
function readStdin(): string {
  const chunks: Buffer[] = []
  const buffer = Buffer.alloc(1 << 16)
  for (;;) {
    try {
      const size = readSync(0, buffer)
      if (size === 0) return Buffer.concat(chunks).toString('utf8')
      chunks.push(Buffer.from(buffer.subarray(0, size)))
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EOF') return Buffer.concat(chunks).toString('utf8')
      if (code !== 'EAGAIN') throw error
    }
  }
}

/** https://no-color.org: any value that is not empty switches colour off. */
function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0') return true
  return process.stdout.isTTY === true && TERM !== 'dumb'
}

// A reader that has seen enough (head, less) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = run(process.argv.slice(2), io)

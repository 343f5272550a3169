import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { fail, ok, type Result } from '../base/index.ts'
import { reasonOf } from './files.ts'

const chunkBytes = 1 << 18

/** Of a line that is longer than any that people write, only the beginning is kept. */
const longestLine = 1 << 20

/** The lines of a file, read as they are asked for, so that it may be of any size. */
export function linesOf(file: string): Result<Iterable<string>, string> {
  try {
    // Opened here, so that a file that is not there is told before anything is looked at.
    const descriptor = openSync(file, 'r')
    if (!fstatSync(descriptor).isDirectory()) return ok(closing(descriptor))
    // A folder can be opened, but not read.
    closeSync(descriptor)
    return fail(`${file} is a folder`)
  } catch (error) {
    return fail(reasonOf(error, file))
  }
}

function* closing(descriptor: number): Iterable<string> {
  try {
    yield* linesOfDescriptor(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** The lines of what is open already, such as the standard input. */
export function* linesOfDescriptor(descriptor: number): Iterable<string> {
  const buffer = Buffer.alloc(chunkBytes)
  const decoder = new StringDecoder('utf8')
  let rest = ''
  for (let size = read(descriptor, buffer); size > 0; size = read(descriptor, buffer)) {
    const text = decoder.write(buffer.subarray(0, size))
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      yield rest + text.slice(from, end)
      rest = ''
      from = end + 1
    }
    if (rest.length < longestLine) rest += text.slice(from)
  }
  rest += decoder.end()
  if (rest !== '') yield rest
}

/** A pipe that is empty for the moment is asked again, not taken for the end. */
function read(descriptor: number, buffer: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, buffer)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
    }
  }
}

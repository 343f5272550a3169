import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import type { Ask } from '../execute/index.ts'
import { diskFault, isAbsent, makeFolder, syncFolder } from './disk.ts'
import { askShape } from './entry-shape.ts'
import { amount, faultText, record, type Shape, text } from './shape.ts'

/** An ask as it stands in its file. */
export interface Asked {
  readonly ask: Ask
  readonly by: string
  /** By the clock on the wall, in milliseconds since 1970. */
  readonly at: number
}

const askedShape = record<Asked>({ ask: askShape as Shape<Ask>, by: text, at: amount })

/** Files that hold an ask: the time, a number for those of the same millisecond, and something that no other has. */
const nameForm = /^\d{8}T\d{9}Z-\d{3}-[0-9a-f]{8}\.json$/

let lastTime = ''
let countOfTime = 0

/** Names that sort as they are given. */
function newName(at: number): string {
  const time = new Date(at).toISOString().replace(/[-:.]/g, '')
  countOfTime = time === lastTime ? countOfTime + 1 : 0
  lastTime = time
  return `${time}-${String(countOfTime).padStart(3, '0')}-${randomBytes(4).toString('hex')}`
}

/**
 * Asks something of a run, of whoever drives it now or next. Returns the name of the ask, which
 * `waitingAsks` tells until it is taken.
 */
export async function ask(folder: string, asked: Asked): Promise<Result<string, Diagnostic>> {
  const id = newName(asked.at)
  const begun = join(folder, `.${id}.new`)
  try {
    await makeFolder(folder)
    const file = await open(begun, 'wx', 0o644)
    try {
      await file.writeFile(`${JSON.stringify(asked)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(begun, join(folder, `${id}.json`))
    await syncFolder(folder)
    return ok(id)
  } catch (error) {
    return fail({ message: `nothing can be asked in ${folder}: ${diskFault(error)}` })
  }
}

/** Asks of a run that nobody has taken yet, by their names, oldest first. */
export const waitingAsks = (folder: string): readonly string[] => namesIn(folder).map(idOf)

/** Longer than any ask; nobody is made to read more. */
const longestAsk = 64 * 1024

/** An ask in a file, or what is wrong with it. */
export function readAsk(file: string): Result<Asked, string> {
  try {
    const bytes = readShort(file)
    if (bytes === undefined) return fail('it is too long, or no file')
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    const fault = askedShape.fault(value)
    // The shape is that of the type.
    return fault === undefined ? ok(value as Asked) : fail(faultText(fault))
  } catch (error) {
    return fail(error instanceof SyntaxError ? 'it is no JSON' : diskFault(error))
  }
}

function readShort(path: string): Buffer | undefined {
  // Whatever else somebody has put there, nobody waits for it.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    if (!fstatSync(file).isFile()) return undefined
    const buffer = Buffer.alloc(longestAsk + 1)
    const read = readSync(file, buffer, 0, buffer.length, 0)
    return read > longestAsk ? undefined : buffer.subarray(0, read)
  } finally {
    closeSync(file)
  }
}

/** Names of the files of asks, oldest first; none where there is no folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => nameForm.test(name))
      .sort()
  } catch (error) {
    if (isAbsent(error)) return []
    throw error
  }
}

export const idOf = (name: string): string => name.replace(/\.json$/, '')

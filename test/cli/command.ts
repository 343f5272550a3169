import { join } from 'node:path'
import { type ExitCode, type Io, run } from '../../src/cli/index.ts'

/** What a command was given besides its arguments. */
interface Surroundings {
  readonly stdin?: string
  readonly colour?: boolean
  readonly today?: string
}

/** What a command answered: its exit code, and what it wrote where. */
export interface Answer {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

export const root = join(import.meta.dirname, '..', '..')

/** The day on which the shipped catalogue was complete, so that no warning depends on when the tests run. */
const someDay = '2026-08-22'

const compiled = process.env.INTERLOCK_TEST_POLICIES

/** Shipped policies are compiled, as they are for users; commands that tell where something stands read the sources. */
const folders = { sources: join(root, 'policies'), ...(compiled !== undefined && { compiled }) }

/** Runs a command line inside the process. */
export function interlock(argv: readonly string[], surroundings: Surroundings = {}): Answer {
  let out = ''
  let err = ''
  const io: Io = {
    write: (text) => {
      out += text
    },
    writeError: (text) => {
      err += text
    },
    readStdin: () => surroundings.stdin ?? '',
    colour: surroundings.colour ?? false,
    folders,
    today: surroundings.today ?? someDay,
  }
  const code = run(argv, io)
  return { code, out, err }
}

/** A command line as one would type it; no word of it may hold a space. */
export const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '')

import { join } from 'node:path'
import { type ExitCode, type Io, problemCode, run } from '../../src/cli/index.ts'

/** What a command was given besides its arguments. */
interface Surroundings {
  readonly stdin?: string
  readonly colour?: boolean
  /** Where it writes to a terminal that is so wide. */
  readonly columns?: number
  readonly today?: string
  readonly env?: Readonly<Record<string, string | undefined>>
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
  const { io, answer } = surround(surroundings, () => {
    throw new Error('takes its time: use interlockInTime')
  })
  return answer(run(argv, io))
}

/** The same for what takes its time. */
export async function interlockInTime(
  argv: readonly string[],
  surroundings: Surroundings = {},
): Promise<Answer> {
  let work: Promise<ExitCode> | undefined
  const { io, answer } = surround(surroundings, (begin) => {
    work = begin().catch((error: unknown) => problemCode(error, io))
  })
  const code = run(argv, io)
  return answer(work === undefined ? code : await work)
}

function surround({ stdin, colour, columns, today, env }: Surroundings, wait: Io['wait']) {
  let out = ''
  let err = ''
  const io: Io = {
    write: (text) => {
      out += text
    },
    writeError: (text) => {
      err += text
    },
    readStdin: () => stdin ?? '',
    colour: colour ?? false,
    ...(columns !== undefined && { terminal: { columns } }),
    folders,
    today: today ?? someDay,
    env: env ?? {},
    wait,
  }
  return { io, answer: (code: ExitCode): Answer => ({ code, out, err }) }
}

/** A command line as one would type it; no word of it may hold a space. */
export const words = (line: string): readonly string[] => line.split(' ').filter((word) => word !== '')

import type { Diagnostic } from '../base/index.ts'
import { placeText } from '../base/index.ts'
import type { PolicyFolders } from '../connect/index.ts'
import { colourPaint, type Paint, plainPaint, wrap } from '../explain/index.ts'

/** The world as a command sees it; tests pass their own. */
export interface Io {
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  readonly readStdin: () => string
  /** The same line by line, for input of any size; where it is not given, all of it is read. */
  readonly readStdinLines?: () => Iterable<string>
  readonly colour: boolean
  /** Where what was written can be written over; with its width now. */
  readonly terminal?: { readonly columns: number }
  readonly folders: PolicyFolders
  /** Today, as an ISO date. */
  readonly today: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Has work done that takes its time; its exit code is the program's, once it is known. */
  readonly wait: (work: () => Promise<ExitCode>) => void
}

/** 0 yes, 1 no, 2 wrong input or command, 3 cannot tell. */
export type ExitCode = 0 | 1 | 2 | 3

/** Wrong input: what is wrong with it, place by place. Caught at the edge of every command. */
export class InputProblem extends Error {
  readonly diagnostics: readonly Diagnostic[]
  readonly code: ExitCode

  constructor(diagnostics: readonly Diagnostic[], code: ExitCode = 2) {
    super(diagnostics.map(({ message }) => message).join('; '))
    this.diagnostics = diagnostics
    this.code = code
  }
}

export const wrong = (message: string, help?: string): InputProblem =>
  new InputProblem([{ message, ...(help !== undefined && { help }) }])

/** What went wrong, for people; its exit code. */
export function problemCode(error: unknown, io: Io): ExitCode {
  if (error instanceof InputProblem) {
    io.writeError(diagnosticsText(error.diagnostics, paintOf(io)))
    return error.code
  }
  // Never exit code 1 by accident: that would be read as an answer.
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  io.writeError(`interlock: a defect of its own, not of your input\n${trace}\n`)
  return 2
}

/** A no, not a mistake: what was asked for is understood, and is not to be. */
export const refused = (message: string, help: string): InputProblem =>
  new InputProblem([{ message, help }], 1)

export const paintOf = ({ colour }: Pick<Io, 'colour'>): Paint => (colour ? colourPaint : plainPaint)

/** Past this many, nobody reads on. */
const mostDiagnostics = 20

export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  const lines = diagnostics.slice(0, mostDiagnostics).flatMap(({ place, message, help }) => {
    const where = place === undefined ? '' : `${placeText(place)}: `
    const first = `${paint.strong(`${where}${paint.bad('error')}`)}: ${message}`
    return help === undefined
      ? [first]
      : [first, ...help.split('\n').flatMap((line, i) => wrap(`  ${i === 0 ? 'help: ' : ''}${line}`, 80, 8))]
  })
  const more = diagnostics.length - mostDiagnostics
  if (more > 0) lines.push(`… and ${more} more`)
  return `${lines.join('\n')}\n`
}

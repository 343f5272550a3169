import { endingDocument, progressDocument } from '../../contract/index.ts'
import type { Ending, Progress, Written } from '../../execute/index.ts'
import { endingText, entryText } from '../../explain/index.ts'
import { type Io, paintOf } from '../io.ts'

/** The time of a day, in UTC: all that the lines of a run that goes on begin with. */
export const timeText = (at: number): string => `${new Date(at).toISOString().slice(11, 19)}Z`

/** A day and its time, in UTC, as the lines of a log begin. */
export const stampText = (at: number): string => `${new Date(at).toISOString().slice(0, 10)} ${timeText(at)}`

interface Telling {
  /** As documents name it. */
  readonly run: string
  /** Where it all happens; people are told on each line. */
  readonly where?: string
  readonly format: 'text' | 'json' | undefined
}

/** Takes in the entries of a journal, and tells them one by one, a line each. */
export function entryTeller(
  progress: Progress,
  { run, where, format }: Telling,
  io: Pick<Io, 'write' | 'colour'>,
): (written: Written) => void {
  const paint = paintOf(io)
  const place = where === undefined ? '' : `${paint.faint(where)}  `
  return ({ at, entry }) => {
    // First of all: what is told of an entry depends on which way it all goes by then.
    progress.take(entry)
    if (format === 'json') {
      io.write(`${JSON.stringify(progressDocument(run, at, entry))}\n`)
      return
    }
    const text = entryText(entry, progress, paint)
    if (text !== undefined) io.write(`${stampText(at)}  ${place}${text}\n`)
  }
}

/** How a run came to stand still: the last that is told of it. */
export function tellEnding(
  run: string,
  ending: Ending,
  direction: Progress['direction'],
  format: 'text' | 'json' | undefined,
  io: Io,
): void {
  if (format === 'json') io.write(`${JSON.stringify(endingDocument(run, ending))}\n`)
  else io.write(endingText(run, ending, direction, paintOf(io)))
}

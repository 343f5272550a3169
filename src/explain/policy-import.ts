import { type Diagnostic, placeText } from '../base/index.ts'
import { plural, wrap } from './layout.ts'
import type { Paint } from './paint.ts'

/** Past this many, nobody reads on. */
const mostNotes = 20

/** What an import could not carry over as it stands, for the terminal. */
export function importNotesText(notes: readonly Diagnostic[], paint: Paint): string {
  const lines = notes.slice(0, mostNotes).flatMap((each) => {
    const [first = '', ...rest] = wrap(noteText(each), 80, 8)
    return [first.replace(/^note/, () => paint.unsure('note')), ...rest]
  })
  const more = notes.length - mostNotes
  if (more > 0) lines.push(`… and ${more} more, all of them in the comment at the top of the policy`)
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

const noteText = ({ place, message, help }: Diagnostic): string => {
  const where = place === undefined ? '' : ` ${placeText(place)}:`
  return `note:${where} ${message}${help === undefined ? '' : `; ${help}`}`
}

/** What an imported policy says of itself, above everything else. */
export function importComment(kind: string, asOf: string, notes: readonly Diagnostic[]): string {
  const lines = [`Made by \`interlock policy import ${kind}\` of data of ${asOf}.`]
  if (notes.length > 0) lines.push('', 'Not carried over as it stands, or decided on the way:')
  // A line of a comment is a line: what is quoted from the data must not end it.
  for (const { place, message, help } of notes) {
    const where = place === undefined ? '' : `${placeText(place)}: `
    const text = `- ${where}${message}${help === undefined ? '' : `; ${help}`}`.replace(
      /[^ -~\u00A0-\uFFFC]+/g,
      ' ',
    )
    lines.push(...wrap(text, 110, 2))
  }
  return lines.join('\n')
}

/** What was written where. */
export function importedText(
  { name, file, releases, rules }: { name: string; file: string; releases: number; rules: number },
  notes: number,
  paint: Paint,
): string {
  const lines = [
    `${paint.good('✓')} ${name} → ${file}   ${plural(rules, 'rule')}, ${plural(releases, 'release')}`,
    ...(notes > 0 ? [`  ${plural(notes, 'note')}, kept at the top of the file`] : []),
    '',
    `  interlock policy show ${file}`,
    `  interlock policy test ${file}`,
  ]
  return `${lines.join('\n')}\n`
}

/** Terminals are at least this wide; nothing is set wider, except what the user must be able to copy whole. */
export const pageWidth = 80

const escapeCharacter = String.fromCharCode(27)
const colours = new RegExp(`${escapeCharacter}\\[\\d+m`, 'g')

/** How wide a text is on the screen: colours take no room. */
export const widthOf = (text: string): number => text.replace(colours, '').length

const plainLook = `${escapeCharacter}[0m`

/** A line that is at most so wide; where its end is missing, an ellipsis says so. */
export function clip(line: string, width: number): string {
  if (widthOf(line) <= width) return line
  let room = Math.max(0, width - 1)
  let clipped = ''
  // Texts and, in every second place, the colours between them.
  for (const [i, piece] of line.split(new RegExp(`(${colours.source})`)).entries()) {
    const some = i % 2 === 1 ? piece : piece.slice(0, room)
    clipped += some
    if (i % 2 === 0) room -= some.length
  }
  return clipped.includes(escapeCharacter) ? `${clipped}${plainLook}…` : `${clipped}…`
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** A text in lines of at most `width`, the following lines indented. Words are never broken. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = []
  // Spaces at the beginning and between columns are the writer's; only a break swallows one.
  const lead = /^ */.exec(text)?.[0] ?? ''
  const [first = '', ...words] = text.slice(lead.length).split(/(?<=[^ ]) /)
  let line = lead + first
  for (const word of words) {
    const room = lines.length === 0 ? width : width - indent
    if (line.trim() !== '' && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line)
      line = word.trimStart()
    } else {
      line = `${line} ${word}`
    }
  }
  lines.push(line)
  return lines.map((part, i) => (i === 0 ? part : ' '.repeat(indent) + part))
}

/** Rows in columns as wide as their widest cell, two spaces between them; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : pad(cell, (widths[i] ?? 0) + gap)))
      .join('')
      .trimEnd(),
  )
}

/** A text with a note at the right end of its last line, or of a line of its own where there is no room. */
export function withNote(text: string, note: string, width: number, indent = 0): string[] {
  const lines = wrap(text, width, indent)
  if (note === '') return lines
  const last = lines.at(-1) ?? ''
  const isRoom = widthOf(last) + 2 + widthOf(note) <= width
  const aside = ' '.repeat(Math.max(0, width - widthOf(note)))
  if (!isRoom) return [...lines, `${aside}${note}`]
  return [...lines.slice(0, -1), `${pad(last, width - widthOf(note))}${note}`]
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`

/** Thousands are set apart: 100,000. */
export const number = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

export const times = (count: number): string => `×${number(count)}`

/** The command that explains a rule; the policy of a `file` is not found by its name. */
export const explainCommand = (rule: string, file?: string): string =>
  `interlock explain ${rule}${file === undefined ? '' : ` --policy ${/[^\w./:=@,+-]/.test(file) ? `'${file}'` : file}`}`

/** Four names at most; of more the first three, and how many there are beside. */
export const listed = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ')

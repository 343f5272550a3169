/** Terminals are at least this wide; nothing is set wider, except what the user must be able to copy whole. */
export const pageWidth = 80

/** A text in lines of at most `width`, the following lines indented. Words are never broken. */
export function wrap(text: string, width: number, indent = 0): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const limit = lines.length === 0 ? width : width - indent
    if (line !== '' && line.length + 1 + word.length > limit) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  lines.push(line)
  return lines.map((part, i) => (i === 0 ? part : ' '.repeat(indent) + part))
}

/** Rows in columns as wide as their widest cell, two spaces between them; the last column is not padded. */
export function table(rows: readonly (readonly string[])[], gap = 2): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd((widths[i] ?? 0) + gap)))
      .join('')
      .trimEnd(),
  )
}

/** A text with a note at the right end of its line; the text is wrapped beside the note. */
export function withNote(text: string, note: string, width: number, indent = 0): string[] {
  const room = Math.max(24, width - note.length - 2)
  const lines = wrap(text, room, indent)
  const first = lines[0] ?? ''
  const noted = note === '' ? first : `${first.padEnd(Math.max(width - note.length, first.length + 2))}${note}`
  return [noted, ...lines.slice(1)]
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${number(count)} ${count === 1 ? one : many}`

/** Thousands are set apart: 100,000. */
export const number = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')

export const times = (count: number): string => `×${number(count)}`

const widest = 80

/** Prints rows under a header, first column to the left, numbers to the right, within 80 columns. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [header, ...rows]
  const widths = header.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)))
  const lines = all.map((row) =>
    widths
      .map((width, i) => (i === 0 ? (row[i] ?? '').padEnd(width) : (row[i] ?? '').padStart(width)))
      .join('  ')
      .trimEnd(),
  )
  const [head = '', ...body] = lines
  for (const line of [head, '-'.repeat(Math.max(...lines.map(({ length }) => length))), ...body]) {
    if (line.length > widest) throw new Error(`a line of the table has ${line.length} columns: ${line}`)
    console.log(line)
  }
}

export function printTitle(text: string): void {
  console.log(`\n${text}\n`)
}

/** 0.0123 → '12 µs', 4.56 → '4.6 ms', 12345 → '12.3 s'. */
export function duration(ms: number): string {
  if (ms < 1) return `${digits(ms * 1000)} µs`
  return ms < 1000 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`
}

/** 0.42 → '0.42×', 3.14 → '3.1×', 1234.5 → '1,235×'. */
export const times = (ratio: number): string => `${digits(ratio)}×`

/** 100000 → '100,000'. */
export const whole = (value: number): string => value.toLocaleString('en-US')

function digits(value: number): string {
  if (value >= 99.5) return whole(Math.round(value))
  return value >= 9.95 ? value.toFixed(0) : value >= 0.995 ? value.toFixed(1) : value.toFixed(2)
}

/** For figures that others quote: three significant digits are all that a shared machine gives. */
export const rounded = (value: number): number => Number(value.toPrecision(3))

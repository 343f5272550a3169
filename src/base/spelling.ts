/** Longer texts are no typos of a name; comparing them would only cost time. */
const longestName = 64

/**
 * The known name nearest to what the user wrote, or undefined when nothing is near: at most one edit in
 * three letters (a swap of neighbours counts as one), so that a guess is never far-fetched.
 */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  if (written.length > longestName) return undefined
  const wanted = written.toLowerCase()
  let best: string | undefined
  let bestEdits = Math.floor(Math.max(written.length, 3) / 3) + 1
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= bestEdits) continue
    const edits = editDistance(wanted, name.toLowerCase())
    if (edits < bestEdits) {
      best = name
      bestEdits = edits
    }
  }
  return best
}

/** Optimal string alignment: insert, delete, replace and swap of neighbours cost one each. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let edits = Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, at(beforeLast, j - 2) + 1)
      }
      row.push(edits)
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY

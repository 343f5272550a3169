/*
 * Every line of what the platforms' policies demand, by its id: M mirrord, S SPIRE, D and DX Dapr, U UXP. A line is
 * either answered by a test whose title begins with it, or it is pending; none may be missing.
 */

const numbered = (letters: string, last: number, also: readonly string[] = []): readonly string[] => [
  ...Array.from({ length: last }, (_, i) => `${letters}${i + 1}`),
  ...also,
]

export const platforms = {
  mirrord: numbered('M', 18),
  SPIRE: numbered('S', 22, ['S12b']),
  Dapr: [...numbered('D', 32, ['D8b']), ...numbered('DX', 12)],
  UXP: numbered('U', 27),
} as const

/** What no policy answers yet, and what it waits for. */
export const pending: Readonly<Record<string, string>> = {}

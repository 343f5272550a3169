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

const release = 'release rules: tags, branches and notes'

/** What no policy answers yet, and what it waits for. */
export const pending: Readonly<Record<string, string>> = {
  U11: release,
  U12: release,
  U13: release,
  U14: release,
  U15: release,
  U16: release,
  U17: release,
  U18: release,
  U19: release,
  U20: release,
  U21: release,
  U22: release,
  U23: release,
  U24: release,
}

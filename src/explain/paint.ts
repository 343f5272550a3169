/** How parts of a text are set off. Symbols carry the meaning; colour only helps. */
export interface Paint {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly unsure: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
}

const same = (text: string): string => text

export const plainPaint: Paint = { good: same, bad: same, unsure: same, strong: same, faint: same }

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`

export const colourPaint: Paint = {
  good: sgr(32, 39),
  bad: sgr(31, 39),
  unsure: sgr(33, 39),
  strong: sgr(1, 22),
  faint: sgr(2, 22),
}

/** The tone of a verdict: whatever is neither a yes nor a no is unsure. */
export const toneOf = (paint: Paint, verdict: string): ((text: string) => string) =>
  verdict === 'supported' ? paint.good : verdict === 'unsupported' ? paint.bad : paint.unsure

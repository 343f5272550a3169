import { expect } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/** One line of a platform's requirements as a question on the command line. */
export interface Row {
  /** The line's id, and what it says of this case. */
  readonly line: string
  readonly ask: string
  readonly code: 0 | 1 | 2 | 3
  /** Texts that the answer contains: rules, versions, words. */
  readonly says?: readonly string[]
}

/** Rows about one policy. */
export function asker(policy: string) {
  const row =
    (code: Row['code']) =>
    (line: string, fleet: string, ...says: string[]): Row => ({
      line,
      ask: `check --policy ${policy} ${fleet}`,
      code,
      says,
    })
  return {
    supported: row(0),
    unsupported: row(1),
    unknown: row(3),
    impossible: (line: string, rest: string, ...says: string[]): Row => ({
      line,
      ask: `plan --policy ${policy} ${rest}`,
      code: 1,
      says,
    }),
    planned: (line: string, rest: string, ...says: string[]): Row => ({
      line,
      ask: `plan --policy ${policy} ${rest}`,
      code: 0,
      says,
    }),
  }
}

export function expectRow({ ask, code, says = [] }: Row): void {
  const answer = interlock(words(ask))
  expect(answer.code, answer.out + answer.err).toBe(code)
  // Lines are broken for the eye only.
  const flat = answer.out.replace(/\s+/g, ' ')
  for (const text of says) expect(flat).toContain(text)
}

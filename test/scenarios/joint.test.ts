import { join } from 'node:path'
import { expect, it } from 'vitest'
import { interlock } from '../cli/command.ts'

/*
 * An operating system of lines 6…11, of which line n bears the lines n+18…n+23 of what runs on it; both go one line at a
 * time. Whoever takes the system to its end first is stuck: line 11 does not bear line 28, and nothing leads on from there.
 */

const bears = (ground: number, crop: number): boolean => crop >= ground + 18 && crop <= ground + 23

/** The fewest moves on the grid of all states, by breadth-first search. */
function fewestMoves(from: readonly [number, number], to: readonly [number, number]): number {
  const seen = new Map([[from.join(), 0]])
  const waiting = [from]
  for (const [ground, crop] of waiting) {
    const moves = seen.get(`${ground},${crop}`) ?? 0
    if (ground === to[0] && crop === to[1]) return moves
    for (const next of [
      [ground + 1, crop],
      [ground, crop + 1],
    ] as const) {
      // While one goes, both of its lines are there.
      if (!bears(...next) || !bears(ground, crop) || seen.has(next.join())) continue
      seen.set(next.join(), moves + 1)
      waiting.push(next)
    }
  }
  throw new Error('there is no way')
}

it('goes the shortest way that is supported, and never where nothing leads on', () => {
  const policy = join(import.meta.dirname, 'policies/soil.yaml')
  const { out } = interlock([
    ...['plan', 'ground=1.6.0', 'crop=1.28.0', '--policy', policy],
    ...['--to', 'ground=1.11.0', '--to', 'crop=1.34.0', '--format', 'json'],
  ])
  const { stages, moves, proof } = JSON.parse(out) as {
    readonly stages: readonly unknown[]
    readonly moves: number
    readonly proof: { readonly judged: readonly { readonly present: readonly { versions: string[] }[] }[] }
  }
  expect(moves).toBe(fewestMoves([6, 28], [11, 34]))
  expect(stages).toHaveLength(moves)
  const lineOf = (version: string): number => Number(version.split('.')[1])
  const states = proof.judged.flatMap(({ present }) => {
    const [ground, crop] = present
    return (ground?.versions ?? []).flatMap((a) =>
      (crop?.versions ?? []).map((b) => [lineOf(a), lineOf(b)] as const),
    )
  })
  expect(states.length).toBeGreaterThan(20)
  for (const state of states) expect(bears(...state), state.join()).toBe(true)
  expect(states).not.toContainEqual([11, 28])
})

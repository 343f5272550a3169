import type { Comparing, Side, Where } from './comparing.ts'
import type { Operand } from './schema-read.ts'

/** What schemas demand of lists, position by position, and of all positions after those. */
export function compareArrays({ sides, compare }: Comparing, where: Where): void {
  const { direction } = where
  const [a, b] = [sides.old, sides.new]
  const positions = Math.max(prefixOf(a), prefixOf(b))
  for (let i = 0; i < positions; i++)
    compare(itemOf(a, i), itemOf(b, i), { path: `${where.path}[${i}]`, direction })
  compare(itemOf(a, positions), itemOf(b, positions), { path: `${where.path}[]`, direction })
}

const prefixOf = ({ facts }: Side): number => Math.max(0, ...facts.arrays.map(({ prefix }) => prefix.length))

const itemOf = ({ operand, facts }: Side, i: number): Operand => ({
  document: operand.document,
  nodes: facts.arrays.flatMap(({ prefix, rest }) => prefix[i] ?? rest ?? []),
})

import { describe, expect, it } from 'vitest'
import { ringsOf } from './rings.ts'

/** The rings of a graph, each as its nodes in order. */
function rings(graph: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const numbers = ringsOf(Object.keys(graph), (node) => graph[node] ?? [])
  const members = new Map<number, string[]>()
  for (const [node, ring] of numbers) members.set(ring, [...(members.get(ring) ?? []), node])
  return [...members.values()].map((nodes) => nodes.sort().join('')).sort()
}

describe('rings', () => {
  it.each([
    ['nodes on their own', { a: [], b: [] }, ['a', 'b']],
    ['a chain', { a: ['b'], b: ['c'], c: [] }, ['a', 'b', 'c']],
    ['a ring', { a: ['b'], b: ['c'], c: ['a'] }, ['abc']],
    ['rings that share a node', { a: ['b'], b: ['a', 'c'], c: ['b'] }, ['abc']],
    ['a ring with a way in and one out', { a: ['b'], b: ['c'], c: ['b', 'd'], d: [] }, ['a', 'bc', 'd']],
    ['two ways to the same end', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }, ['a', 'b', 'c', 'd']],
    ['a node that leads to itself', { a: ['a'], b: ['a'] }, ['a', 'b']],
  ])('%s', (_, graph, expected) => {
    expect(rings(graph)).toEqual(expected)
  })
})

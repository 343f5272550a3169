import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { fewestNeeds, Precedence, type Waiting } from './precedence.ts'

/** Nodes that wait for some of those before them; chains are drawn, so most of them are wrong hints. */
const graphs = fc
  .record({
    size: fc.integer({ min: 1, max: 90 }),
    seed: fc.infiniteStream(fc.nat(1000)),
    wide: fc.boolean(),
  })
  .map(({ size, seed, wide }) => {
    const next = (): number => seed.next().value as number
    return Array.from({ length: size }, (_, id): Waiting<number> => {
      const many = wide && id > 70
      const needs = Array.from({ length: id }, (_, other) => other).filter(() =>
        many ? next() < 980 : next() < 60,
      )
      return { id, needs, chain: `${next() % 4}` }
    })
  })

function closure(nodes: readonly Waiting<number>[]): readonly ReadonlySet<number>[] {
  const all: Set<number>[] = []
  for (const { needs } of nodes)
    all.push(new Set(needs.flatMap((need) => [need, ...(all[need] as Set<number>)])))
  return all
}

describe('what comes before what', () => {
  it('is what can be reached, whoever waits for many', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const order = new Precedence(nodes)
        const all = closure(nodes)
        for (const { id } of nodes)
          for (const { id: other } of nodes) expect(order.isBefore(other, id)).toBe(all[id]?.has(other))
        expect(order.troubles).toEqual([])
      }),
      runs(60),
    )
  })

  it('is said by as few needs as there can be', () => {
    fc.assert(
      fc.property(graphs, (nodes) => {
        const fewest = fewestNeeds(nodes)
        const reduced = nodes.map((node, i) => ({ ...node, needs: fewest[i] ?? [] }))
        expect(closure(reduced)).toEqual(closure(nodes))
        const all = closure(nodes)
        for (const needs of fewest)
          for (const need of needs) expect(needs.some((other) => all[other]?.has(need))).toBe(false)
      }),
      runs(60),
    )
  })

  it('tells circles and what is not there', () => {
    const order = new Precedence([
      { id: 'a', needs: ['b'], chain: '' },
      { id: 'b', needs: ['a', 'x'], chain: '' },
    ])
    expect(order.troubles).toEqual([
      { kind: 'circle', id: 'a' },
      { kind: 'missing', id: 'b', need: 'x' },
    ])
  })

  it('follows chains that are longer than calls may be deep', () => {
    const nodes = Array.from({ length: 50_000 }, (_, id) => ({
      id,
      needs: id === 0 ? [] : [id - 1],
      chain: '',
    })).reverse()
    expect(new Precedence(nodes).isBefore(0, 49_999)).toBe(true)
  })
})

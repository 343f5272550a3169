/**
 * Numbers the nodes of a graph so that nodes that reach each other, and only those, have the same number (Tarjan 1972).
 * `after` names the nodes that an edge leads to.
 */
export function ringsOf<N>(nodes: Iterable<N>, after: (node: N) => Iterable<N>): ReadonlyMap<N, number> {
  const rings = new Map<N, number>()
  const seen = new Map<N, { readonly index: number; low: number }>()
  const path: N[] = []
  let count = 0
  const visit = (node: N): { low: number } => {
    const own = { index: seen.size, low: seen.size }
    seen.set(node, own)
    path.push(node)
    for (const next of after(node)) {
      const before = seen.get(next)
      if (before === undefined) own.low = Math.min(own.low, visit(next).low)
      else if (!rings.has(next)) own.low = Math.min(own.low, before.index)
    }
    if (own.low === own.index) {
      for (const member of path.splice(path.lastIndexOf(node))) rings.set(member, count)
      count++
    }
    return own
  }
  for (const node of nodes) if (!seen.has(node)) visit(node)
  return rings
}

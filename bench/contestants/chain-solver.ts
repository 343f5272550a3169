import { type Arith, init } from 'z3-solver'
import { type ChainRelease, type ChainWorld, targetOf } from '../chain-world.ts'
import type { Found } from '../problem.ts'

interface Spot {
  readonly line: Arith<'chain'>
  readonly patch: Arith<'chain'>
}

/**
 * Z3's Optimize over a chain: so many stages, each of which moves one component or none, and the sum of instance moves is
 * as small as can be. It is told how many stages are enough, which nobody knows beforehand, and rolls one at a time.
 */
export async function optimiseChain(world: ChainWorld): Promise<{ found: Found; solving_ms: number }> {
  const [scope] = world.scopesOf
  if (scope === undefined) throw new Error('there is no scope')
  const { Context, em } = await init()
  const started = performance.now()
  const { Int, And, Or, If, Optimize, Sum, Implies } = Context('chain')
  const optimize = new Optimize()
  const target = targetOf(world)
  const spots = (k: number): Spot[] =>
    world.names.map((name) => ({
      line: Int.const(`${name}-line-${k}`),
      patch: Int.const(`${name}-patch-${k}`),
    }))
  const isAt = ({ line, patch }: Spot, release: ChainRelease) =>
    And(line.eq(release.line), patch.eq(release.patch))
  const follows = (after: Spot, before: Spot) =>
    And(before.line.sub(after.line).ge(0), before.line.sub(after.line).le(1))

  let now = spots(0)
  for (const [i, spot] of now.entries()) optimize.add(isAt(spot, scope.starts[i] as ChainRelease))
  const costs: Arith<'chain'>[] = []
  const horizon = scope.starts.reduce((total, start) => total + Math.max(1, target.line - start.line), 0)
  for (let k = 1; k <= horizon; k++) {
    const next = spots(k)
    const mover = Int.const(`mover-${k}`)
    optimize.add(mover.ge(-1), mover.lt(world.components))
    for (const [i, to] of next.entries()) {
      const from = now[i] as Spot
      const isMoving = mover.eq(i)
      optimize.add(
        to.line.ge(0),
        to.line.lt(world.lines),
        to.patch.ge(0),
        to.patch.lt(world.releases),
        Or(isMoving, And(to.line.eq(from.line), to.patch.eq(from.patch))),
        And(to.line.sub(from.line).le(1), from.line.sub(to.line).le(1)),
      )
      const before = now[i - 1]
      const nextBefore = next[i - 1]
      // Old and new run together while a group rolls: the neighbours have to suit both.
      if (before !== undefined && nextBefore !== undefined) {
        optimize.add(follows(from, before), follows(to, before), follows(from, nextBefore))
        optimize.add(follows(to, nextBefore))
      }
      const entersUp = And(isMoving, to.line.gt(from.line))
      const entersDown = And(isMoving, to.line.lt(from.line))
      for (const [other, spot] of now.entries()) {
        if (other < i) optimize.add(Implies(entersUp, spot.line.ge(to.line)))
        if (other > i) optimize.add(Implies(entersDown, spot.line.le(to.line)))
      }
      costs.push(If(isMoving, Int.val(scope.counts[i] as number), Int.val(0)))
    }
    now = next
  }
  for (const spot of now) optimize.add(isAt(spot, target))
  const [first, ...others] = costs
  if (first === undefined) throw new Error('there is nothing to do')
  const total = Sum(first, ...others)
  optimize.minimize(total)
  const answer = await optimize.check()
  if (answer !== 'sat') throw new Error(`the solver answers ${answer}`)
  const moves = Number(optimize.model().eval(total, true).toString())
  const solving_ms = performance.now() - started
  // Its worker threads would keep the process alive.
  em.PThread.terminateAllThreads()
  return { found: { moves, stages: horizon }, solving_ms }
}

// Run in a process of its own: one answer of one contestant, as JSON on stdout. A search that takes too long can be ended
// from outside, and memory is that of one plan.

import { plan } from '../src/plan/index.ts'
import {
  type ChainSize,
  chainPolicy,
  chainRows,
  makeChainWorld,
  releaseText,
  targetOf,
} from './chain-world.ts'
import { searchChain } from './contestants/chain-search.ts'
import { optimiseChain } from './contestants/chain-solver.ts'
import { movesOf, requestOf } from './material.ts'

const [contestant = '', told = '{}'] = process.argv.slice(2)
const { seed, ...size } = JSON.parse(told) as ChainSize & { seed: number }
const world = makeChainWorld(size, seed)

async function answer(): Promise<{ moves: number; ms: number }> {
  if (contestant === 'z3') {
    const { found, solving_ms } = await optimiseChain(world)
    return { moves: found.moves, ms: solving_ms }
  }
  const run = contestant === 'search' ? () => searchChain(world).moves : prepared()
  const started = performance.now()
  return { moves: run(), ms: performance.now() - started }
}

function prepared(): () => number {
  const request = requestOf(chainPolicy(world), chainRows(world), releaseText(targetOf(world)), world.names)
  return () => movesOf(plan(request))
}

// In KiB, the most there has been at any time.
console.log(JSON.stringify({ ...(await answer()), rss_mib: process.resourceUsage().maxRSS / 1024 }))

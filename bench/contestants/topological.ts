import type { Found, Upgrade } from '../problem.ts'

export interface ScriptStage {
  readonly component: 'server' | 'agent'
  readonly from: string
  readonly to: string
  readonly count: number
}

/**
 * The script that one writes who knows the stops already: servers line by line, agents after them, sorted by what
 * waits for what (Kahn's algorithm). It finds no stop by itself and checks nothing.
 */
export function sortStages(upgrade: Upgrade, stops: readonly string[]): Found & { order: ScriptStage[] } {
  const stages: ScriptStage[] = []
  const waits: number[][] = []
  let from = upgrade.from
  for (const [i, to] of stops.entries()) {
    stages.push({ component: 'server', from, to, count: upgrade.servers })
    // The servers' next line waits for their last one, and for the agents to follow.
    waits.push(i === 0 ? [] : [2 * i - 2, 2 * i - 1])
    stages.push({ component: 'agent', from, to, count: upgrade.agents })
    waits.push(i === 0 ? [0] : [2 * i, 2 * i - 1])
    from = to
  }
  const order = kahn(waits).map((i) => stages[i] as ScriptStage)
  return { order, stages: order.length, moves: order.reduce((total, { count }) => total + count, 0) }
}

/**
 * The same without counts: a node for each move of each instance, and one between two stages for whatever must be
 * finished before the next begins.
 */
export function sortInstances(upgrade: Upgrade, stops: readonly string[]): Found {
  const { order: stages } = sortStages(upgrade, stops)
  const waits: number[][] = []
  let barrier = -1
  let moves = 0
  for (const { count } of stages) {
    const begin = barrier < 0 ? [] : [barrier]
    const members: number[] = []
    for (let i = 0; i < count; i++) {
      members.push(waits.length)
      waits.push(begin)
      moves++
    }
    barrier = waits.length
    waits.push(members)
  }
  if (kahn(waits).length !== waits.length) throw new Error('a move waits for itself')
  return { moves, stages: stages.length }
}

export function kahn(waits: readonly (readonly number[])[]): number[] {
  const followers: number[][] = waits.map(() => [])
  const open = waits.map((before, i) => {
    for (const other of before) followers[other]?.push(i)
    return before.length
  })
  const order: number[] = []
  for (const [i, count] of open.entries()) if (count === 0) order.push(i)
  for (let next = 0; next < order.length; next++) {
    for (const follower of followers[order[next] as number] ?? []) {
      open[follower] = (open[follower] as number) - 1
      if (open[follower] === 0) order.push(follower)
    }
  }
  return order
}

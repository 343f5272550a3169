import type { Found, Upgrade } from '../problem.ts'
import { PriorityQueue } from './priority-queue.ts'
import { compareReleases, parseRelease, type Release } from './release.ts'

/** What runs in one moment; a group that is rolling holds two versions, by their place in the catalogue. */
interface State {
  readonly servers: readonly number[]
  readonly agents: readonly number[]
}

/**
 * The search that one would write first: every state of server versions × agent versions, mixed ones while a group
 * rolls included, each judged by the rules as it is met; cheapest first. Any release of the catalogue is a
 * possible stop. Undefined when the deadline passes.
 */
export function searchStates(
  upgrade: Upgrade,
  catalogue: readonly string[],
  limit_ms: number,
): Found | undefined {
  const deadline = performance.now() + limit_ms
  const releases = catalogue.map(parseRelease)
  const start = catalogue.indexOf(upgrade.from)
  const goal = catalogue.indexOf(upgrade.to)
  const release = (index: number): Release => releases[index] as Release

  const inWindows = ({ servers, agents }: State): boolean => {
    for (const a of servers) {
      for (const b of servers) if (Math.abs(release(a).line - release(b).line) > 1) return false
    }
    for (const agent of agents) {
      for (const server of servers) {
        if (compareReleases(release(agent), release(server)) > 0) return false
        if (release(server).line - release(agent).line > 1) return false
      }
    }
    return true
  }

  const isStep = (from: number, to: number): boolean => Math.abs(release(to).line - release(from).line) <= 1

  /** Per line, servers go up before agents and agents down before servers, or as far as their own target. */
  const isInOrder = (moving: 'server' | 'agent', from: number, to: number, other: number): boolean => {
    const entered = release(to).line
    if (entered === release(from).line) return true
    const isUp = to > from
    if (isUp !== (moving === 'agent')) return true
    const target = release(goal).line
    return isUp
      ? release(other).line >= Math.min(entered, target)
      : release(other).line <= Math.max(entered, target)
  }

  const open = new PriorityQueue<{ state: State; stages: number; cost: number }>()
  const best = new Map<string, number>()
  const push = (state: State, cost: number, stages: number): void => {
    const key = `${state.servers}/${state.agents}`
    if (cost >= (best.get(key) ?? Number.POSITIVE_INFINITY) || !inWindows(state)) return
    best.set(key, cost)
    open.push({ state, cost, stages }, cost)
  }
  push({ servers: [start], agents: [start] }, 0, 0)
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (performance.now() > deadline) return undefined
    const { state, cost, stages } = node
    const { servers, agents } = state
    if (cost > (best.get(`${servers}/${agents}`) ?? 0)) continue
    const [server = 0, nextServer] = servers
    const [agent = 0, nextAgent] = agents
    if (nextServer !== undefined) push({ servers: [nextServer], agents }, cost, stages)
    else if (nextAgent !== undefined) push({ servers, agents: [nextAgent] }, cost, stages)
    else if (server === goal && agent === goal) return { moves: cost, stages }
    else {
      for (let to = 0; to < releases.length; to++) {
        if (to !== server && isStep(server, to) && isInOrder('server', server, to, agent)) {
          push({ servers: [server, to], agents }, cost + upgrade.servers, stages + 1)
        }
        if (to !== agent && isStep(agent, to) && isInOrder('agent', agent, to, server)) {
          push({ servers, agents: [agent, to] }, cost + upgrade.agents, stages + 1)
        }
      }
    }
  }
  throw new Error('there is no way')
}

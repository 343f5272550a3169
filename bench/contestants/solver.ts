import { type Arith, type Bool, type Context, init } from 'z3-solver'
import type { Found, Upgrade } from '../problem.ts'
import { parseRelease } from './release.ts'

/** Z3, loaded. */
export interface SolverProgram {
  readonly load_ms: number
  /** Undefined when time runs out. */
  solve(upgrade: Upgrade, catalogue: readonly string[], limit_ms: number): Promise<Found | undefined>
  close(): void
}

export async function loadSolver(): Promise<SolverProgram> {
  const started = performance.now()
  const { Context, em } = await init()
  const load_ms = performance.now() - started
  return {
    load_ms,
    solve: (upgrade, catalogue, limit_ms) => deepen(Context('plan'), upgrade, catalogue, limit_ms),
    // Its worker threads would keep the process alive.
    close: () => em.PThread.terminateAllThreads(),
  }
}

interface Spot {
  readonly line: Arith<'plan'>
  readonly patch: Arith<'plan'>
}

/**
 * Bounded planning: is there a plan of k stages, for k = 1, 2, …? Each stage moves one group, whose line and patch
 * are whole numbers. Every stop of this problem costs one move of each instance, so fewest stages are fewest moves.
 * An Optimize that minimises the sum of moves takes longer, even when it is told the number of stages.
 */
async function deepen(
  context: Context<'plan'>,
  upgrade: Upgrade,
  catalogue: readonly string[],
  limit_ms: number,
): Promise<Found | undefined> {
  const { Int, And, Or, If, Bool, Solver, Implies } = context
  const deadline = performance.now() + limit_ms
  const solver = new Solver()
  const lines = patchesByLine(catalogue)

  const spot = (name: string): Spot => ({
    line: Int.const(`${name}-line`),
    patch: Int.const(`${name}-patch`),
  })
  const isRelease = ({ line, patch }: Spot): Bool<'plan'> =>
    Or(...lines.map((each) => And(line.eq(each.line), patch.ge(each.oldest), patch.le(each.newest))))
  const isAt = ({ line, patch }: Spot, text: string): Bool<'plan'> => {
    const release = parseRelease(text)
    return And(line.eq(release.line), patch.eq(release.patch))
  }
  const isSame = (a: Spot, b: Spot): Bool<'plan'> => And(a.line.eq(b.line), a.patch.eq(b.patch))
  const within = (a: Spot, b: Spot): Bool<'plan'> => And(a.line.sub(b.line).le(1), b.line.sub(a.line).le(1))
  /** No agent newer than a server, nor more than a line behind it. */
  const fits = (agent: Spot, server: Spot): Bool<'plan'> =>
    And(
      Or(agent.line.lt(server.line), And(agent.line.eq(server.line), agent.patch.le(server.patch))),
      server.line.sub(agent.line).le(1),
    )
  const target = parseRelease(upgrade.to).line
  const atMost = (line: Arith<'plan'>): Arith<'plan'> => If(line.lt(target), line, Int.val(target))
  const atLeast = (line: Arith<'plan'>): Arith<'plan'> => If(line.gt(target), line, Int.val(target))

  let server = spot('server-0')
  let agent = spot('agent-0')
  solver.add(isAt(server, upgrade.from), isAt(agent, upgrade.from))
  const moved: Bool<'plan'>[] = []
  for (let k = 1; ; k++) {
    const nextServer = spot(`server-${k}`)
    const nextAgent = spot(`agent-${k}`)
    const serversMove = Bool.const(`servers-move-${k}`)
    moved.push(serversMove)
    solver.add(
      isRelease(nextServer),
      isRelease(nextAgent),
      serversMove.eq(isSame(agent, nextAgent)),
      serversMove.eq(isSame(server, nextServer).not()),
      within(server, nextServer),
      within(agent, nextAgent),
      // Old and new run together while a group rolls.
      ...[server, nextServer].flatMap((s) => [agent, nextAgent].map((a) => fits(a, s))),
      // Per line, servers go up before agents and agents down before servers.
      Implies(nextAgent.line.gt(agent.line), server.line.ge(atMost(nextAgent.line))),
      Implies(nextServer.line.lt(server.line), agent.line.le(atLeast(nextServer.line))),
    )
    server = nextServer
    agent = nextAgent
    const left_ms = deadline - performance.now()
    if (left_ms <= 0) return undefined
    solver.set('timeout', Math.ceil(left_ms))
    const answer = await solver.check(isAt(server, upgrade.to), isAt(agent, upgrade.to))
    if (answer === 'unknown') return undefined
    if (answer === 'unsat') continue
    const model = solver.model()
    const moves = moved.map((move) =>
      model.eval(move, true).toString() === 'true' ? upgrade.servers : upgrade.agents,
    )
    return { moves: moves.reduce((total, count) => total + count, 0), stages: k }
  }
}

/** The patches of each line, as ends: none between them is left out. */
function patchesByLine(
  catalogue: readonly string[],
): readonly { line: number; oldest: number; newest: number }[] {
  const ends = new Map<number, { line: number; oldest: number; newest: number }>()
  for (const { line, patch } of catalogue.map(parseRelease)) {
    const { oldest = patch, newest = patch } = ends.get(line) ?? {}
    ends.set(line, { line, oldest: Math.min(oldest, patch), newest: Math.max(newest, patch) })
  }
  return [...ends.values()]
}

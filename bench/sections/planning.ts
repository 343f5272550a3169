import { plan } from '../../src/plan/index.ts'
import { searchStates } from '../contestants/explicit-search.ts'
import { loadSolver } from '../contestants/solver.ts'
import { sortStages } from '../contestants/topological.ts'
import type { Figures } from '../figures.ts'
import { movesOf, readShippedPolicy, releasesOf, requestOf } from '../material.ts'
import { assertAgreement, type Contestant, type Measured, measure } from '../measure.ts'
import { rowsOf, type Upgrade } from '../problem.ts'
import { stopsOf } from '../stops.ts'
import { duration, printTable, printTitle, rounded, times } from '../table.ts'

const from = '1.1.1'
const targets = ['1.2.5', '1.3.6', '1.5.6', '1.8.11', '1.12.6', '1.15.3']
const limit_ms = 60_000

type Answer = number | undefined

/** Planning as the problem grows: the plan, and what else one could have planned with. */
export async function planning(): Promise<Figures> {
  printTitle(`planning   3 servers and 40 agents, SPIRE ${from} to …; median of one plan`)
  const policy = readShippedPolicy()
  const catalogue = releasesOf(policy).map(({ text }) => text)
  const solver = await loadSolver()
  const exhausted = new Set<string>()
  const table: string[][] = []
  const sizes: Figures[] = []
  for (const to of targets) {
    const upgrade: Upgrade = { servers: 3, agents: 40, from, to }
    const request = requestOf(policy, rowsOf(upgrade), to)
    const stops = stopsOf(policy, upgrade)
    const contestants: Contestant<Answer>[] = [
      { name: 'interlock', run: () => movesOf(plan(request)) },
      { name: 'search', run: () => searchStates(upgrade, catalogue, limit_ms)?.moves },
      { name: 'z3', run: async () => (await solver.solve(upgrade, catalogue, limit_ms))?.moves },
      { name: 'script', run: () => sortStages(upgrade, stops).moves },
    ]
    const measured = await measure(
      contestants.filter(({ name }) => !exhausted.has(name)),
      { rounds: 15, warmUp_ms: 800, budget_ms: 6000 },
    )
    for (const { name, last } of measured) if (last === undefined) exhausted.add(name)
    const answers = measured.flatMap(({ name, last }) => (last === undefined ? [] : [{ name, value: last }]))
    const moves = assertAgreement(`moves to ${to}`, answers)
    table.push([to, String(moves), ...contestants.map(({ name }) => cell(name, measured))])
    sizes.push({
      to,
      lines: stops.length,
      moves,
      ...Object.fromEntries(
        measured.flatMap(({ name, median_ms, last }) =>
          last === undefined ? [] : [[`${name}_ms`, rounded(median_ms)]],
        ),
      ),
    })
  }
  solver.close()
  printTable(['to', 'moves', 'interlock', 'search', 'z3', 'script'], table)
  console.log(`
  interlock  search, description, warnings and the walk through every state
  search     cheapest first over all states of versions; finds, proves nothing else
  z3         is there a plan of k stages, k = 1, 2, …; loading it took ${duration(solver.load_ms)} more
  script     topological sort of the stages, handed the right stops; checks nothing
  All agree on the number of moves. × is how many times as long as interlock it takes.`)
  return { from, solver_load_ms: rounded(solver.load_ms), sizes }
}

function cell(name: string, measured: readonly Measured<Answer>[]): string {
  const own = measured.find((each) => each.name === name)
  const base = measured.find((each) => each.name === 'interlock')
  if (own?.last === undefined || base === undefined) return '> 60 s'
  if (own === base || own.median_ms < base.median_ms / 100) return duration(own.median_ms)
  return `${duration(own.median_ms)} ${times(own.median_ms / base.median_ms)}`
}

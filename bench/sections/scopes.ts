import { groupsByScope } from '../../src/fleet/index.ts'
import { type PlanRequest, plan } from '../../src/plan/index.ts'
import type { Policy } from '../../src/policy/index.ts'
import type { Figures, Setting } from '../figures.ts'
import { movesOf, newestByLine, readShippedPolicy, requestOf } from '../material.ts'
import { assertAgreement, growthExponent, measure, medianOf } from '../measure.ts'
import { scopeRows } from '../scope-worlds.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'

const target = '1.15.3'
const scopeCounts = [10, 100, 1000]
const fromLine = '1.1'
const lineCounts = [2, 4, 7, 10, 14]
/** As many distinct starts there are in one line, at the least. */
const scopesPerLineCount = 50

/** Many scopes with starts and freezes of their own, in one plan; and how its time grows. */
export async function scopes({ seed }: Setting): Promise<Figures> {
  const policy = readShippedPolicy()
  printTitle(`scopes     many scopes in one plan, distinct starts, a fifth with frozen agents, to ${target}`)
  const byScopes: Measurement[] = []
  for (const count of scopeCounts) {
    const rows = scopeRows(policy, { scopes: count, target, seed })
    byScopes.push(await compare(count, requestOf(policy, rows, target)))
  }
  print('scopes', byScopes)

  printTitle(`           ${scopesPerLineCount} scopes, as many lines to go as given, from ${fromLine}`)
  const byLines: Measurement[] = []
  for (const count of lineCounts) byLines.push(await compare(count, requestAcross(policy, count, seed)))
  print('lines', byLines)

  const most = byScopes.at(-1) as Measurement
  return {
    scopes: most.size,
    moves: most.moves,
    together_ms: rounded(most.together_ms),
    apart_ms: rounded(most.apart_ms),
    exponent_over_scopes: rounded(exponent(byScopes)),
    exponent_over_lines: rounded(exponent(byLines)),
  }
}

interface Measurement {
  readonly size: number
  readonly moves: number
  readonly together_ms: number
  readonly apart_ms: number
}

/** One plan for all scopes, and one for each: what else grows than the work itself shows in the difference. */
async function compare(size: number, request: PlanRequest): Promise<Measurement> {
  const apart = [...groupsByScope(request.summary).values()].map((groups) => ({
    ...request,
    summary: { groups },
  }))
  const measured = await measure(
    [
      { name: 'together', run: () => movesOf(plan(request)) },
      { name: 'apart', run: () => apart.reduce((moves, each) => moves + movesOf(plan(each)), 0) },
    ],
    { rounds: 9, warmUp_ms: 1000, budget_ms: 30_000 },
  )
  const moves = assertAgreement(
    'moves',
    measured.map(({ name, last }) => ({ name, value: last })),
  )
  return {
    size,
    moves,
    together_ms: medianOf(measured, 'together'),
    apart_ms: medianOf(measured, 'apart'),
  }
}

function requestAcross(policy: Policy, lines: number, seed: number): PlanRequest {
  const newest = [...newestByLine(policy)]
  const to = newest[newest.findIndex(([label]) => label === fromLine) + lines]?.[1]
  if (to === undefined) throw new Error(`there are no ${lines} lines after ${fromLine}`)
  return requestOf(policy, scopeRows(policy, { scopes: scopesPerLineCount, target: to, seed, fromLine }), to)
}

const exponent = (points: readonly Measurement[]): number =>
  growthExponent(points.map(({ size, together_ms }) => ({ size, ms: together_ms })))

function print(what: string, points: readonly Measurement[]): void {
  printTable(
    [what, 'moves', 'one plan', 'one plan each', 'ratio'],
    points.map(({ size, moves, together_ms, apart_ms }) => [
      whole(size),
      whole(moves),
      duration(together_ms),
      duration(apart_ms),
      times(together_ms / apart_ms),
    ]),
  )
  console.log(`\n  one plan grows with ${what} to the power of ${exponent(points).toFixed(2)}`)
}

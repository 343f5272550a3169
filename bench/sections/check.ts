import { check } from '../../src/check/index.ts'
import { RowReader, summarise } from '../../src/fleet/index.ts'
import type { Policy } from '../../src/policy/index.ts'
import { countUnsupported } from '../contestants/semver-script.ts'
import type { Figures, Setting } from '../figures.ts'
import { readShippedPolicy, vocabularyOf } from '../material.ts'
import { assertAgreement, measure, medianOf } from '../measure.ts'
import { makeRows } from '../rows.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'

const sizes = [100_000, 1_000_000]

/** Judging a large fleet from its rows, against a script of one's own and against parsing the rows alone. */
export async function checkRows({ seed }: Setting): Promise<Figures> {
  printTitle('check      rows of NDJSON in memory, 1,000 instances in each scope')
  const policy = readShippedPolicy()
  const table: string[][] = []
  const figures: Figures[] = []
  for (const size of sizes) {
    const lines = makeRows(policy, size, seed)
    const measured = await measure(
      [
        { name: 'interlock', run: () => unsupportedAgents(policy, lines) },
        { name: 'script', run: () => countUnsupported(lines) },
        { name: 'parsing', run: () => parsed(lines) },
      ],
      { rounds: 9, warmUp_ms: 1000, budget_ms: 40_000 },
    )
    const found = measured.filter(({ name }) => name !== 'parsing')
    const unsupported = assertAgreement(
      'unsupported agents',
      found.map(({ name, last }) => ({ name, value: last })),
    )
    const own = medianOf(measured, 'interlock')
    const script = medianOf(measured, 'script')
    const parsing = medianOf(measured, 'parsing')
    table.push([
      whole(size),
      whole(unsupported),
      duration(own),
      `${duration(script)} ${times(own / script)}`,
      `${duration(parsing)} ${times(own / parsing)}`,
    ])
    figures.push({
      rows: size,
      unsupported,
      check_ms: rounded(own),
      semver_script_ms: rounded(script),
      parsing_ms: rounded(parsing),
      ratio_to_script: rounded(own / script),
      ratio_to_parsing: rounded(own / parsing),
    })
  }
  printTable(['rows', 'unsupported', 'interlock', 'semver script', 'JSON.parse alone'], table)
  console.log(`
  × is how many times as long interlock takes. Both find the same number of unsupported agents;
  interlock also reads unknown versions, places and freezes, and compares servers with each other.`)
  return { sizes: figures }
}

function unsupportedAgents(policy: Policy, lines: readonly string[]): number {
  const reader = new RowReader('fleet.ndjson')
  for (const line of lines) reader.line(line)
  const rows = reader.end()
  if (!rows.ok) throw new Error(JSON.stringify(rows.problem))
  const summary = summarise({ policies: [policy.name], rows: rows.value }, vocabularyOf(policy))
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  const { findings } = check(summary.value, [policy])
  const errors = findings.filter(({ severity, component }) => severity === 'error' && component === 'agent')
  const parts = new Set(errors.flatMap(({ members }) => members.map(({ part }) => part)))
  return [...parts].reduce((total, { count }) => total + count, 0)
}

function parsed(lines: readonly string[]): number {
  let objects = 0
  for (const line of lines) if (typeof JSON.parse(line) === 'object') objects++
  return objects
}

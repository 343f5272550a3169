import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import type { Figures } from '../figures.ts'
import { type LargeContestants, largeContestants, largeUpgrade } from '../large-upgrade.ts'
import { readShippedPolicy } from '../material.ts'
import { assertAgreement, measure, median, medianOf } from '../measure.ts'
import { stopsOf } from '../stops.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'

const labels = { stages: 'a node per stage', moves: 'a node per move' }

const freshRounds = 15

// Beside the bundle that this becomes a part of.
const program = fileURLToPath(new URL('first-call.js', import.meta.url))

/** A large fleet: in a process that has planned before, and as the first thing that a process does. */
export async function large(): Promise<Figures> {
  const { servers, agents, from, to } = largeUpgrade
  printTitle(`large      ${servers} servers and ${whole(agents)} agents, SPIRE ${from} to ${to}`)
  const contestants = largeContestants()
  const fresh = firstCalls()
  const rows: string[][] = []
  const figures: Figures[] = []
  // In pairs: the garbage of the script that sorts a million nodes is not for the others to collect.
  for (const name of ['stages', 'moves'] as const) {
    const measured = await measure(
      (['interlock', name] as const).map((each) => ({ name: each, run: contestants[each] })),
      { rounds: name === 'stages' ? 101 : 9, warmUp_ms: 1500, budget_ms: 20_000 },
    )
    const moves = assertAgreement(
      'moves',
      measured.map(({ name: each, last }) => ({ name: each, value: last.moves })),
    )
    const own_ms = medianOf(measured, 'interlock')
    const script_ms = medianOf(measured, name)
    rows.push([
      labels[name],
      duration(own_ms),
      `${duration(script_ms)} ${times(own_ms / script_ms)}`,
      duration(fresh.interlock),
      `${duration(fresh[name])} ${times(fresh.interlock / fresh[name])}`,
    ])
    figures.push({
      against: name,
      moves,
      warm_ms: rounded(own_ms),
      script_warm_ms: rounded(script_ms),
      warm_ratio: rounded(own_ms / script_ms),
      first_call_ms: rounded(fresh.interlock),
      script_first_call_ms: rounded(fresh[name]),
      first_call_ratio: rounded(fresh.interlock / fresh[name]),
    })
  }
  printTable(['script', 'plan warm', 'script warm', 'plan 1st call', 'script 1st call'], rows)
  console.log(`
  × is how many times as long interlock takes. All agree on the number of moves. The scripts are
  topological sorts that are handed the right stops and check nothing.`)
  return { servers, agents, from, to, against: figures, commands: await wholeCommands() }
}

const script = fileURLToPath(new URL('script.js', import.meta.url))
const built = normalize(manifest.bin.interlock)

/** What a user waits for: the whole command, against the script as a command. */
async function wholeCommands(): Promise<Figures> {
  const { servers, agents, from, to } = largeUpgrade
  if (!existsSync(built)) return { skipped: true }
  const question = [
    'plan',
    '--policy',
    'spire',
    `server=${from}x${servers}`,
    `agent=${from}x${agents}`,
    '--to',
    to,
  ]
  const stops = stopsOf(readShippedPolicy(), largeUpgrade)
  const ends = (args: readonly string[]): void => {
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  const measured = await measure(
    [
      { name: 'interlock plan', run: () => ends([built, ...question]) },
      { name: 'node script', run: () => ends([script, from, ...stops]) },
    ],
    { rounds: 15, warmUp_ms: 300, budget_ms: 30_000 },
  )
  const own_ms = medianOf(measured, 'interlock plan')
  const script_ms = medianOf(measured, 'node script')
  console.log('')
  printTable(
    ['whole command', 'median', 'ratio'],
    [
      ['node script', duration(script_ms), ''],
      ['interlock plan', duration(own_ms), times(own_ms / script_ms)],
    ],
  )
  return { plan_ms: rounded(own_ms), script_ms: rounded(script_ms), ratio: rounded(own_ms / script_ms) }
}

type Name = keyof LargeContestants

/** Each call in a process of its own, in turns. */
function firstCalls(): Record<Name, number> {
  const samples: Record<Name, number[]> = { interlock: [], stages: [], moves: [] }
  for (let round = 0; round < freshRounds; round++) {
    for (const name of Object.keys(samples) as Name[]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [program, name], { encoding: 'utf8' })
      if (status !== 0) throw new Error(stderr)
      samples[name].push(Number(stdout))
    }
  }
  return {
    interlock: median(samples.interlock),
    stages: median(samples.stages),
    moves: median(samples.moves),
  }
}

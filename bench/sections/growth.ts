import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { plan } from '../../src/plan/index.ts'
import {
  type ChainSize,
  type ChainWorld,
  chainPolicy,
  chainPolicyText,
  chainRows,
  makeChainWorld,
  releaseText,
  targetOf,
} from '../chain-world.ts'
import { scriptStages } from '../contestants/chain-script.ts'
import type { Figures, Setting } from '../figures.ts'
import { movesOf, requestOf } from '../material.ts'
import { assertAgreement, growthExponent, measure, median, medianOf } from '../measure.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'

// Beside the bundle that this becomes a part of.
const script = fileURLToPath(new URL('chain-command.js', import.meta.url))
const command = normalize(manifest.bin.interlock)
const program = fileURLToPath(new URL('growth-call.js', import.meta.url))

const small: ChainSize = { components: 2, lines: 3, releases: 2, scopes: 1 }
const dimensions: Readonly<Record<keyof ChainSize, readonly number[]>> = {
  components: [2, 5, 10, 20, 30, 40, 50],
  lines: [2, 5, 10, 25, 50, 75, 100],
  scopes: [1, 10, 100, 1000, 2500, 5000, 10_000],
  releases: [1, 2, 5, 10, 15, 20, 30],
}
type Dimension = keyof ChainSize
const largest: ChainSize = { ...small, scopes: 10_000 }
const wide: ChainSize = { components: 12, lines: 50, releases: 2, scopes: 1 }

/** Searches are given components until one does not finish in time. */
const searched: Omit<ChainSize, 'components'> = { lines: 4, releases: 3, scopes: 1 }
const limit_ms = 60_000
const freshRounds = 5

/** How planning grows, one dimension at a time, and what else answers the same question. */
export async function growth({ seed }: Setting): Promise<Figures> {
  // Fresh processes first: from a process with a large heap they start more slowly.
  const first = Array.from({ length: freshRounds }, () => call('interlock', { ...wide, seed }))
  const ofAll = call('interlock', { ...largest, seed })
  const exponents = await grow(seed)
  const wide_ms = await warm({ ...wide }, seed)
  printTitle('           in a process of its own')
  const firstCall_ms = median(first.map(({ ms }) => ms))
  printTable(
    ['', 'first call', 'warm', 'peak memory'],
    [
      ['12 components x 50 lines', duration(firstCall_ms), duration(wide_ms), mib(first[0]?.rss_mib ?? 0)],
      [
        `${whole(largest.scopes)} scopes x 2 x 3`,
        duration(ofAll.ms),
        duration(exponents.largest_ms),
        mib(ofAll.rss_mib),
      ],
    ],
  )
  const scripted = await besideScript(seed)
  const search = await besideSearch('search', seed)
  const solver = await besideSearch('z3', seed)
  const commands = await besideCommand(
    [search, solver].map(({ components }) => ({ ...searched, components })),
    seed,
  )
  console.log(`
  search  cheapest first over all states of versions, without a bound
  z3      Optimize over as many stages as are enough, which it is told
  script  topological sort of all stages, handed the stops: per stage id, from, to, count and needs; it
          chooses no stop, reads no rule, says nothing of batches, gates and ways back, and proves nothing
  All agree on the number of moves. × is how many times as long as interlock it takes.`)
  const wanted: readonly Wanted[] = [
    { what: '12 components x 50 lines, warm', is: wide_ms, most: 100, unit: 'ms' },
    { what: '10,000 scopes, warm', is: exponents.largest_ms, most: 5000, unit: 'ms' },
    { what: '10,000 scopes, first call', is: ofAll.ms, most: 5000, unit: 'ms' },
    { what: '10,000 scopes, peak memory', is: ofAll.rss_mib, most: 1024, unit: 'MiB' },
    { what: 'exponent over lines', is: exponents.lines, most: 1.2, unit: '' },
    { what: 'exponent over scopes', is: exponents.scopes, most: 1.2, unit: '' },
    { what: 'search against interlock', is: search.ratio, least: 100, unit: '×' },
    { what: 'z3 against interlock', is: solver.ratio, least: 100, unit: '×' },
    ...commands.map(({ components, ratio }) => ({
      what: `command against script, ${components} components`,
      is: ratio,
      most: 3,
      unit: '×',
    })),
  ]
  console.log('')
  printTable(
    ['figure', 'measured', 'wanted', ''],
    wanted.map((one) => [
      one.what,
      amount(one.is, one.unit),
      'most' in one ? `<= ${amount(one.most, one.unit)}` : `>= ${amount(one.least, one.unit)}`,
      isMet(one) ? 'met' : 'MISSED',
    ]),
  )
  return {
    exponent_over_components: rounded(exponents.components),
    exponent_over_lines: rounded(exponents.lines),
    exponent_over_scopes: rounded(exponents.scopes),
    exponent_over_releases: rounded(exponents.releases),
    wide_ms: rounded(wide_ms),
    wide_first_call_ms: rounded(firstCall_ms),
    scopes_ms: rounded(exponents.largest_ms),
    scopes_first_call_ms: rounded(ofAll.ms),
    scopes_peak_mib: rounded(ofAll.rss_mib),
    search,
    z3: solver,
    script: scripted,
    commands,
    missed: wanted.filter((one) => !isMet(one)).map(({ what, is }) => ({ what, measured: rounded(is) })),
  }
}

type Wanted = { readonly what: string; readonly is: number; readonly unit: string } & (
  | { readonly most: number }
  | { readonly least: number }
)

const isMet = (one: Wanted): boolean => ('most' in one ? one.is <= one.most : one.is >= one.least)

function amount(value: number, unit: string): string {
  if (unit === 'ms') return duration(value)
  if (unit === 'MiB') return mib(value)
  return unit === '×' ? times(value) : value.toFixed(2)
}

const mib = (value: number): string => `${whole(Math.round(value))} MiB`

function prepared(world: ChainWorld): () => number {
  const request = requestOf(chainPolicy(world), chainRows(world), releaseText(targetOf(world)), world.names)
  return () => movesOf(plan(request))
}

/** Every size of a dimension takes its turn in each round, so that a busy moment bends no curve. */
async function grow(seed: number): Promise<Record<Dimension, number> & { readonly largest_ms: number }> {
  const found = { components: 0, lines: 0, scopes: 0, releases: 0, largest_ms: 0 }
  for (const [dimension, sizes] of Object.entries(dimensions) as [Dimension, number[]][]) {
    printTitle(
      `${dimension === 'components' ? 'growth     ' : '           '}${dimension} in an invented chain, the rest ${rest(dimension)}`,
    )
    const measured = await measure(
      sizes.map((size) => ({
        name: String(size),
        run: prepared(makeChainWorld({ ...small, [dimension]: size }, seed)),
      })),
      { rounds: 9, warmUp_ms: 400, budget_ms: 25_000 },
    )
    const points = measured.map(({ name, median_ms }) => ({ size: Number(name), ms: median_ms }))
    printTable(
      [dimension, 'moves', 'plan', 'each'],
      measured.map(({ name, last, median_ms }) => [
        whole(Number(name)),
        whole(last),
        duration(median_ms),
        duration(median_ms / Number(name)),
      ]),
    )
    found[dimension] = growthExponent(points.slice(Math.floor(points.length / 2)))
    console.log(`\n  over the upper half it grows to the power of ${found[dimension].toFixed(2)}`)
    if (dimension === 'scopes') found.largest_ms = points.at(-1)?.ms ?? Number.NaN
  }
  return found
}

const rest = (dimension: Dimension): string =>
  Object.entries(small)
    .filter(([name]) => name !== dimension)
    .map(([name, size]) => `${size} ${size === 1 ? name.replace(/s$/, '') : name}`)
    .join(' x ')

async function warm(size: ChainSize, seed: number): Promise<number> {
  const measured = await measure([{ name: 'interlock', run: prepared(makeChainWorld(size, seed)) }], {
    rounds: 15,
    warmUp_ms: 1500,
    budget_ms: 10_000,
  })
  return medianOf(measured, 'interlock')
}

/** The same rows, handed to a script that knows the stops. */
async function besideScript(seed: number): Promise<Figures & { readonly ratio: number }> {
  const world = makeChainWorld(largest, seed)
  const rows = chainRows(world)
  const request = requestOf(chainPolicy(world), rows, releaseText(targetOf(world)), world.names)
  const stops = Array.from({ length: world.lines }, (_, line) =>
    releaseText({ line, patch: world.releases - 1 }),
  )
  const measured = await measure(
    [
      {
        name: 'interlock',
        run: () => {
          const result = plan(request)
          return { moves: movesOf(result), stages: result.outcome === 'plan' ? result.stages.length : 0 }
        },
      },
      {
        name: 'script',
        run: () => {
          const stages = scriptStages(rows, world.names, stops)
          return { moves: stages.reduce((total, { count }) => total + count, 0), stages: stages.length }
        },
      },
    ],
    { rounds: 7, warmUp_ms: 2000, budget_ms: 30_000 },
  )
  for (const what of ['moves', 'stages'] as const) {
    assertAgreement(
      what,
      measured.map(({ name, last }) => ({ name, value: last[what] })),
    )
  }
  const own_ms = medianOf(measured, 'interlock')
  const script_ms = medianOf(measured, 'script')
  printTitle(`           beside others`)
  printTable(
    ['against', 'size', 'theirs', 'interlock', ''],
    [
      [
        'script',
        `${whole(largest.scopes)} scopes`,
        duration(script_ms),
        duration(own_ms),
        `interlock takes ${times(own_ms / script_ms)}`,
      ],
    ],
  )
  return {
    scopes: largest.scopes,
    stages: measured[0]?.last.stages ?? 0,
    ms: rounded(script_ms),
    interlock_ms: rounded(own_ms),
    ratio: rounded(own_ms / script_ms),
  }
}

/** Whole commands, from the prompt to the answer: the same files are read, and what is found is printed as JSON. */
async function besideCommand(
  sizes: readonly ChainSize[],
  seed: number,
): Promise<readonly (Figures & { readonly components: number; readonly ratio: number })[]> {
  if (!existsSync(command)) throw new Error(`${command} does not exist; npm run build makes it`)
  const found = []
  const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))
  for (const size of sizes) {
    const world = makeChainWorld(size, seed)
    const [fleet, policy] = [join(folder, 'fleet.ndjson'), join(folder, 'policy.yaml')]
    const rows = chainRows(world)
    writeFileSync(fleet, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    writeFileSync(policy, chainPolicyText(world))
    const target = releaseText(targetOf(world))
    const stops = Array.from({ length: size.lines }, (_, line) =>
      releaseText({ line, patch: size.releases - 1 }),
    )
    const asked = ['plan', fleet, '--policy', policy, '--to', target, '--format', 'json']
    const measured = await measure(
      [
        { name: 'interlock', run: () => movesPrinted([command, ...asked]) },
        { name: 'script', run: () => movesPrinted([script, fleet, ...stops]) },
      ],
      { rounds: 15, warmUp_ms: 300, budget_ms: 30_000 },
    )
    assertAgreement(
      'moves',
      measured.map(({ name, last }) => ({ name, value: last })),
    )
    const [own_ms, script_ms] = [medianOf(measured, 'interlock'), medianOf(measured, 'script')]
    found.push({
      components: size.components,
      ms: rounded(script_ms),
      interlock_ms: rounded(own_ms),
      ratio: rounded(own_ms / script_ms),
    })
  }
  rmSync(folder, { recursive: true })
  console.log('')
  printTable(
    ['whole commands', 'size', 'theirs', 'interlock', ''],
    found.map(({ components, ms, interlock_ms, ratio }) => [
      'script',
      `${components} components`,
      duration(ms),
      duration(interlock_ms),
      `interlock takes ${times(ratio)}`,
    ]),
  )
  return found
}

function movesPrinted(args: readonly string[]): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args[0]} ends with ${status}: ${stderr}`)
  const { stages } = JSON.parse(stdout) as { stages: readonly { count: number }[] }
  return stages.reduce((moves, { count }) => moves + count, 0)
}

interface Call {
  readonly moves: number
  readonly ms: number
  readonly rss_mib: number
}

/** One answer by a process of its own. */
function call(contestant: string, asked: ChainSize & Setting): Call {
  const found = callWithin(contestant, asked, 10 * limit_ms)
  if (found === undefined) throw new Error(`${contestant} does not finish`)
  return found
}

/** Undefined when time runs out. */
function callWithin(contestant: string, asked: ChainSize & Setting, timeout: number): Call | undefined {
  const args = ['--max-old-space-size=4096', program, contestant, JSON.stringify(asked)]
  const { status, stdout, stderr, error } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    timeout,
    killSignal: 'SIGKILL',
  })
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return undefined
  // Out of memory is no answer either.
  if (status === null || stderr.includes('heap out of memory')) return undefined
  if (status !== 0) throw new Error(`${contestant}: ${stderr}`)
  return JSON.parse(stdout) as Call
}

/** With ever more components, until it does not finish any more; and what interlock takes for the last that it did. */
async function besideSearch(
  contestant: string,
  seed: number,
): Promise<Figures & { readonly ratio: number; readonly components: number }> {
  const rows: string[][] = []
  let last: { size: ChainSize; theirs: Call; own_ms: number } | undefined
  for (let components = 2; ; components++) {
    const size: ChainSize = { ...searched, components }
    const theirs = callWithin(contestant, { ...size, seed }, limit_ms)
    if (theirs === undefined) {
      rows.push([contestant, `${components} components`, `> ${duration(limit_ms)}`, '', ''])
      break
    }
    const run = prepared(makeChainWorld(size, seed))
    assertAgreement(`moves of ${components} components`, [
      { name: 'interlock', value: run() },
      { name: contestant, value: theirs.moves },
    ])
    const own_ms = await warm(size, seed)
    last = { size, theirs, own_ms }
    const ratio = times(theirs.ms / own_ms)
    rows.push([contestant, `${components} components`, duration(theirs.ms), duration(own_ms), ratio])
  }
  console.log('')
  printTable(
    ['against', `${searched.lines} lines x ${searched.releases} releases`, 'theirs', 'interlock', ''],
    rows,
  )
  if (last === undefined) throw new Error(`${contestant} finishes nothing`)
  const { size, theirs, own_ms } = last
  return {
    components: size.components,
    ms: rounded(theirs.ms),
    interlock_ms: rounded(own_ms),
    ratio: rounded(theirs.ms / own_ms),
  }
}

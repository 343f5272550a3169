import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Figures } from '../figures.ts'
import { assertAgreement, median } from '../measure.ts'
import { duration, printTable, printTitle, rounded, times, whole } from '../table.ts'

const sizes = [1000, 10_000, 100_000]
const [groups, batch] = [8, 100]
const rounds = 3
// Beside the bundle that this becomes a part of.
const programOf = (name: string): string => fileURLToPath(new URL(`${name}.js`, import.meta.url))

interface Call {
  readonly moves: number
  readonly ms: number
  readonly rss_mib: number
  readonly before_mib: number
}

/** What carrying a plan out costs beside what the platform takes, which is nothing here; and what it needs of memory. */
export function run(): Figures {
  printTitle(`run        ${groups} stages at once in batches of ${batch}, journal on the disk`)
  const found = sizes.map((size) => {
    const calls = Array.from({ length: rounds }, () => ({
      ours: call('run-call', size),
      theirs: call('run-script', size),
    }))
    assertAgreement(
      'moves',
      calls.flatMap(({ ours, theirs }) => [
        { name: 'interlock', value: ours.moves },
        { name: 'script', value: theirs.moves },
      ]),
    )
    const of = (who: 'ours' | 'theirs', figure: (call: Call) => number): number =>
      median(calls.map((one) => figure(one[who])))
    return {
      size,
      ms: of('ours', ({ ms }) => ms),
      script_ms: of('theirs', ({ ms }) => ms),
      own_mib: of('ours', ({ rss_mib, before_mib }) => rss_mib - before_mib),
      peak_mib: of('ours', ({ rss_mib }) => rss_mib),
    }
  })
  printTable(
    ['instances', 'run', 'per move', 'script', '', 'peak memory', 'of that ours'],
    found.map(({ size, ms, script_ms, own_mib, peak_mib }) => [
      whole(size),
      duration(ms),
      duration(ms / size),
      duration(script_ms),
      times(ms / script_ms),
      `${whole(Math.round(peak_mib))} MiB`,
      `${whole(Math.round(own_mib))} MiB`,
    ]),
  )
  console.log(`
  script  one batch after the other: a line that is synced, the move, one look, a line that is synced; it looks at
          no other group, goes on after no crash, and takes no answer for a failure`)
  const last = found.at(-1)
  return {
    instances: last?.size ?? 0,
    ms: rounded(last?.ms ?? 0),
    per_move_ms: rounded((last?.ms ?? 0) / (last?.size ?? 1)),
    script_ms: rounded(last?.script_ms ?? 0),
    peak_mib: rounded(last?.peak_mib ?? 0),
    own_mib: rounded(last?.own_mib ?? 0),
  }
}

function call(program: string, instances: number): Call {
  const args = [programOf(program), String(instances), String(groups), String(batch)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
  return JSON.parse(stdout) as Call
}

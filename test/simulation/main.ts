// Run by `npm run simulate`: many worlds, or one with all that happened in it.

import { parseArgs } from 'node:util'
import { simulate } from './simulate.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
})
const first = Number(values.seed ?? values.from)
const count = values.seed === undefined ? Number(values.seeds) : 1
if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1) {
  console.error('usage: npm run simulate -- [--seeds COUNT] [--from SEED] | [--seed SEED]')
  process.exit(2)
}

const endings = new Map<string, number>()
let [bad, crashes, moves, entries] = [0, 0, 0, 0]
for (let seed = first; seed < first + count; seed++) {
  const report = await simulate(seed)
  const ending = report.ending ?? 'never ends'
  endings.set(ending, (endings.get(ending) ?? 0) + 1)
  crashes += report.crashes
  moves += report.moves
  entries += report.entries
  if (values.seed !== undefined) console.log(report.trace.join('\n'))
  if (report.complaints.length > 0) {
    bad++
    console.log(`npm run simulate -- --seed ${seed}`)
    for (const complaint of report.complaints) console.log(`  ${complaint}`)
  }
  if ((seed - first + 1) % 10_000 === 0) console.log(`${seed - first + 1} worlds, ${bad} bad`)
}
const told = [...endings].sort((a, b) => b[1] - a[1]).map(([ending, times]) => `${ending} ${times}`)
console.log(
  `${count} worlds from seed ${first}: ${bad} bad; ${moves} moves, ${entries} entries, ${crashes} crashes; ${told.join(', ')}`,
)
process.exitCode = bad === 0 ? 0 : 1

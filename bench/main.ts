// Every figure that the README quotes, beside what it is compared with. `npm run bench` measures all,
// `npm run bench -- planning check --seed 7` some, with other random data.

import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { Figures, Section } from './figures.ts'
import { checkRows } from './sections/check.ts'
import { large } from './sections/large.ts'
import { planning } from './sections/planning.ts'
import { scopes } from './sections/scopes.ts'
import { start } from './sections/start.ts'

// Programs are started first: from a process with a large heap that takes longer.
const sections: Readonly<Record<string, Section>> = { start, planning, large, scopes, check: checkRows }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' } },
})
const seed = Number(values.seed)
const wanted = positionals.length === 0 ? Object.keys(sections) : positionals
const unknown = wanted.find((name) => sections[name] === undefined)

if (unknown !== undefined || !Number.isSafeInteger(seed)) {
  const wrong = unknown === undefined ? `--seed ${values.seed}` : `"${unknown}"`
  console.error(
    `bench: cannot use ${wrong}; sections: ${Object.keys(sections).join(', ')}; --seed takes a number`,
  )
  process.exitCode = 2
} else {
  const machine = { seed, node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? 'unknown' }
  console.log(`seed ${seed} · node ${machine.node} · ${machine.cpus} CPUs, ${machine.cpu}`)
  console.log('Contestants take turns; times are medians. Trust ratios more than times: machines differ.')
  const found: Record<string, Figures> = {}
  for (const name of wanted) found[name] = await (sections[name] as Section)({ seed })
  console.log('\nfigures\n')
  console.log(JSON.stringify({ ...machine, ...found }, null, 2))
}

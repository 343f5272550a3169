// Every figure that the README quotes, beside what it is compared with. `npm run bench` measures all,
// `npm run bench -- planning check --seed 7` some, with other random data.

import { cpus } from 'node:os'
import { readArguments } from './arguments.ts'
import type { Figures, Section } from './figures.ts'
import { checkRows } from './sections/check.ts'
import { growth } from './sections/growth.ts'
import { journal } from './sections/journal.ts'
import { large } from './sections/large.ts'
import { planning } from './sections/planning.ts'
import { releaseLint } from './sections/release.ts'
import { run } from './sections/run.ts'
import { scanManifests } from './sections/scan.ts'
import { scopes } from './sections/scopes.ts'
import { start } from './sections/start.ts'

// Programs are started first: from a process with a large heap that takes longer.
const sections = new Map<string, { readonly run: Section; readonly about: string }>([
  ['start', { run: start, about: "from the shell's prompt to a small answer" }],
  ['planning', { run: planning, about: 'a plan over many lines, against search and a solver' }],
  ['large', { run: large, about: 'a fleet of 100,000 agents, against topological sorts' }],
  ['scopes', { run: scopes, about: 'many scopes with starts of their own' }],
  [
    'growth',
    { run: growth, about: 'an invented chain, one dimension at a time, against searches and a script' },
  ],
  ['check', { run: checkRows, about: 'a million rows, against a script and JSON.parse' }],
  ['release', { run: releaseLint, about: 'ten thousand tags of a repository, against git once per tag' }],
  ['run', { run, about: 'what carrying a plan out costs, against a plain script' }],
  ['journal', { run: journal, about: 'what a run writes down, against a plain file that is synced' }],
  ['scan', { run: scanManifests, about: 'a thousand manifests, against the yaml package alone' }],
])

const help = `Usage: npm run bench -- [section...] [--seed NUMBER]

Sections (default: all):
${[...sections].map(([name, { about }]) => `  ${name.padEnd(10)}${about}`).join('\n')}

Options:
  --seed NUMBER  other random data (default: 1)
  -h, --help     this`

const asked = readArguments(process.argv.slice(2), [...sections.keys()])
if (asked.kind === 'help') console.log(help)
else if (asked.kind === 'wrong') {
  console.error(`bench: ${asked.message}\n\n${help}`)
  process.exitCode = 2
} else {
  const { wanted, seed } = asked
  const machine = { seed, node: process.version, cpus: cpus().length, cpu: cpus()[0]?.model ?? 'unknown' }
  console.log(`seed ${seed} · node ${machine.node} · ${machine.cpus} CPUs, ${machine.cpu}`)
  console.log('Contestants take turns; times are medians. Trust ratios more than times: machines differ.')
  const found: Record<string, Figures> = {}
  for (const name of wanted) {
    const section = sections.get(name)
    if (section !== undefined) found[name] = await section.run({ seed })
  }
  console.log('\nfigures\n')
  console.log(JSON.stringify({ ...machine, ...found }, null, 2))
}

// The plain script that a run replaces, in a process of its own: group by group, batch by batch, it moves, looks whether all have
// arrived, and appends a line to a file that it syncs. It looks at no other group, resumes nothing, and stops for nobody.

import { appendFileSync, closeSync, fsyncSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InstantPlatform, parallelRoute } from './run-world.ts'

const [instances = 0, groups = 8, batch = 100] = process.argv.slice(2).map(Number)
const route = parallelRoute(groups, instances, batch)
const platform = new InstantPlatform(route)
const before_mib = process.memoryUsage().rss / 1024 ** 2
const folder = mkdtempSync(join(tmpdir(), 'interlock-bench-'))
const file = openSync(join(folder, 'log'), 'a')
const note = (line: object): void => {
  appendFileSync(file, `${JSON.stringify(line)}\n`)
  fsyncSync(file)
}
const started = performance.now()
for (const { group: component, count, to } of route.stages) {
  const group = { policy: 'bench', scope: '', component }
  for (let first = 0; first < count; first += batch) {
    const ids = Array.from({ length: Math.min(batch, count - first) }, (_, i) => `i${first + i}`)
    note({ intends: ids, to })
    await platform.move({ key: `${component}/${first}`, group, ids, from: ['1.0.0'], to })
    const named = new Set(ids)
    let there = 0
    for await (const page of platform.observe(group))
      for (const { id, version } of page) if (named.has(id) && version === to) there++
    if (there !== ids.length) throw new Error(`${there} of ${ids.length} arrived`)
    note({ done: first })
  }
}
const ms = performance.now() - started
closeSync(file)
rmSync(folder, { recursive: true })
console.log(
  JSON.stringify({ moves: platform.moves, ms, rss_mib: process.resourceUsage().maxRSS / 1024, before_mib }),
)

// The plain script as one would run it: handed the right stops, it prints its stages in order.

import { sortStages } from './contestants/topological.ts'
import type { Upgrade } from './problem.ts'

const [from = '', ...stops] = process.argv.slice(2)
const upgrade: Upgrade = { servers: 3, agents: 100_000, from, to: stops.at(-1) ?? from }
const { order } = sortStages(upgrade, stops)
for (const stage of order) console.log(`${stage.component} ${stage.from} -> ${stage.to} (${stage.count})`)

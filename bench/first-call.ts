// Run in a process of its own: the time of one contestant's first call, in milliseconds, on stdout.

import { type LargeContestants, largeContestants } from './large-upgrade.ts'

const contestants = largeContestants()
const run = contestants[process.argv[2] as keyof LargeContestants]
const started = performance.now()
run()
console.log(performance.now() - started)

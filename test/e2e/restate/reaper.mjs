// Waits until whoever started it is gone, however they went, then ends every program that was given a file of the folder, and removes
// the folder. `node reaper.mjs FOLDER`, with a pipe as standard input that nobody writes to.

import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [folder] = process.argv.slice(2)
const inside = folder + sep

/** Ids of the programs, this one aside, that have a path in the folder among their arguments. */
function users() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        const words = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').split('\0')
        return words.some((word) => word.startsWith(inside))
      } catch {
        // It ended meanwhile.
        return false
      }
    })
    .map(Number)
}

// Closed by the end of the process at its other end, be it by kill -9.
await new Promise((resolve) => process.stdin.on('end', resolve).on('error', resolve).resume())

// Somebody may start one more while the first are ended.
for (let left = users(); left.length > 0; left = users()) {
  for (const pid of left) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
  await sleep(50)
}
rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

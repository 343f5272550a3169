import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem, root } from './process.mjs'

const folder = join(root, '.cache')
const lock = join(folder, 'lock')
const heartbeatMilliseconds = 1_000
// A holder that missed this many heartbeats is gone, or its machine slept: then redoing its work is harmless.
const staleMilliseconds = 30_000
const pollMilliseconds = 100

/**
 * Runs the task while no other process of this checkout installs or builds; waits for its turn, and calls
 * `onWait` once if it has to. Throws a Problem when the checkout cannot be written to.
 */
export async function withLock(task, { onWait = () => {} } = {}) {
  const owner = JSON.stringify({ host: hostname(), pid: process.pid, token: randomUUID() })
  let waited = false
  while (!take(owner)) {
    if (!waited) onWait()
    waited = true
    await sleep(pollMilliseconds)
  }

  const release = () => {
    if (readOwner(lock) === owner) rmSync(lock, { recursive: true, force: true })
  }
  // A signal ends a process without an 'exit' event unless somebody listens.
  const onSignal = (_signal, number) => process.exit(128 + number)
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  process.on('exit', release)
  for (const signal of signals) process.on(signal, onSignal)
  const heartbeat = setInterval(beat, heartbeatMilliseconds)
  try {
    return await task()
  } finally {
    clearInterval(heartbeat)
    for (const signal of signals) process.off(signal, onSignal)
    process.off('exit', release)
    release()
  }
}

function take(owner) {
  try {
    mkdirSync(folder, { recursive: true })
    mkdirSync(lock)
  } catch (error) {
    if (error.code !== 'EEXIST') throw readOnly(error)
    evictStale()
    return false
  }
  writeFileSync(join(lock, 'owner'), owner)
  return true
}

function beat() {
  try {
    utimesSync(lock, new Date(), new Date())
  } catch {
    // Evicted while the machine slept: nothing to keep alive any more.
  }
}

function evictStale() {
  const owner = readOwner(lock)
  if (!isStale(owner)) return
  // Renaming is atomic: of several waiters one moves the stale lock away. If a new holder came in between, give it back.
  const aside = `${lock}-stale-${randomUUID()}`
  try {
    renameSync(lock, aside)
    if (readOwner(aside) === owner) rmSync(aside, { recursive: true, force: true })
    else renameSync(aside, lock)
  } catch {
    // Somebody else was faster; look again at the next turn.
  }
}

function isStale(owner) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > staleMilliseconds) return true
  } catch {
    return false
  }
  if (owner === undefined) return false
  const { host, pid } = JSON.parse(owner)
  return host === hostname() && !isAlive(pid)
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code !== 'ESRCH'
  }
}

function readOwner(path) {
  try {
    const text = readFileSync(join(path, 'owner'), 'utf8')
    return text === '' ? undefined : text
  } catch {
    return undefined
  }
}

/** Words a failure to write inside the checkout; any other error is returned as it is. */
export function readOnly(error) {
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC'].includes(error.code)) return error
  if (error.code === 'ENOSPC') return new Problem(`cannot build itself in ${root}: no space left on the disk`)
  return new Problem(
    `cannot build itself: ${root} is not writable for this user\n` +
      '  help  run it once as a user who may write there, or copy the checkout to a folder of your own',
  )
}

// Upgrades real servers: fetches them, builds, runs test/e2e. Arguments go to vitest: `npm run e2e -- restate`. The last line reads
// `N passed, N failed`.
//
// Packages of the servers exist for Linux on x64 alone; elsewhere nothing runs, and that is said. Who sets INTERLOCK_E2E=optional does
// without it as well where the registry cannot be reached.

import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs'
import { buildIsCurrent } from './freshness.mjs'
import { withLock } from './lock.mjs'
import { main, Problem, root } from './process.mjs'
import { conclude, runVitest } from './vitest.mjs'

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT)\b/

async function e2e() {
  const reason = await withLock(prepare)
  if (reason !== undefined) {
    console.log(`end-to-end tests skipped: ${reason}`)
    return conclude({ passed: 0, failed: 0, skipped: 0 })
  }
  conclude(await runVitest(['--config', 'test/e2e/vitest.config.ts', ...process.argv.slice(2)]))
}

/** Makes everything ready that the tests need. Answers why they cannot run, where that is nobody's fault. */
async function prepare() {
  const platform = `${process.platform}-${process.arch}`
  if (platform !== 'linux-x64') return `there are no servers for ${platform}`
  if (!dependenciesAreInstalled()) await installDependencies()
  try {
    await fetchServers()
  } catch (error) {
    const isOptional = process.env.INTERLOCK_E2E === 'optional'
    if (isOptional && error instanceof Problem && unreachable.test(error.message)) {
      return 'the registry of packages cannot be reached'
    }
    throw error
  }
  if (!buildIsCurrent()) {
    const { build } = await import('./build.mjs')
    await build()
  }
  return undefined
}

/** Puts each server at each version into a folder of its own; npm holds it against the checksum in the lock file. */
async function fetchServers() {
  const folder = join(root, '.cache', 'e2e', 'servers')
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) {
    copyFileSync(join(root, 'test', 'e2e', 'servers', name), join(folder, name))
  }
  if (dependenciesAreInstalled(folder)) return
  console.log('fetching servers …')
  await installDependencies(folder)
}

await main(e2e)

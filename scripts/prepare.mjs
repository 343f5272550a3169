// The slow path of ../interlock: install and build whatever is missing or out of date. Speaks on stderr only.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs'
import { buildIsCurrent } from './freshness.mjs'
import { withLock } from './lock.mjs'
import { main, root, seconds } from './process.mjs'

const started = performance.now()
const say = (text) => console.error(`interlock: ${text}`)

async function prepare() {
  // Another process may have done it all while this one waited.
  if (buildIsCurrent()) return
  const when = existsSync(join(root, 'dist')) ? 'sources changed' : 'first use'
  if (!dependenciesAreInstalled()) {
    say(`${when}: installing dependencies …`)
    await installDependencies()
  }
  say(`${when}: building …`)
  const { build } = await import('./build.mjs')
  await build()
  say(`ready in ${seconds(performance.now() - started)}`)
}

await main(() => withLock(prepare, { onWait: () => say('waiting for another interlock that is building …') }))

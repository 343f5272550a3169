// Builds test/simulation into .cache/simulation and runs it: `npm run simulate -- --seeds 100000`, `-- --seed 7` for one.

import { join } from 'node:path'
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs'
import { withLock } from './lock.mjs'
import { main, root, run } from './process.mjs'

async function simulate() {
  await withLock(async () => {
    if (!dependenciesAreInstalled()) await installDependencies()
  })
  const target = join(root, '.cache', 'simulation', 'main.js')
  const esbuild = await import('esbuild')
  await esbuild.build({
    entryPoints: [join(root, 'test', 'simulation', 'main.ts')],
    outfile: target,
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: 'inline',
  })
  const args = ['--enable-source-maps', target, ...process.argv.slice(2)]
  const { code } = await run(process.execPath, args, { show: true })
  process.exitCode = code ?? 1
}

await main(simulate)

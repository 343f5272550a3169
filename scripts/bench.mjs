// Builds bench/*.ts into .cache/bench and runs bench/main.ts. Arguments go to it: `npm run bench -- plan`.

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs'
import { withLock } from './lock.mjs'
import { main, Problem, root, run } from './process.mjs'

const folder = join(root, 'bench')
// Not in dist/: a build clears what it did not make from there, also while this runs.
const target = join(root, '.cache', 'bench')

async function bench() {
  await withLock(async () => {
    if (!dependenciesAreInstalled()) await installDependencies()
  })
  const names = existsSync(folder) ? readdirSync(folder) : []
  const entryPoints = names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  if (!entryPoints.includes('main.ts')) throw new Problem('bench/main.ts does not exist')

  const esbuild = await import('esbuild')
  await esbuild.build({
    entryPoints: entryPoints.map((name) => join(folder, name)),
    outdir: target,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The peers load files of their own from beside their code.
    packages: 'external',
    sourcemap: 'inline',
  })
  const args = ['--enable-source-maps', join(target, 'main.js'), ...process.argv.slice(2)]
  const { code } = await run(process.execPath, args, { show: true })
  process.exitCode = code ?? 1
}

await main(bench)

// Everything `npm test` checks, from a fresh clone on: lint, types, unused code, build, then the tests.
// Arguments go to vitest: `npm test -- src/version`. The last line reads `N passed, N failed`.

import { join } from 'node:path'
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs'
import { withLock } from './lock.mjs'
import { main, Problem, program, root, run, seconds } from './process.mjs'
import { conclude, runVitest } from './vitest.mjs'

const [major, minor] = process.versions.node.split('.').map(Number)

const tools = [
  { name: 'lint', command: program('biome'), args: ['check', '--error-on-warnings', '--colors=off'] },
  { name: 'types', command: program('tsc'), args: ['--noEmit'] },
  { name: 'unused', command: program('knip'), args: ['--no-progress'] },
  { name: 'build', command: process.execPath, args: [join(root, 'scripts/build.mjs')] },
]

async function test() {
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Problem(`needs Node.js 20.19 or newer, this is ${process.versions.node}`)
  }
  await withLock(async () => {
    if (dependenciesAreInstalled()) return
    console.log('installing dependencies …')
    await installDependencies()
  })

  const total = { passed: 0, failed: 0, skipped: 0 }
  // They share no output, so they may run together; they report in a fixed order.
  const runs = tools.map((tool) => ({ ...tool, result: run(tool.command, tool.args) }))
  for (const { name, result } of runs) {
    const { code, output, milliseconds } = await result
    const passed = code === 0
    total[passed ? 'passed' : 'failed'] += 1
    if (!passed) console.log(`\n${output}\n`)
    console.log(`${passed ? '✓' : '✗'} ${name.padEnd(8)}${seconds(milliseconds)}`)
  }

  const tests = await runVitest(process.argv.slice(2))
  for (const key of Object.keys(total)) total[key] += tests[key]
  conclude(total)
}

await main(test)

// Everything `npm test` checks, from a fresh clone on: lint, types, unused code, build, then the tests.
// Arguments go to vitest: `npm test -- src/version`. The last line reads `N passed, N failed`.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dependenciesAreInstalled, installDependencies } from './dependencies.mjs'
import { withLock } from './lock.mjs'
import { main, Problem, program, root, run, seconds } from './process.mjs'

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
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
  console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
  if (total.failed > 0) process.exitCode = 1
}

/** Runs vitest with its output shown, and counts from its report. A run that fails never counts as none failed. */
async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-test-'))
  try {
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const { code } = await run(program('vitest'), ['run', ...reporters, ...args], { show: true })
    const counts = countTests(report)
    if (code !== 0 && counts.failed === 0) counts.failed = 1
    return counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function countTests(report) {
  let results
  try {
    results = JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    // vitest ended without a report; its output says why.
    return { passed: 0, failed: 1, skipped: 0 }
  }
  // A file that does not even load holds no tests to count.
  const brokenFiles = results.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((each) => each.status === 'failed'),
  ).length
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + brokenFiles,
    skipped: results.numPendingTests + results.numTodoTests,
  }
}

await main(test)

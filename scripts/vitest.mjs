import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program, run } from './process.mjs'

/**
 * Runs vitest with its output shown, and answers { passed, failed, skipped } from its report. A run that fails never counts as none
 * failed.
 */
export async function runVitest(args) {
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

/** The last line of a suite, which others read. */
export function conclude({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  if (failed > 0) process.exitCode = 1
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

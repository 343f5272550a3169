import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { normalize } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import type { Figures } from '../figures.ts'
import { measure, medianOf } from '../measure.ts'
import { duration, printTable, printTitle, rounded, times } from '../table.ts'

const question = ['check', '--policy', 'spire', 'server=1.2.3', 'agent=1.1.0']
const program = normalize(manifest.bin.interlock)
const launcher = `.${process.platform === 'win32' ? '\\' : '/'}interlock`

/** From the shell's prompt to the answer, against node doing nothing. */
export async function start(): Promise<Figures> {
  printTitle(`start      interlock ${question.join(' ')}`)
  if (!existsSync(program)) {
    console.log(`  skipped: ${program} does not exist; npm run build makes it`)
    return { skipped: true }
  }
  // The launcher builds when the sources are newer than the build; that is not what is measured.
  const before = spawnSync(launcher, question, { encoding: 'utf8' })
  if (before.status !== 0) {
    console.log(`  skipped: ${launcher} answers with exit code ${before.status}: ${before.stderr.trim()}`)
    return { skipped: true }
  }
  const measured = await measure(
    [
      { name: 'node -e 0', run: () => succeeds(process.execPath, ['-e', '0']) },
      { name: `node ${program}`, run: () => succeeds(process.execPath, [program, ...question]) },
      { name: launcher, run: () => succeeds(launcher, question) },
    ],
    { rounds: 25, warmUp_ms: 300, budget_ms: 60_000 },
  )
  const floor = medianOf(measured, 'node -e 0')
  printTable(
    ['', 'median', 'ratio', 'above node'],
    measured.map(({ name, median_ms }) => [
      name,
      duration(median_ms),
      times(median_ms / floor),
      median_ms === floor ? '' : duration(median_ms - floor),
    ]),
  )
  return {
    node_ms: rounded(floor),
    program_ms: rounded(medianOf(measured, `node ${program}`)),
    launcher_ms: rounded(medianOf(measured, launcher)),
    ratio: rounded(medianOf(measured, `node ${program}`) / floor),
  }
}

function succeeds(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ends with ${status}: ${stderr}`)
}

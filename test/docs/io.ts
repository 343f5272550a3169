import { type ExitCode, run } from '../../src/cli/index.ts'

/** Runs a command line as a terminal without colour would, in this process. */
export function runCommand(
  argv: readonly string[],
  stdin = '',
): { code: ExitCode; out: string; err: string } {
  let out = ''
  let err = ''
  const code = run(argv, {
    write: (text) => {
      out += text
    },
    writeError: (text) => {
      err += text
    },
    readStdin: () => stdin,
    colour: false,
    folders: { sources: 'policies' },
    env: {},
    wait: () => {
      throw new Error('takes its time')
    },
    today: '2026-09-01',
  })
  return { code, out, err }
}

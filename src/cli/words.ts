import type { SessionOptions } from './session.ts'

/** The command line that would run a command on the same fleet with the same policies. */
export function commandLine(command: string, inputs: readonly string[], options: SessionOptions): string {
  const words = ['interlock', command, ...inputs]
  for (const name of options.policy) words.push('--policy', name)
  for (const reading of options.reading) words.push('--reading', reading)
  if (options.scope !== undefined) words.push('--scope', options.scope)
  return words.map(quoted).join(' ')
}

/** As a shell must see it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./?-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

import { failureOf, runProgram } from '../programs.ts'

/** Where git is run. */
export interface GitPlace {
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A git command that did not end well. */
export class GitFailure extends Error {
  /** What it printed: names of what was refused are in it. */
  readonly printed: string
  /** How it ended; undefined when a signal did that. */
  readonly code: number | undefined

  constructor(message: string, printed: string, code: number | undefined) {
    super(message)
    this.printed = printed
    this.code = code
  }
}

/** Hooks run with variables that point git to their own repository, whichever one is meant. */
const strange = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_PREFIX']

/** Runs git and gives what it prints. Nobody is there to answer questions, and no message repeats a password of an address. */
export async function git(
  { folder, env }: GitPlace,
  args: readonly string[],
  signal: AbortSignal,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const without = Object.fromEntries(Object.entries(env).filter(([name]) => !strange.includes(name)))
  const ended = await runProgram(
    {
      args: ['git', '-C', folder, '-c', 'advice.statusHints=false', ...args],
      folder: '/',
      env: { ...without, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', ...more },
    },
    signal,
  )
  if (ended.code === 0) return ended.out
  const message = withoutSecrets(failureOf(ended, `git ${args[0]}`))
  throw new GitFailure(message, ended.out + ended.err, ended.code)
}

const withoutSecrets = (text: string): string =>
  text.replace(/\/\/[^@\s/]*@/g, '//').replace(/[^\s/@:'"]*:[^\s/@]+@/g, '')

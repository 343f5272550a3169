import { resolve } from 'node:path'
import { type Ended, failureOf, runProgram, type Start } from './programs.ts'
import { fill, fillCommand, fillPath, type Template, type Values } from './template.ts'

/** A command as a document has it, its placeholders known. */
export interface Command {
  readonly args: readonly Template[]
  readonly env: ReadonlyMap<string, Template>
  readonly folder: Template | undefined
}

export interface WrittenCommand {
  readonly run: readonly string[]
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly folder?: string | undefined
}

/** Where a document is opened. */
export interface Ground {
  /** That of the document: relative paths begin there. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** A command with variables that it shares with others; its own go before. */
export const withEnv = (command: Command, shared: Command['env']): Command => ({
  ...command,
  env: new Map([...shared, ...command.env]),
})

/** All texts with placeholders that a command has. */
export const templatesOf = ({ args, env, folder }: Command): readonly Template[] => [
  ...args,
  ...env.values(),
  ...(folder === undefined ? [] : [folder]),
]

/** A command with its placeholders filled in. Throws what a person has to read. */
export function startOf(command: Command, values: Values, ground: Ground): Start {
  const folder = command.folder === undefined ? ground.folder : fillPath(command.folder, values)
  const declared = [...command.env].map(([name, value]) => [name, fill(value, values)] as const)
  return {
    args: programFrom(ground.folder, fillCommand(command.args, values)),
    folder: resolve(ground.folder, folder),
    env: { ...ground.env, ...Object.fromEntries(declared) },
  }
}

/** A program with a slash in its name is a file, and begins where the document lies; others are looked for in PATH. */
function programFrom(folder: string, [program = '', ...rest]: readonly string[]): readonly string[] {
  return [program.includes('/') ? resolve(folder, program) : program, ...rest]
}

/** Runs a command. Rejects when it cannot be run. */
export const runCommand = (
  command: Command,
  values: Values,
  ground: Ground,
  signal: AbortSignal,
): Promise<Ended> => {
  try {
    return runProgram(startOf(command, values, ground), signal)
  } catch (error) {
    return Promise.reject(error)
  }
}

/** Runs a command that has to end with 0. Rejects with what it says otherwise. */
export async function mustRun(
  command: Command,
  values: Values,
  ground: Ground,
  signal: AbortSignal,
): Promise<string> {
  const ended = await runCommand(command, values, ground, signal)
  // As the document has it: what is filled in may be a secret of the environment.
  if (ended.code !== 0) throw new Error(failureOf(ended, command.args[0]?.written ?? ''))
  return ended.out
}

import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder that holds package.json, absolute. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** The path of an installed package's program. */
export const program = (name) => join(root, 'node_modules', '.bin', name)

/** Something the user can act on: its message is printed alone, without a stack. */
export class Problem extends Error {}

/**
 * Runs a program to its end, in the project root if nothing else is said, without a terminal to ask questions on.
 * Answers { code, output, milliseconds }, with stdout and stderr in one text, in order of arrival; code is null
 * when a signal ended it. `{ show: true }` passes the output straight through, and output is then ''.
 * Throws a Problem when the program cannot be started.
 */
export function run(command, args, { show = false, env = {}, cwd = root } = {}) {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => {
      const why = error.code === 'ENOENT' ? 'it is not on the PATH' : error.message
      reject(new Problem(`cannot run ${command}: ${why}`))
    })
    child.on('close', (code) =>
      resolve({
        code,
        output: Buffer.concat(chunks).toString('utf8').trimEnd(),
        milliseconds: performance.now() - started,
      }),
    )
  })
}

/** Runs a script's main function; a Problem becomes one line on stderr, and every failure exit code 2. */
export async function main(task) {
  try {
    await task()
  } catch (error) {
    console.error(error instanceof Problem ? `interlock: ${error.message}` : error)
    process.exitCode = 2
  }
}

/** 840 → '0.8 s', 12400 → '12 s'. */
export const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(milliseconds < 9950 ? 1 : 0)} s`

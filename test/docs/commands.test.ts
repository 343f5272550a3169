import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { runCommand } from './io.ts'

/*
 * What the documents show is what the program prints. Every line `$ interlock …` in a ```console block is run, and the
 * lines below it must be the output; a line `…` stands for any lines. INTERLOCK_REWRITE=1 writes outputs anew, except in
 * blocks that leave lines out. A guide may make a repository with `sh examples/…/repository.sh /tmp/carillon`; here it stands
 * in a folder whose name is as long, so that lines break at the same words.
 */

const folders = ['/tmp/carillon', '/tmp/imported'].map((shown) => ({
  shown,
  real: mkdtempSync(shown.slice(0, -6)),
}))
afterAll(() => {
  for (const { real } of folders) rmSync(real, { recursive: true })
})

const inRealFolder = (text: string): string =>
  folders.reduce((words, { shown, real }) => words.replaceAll(shown, real), text)
const inShownFolder = (text: string): string =>
  folders.reduce((words, { shown, real }) => words.replaceAll(real, shown), text)

interface Shown {
  readonly command: string
  readonly output: readonly string[]
  readonly line: number
}

const files = ['README.md', ...readdirSync('docs/guides').map((name) => `docs/guides/${name}`)]

function shownIn(text: string): Shown[] {
  const found: Shown[] = []
  let isConsole = false
  let current: { command: string; output: string[]; line: number } | undefined
  for (const [i, line] of text.split('\n').entries()) {
    if (line.startsWith('```')) {
      isConsole = line === '```console'
      current = undefined
    } else if (isConsole && line.startsWith('$ ')) {
      current = { command: line.slice(2), output: [], line: i + 1 }
      found.push(current)
    } else if (isConsole) current?.output.push(line)
  }
  return found
}

/** Words of a simple shell command: quotes and a comment at the end, nothing more. */
function argvOf(command: string): string[] {
  const plain = command.replace(/\s+#.*$/, '')
  return [...plain.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
}

/** What a line prints: one command, or several joined by a pipe; `cat FILE` and `echo TEXT` may begin it. */
function outputOf(command: string): string {
  let input = ''
  let shown = ''
  for (const part of inRealFolder(command).split(' | ')) {
    const [program = '', ...argv] = argvOf(part)
    if (program === 'sh') {
      const [script = '', ...words] = argv
      if (!/^examples\/[a-z/]+\.sh$/.test(script)) throw new Error(`the documents may not run ${script}`)
      shown = execFileSync('sh', [script, ...words], { encoding: 'utf8' })
    } else if (program === 'echo') shown = `${argv.join(' ')}\n`
    else if (program === 'cat') shown = readFileSync(argv[0] ?? '', 'utf8')
    else if (program.endsWith('interlock')) {
      const { out, err } = runCommand(argv, input)
      shown = out + err
    } else throw new Error(`the documents may not run ${program}`)
    input = shown
  }
  return inShownFolder(shown)
}

const isRun = ({ command }: Shown): boolean =>
  !command.includes(' > ') && !/^(git|npm|kubectl)\b/.test(command)

const linesOf = (text: string): string[] => text.replace(/\n+$/, '').split('\n')

function matches(shown: readonly string[], real: readonly string[]): boolean {
  const gap = shown.indexOf('…')
  if (gap < 0) return shown.join('\n') === real.join('\n')
  const before = shown.slice(0, gap)
  const after = shown.slice(gap + 1)
  return (
    before.every((line, i) => line === real[i]) &&
    after.every((line, i) => line === real[real.length - after.length + i])
  )
}

describe.each(files)('%s', (file) => {
  const text = readFileSync(file, 'utf8')
  for (const shown of shownIn(text).filter(isRun)) {
    it(`line ${shown.line}: ${shown.command}`, () => {
      const real = linesOf(outputOf(shown.command))
      const written = linesOf(shown.output.join('\n'))
      if (process.env.INTERLOCK_REWRITE === '1' && !written.includes('…')) {
        const blockOf = (lines: readonly string[]) => [`$ ${shown.command}`, ...lines, ''].join('\n')
        const content = readFileSync(file, 'utf8')
        // Behind it the block ends, or the next command begins.
        const end = ['```', '$ '].find((next) => content.includes(blockOf(shown.output) + next))
        if (end === undefined) throw new Error(`${file}:${shown.line} cannot be written anew`)
        writeFileSync(
          file,
          content.replace(blockOf(shown.output) + end, () => blockOf(real) + end),
        )
        return
      }
      expect(matches(written, real) ? [] : real, `${file}:${shown.line} is out of date`).toEqual(
        matches(written, real) ? [] : written,
      )
    })
  }
})

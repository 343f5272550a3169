import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pending, platforms } from './lines.ts'

const folder = import.meta.dirname

interface Answered {
  readonly file: string
  readonly titles: readonly string[]
}

/** The tests that answer each line: those whose title begins with its id. */
export function answeredLines(): ReadonlyMap<string, readonly Answered[]> {
  const found = new Map<string, Answered[]>()
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()) {
    const text = readFileSync(join(folder, file), 'utf8')
    const titles = new Map<string, string[]>()
    for (const [, ids = '', title = ''] of text.matchAll(
      /['"`]((?:[A-Z]{1,3}\d+b?(?:[,–-] ?)?)+) ([^'"`]*)['"`]/g,
    )) {
      for (const [id] of ids.matchAll(/[A-Z]{1,3}\d+b?/g)) titles.set(id, [...(titles.get(id) ?? []), title])
    }
    for (const [id, own] of titles) found.set(id, [...(found.get(id) ?? []), { file, titles: own }])
  }
  return found
}

/** The table of docs/requirements.md. */
export function requirementsText(): string {
  const answered = answeredLines()
  const lines = [
    '# What the policies demand, and which test asks it',
    '',
    'Generated from the tests in `test/requirements`, which ask every line on the command line.',
  ]
  for (const [platform, ids] of Object.entries(platforms)) {
    const open = ids.filter((id) => !answered.has(id))
    lines.push(
      '',
      `## ${platform}`,
      '',
      `${ids.length - open.length} of ${ids.length} lines are answered.`,
      '',
    )
    lines.push('| line | asked as | in |', '| --- | --- | --- |')
    for (const id of ids) {
      const tests = answered.get(id)
      if (tests === undefined) lines.push(`| ${id} | pending: ${pending[id] ?? '?'} | |`)
      for (const { file, titles } of tests ?? []) {
        const more = titles.length > 1 ? ` (and ${titles.length - 1} more)` : ''
        lines.push(`| ${id} | ${(titles[0] ?? '').replaceAll('|', '\\|')}${more} | ${file} |`)
      }
    }
  }
  return `${lines.join('\n')}\n`
}

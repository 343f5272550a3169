import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { linesOf } from './lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-lines-'))
afterAll(() => rmSync(folder, { recursive: true }))

const read = (text: string): string[] => {
  const file = join(folder, 'a.log')
  writeFileSync(file, text)
  const lines = linesOf(file)
  if (!lines.ok) throw new Error(lines.problem)
  return [...lines.value]
}

it.each([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\n\nb', ['a', '', 'b']],
  ['\n', ['']],
])('%j is %j', (text, lines) => expect(read(text)).toEqual(lines))

it('keeps letters whole that stand where one piece of the file ends', () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => `${'ü'.repeat(i % 17)}€${i}`)
  expect(read(lines.join('\n'))).toEqual(lines)
})

it('keeps only the beginning of a line without end', () => {
  const [first = '', second] = read(`${'x'.repeat(5_000_000)}\ny`)
  expect(first.length).toBeLessThan(2_000_000)
  expect(second).toBe('y')
})

it.each([
  [join(folder, 'nowhere'), 'there is no file'],
  [folder, 'is a folder'],
])('tells why it cannot read %s', (file, why) => {
  expect(linesOf(file)).toEqual({ ok: false, problem: expect.stringContaining(why) })
})

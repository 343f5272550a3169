import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readJournal } from '../../src/runs/index.ts'
import { buildProgram, Talker } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('whoever is killed while writing loses nothing that was acknowledged, and the next one goes on', async () => {
  const script = await buildProgram('journalist', folder)
  const file = join(folder, 'journal')
  let before = 0
  for (let life = 0; life < 8; life++) {
    const journalist = new Talker(script, [join(folder, 'state'), file])
    await journalist.hear('written')
    await new Promise((wake) => setTimeout(wake, Math.random() * 80))
    await journalist.kill()
    const told = journalist.lines.map((line) => Number(line.replace('written ', '')))

    const numbers: string[] = []
    const read = await readJournal(file, ({ entry }) => {
      numbers.push('subject' in entry ? (entry.subject.split(' ')[0] ?? '') : '')
    })
    if (!read.ok) throw new Error(JSON.stringify(read.problem))
    expect(numbers).toEqual(numbers.map((_, i) => String(i + 1)))
    expect(numbers.length).toBeGreaterThanOrEqual(told.at(-1) ?? 0)
    expect(numbers.length).toBeGreaterThan(before)
    before = numbers.length
  }
})

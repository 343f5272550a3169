import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { goldenCases, goldenFolder, transcript } from './golden.ts'

/*
 * Whole answers as users read them, one file each. INTERLOCK_REWRITE=1 writes them anew; the diff is the
 * thing to review.
 */

const isRewriting = process.env.INTERLOCK_REWRITE === '1'

describe('answers in full', () => {
  for (const golden of goldenCases) {
    it(`${golden.name}: interlock ${golden.line}`, () => {
      const path = join(goldenFolder, `${golden.name}.txt`)
      const answer = transcript(golden)
      if (isRewriting) writeFileSync(path, answer)
      expect(answer).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '')
    })
  }

  it('every file belongs to a command', () => {
    const names = goldenCases.map(({ name }) => `${name}.txt`)
    expect(readdirSync(goldenFolder).sort()).toEqual(names.sort())
  })
})

describe('every answer fits 80 columns', () => {
  // A command must be copied whole, an address clicked. Markdown is not for terminals.
  const isExempt = (line: string): boolean => /interlock |https?:\/\//.test(line)
  const terminal = goldenCases.filter(({ name }) => !name.endsWith('-markdown'))
  it.each(terminal.map(({ name }) => name))('%s', (name) => {
    const lines = readFileSync(join(goldenFolder, `${name}.txt`), 'utf8').split('\n')
    expect(lines.filter((line) => [...line].length > 80 && !isExempt(line))).toEqual([])
  })
})

import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pending, platforms } from './lines.ts'
import { answeredLines, requirementsText } from './table.ts'

describe.each(Object.entries(platforms))('%s', (_, ids) => {
  it('answers every line, or says what it waits for', () => {
    const answered = answeredLines()
    expect(ids.filter((id) => !answered.has(id) && pending[id] === undefined)).toEqual([])
  })

  it('calls nothing pending that is answered', () => {
    const answered = answeredLines()
    expect(ids.filter((id) => answered.has(id) && pending[id] !== undefined)).toEqual([])
  })
})

it('docs/requirements.md is what the tests say', () => {
  const text = requirementsText()
  if (process.env.INTERLOCK_REWRITE === '1') writeFileSync('docs/requirements.md', text)
  expect(readFileSync('docs/requirements.md', 'utf8')).toBe(text)
})

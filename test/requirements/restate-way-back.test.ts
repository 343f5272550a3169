import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/* The way back of servers whose data remembers the newest version that has run on it. */

const plan = (line: string) => {
  const { code, out, err } = interlock(words(`plan --policy restate ${line} --format json`))
  if (err !== '') throw new Error(err)
  const document = JSON.parse(out) as {
    outcome: string
    stages: { id: string; to: string; undo: { outcome: string; until?: { stage: string; rule: string } } }[]
    conflict: { causes: { rule?: string }[] }[]
  }
  return { code, ...document }
}

describe('going back is counted from the newest version that ever ran', () => {
  it('goes back by one minor', () => {
    expect(plan('server=1.7.6x3 --to 1.6.2')).toMatchObject({ outcome: 'plan', stages: [{ to: '1.6.2' }] })
  })

  it('does not go back by two, one after the other either', () => {
    const { outcome, conflict } = plan('server=1.7.6x3 --to 1.5.6')
    expect(outcome).toBe('impossible')
    expect(conflict.flatMap(({ causes }) => causes.flatMap(({ rule }) => rule ?? []))).toContain(
      'restate/one-minor-back',
    )
  })

  it('goes back by one from where some servers are already', () => {
    expect(plan('server=1.7.6,1.6.2x2 --to 1.6.2').outcome).toBe('plan')
    expect(plan('server=1.6.2x3 --to 1.5.6').outcome).toBe('plan')
  })

  it('takes a stage back only until the next one has begun', () => {
    const { stages } = plan('server=1.5.3x3 --to 1.7.6')
    expect(stages.map(({ id, undo }) => [id, undo.outcome, undo.until])).toEqual([
      ['1', 'holds', { stage: '2', rule: 'restate/one-minor-back' }],
      ['2', 'holds', undefined],
    ])
    const { out } = interlock(words('plan --policy restate server=1.5.3x3 --to 1.7.6'))
    expect(out).toContain('1 back: not once 2 has begun')
    expect(out).not.toContain('from any point')
  })
})

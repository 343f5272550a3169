import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { made, running } from '../../test/fuzz/mesh.ts'
import { runs } from '../../test/fuzz/runs.ts'
import { addDays } from '../base/index.ts'
import { check } from './check.ts'

const common = { says: 'x', because: 'x', source: { in: 'guide' } }
const skew = { ...common, id: 'skew', kind: 'window', of: 'hub', unit: 'line', behind: 'any', ahead: 'any' }

const releases = [
  { version: '1.0.0', date: '2025-01-01' },
  { version: '1.0.9', date: '2025-06-01' },
  { version: '1.1.0', date: '2025-04-01' },
  { version: '1.2.0', date: '2025-07-01' },
  { version: '1.3.0' },
]

function verdictOf(support: object, ends: object, version: string, asOf: string): string {
  const rule = { ...common, id: 'kept', kind: 'support', of: ['hub'], ...support }
  const policy = made({ rules: [skew, rule], catalogue: [{ of: ['hub'], ends, releases }] })
  return check(running(`hub=${version}`, policy), [policy], { asOf }).verdict.kind
}

describe('support that has a last day', () => {
  const none = {}
  const year = { months: 12 }
  const both = { months: 6, lines: 2 }
  const announced = { '1.0': '2025-09-30' }
  it.each<[string, object, object, string, string, string]>([
    ['so many months from the first release of the line', year, none, '1.0.9', '2026-01-01', 'supported'],
    ['and not from its patches', year, none, '1.0.9', '2026-01-02', 'unsupported'],
    ['announced, it goes before the months', year, announced, '1.0.9', '2025-09-30', 'supported'],
    ['and is over on the day after', year, announced, '1.0.9', '2025-10-01', 'unsupported'],
    ['announced, it goes before the lines', { lines: 2 }, announced, '1.0.0', '2025-08-01', 'supported'],
    ['months outlast lines', both, none, '1.0.0', '2025-07-01', 'supported'],
    ['until they end', both, none, '1.0.0', '2025-07-02', 'unsupported'],
    ['lines outlast months', both, none, '1.1.0', '2026-06-01', 'supported'],
    ['a line without a date is not known', year, none, '1.3.0', '2025-08-01', 'unknown'],
    ['nor is one in no catalogue', year, none, '1.9.0', '2025-08-01', 'unknown'],
    ['recorded, until that day', { recorded: true }, announced, '1.0.9', '2025-09-30', 'supported'],
    ['recorded, over on the day after', { recorded: true }, announced, '1.0.9', '2025-10-01', 'unsupported'],
    ['recorded, no end is no end so far', { recorded: true }, announced, '1.3.0', '2035-01-01', 'supported'],
    ['recorded, not of lines in no catalogue', { recorded: true }, none, '1.9.0', '2025-08-01', 'unknown'],
  ])('%s', (_, support, ends, version, asOf, verdict) => {
    expect(verdictOf(support, ends, version, asOf)).toBe(verdict)
  })

  it('warns of a recommendation, and no more', () => {
    expect(verdictOf({ months: 1, strength: 'recommended' }, none, '1.0.0', '2026-01-01')).toBe('supported')
  })

  it('speaks of all components that it names', () => {
    const rule = { ...common, id: 'kept', kind: 'support', of: ['hub', 'leaf'], months: 1 }
    const leaves = { ...skew, id: 'leaves', of: 'leaf' }
    const policy = made({ rules: [skew, leaves, rule], catalogue: [{ of: ['hub', 'leaf'], releases }] })
    const { findings } = check(running('hub=1.0.0 leaf=1.0.0', policy), [policy], { asOf: '2026-01-01' })
    expect(findings.map(({ component }) => component)).toEqual(['hub', 'leaf'])
  })
})

describe('support of the newest lines', () => {
  const day = fc.integer({ min: 0, max: 900 }).map((days) => addDays('2024-01-01', days))

  it('is what one would count by hand, on every day', () => {
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(),
        day,
        (dates, lines, at, asOf) => {
          const version = `1.${at % dates.length}.0`
          const rule = { ...common, id: 'kept', kind: 'support', of: 'hub', lines }
          const listed = dates.map((date, i) => ({ version: `1.${i}.0`, date }))
          const policy = made({ rules: [skew, rule], catalogue: [{ of: ['hub'], releases: listed }] })
          const released = dates.flatMap((date, i) => (date <= asOf ? [i] : []))
          const isTooOld = released.filter((i) => i > at % dates.length).length >= lines
          const { verdict } = check(running(`hub=${version}`, policy), [policy], { asOf })
          expect(verdict.kind).toBe(isTooOld ? 'unsupported' : 'supported')
        },
      ),
      runs(100),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { type Asked, readArguments } from '../../bench/arguments.ts'

const sections = ['start', 'scan', 'check']

const run = (wanted: readonly string[], seed: number): Asked => ({ kind: 'run', wanted, seed })
const wrong = (message: string): Asked => ({ kind: 'wrong', message })

describe('what the bench is asked', () => {
  it.each<[string, Asked]>([
    ['', run(sections, 1)],
    ['scan', run(['scan'], 1)],
    ['scan start --seed 7', run(['scan', 'start'], 7)],
    ['--help', { kind: 'help' }],
    ['-h scan', { kind: 'help' }],
    ['sacn', wrong('there is no section "sacn"; did you mean "scan"?')],
    ['constructor', wrong('there is no section "constructor"')],
    ['--seed one', wrong('--seed one: no whole number')],
    ['--seed -1', wrong("Option '--seed' argument is ambiguous.")],
    ['--sed 7', wrong("Unknown option '--sed'")],
  ])('%s', (line, expected) => {
    const found = readArguments(
      line.split(' ').filter((word) => word !== ''),
      sections,
    )
    if (expected.kind === 'wrong' && found.kind === 'wrong') expect(found.message).toContain(expected.message)
    else expect(found).toEqual(expected)
  })
})

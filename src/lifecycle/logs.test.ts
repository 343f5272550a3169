import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import type { Logs } from '../policy/index.ts'
import { fieldsOf } from './log-line.ts'
import { scanLog } from './logs.ts'

const rule = {
  id: 'told',
  name: 'mill/told',
  says: 'the mill tells of what will go',
  because: 'so',
  source: { title: 'The mill book', ref: 'here' },
  strength: 'recommended',
  examples: { holds: [], warns: [], fails: [], unknown: [] },
} as const

const logs: readonly Logs[] = [
  {
    id: 'marks',
    rules: new Map([['told', rule]]),
    marks: [
      {
        match: new Map([
          ['alert', 'true'],
          ['kind', 'old_sieve'],
        ]),
        subject: ['sieve', 'msg'],
        instead: 'newer',
        rule,
      },
      {
        match: new Map([
          ['alert', 'true'],
          ['kind', 'old'],
        ]),
        subject: ['msg'],
        rule: { ...rule, strength: 'required' },
      },
    ],
  },
]

const ask = (...lines: string[]): readonly string[] =>
  scanLog(lines, 'mill.log', logs).findings.map(({ severity, subject, place, reason }) => {
    const { count, instead } = reason.kind === 'logged' ? reason : { count: 0, instead: undefined }
    return `${place.line} ${severity} ${subject} ×${count}${instead === undefined ? '' : ` → ${instead}`}`
  })

describe('the fields of a line', () => {
  it.each([
    ['a=b c="d e" f=', { a: 'b', c: 'd e', f: '' }],
    [
      'time="t" level=info msg="say \\"x\\"\\nand y" alert=true',
      { time: 't', level: 'info', msg: 'say "x"\nand y', alert: 'true' },
    ],
    ['\u001b[33mWARN\u001b[0m[0001] some words   \u001b[33malert\u001b[0m=true', { alert: 'true' }],
    ['[pod/a] {"msg":"x","alert":true,"n":1,"in":{"a":1}}', { msg: 'x', alert: 'true', n: '1' }],
    ['{"msg":"x"', {}],
    ['nothing {here}', {}],
    ['', {}],
    ['a=1 a=2', { a: '1' }],
  ])('%j', (line, fields) => {
    expect(Object.fromEntries(fieldsOf(line))).toEqual(fields)
  })
})

describe('marks in a log', () => {
  it('are counted by what they say, each with its first line', () => {
    expect(
      ask(
        'msg=start',
        'msg="a will go" alert=true kind=old',
        'msg="b will go" alert=true kind=old',
        '{"msg":"a will go","alert":true,"kind":"old"}',
        'msg=x alert=true kind=old_sieve sieve=round newer=fine',
        'msg=other alert=true kind=late',
        'msg="alert=true kind=old is what it would say"',
      ),
    ).toEqual(['2 error a will go ×2', '3 error b will go ×1', '5 warning round ×1 → fine'])
  })

  it('say what the rule says where a line says nothing', () => {
    expect(ask('alert=true kind=old')).toEqual(['1 error the mill tells of what will go ×1'])
  })

  it('are kept up to a number of different ones, and all are counted', () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `msg=m${i} alert=true kind=old`)
    const { marked, findings } = scanLog(lines, 'mill.log', logs)
    expect([marked, findings.length]).toEqual([5000, 1001])
    const counts = findings.map(({ reason }) => (reason.kind === 'logged' ? reason.count : 0))
    expect(counts.reduce((a, b) => a + b)).toBe(5000)
  })

  it('are none in whatever else is fed to it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => {
        expect(scanLog(lines, 'mill.log', logs).lines).toBe(lines.length)
      }),
      runs(100),
    )
  })
})

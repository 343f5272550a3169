import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

const fleet = 'examples/spire/fleet.yaml'
const frozen = 'examples/spire/fleet-frozen.yaml'

describe('exit codes', () => {
  it.each([
    [0, `check ${fleet}`],
    [1, 'check --policy spire server=1.2.3 agent=1.2.4'],
    [2, 'check --policy spire sever=1.2.3'],
    [3, 'check --policy spire server=1.2.3 agent=?'],
    [3, 'check --policy spire server=0.11.3'],
    [3, 'check --policy test/scenarios/policies/paths.yaml hub=1.3.0 --to 1.4.0'],
    [0, 'check --policy spire server=1.2.3,1.1.5 agent=1.0.3 --reading agent-skew=literal'],
    [1, 'check --policy spire server=1.2.3,1.1.5 agent=1.0.3 --reading agent-skew=literal --strict'],
    [0, `plan ${fleet} --to 1.3.0`],
    [0, `plan ${fleet} --to 1.1.1`],
    [1, `plan ${frozen} --to 1.3.0`],
    [2, `plan ${fleet} --to 1.3`],
    [3, 'plan --policy spire server=0.11.3 agent=0.11.3 --to 1.0.0'],
    [0, 'policy test'],
    [0, 'policy lint'],
    [0, '--help'],
    [0, '--version'],
    [0, 'help plan'],
    [2, ''],
    [2, 'policy'],
    [2, 'verify'],
  ])('%i: interlock %s', (code, line) => {
    expect(interlock(words(line)).code).toBe(code)
  })
})

describe('colour only helps', () => {
  const escapeCode = String.fromCharCode(27)
  const lines = [
    `check ${fleet}`,
    'check --policy spire server=1.2.3 agent=1.3.0,?',
    `plan ${fleet} --to 1.3.0`,
    `plan ${frozen} --to 1.3.0`,
    'policy show spire/agent-skew',
    'policy test',
  ]

  it.each(lines)('without it there are no escape codes: %s', (line) => {
    expect(interlock(words(line)).out).not.toContain(escapeCode)
  })

  it.each(lines)('with it the text is the same: %s', (line) => {
    const coloured = interlock(words(line), { colour: true }).out
    expect(coloured).toContain(escapeCode)
    expect(coloured.replaceAll(new RegExp(`${escapeCode}\\[\\d+m`, 'g'), '')).toBe(interlock(words(line)).out)
  })

  it('errors are coloured, too', () => {
    expect(interlock(words('check --policy spire sever=1.2.3'), { colour: true }).err).toContain(escapeCode)
  })

  it.each(['json', 'markdown'])('%s never is', (format) => {
    expect(
      interlock([...words(`plan ${fleet} --to 1.3.0 --format`), format], { colour: true }).out,
    ).not.toContain(escapeCode)
  })
})

describe('the same request, the same answer', () => {
  it.each([
    `check ${fleet} --format json`,
    `plan ${fleet} --to 1.15.3 --format json`,
    `plan ${fleet} --to 1.3.0`,
    `plan ${frozen} --to 1.3.0 --format json`,
  ])('byte for byte: %s', (line) => {
    expect(interlock(words(line))).toEqual(interlock(words(line)))
  })

  it('the order in which a fleet is told makes no difference to the stages', () => {
    const stages = (line: string): unknown =>
      (JSON.parse(interlock(words(line)).out) as { stages: unknown }).stages
    expect(stages('plan --policy spire server=1.2.3,1.1.1 agent=1.1.1x4 --to 1.3.6 --format json')).toEqual(
      stages('plan --policy spire server=1.1.1,1.2.3 agent=1.1.1x4 --to 1.3.6 --format json'),
    )
  })

  it.each([
    ['another target', `plan ${fleet} --to 1.3.6`],
    ['another day', `plan ${fleet} --to 1.3.0 --as-of 2026-08-23`],
    ['another batch', `plan ${fleet} --to 1.3.0 --batch agent=5`],
    ['a canary', `plan ${fleet} --to 1.3.0 --canary 1`],
    ['a limit', `plan ${fleet} --to 1.3.0 --max-parallel 1`],
    ['times', `plan ${fleet} --to 1.3.0 --takes 5m`],
    ['time to watch', `plan ${fleet} --to 1.3.0 --soak 5m`],
    ['a beginning', `plan ${fleet} --to 1.3.0 --start 2026-11-24`],
    ['a calendar', `plan ${fleet} --to 1.3.0 --calendar examples/spire/calendar.yaml`],
    ['another fleet', 'plan --policy spire server@prod=1.1.1x3 agent@prod=1.1.1x39 --to 1.3.0'],
    ['another reading', `plan ${fleet} --to 1.3.0 --reading agent-skew=literal`],
  ])('%s has another digest', (_, line) => {
    const digest = (text: string): string =>
      (JSON.parse(interlock(words(`${text} --format json`)).out) as { digest: string }).digest
    expect(digest(line)).not.toBe(digest(`plan ${fleet} --to 1.3.0`))
  })
})

/*
 * Whatever a command suggests to run next is a command that works: it must not be wrong input, and what is
 * offered as a way out must be one.
 */
describe('suggestions work', () => {
  const offers = (line: string): readonly string[] =>
    interlock(words(line))
      .out.split('\n')
      .flatMap((text) => /^ +(?:help +)?interlock (.+)$/.exec(text)?.[1] ?? [])

  it.each([
    `plan ${frozen} --to 1.3.0`,
    `plan ${fleet} --to 1.3.0`,
    `plan ${frozen} --to 1.3.0 --thaw edge`,
    'plan --policy spire server=1.1.1x3 agent=1.1.1x4 --to server=1.3.0',
    'check --policy spire server=1.2.3x3 agent=1.0.3x2',
    'check --policy spire server=1.2.3x3,1.2.2 agent=1.2.3x2,1.0.3',
    'check --policy spire server=1.2.3x3 agent=1.0.3x40,1.3.0',
    'check --policy spire server=1.1.5x3 --to 1.3.5',
  ])('%s', (line) => {
    const plans = offers(line).filter((text) => text.startsWith('plan ') && !text.includes('>'))
    expect(plans).not.toEqual([])
    expect(plans.map((text) => [text, interlock(words(text)).code])).toEqual(plans.map((text) => [text, 0]))
  })

  it.each([
    `plan ${fleet} --to 1.3.0`,
    `plan ${fleet} --to 1.3.0 --as-of 2026-09-01`,
    `plan ${fleet} --to 1.3.6 --via 1.2.3 --batch agent=5 --mode stopped`,
    `plan ${frozen} --to 1.3.6 --thaw edge --reading agent-skew=literal`,
    `plan ${fleet} --to 1.3.0 --canary 1 --max-parallel 2 --takes 5m --soak server=1h --calendar examples/spire/calendar.yaml --start 2026-11-24T10:00`,
    'plan --policy spire server=1.2.3x3 agent=1.2.3 --to 1.2.9 --allow-unreleased',
    'plan --policy test/scenarios/policies/vault.yaml vault=1.0.0x3 --to 1.2.0',
  ])('what is kept is this plan, and can be verified: %s', (line) => {
    const [keep = '', verify = ''] = offers(line).slice(-2)
    const kept = interlock(words(keep.replace(' > plan.json', '')))
    expect(kept.code).toBe(0)
    expect(interlock(words(verify.replace('plan.json', '-')), { stdin: kept.out }).code).toBe(0)
    expect(kept.out).toBe(interlock(words(`${line} --format json`)).out)
  })
})

describe('what a text says is so', () => {
  it('a development build comes before its base', () => {
    const { out } = interlock(words('check --policy spire server=1.15.3 agent=1.16.0-dev-abc'))
    expect(out.replaceAll(/\s+/g, ' ')).toContain('towards 1.16.0; what it contains')
  })

  it('a jump names the versions from which it starts', () => {
    const { out } = interlock(words('check --policy spire server=1.1.1x3 --to 1.2.3'))
    expect(out.split('\n')[0]).toContain('server 1.1.1 ×3')
  })

  it('who goes first on the way back is told by scope, or by what is true of all', () => {
    const line = 'plan --policy spire server@a=1.1.1x3 agent@a=1.1.1 server@b=1.1.1x3 --to 1.2.3'
    expect(interlock(words(line)).out).not.toMatch(/undo.*server first/)
  })

  it('a scope that nobody named is not mentioned', () => {
    const line = 'plan --policy spire server=1.1.1 agent=1.1.1,? --to 1.2.3'
    expect(interlock(words(line)).out).not.toContain('default')
    expect(interlock(words('plan --policy spire server=1.1.1 --to 1.2.3')).out).not.toContain('default')
  })
})

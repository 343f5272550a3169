import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-timing-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fleet = 'examples/spire/fleet.yaml'
const office = 'examples/spire/calendar.yaml'

function calendar(name: string, ...lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, ['apiVersion: interlock.dev/v1alpha1', 'kind: Calendar', ...lines, ''].join('\n'))
  return file
}

interface Schedule {
  readonly start: string | null
  readonly begins: string | null
  readonly finish: string | null
  readonly timezone: string | null
  readonly seconds: number | null
  readonly exact: boolean
  readonly chain: readonly string[]
  readonly stages: readonly { readonly run: { readonly beginsAt?: string; readonly ends: number } | null }[]
}

interface Plan {
  readonly outcome: string
  readonly schedule?: Schedule
  readonly maxParallel?: number
  readonly stages: readonly { readonly canary?: number; readonly batches: number }[]
  readonly warnings: readonly {
    readonly kind: string
    readonly message: string
    readonly details: readonly string[]
  }[]
}

const planned = (line: string): Plan => JSON.parse(interlock(words(`plan ${line} --format json`)).out)
const scheduled = (line: string): Schedule => {
  const { schedule } = planned(line)
  if (schedule === undefined) throw new Error('there is no schedule')
  return schedule
}

describe('when a plan begins', () => {
  const to = `${fleet} --to 1.2.3 --takes 5m`
  it.each([
    [
      'by the clocks of the calendar',
      `${to} --calendar ${office} --start 2026-11-24T10:00`,
      '2026-11-24T10:00:00+01:00',
    ],
    [
      'with a zone of its own',
      `${to} --calendar ${office} --start 2026-11-24T10:00Z`,
      '2026-11-24T11:00:00+01:00',
    ],
    ['as the day does', `${to} --calendar ${office} --start 2026-11-24`, '2026-11-24T09:00:00+01:00'],
    ['on the day of facts', `${to} --calendar ${office} --as-of 2026-07-22`, '2026-07-22T09:00:00+02:00'],
    ['in UTC, without a calendar', `${to} --start 2026-11-24T10:00`, '2026-11-24T10:00:00Z'],
    ['nobody says', to, null],
  ])('%s', (_, line, begins) => {
    expect(scheduled(line).begins).toBe(begins)
  })

  it('a plan without a word on time has no schedule', () => {
    expect(planned(`${fleet} --to 1.2.3`).schedule).toBeUndefined()
    expect(planned(`${fleet} --to 1.2.3 --max-parallel 2`)).toMatchObject({ maxParallel: 2 })
    expect(planned(`${fleet} --to 1.2.3 --max-parallel 2`).schedule).toBeUndefined()
  })
})

describe('how long it takes', () => {
  it.each([
    ['each batch', '--takes 5m', 35 * 60, true],
    ['one component', '--takes server=5m', 15 * 60, false],
    ['what is named goes before what is for all', '--takes server=10m --takes 5m', 50 * 60, true],
    ['what is said last', '--takes 5m --takes 1m', 7 * 60, true],
    ['a policy named too', '--takes spire/server=5m --takes spire/agent=1m', 19 * 60, true],
    ['watched', '--takes 5m --soak 1h', 35 * 60 + 7200, true],
    ['watched in part', '--takes 5m --soak server=1h', 35 * 60 + 3600, true],
  ])('%s: %s', (_, options, seconds, exact) => {
    expect(scheduled(`${fleet} --to 1.2.3 ${options}`)).toMatchObject({ seconds, exact })
  })

  it('the policy says, unless the user does', () => {
    const policy = 'test/cli/fixtures/timed.yaml'
    const line = `--policy ${policy} hub=1.0.0x3 --to 1.1.0`
    expect(scheduled(line)).toMatchObject({ seconds: 3 * 90 + 600, exact: true })
    expect(scheduled(`${line} --takes hub=1m`)).toMatchObject({ seconds: 3 * 60 + 600 })
    expect(scheduled(`${line} --soak 0s --canary 1`)).toMatchObject({ seconds: 3 * 90 })
  })
})

describe('a canary', () => {
  it.each([
    ['goes first', '--canary 2', [1, 2], [3, 5]],
    ['is no more than would move anyway', '--canary 2 --batch 1', [1, 1], [3, 40]],
    ['of all is none', '--canary 40 --batch agent=40', [undefined, undefined], [3, 1]],
    ['and the rest at once', '--canary 1 --batch agent=40', [1, 1], [3, 2]],
  ])('%s: %s', (_, options, canaries, batches) => {
    const { stages } = planned(`${fleet} --to 1.2.3 ${options}`)
    expect(stages.map((stage) => stage.batches)).toEqual(batches)
    expect(stages.map((stage) => stage.canary)).toEqual(canaries)
  })

  it('stops nothing that is stopped anyway', () => {
    const { stages } = planned(`${fleet} --to 1.2.3 --canary 1 --mode stopped`)
    expect(stages.map((stage) => stage.canary)).toEqual([undefined, undefined])
  })
})

describe('calendars', () => {
  it('all have to be open', () => {
    const mornings = calendar('mornings.yaml', 'timezone: UTC', 'windows: [{ from: "06:00", to: "09:00" }]')
    const line = `${fleet} --to 1.2.3 --takes 5m --start 2026-11-24`
    expect(scheduled(`${line} --calendar ${office} --calendar ${mornings}`).begins).toBe(
      '2026-11-24T09:00:00+01:00',
    )
    expect(scheduled(`${line} --calendar ${mornings} --calendar ${office}`).begins).toBe(
      '2026-11-24T08:00:00Z',
    )
    expect(scheduled(`${line} --calendar ${mornings}`).begins).toBe('2026-11-24T06:00:00Z')
  })

  it('that almost name a scope are told', () => {
    const stray = calendar(
      'stray.yaml',
      'timezone: UTC',
      'freezes: [{ scopes: [prd, elsewhere], from: 2026-11-24, until: 2026-11-25 }]',
    )
    const { out } = interlock(
      words(`plan ${fleet} --to 1.2.3 --takes 5m --start 2026-11-24 --calendar ${stray}`),
    )
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      'stray.yaml:4:11: no instance is in prd; did you mean "prod"?',
    )
    expect(out).not.toContain('elsewhere')
  })
})

describe('what is warned of', () => {
  const kindsOf = (line: string): readonly string[] => planned(line).warnings.map(({ kind }) => kind)
  const week = `${fleet} --to 1.2.3 --takes server=20m --calendar ${office}`

  it.each([
    [
      'a freeze that begins on the way',
      `${week} --takes agent=2h --start 2026-11-25T09:00`,
      ['frozen-midway'],
    ],
    ['no freeze that begins as it ends', `${week} --takes agent=90m --start 2026-11-25T09:00`, []],
    ['no freeze that begins after it', `${week} --takes agent=30m --start 2026-11-25T09:00`, []],
    ['no freeze that ended before it', `${week} --takes agent=90m --start 2026-12-02`, []],
    ['no freeze that it waits for', `${week} --takes agent=30m --start 2026-11-27`, []],
    [
      'no freeze in which it is only watched',
      `${week} --takes agent=30m --soak agent=2d --start 2026-11-25T09:00`,
      [],
    ],
    ['no window', `${week} --takes agent=8h --start 2026-12-02`, ['no-window']],
  ])('%s', (_, line, kinds) => {
    expect(kindsOf(line)).toEqual(kinds)
  })

  it('support that ends before the plan is done with what it goes to', () => {
    const line = '--policy kubernetes kube-apiserver=1.33.5x3 kubelet=1.33.5x4 --to 1.34.0 --as-of 2026-10-20'
    const ends = (more: string) =>
      planned(`${line} ${more}`)
        .warnings.filter(({ kind }) => kind === 'support-ends')
        .map(({ message }) => message)
    expect(ends('--takes 1h --start 2026-10-20')).toEqual([])
    expect(ends('--takes 1h --start 2026-10-27T23:30')).toEqual([
      'support of kube-apiserver 1.34.0 ends after 27 Oct 2026, before the plan is done (28 Oct 2026)',
      'support of kubelet 1.34.0 ends after 27 Oct 2026, before the plan is done (28 Oct 2026)',
    ])
    expect(ends('--takes 1h')).toEqual([])
  })
})

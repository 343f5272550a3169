import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { interlock, interlockInTime } from './command.ts'
import { driver as plainDriver } from './made-platform.ts'

/*
 * Plans that move some instances of a group and leave others, carried out on a made-up platform: a folder for each component, a file for
 * each instance with its version and the name of its part.
 */

let folder = ''

const script = `case $1 in
list) for f in fleet/$2/*; do read version part < $f; echo "$(basename $f) $version yes $part"; done ;;
move) echo "$3" >> moves; read version part < fleet/$2/$3; echo "$4 $part" > fleet/$2/$3 ;;
esac
`
const driver = plainDriver.replace('ready]', 'ready, part]')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-parts-'))
  writeFileSync(join(folder, 'platform.sh'), script)
  writeFileSync(join(folder, 'driver.yaml'), driver)
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Seat {
  readonly component: string
  readonly version: string
  readonly name?: string
  readonly frozen?: boolean
}

/** Two of each row: in the fleet document, and on the platform, where they are called after their row. */
function settle(rows: readonly Seat[], more = ''): void {
  for (const [i, { component, version, name = '' }] of rows.entries()) {
    mkdirSync(join(folder, 'fleet', component), { recursive: true })
    for (const k of ['x', 'y'])
      writeFileSync(join(folder, 'fleet', component, `${i}${k}`), `${version} ${name}\n`)
  }
  const instances = rows.map((row) => `  - ${JSON.stringify({ ...row, count: 2 })}`).join('\n')
  writeFileSync(
    join(folder, 'fleet.yaml'),
    `apiVersion: interlock.dev/v1alpha1\nkind: Fleet\npolicies: [spire]\ninstances:\n${instances}\n${more}`,
  )
}

const run = (...argv: readonly string[]) =>
  interlockInTime(
    argv.map((word) => word.replace('@', `${folder}/`)),
    { env: { PATH: process.env.PATH, INTERLOCK_STATE: join(folder, 'state') } },
  )
function planned(file = 'fleet.yaml'): void {
  const { out } = interlock(['plan', join(folder, file), '--to', '1.2.3', '--format', 'json'])
  writeFileSync(join(folder, 'plan.json'), out)
}
const versionsOf = (rows: readonly Seat[]): readonly (readonly string[])[] =>
  rows.map(({ component }, i) =>
    ['x', 'y'].map(
      (k) => readFileSync(join(folder, 'fleet', component, `${i}${k}`), 'utf8').split(' ')[0] ?? '',
    ),
  )

const servers: Seat = { component: 'server', version: '1.2.3' }
const pinned: readonly Seat[] = [
  servers,
  { component: 'agent', version: '1.1.1', name: 'pinned', frozen: true },
  { component: 'agent', version: '1.1.1' },
]
const later = `waves:
  - { name: rest, parts: [b], after: [first] }
  - { name: first, components: [server, agent], after: [] }
`

const fleets: readonly { title: string; rows: readonly Seat[]; more?: string }[] = [
  {
    title: 'frozen ones with a name, beside others without',
    rows: pinned,
  },
  {
    title: 'frozen ones without a name, beside others with one',
    rows: [
      servers,
      { component: 'agent', version: '1.1.1', frozen: true },
      { component: 'agent', version: '1.1.1', name: 'east' },
    ],
  },
  {
    title: 'frozen ones where others stop on their way',
    rows: [
      { component: 'server', version: '1.1.5', name: 'pin', frozen: true },
      { component: 'server', version: '1.0.2' },
    ],
  },
  {
    title: 'those of a later wave, where others stop on their way',
    rows: [
      { component: 'server', version: '1.1.5', name: 'b' },
      { component: 'server', version: '1.0.2' },
    ],
    more: later,
  },
]

describe('a run leaves alone what a plan does not move:', () => {
  it.each(fleets)('$title', async ({ rows, more }) => {
    settle(rows, more)
    planned()
    const { code, out, err } = await run('apply', '@plan.json', '--driver', '@driver.yaml')
    expect({ code, err }, out).toEqual({ code: 0, err: '' })
    expect(versionsOf(rows)).toEqual(
      rows.map(({ frozen, version }) => Array(2).fill(frozen === true ? version : '1.2.3')),
    )
  })

  it('is refused before it begins where a driver moves all at once', async () => {
    const rows = pinned
    settle(rows)
    planned()
    writeFileSync(join(folder, 'driver.yaml'), driver.replace(', "{id}", "{to}"]', ', all, "{to}"]'))
    const { code, err } = await run('apply', '@plan.json', '--driver', '@driver.yaml')
    expect(code).toBe(2)
    expect(err).toContain('leaves "pinned" of agent at 1.1.1')
    expect(err).toContain('moves all of agent at once')
    expect((await run('runs', 'list')).out).toMatch(/^nothing has run yet/)
  })

  it('those of the first wave go first, though the others are at their version by then', async () => {
    const rows: readonly Seat[] = [
      { component: 'server', version: '1.1.5', name: 'b' },
      { component: 'server', version: '1.0.2' },
    ]
    settle(rows, later)
    planned()
    await run('apply', '@plan.json', '--driver', '@driver.yaml')
    expect(readFileSync(join(folder, 'moves'), 'utf8').trim().split('\n')).toEqual([
      '1x',
      '1y',
      '1x',
      '1y',
      '0x',
      '0y',
    ])
  })

  it('frozen ones stay although a stage that somebody wrote means all that are there', async () => {
    const rows = pinned
    settle(rows)
    planned()
    const file = join(folder, 'plan.json')
    const { seal: _, ...plan } = JSON.parse(readFileSync(file, 'utf8')) as {
      seal: string
      stages: { part: string | null }[]
    }
    for (const stage of plan.stages) stage.part = null
    writeFileSync(file, JSON.stringify(plan))
    const { code, err } = await run('apply', '@plan.json', '--driver', '@driver.yaml', '--unsealed')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(versionsOf(rows)).toEqual([
      ['1.2.3', '1.2.3'],
      ['1.1.1', '1.1.1'],
      ['1.2.3', '1.2.3'],
    ])
  })

  it('nobody moves where the platform does not tell who is meant', async () => {
    const rows: readonly Seat[] = [
      servers,
      { component: 'agent', version: '1.1.1', frozen: true },
      { component: 'agent', version: '1.1.1', name: 'east' },
    ]
    settle(rows)
    planned()
    writeFileSync(join(folder, 'driver.yaml'), driver.replace(', part]', ']'))
    const { code, out } = await run('apply', '@plan.json', '--driver', '@driver.yaml')
    expect(code).toBe(1)
    expect(out).toContain('of spire/agent@default, 0 of 1 can be moved')
    expect(existsSync(join(folder, 'moves'))).toBe(false)
  })
})

describe('a run does not begin where nothing tells frozen instances from those that move:', () => {
  it.each([
    [
      'at the start',
      [
        servers,
        { component: 'agent', version: '1.1.1', frozen: true },
        { component: 'agent', version: '1.1.1' },
      ],
      'agent at 1.1.1',
    ],
    [
      'on the way',
      [
        { component: 'server', version: '1.1.5', frozen: true },
        { component: 'server', version: '1.0.2' },
      ],
      'server at 1.1.5',
    ],
  ] as const)('%s', async (_, rows, who) => {
    settle(rows)
    planned()
    const { code, err } = await run('apply', '@plan.json', '--driver', '@driver.yaml')
    expect(code).toBe(2)
    expect(err.replace(/\s+/g, ' ')).toContain(`2 of ${who} are frozen, and nothing tells them from those`)
    expect(err).toMatch(/plan\.json:\d+:\d+/)
    expect(existsSync(join(folder, 'moves'))).toBe(false)
  })
})

describe('what is there afterwards, as a fleet to plan for,', () => {
  it('is frozen where it was', async () => {
    const rows: readonly Seat[] = [
      { component: 'server', version: '1.2.3', frozen: true },
      { component: 'server', version: '1.1.1' },
      { component: 'agent', version: '1.1.1', name: 'pin', frozen: true },
      { component: 'agent', version: '1.1.1', name: 'east' },
    ]
    settle(rows)
    planned()
    expect((await run('apply', '@plan.json', '--driver', '@driver.yaml')).code).toBe(0)
    const { out } = await run('runs', 'fleet')
    const { instances } = parse(out) as {
      instances: { component: string; version: string; count: number; name?: string; frozen?: boolean }[]
    }
    expect(
      instances.map(
        ({ component, version, count, name = '-', frozen = false }) =>
          `${component} ${version} x${count} ${name}${frozen ? ' frozen' : ''}`,
      ),
    ).toEqual([
      'server 1.2.3 x2 -',
      'server 1.2.3 x2 - frozen',
      'agent 1.1.1 x2 pin frozen',
      'agent 1.2.3 x2 east',
    ])
  })
})

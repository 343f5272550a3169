import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { interlock } from './command.ts'
import { driver, madePlatform, told } from './made-platform.ts'

/* What apply would find and begin with, on a made-up platform. */

const { put, run, at } = madePlatform()
const look = (more = '') => run(`apply @plan.json --driver @driver.yaml --dry-run ${more}`)

describe('interlock apply --dry-run', () => {
  // Whatever it finds, it only looks.
  afterEach(async () => {
    expect(existsSync(at('moves'))).toBe(false)
    expect((await run('runs list')).out).toMatch(/^nothing has run yet/)
  })

  it('tells what is there, and what would go first', async () => {
    const { code, out, err } = await look()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    await expect(told(out)).toMatchFileSnapshot('runs/dry-run.txt')
  })

  it('tells programs, too', async () => {
    const { code, out } = await look('--format json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      ...{ kind: 'ApplyPreview', ready: true, tasks: [], notes: [] },
      groups: [
        { group: 'spire/server@default', observed: [{ version: '1.1.1', count: 3 }], drift: [] },
        { group: 'spire/agent@default', observed: [{ version: '1.1.1', count: 4 }], drift: [] },
      ],
      begins: [{ stage: '1', to: '1.2.3', moving: [{ from: '1.1.1', ids: ['s1'] }] }],
    })
  })

  it('offers to plan anew where the fleet has drifted, and says what is there', async () => {
    put('agent', 'a2', '1.2.3')
    const { out } = await look()
    const [, command = ''] =
      /plan anew from what is there\n +interlock (.*) > fleet-now\.yaml\n/.exec(out) ?? []
    const { code, out: fleet } = await run(command.replaceAll(at(), '@').replaceAll('@/', '@'))
    expect(code).toBe(0)
    writeFileSync(at('fleet-now.yaml'), fleet)
    const anew = interlock(['plan', at('fleet-now.yaml'), '--format', 'json'])
    const { start, wishes } = JSON.parse(anew.out) as {
      start: { component: string; version: string; count: number }[]
      wishes: { targets: { version: string }[] }
    }
    expect(start.map(({ component, version, count }) => `${component} ${version} ${count}`)).toEqual([
      'server 1.1.1 3',
      'agent 1.1.1 3',
      'agent 1.2.3 1',
    ])
    expect(wishes.targets.every(({ version }) => version === '1.2.3')).toBe(true)
  })

  it('cannot answer with the fleet while it runs', async () => {
    const { code, err } = await run('apply @plan.json --driver @driver.yaml --format fleet')
    expect({ code, isTold: err.includes('with --dry-run') }).toEqual({ code: 2, isTold: true })
  })

  it('tells which task a person is asked for, though the document seems to have it', async () => {
    const fleet = `apiVersion: interlock.dev/v1alpha1
kind: Fleet
policies: [spire]
instances:
  - { component: server, version: 1.1.1, count: 3 }
  - { component: agent, version: 1.1.1, count: 4 }
hooks:
  - name: care
    components: [server]
    before: [{ id: backup, do: save the store }]
`
    writeFileSync(at('fleet.yaml'), fleet)
    const { out: plan } = interlock(['plan', at('fleet.yaml'), '--to', '1.2.3', '--format', 'json'])
    writeFileSync(at('plan.json'), plan)
    writeFileSync(
      at('driver.yaml'),
      driver.replace('components:', 'tasks: { back-up: { run: ["true"] } }\ncomponents:'),
    )
    const { code, out } = await look()
    expect(code).toBe(0)
    expect(out).toMatch(/^! a person is asked to do the task "backup": .*driver\.yaml has a "back-up"/)
    expect(out).toMatch(/would begin with\n +\S+ +save the store\n/)
    writeFileSync(
      at('driver.yaml'),
      driver.replace('components:', 'tasks: { backup: { run: ["true"] } }\ncomponents:'),
    )
    expect((await look()).out).not.toContain('a person is asked')
  })

  it.each([
    {
      title: 'instances that are somewhere else',
      spoil: () => put('agent', 'a2', '1.0.2'),
      says: /✗ spire\/agent@default +1\.1\.1 ×3, 1\.0\.2 +1\.1\.1: 4 expected, 3 there; 1\.0\.2: 0 expected, 1 there\n/,
    },
    {
      title: 'instances that are not there any more',
      spoil: () => rmSync(at('fleet', 'server', 's3')),
      says: /✗ spire\/server@default +1\.1\.1 ×2 +1\.1\.1: 3 expected, 2 there\n/,
    },
    {
      title: 'more instances than there were',
      spoil: () => put('agent', 'a5', '1.1.1'),
      says: /✗ spire\/agent@default +1\.1\.1 ×5 +1\.1\.1: 4 expected, 5 there\n/,
    },
    {
      title: 'instances that do not serve',
      spoil: () => writeFileSync(at('sick', 'a1-1.1.1'), ''),
      says: /✗ spire\/agent@default +1\.1\.1 ×4 +1 not ready \(a1\)\n/,
    },
    {
      title: 'versions that nobody can tell, and why',
      spoil: () =>
        writeFileSync(
          at('driver.yaml'),
          driver
            .replace(', version, ready', '')
            .replace(
              '      move:',
              '      version: { run: [sh, -c, "echo {id} is away >&2; exit 1"] }\n      move:',
            ),
        ),
      says: /✗ spire\/server@default +no version ×3 +nobody can tell the version of 3: s1: sh ended with 1: s1 is away\n/,
    },
    {
      title: 'a platform that does not answer',
      spoil: () =>
        writeFileSync(at('driver.yaml'), driver.replace('[sh, platform.sh, list', '[sh, gone.sh, list')),
      says: /✗ spire\/server@default.*gone\.sh[\s\S]*\n {4}1 {3}spire\/server@default → 1\.2\.3 {2}cannot begin: .*gone\.sh/,
    },
  ])('finds $title', async ({ spoil, says }) => {
    spoil()
    const { code, out } = await look()
    expect({ code, isReady: out.includes('✓ ready') }).toEqual({ code: 1, isReady: false })
    expect(out).toMatch(says)
    expect(out).toContain('\n✗ not ready')
    expect(JSON.parse((await look('--format json')).out)).toMatchObject({ ready: false })
  })
})

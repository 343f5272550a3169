import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { interlock, type OnLine } from '../interlock.ts'
import { makeSite, type SpireSite } from './site.ts'

/*
 * The shipped example carried out on a server and its agents. SPIRE_BIN_DIR names a folder of the real programs, in a folder for each
 * version (1.1.1/bin/spire-server), one of each minor; without it programs stand in that only say that they are well.
 */

let site: SpireSite

beforeEach(async () => {
  site = await makeSite()
  expect(site.versions.length, 'versions in SPIRE_BIN_DIR').toBeGreaterThan(1)
  Object.assign(process.env, site.env)
})
afterEach(() => site.close())

/** Starts the fleet at the first of some versions and plans to the last, by way of all between. */
async function begin(versions: readonly string[]): Promise<void> {
  const [first = '', ...rest] = versions
  const to = rest.pop() ?? ''
  await site.start(first)
  const fleet = join(site.folder, 'fleet.yaml')
  writeFileSync(
    fleet,
    `apiVersion: interlock.dev/v1alpha1
kind: Fleet
policies: [spire]
instances:
  - { scope: prod, component: server, version: ${first} }
  - { scope: prod, component: agent, version: ${first}, count: 2 }
`,
  )
  const via = rest.flatMap((version) => ['--via', version])
  const { out, err } = await interlock(['plan', fleet, '--to', to, ...via, '--format', 'json'])
  expect(err.replace(/^.*(warning|note).*$/gm, '').trim()).toBe('')
  writeFileSync(join(site.folder, 'plan.json'), out)
  const { stages } = JSON.parse(out) as { stages: readonly { to: string }[] }
  expect(stages.filter((stage) => !versions.includes(stage.to))).toEqual([])
}

const stateful = (...argv: readonly string[]) => [
  ...argv,
  ...['--state', join(site.folder, 'state'), '--format', 'json'],
]

const apply = (onLine?: OnLine) => {
  const [plan, driver] = ['plan.json', 'driver.yaml'].map((name) => join(site.folder, name))
  return interlock(stateful('apply', plan!, '--driver', driver!), onLine)
}

const fleet = async () => {
  const all = [...(await site.seen('server')), ...(await site.seen('agent'))]
  return all.map(({ id, version, isReady }) => `${id} ${version} ${isReady ? 'serves' : 'does not serve'}`)
}
const allAt = (version: string | undefined) =>
  ['server-1', 'agent-1', 'agent-2'].map((id) => `${id} ${version} serves`)

interface Line {
  readonly run?: string
  readonly event?: { readonly kind: string; readonly subject?: string }
  readonly outcome?: string
}

const parsed = (line: string) => JSON.parse(line) as Line

it('takes a server and its agents through all minors there are', async () => {
  await begin(site.versions)
  const order: string[] = []
  const { code, out } = await apply((line) => {
    const { event } = parsed(line)
    if (event?.kind === 'finished') order.push(event.subject ?? '')
  })
  expect(code, out).toBe(0)
  expect(await fleet()).toEqual(allAt(site.versions.at(-1)))
  expect(order).toEqual([...order].sort((a, b) => Number(a) - Number(b)))
})

it('pauses when an agent dies after its upgrade, and undo brings all back', async () => {
  const last = site.versions.slice(-2)
  await begin(last)
  let isKilled = false
  const paused = await apply((line) => {
    const { event } = parsed(line)
    if (isKilled || event?.kind !== 'settled' || event.subject !== '2') return
    isKilled = true
    site.kill('agent', 'agent-1')
  })
  expect(paused.code).toBe(1)
  const { outcome, run = '' } = parsed(paused.out.split('\n').at(-1) ?? '')
  expect(outcome).toBe('paused')

  const undone = await interlock(stateful('runs', 'undo', run))
  expect(undone.code, undone.out).toBe(0)
  expect(await fleet()).toEqual(allAt(last[0]))
})

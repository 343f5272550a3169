import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Answer, interlock, type OnLine } from '../interlock.ts'
import { markerOf, versionOf } from './cluster.ts'
import { type Health, openDriver, orderOf, writeDriver } from './driver.ts'
import { eachWithServers } from './each.ts'
import { writeFleet } from './fleet.ts'
import { type Service, serveLedger } from './ledger.ts'
import { type Load, register, startLoad } from './load.ts'

/* Plans that are carried out on three real servers, while clients read and write. */

const cluster = eachWithServers(3)
let service: Service
let load: Load

beforeEach(async () => {
  service = await serveLedger()
})
afterEach(() => service.close())

/** Starts servers at a version and clients, and makes a plan. */
async function begin(from: string, to: string, health: Health = 'a real read'): Promise<void> {
  const { nodes, folder } = cluster()
  const driver = await openDriver(cluster(), writeDriver(cluster(), health))
  await driver.move(orderOf(nodes, undefined, from), AbortSignal.timeout(60_000))
  await driver.close?.()
  await register(service.address, nodes)
  load = startLoad(nodes)
  const { out } = await interlock(['plan', writeFleet(folder, from), '--to', to, '--format', 'json'])
  writeFileSync(join(folder, 'plan.json'), out)
}

const stateful = (...argv: readonly string[]) => [...argv, '--state', join(cluster().folder, 'state')]

const apply = (onLine?: OnLine): Promise<Answer> => {
  const [plan, driver] = ['plan.json', 'driver.yaml'].map((name) => join(cluster().folder, name))
  return interlock(stateful('apply', plan!, '--driver', driver!, '--format', 'json'), onLine)
}

const runs = (what: string, run: string, onLine?: OnLine): Promise<Answer> =>
  interlock(stateful('runs', what, run, '--format', 'json'), onLine)

const versions = () => Promise.all(cluster().nodes.map(versionOf))

/** Each start of a server, by what it prints: `n1 1.5.3`. */
function starts(): readonly string[] {
  const folder = join(cluster().folder, 'logs/processes')
  return cluster().nodes.flatMap(({ id }) => {
    const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith(`${id}.log`),
    )
    const printed = readFileSync(join(folder, file ?? ''), 'utf8')
    return [...printed.matchAll(/Starting Restate Server (\S+)/g)].map(([, version]) => `${id} ${version}`)
  })
}

/** Ends the clients: nothing that was acknowledged is lost, or there twice. */
async function expectNothingLost(): Promise<void> {
  const { lost, repeated, ...figures } = await load.finish()
  console.log(figures)
  expect({ lost, repeated }).toEqual({ lost: [], repeated: [] })
}

interface Line {
  readonly kind?: string
  readonly run?: string
  readonly event?: { readonly kind: string; readonly subject?: string; readonly kept?: readonly string[] }
  readonly outcome?: string
  readonly because?: unknown
}

const parsed = (line: string) => JSON.parse(line) as Line
const lastOf = ({ out }: Answer): Line => parsed(out.split('\n').at(-1) ?? '')

const once = ['1.5.3', '1.6.2', '1.7.12']
const everyStartOnce = ['n1', 'n2', 'n3'].flatMap((id) => once.map((version) => `${id} ${version}`))

it('takes a cluster up by two minors, server by server, and clients lose nothing', async () => {
  await begin('1.5.3', '1.7.12')
  const { code } = await apply()
  expect(code).toBe(0)
  expect(await versions()).toEqual(['1.7.12', '1.7.12', '1.7.12'])
  expect(starts()).toEqual(everyStartOnce)
  await expectNothingLost()
})

it('is killed in the middle of every stage, goes on each time, and repeats nothing', async () => {
  await begin('1.5.3', '1.7.12')
  const moments = ['1 intended 1', '1 moved 2', '2 intended 2', '2 settled 3']
  const counts = new Map<string, number>()
  let run = ''
  /** Counts what happens, over all lives, and ends this one where it is due. */
  const killer: OnLine = (line, child) => {
    const { event, run: name } = parsed(line)
    if (event?.subject === undefined) return
    run = name ?? ''
    const what = `${event.subject} ${event.kind}`
    counts.set(what, (counts.get(what) ?? 0) + 1)
    if (moments[0] !== `${what} ${counts.get(what)}`) return
    moments.shift()
    child.kill('SIGKILL')
  }
  const codes = [(await apply(killer)).code]
  while (codes.at(-1) === null) codes.push((await runs('resume', run, killer)).code)

  expect(codes).toEqual([null, null, null, null, 0])
  expect(await versions()).toEqual(['1.7.12', '1.7.12', '1.7.12'])
  expect(starts()).toEqual(everyStartOnce)
  await expectNothingLost()
})

it('pauses when a server dies after its upgrade, and undo brings the cluster back', async () => {
  await begin('1.5.3', '1.6.2')
  const [first] = cluster().nodes
  let death: Promise<void> | undefined
  const paused = await apply((line) => {
    if (parsed(line).event?.kind === 'settled') death ??= cluster().kill(first!)
  })
  await death
  expect(paused.code).toBe(1)
  const { outcome, because, run = '' } = lastOf(paused)
  expect(outcome).toBe('paused')
  expect(JSON.stringify(because)).toContain('not ready (n1)')
  expect(await versionOf(first!)).toBe(undefined)

  const { code } = await runs('undo', run)
  expect(code).toBe(0)
  expect(await versions()).toEqual(['1.5.3', '1.5.3', '1.5.3'])
  await expectNothingLost()
})

it('goes back to the point of no return, which is where the server itself draws it', async () => {
  await begin('1.5.3', '1.7.12')
  const [first] = cluster().nodes
  let death: Promise<void> | undefined
  const paused = await apply((line) => {
    const { event } = parsed(line)
    if (event?.kind === 'settled' && event.subject === '2') death ??= cluster().kill(first!)
  })
  await death
  const { outcome, run = '' } = lastOf(paused)
  expect(outcome).toBe('paused')
  expect(markerOf(first!).max_version).toBe('1.7.12')

  let kept: readonly string[] | undefined
  const undone = await runs('undo', run, (line) => {
    const { event } = parsed(line)
    if (event?.kind === 'turned') kept = event.kept
  })
  expect(undone.code).toBe(0)
  expect(kept).toEqual(['1'])
  expect(await versions()).toEqual(['1.6.2', '1.6.2', '1.6.2'])
  await expectNothingLost()
  await cluster().stop(first!)
  const { code, output } = await cluster().refusal(first!, '1.5.3')
  expect(code).toBe(1)
  expect(output).toContain("Requiring Restate version >= '1.6.0'")
})

it('does not take the word of servers for it where a gate reads for itself', async () => {
  await begin('1.5.3', '1.6.2', 'its own word')
  await expectNothingLost()
  service.close()
  const stuck = await apply()
  expect(stuck.code).toBe(1)
  expect(lastOf(stuck).because).toMatchObject({ kind: 'failed', subject: '1', doing: 'gate' })

  service = await serveLedger()
  await register(service.address, cluster().nodes)
  const { code } = await runs('resume', lastOf(stuck).run ?? '')
  expect(code).toBe(0)
  expect(await versions()).toEqual(['1.6.2', '1.6.2', '1.6.2'])
})

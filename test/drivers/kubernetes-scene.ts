import * as z from 'zod/mini'
import type { KubernetesDriver } from '../../src/drivers/kubernetes/driver.ts'
import { openKubernetesDriver } from '../../src/drivers/kubernetes/open.ts'
import { kubernetesSchema } from '../../src/drivers/kubernetes/schema.ts'
import type { Driver, GroupName, Instance, Order } from '../../src/execute/index.ts'
import type { FakeApi } from './fake-api.ts'

/* What tests about Kubernetes have in common: a group, a driver that talks to a fake, and orders. */

export const group: GroupName = { policy: 'harbour', scope: 'prod', component: 'hub' }

export const image = 'registry.example/hub:{version}'
export const at = (version: string): string => `registry.example/hub:${version}`

type Settings = Partial<z.output<ReturnType<typeof kubernetesSchema>>>

const problem = (_: unknown, message: string, help?: string) => ({
  message: help === undefined ? message : `${message}: ${help}`,
})

/** A driver with settings that are usual here, beside the given ones; one that is undefined takes a usual one away. */
export function driverFor(api: FakeApi, settings: Settings, user?: unknown): KubernetesDriver {
  const usual = { kind: 'kubernetes', namespace: '{scope}', name: 'hub', container: 'main', image }
  const kubeconfig = settings.kubeconfig ?? api.kubeconfig(user)
  const whole = Object.entries({ ...usual, kubeconfig, ...settings }).filter(
    ([, value]) => value !== undefined,
  )
  const opened = openKubernetesDriver(
    z.parse(kubernetesSchema(), Object.fromEntries(whole)),
    { folder: api.folder, env: process.env, component: 'hub', problem },
    { page: 2, wait_ms: 1, poll_ms: 1 },
  )
  if (!opened.ok) throw new Error(opened.problem.map(({ message }) => message).join('; '))
  return opened.value
}

export const soon = (): AbortSignal => AbortSignal.timeout(30_000)

export async function observe(driver: Driver, of = group): Promise<Instance[]> {
  const all: Instance[] = []
  for await (const page of driver.observe(of, soon())) all.push(...page)
  return all
}

/** `hub-1 1.1 ready`, one line each. */
export const lines = (instances: readonly Instance[]): string[] =>
  instances.map(
    ({ id, version, isReady, part }) =>
      `${id} ${version ?? '?'} ${isReady ? 'ready' : 'down'}${part === undefined ? '' : ` ${part}`}`,
  )

export const order = (ids: readonly string[], from: string | readonly string[], to: string): Order => ({
  key: `${ids.join('+')} to ${to}`,
  group,
  ids,
  from: typeof from === 'string' ? [from] : from,
  to,
})

/** Looks until all of these are ready at a version; the fake steps each time. */
export async function settled(driver: Driver, ids: readonly string[], version: string): Promise<Instance[]> {
  for (let looks = 0; looks < 500; looks++) {
    const all = await observe(driver)
    const own = all.filter(({ id }) => ids.includes(id))
    if (own.length === ids.length && own.every((each) => each.isReady && each.version === version)) return all
  }
  throw new Error(`not settled: ${lines(await observe(driver)).join(', ')}`)
}

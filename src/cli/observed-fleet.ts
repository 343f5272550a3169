import { groupBy } from '../base/index.ts'
import { type PlanDocument, readPlan } from '../contract/index.ts'
import { type Driver, groupKey, type Instance, type RouteGroup } from '../execute/index.ts'
import { InputProblem } from './io.ts'
import type { Itinerary, Papers } from './itinerary.ts'

/**
 * What is there now of the fleet of a plan, as a fleet document: with all that the fleet said when it was planned for, and with the
 * targets of the plan. Rejects where the platform does not answer.
 */
export async function observedFleet(
  { plan, policies }: Papers,
  { route, driver }: Pick<Itinerary, 'route' | 'driver'>,
): Promise<unknown> {
  const read = readPlan(plan.text, plan.file)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document } = read.value
  const told = groupBy(document.start, groupKey)
  const rows: unknown[] = []
  for (const group of route.groups)
    rows.push(...rowsOf(group, await seenIn(driver, group), told.get(group.key) ?? [], document))
  return {
    apiVersion: document.apiVersion,
    kind: 'Fleet',
    policies: policies.length > 0 ? policies : document.policies.map(({ name }) => name),
    instances: rows,
    ...document.limits,
  }
}

interface Seen {
  readonly version: string
  readonly part: string | undefined
  count: number
}

async function seenIn(driver: Driver, group: RouteGroup): Promise<readonly Seen[]> {
  const seen = new Map<string, Seen>()
  for await (const page of driver.observe(group, new AbortController().signal))
    for (const { version = '', part } of page as readonly Instance[]) {
      const key = JSON.stringify([version, part])
      const one = seen.get(key)
      if (one === undefined) seen.set(key, { version, part, count: 1 })
      else one.count++
    }
  return [...seen.values()]
}

function rowsOf(
  { policy, scope, component }: RouteGroup,
  seen: readonly Seen[],
  told: PlanDocument['start'],
  { wishes }: PlanDocument,
): readonly unknown[] {
  const target = wishes.targets.find(
    (one) => one.policy === policy && one.component === component && (one.scope ?? scope) === scope,
  )?.version
  return seen.map(({ version, part, count }) => {
    // Where a group has no parts with names, all of it is one.
    const own = told.find(({ name }) => name === part) ?? (part === undefined ? told[0] : undefined)
    return {
      ...{ policy, scope, component, version, count },
      ...(part !== undefined && { name: part }),
      ...(own?.frozen === true && { frozen: true }),
      ...(own?.batch !== undefined && { batch: own.batch }),
      ...(own?.delivers !== undefined && { delivers: own.delivers }),
      ...(target !== undefined && own?.frozen !== true && { target }),
    }
  })
}

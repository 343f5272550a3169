import { groupBy, messageOf, sum } from '../../base/index.ts'
import { type Target, targetOf } from '../../check/index.ts'
import { readPlan } from '../../contract/index.ts'
import { writeDocument } from '../../document/index.ts'
import { type Driver, groupKey, type RouteGroup } from '../../execute/index.ts'
import type { FleetRow } from '../../fleet/index.ts'
import { InputProblem, wrong } from '../io.ts'
import type { Itinerary, Papers } from './itinerary.ts'

interface ObservedFleet {
  readonly document: unknown
  /** What has to be said to plan anew as it was planned, beside the document. */
  readonly options: readonly string[]
}

/**
 * What is there now of the fleet of a plan, as a fleet document: with all that the fleet said when it was planned for, and with the
 * targets of the plan. Of groups that no driver serves, what was told then. Rejects where the platform does not answer.
 */
async function observedFleet(
  { plan, policies: references }: Papers,
  { route, driver, drivers, policies }: Pick<Itinerary, 'route' | 'driver' | 'drivers' | 'policies'>,
): Promise<ObservedFleet> {
  const read = readPlan(plan.text, plan.file)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document, rows: told, targets } = read.value
  const wanted = targets(policies)
  const byGroup = groupBy(told, (row) => groupKey({ ...row, policy: row.policy ?? '' }))
  const rows: unknown[] = []
  for (const group of route.groups) {
    const own = byGroup.get(group.key) ?? []
    const seen = drivers.serves(group) ? await seenIn(driver, group) : toldIn(own)
    for (const one of seen) {
      const frozen = frozenOf(own, one)
      if (one.count > frozen) rows.push(rowOf(group, { ...one, count: one.count - frozen }, own, wanted))
      if (frozen > 0) rows.push(rowOf(group, { ...one, count: frozen }, own))
    }
  }
  return {
    document: {
      apiVersion: document.apiVersion,
      kind: 'Fleet',
      policies: references.length > 0 ? references : document.policies.map(({ name }) => name),
      instances: rows,
      ...document.limits,
    },
    options: document.policies.flatMap(({ name, readings }) =>
      Object.entries(readings).map(([rule, reading]) => `--reading ${name}/${rule}=${reading}`),
    ),
  }
}

/** The same as the text of a document, for people to plan from. Throws what is to be told where it cannot be seen. */
export async function observedFleetText(
  papers: Papers,
  itinerary: Itinerary,
  title: string,
): Promise<string> {
  try {
    const { document, options } = await observedFleet(papers, itinerary)
    const more = options.length === 0 ? '' : `\nIt was planned with ${options.join(' ')}`
    return writeDocument(document, `${title}${more}`)
  } catch (error) {
    if (error instanceof InputProblem) throw error
    throw wrong(`the fleet cannot be seen: ${messageOf(error)}`)
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
    for (const { version = '', part } of page) {
      const key = JSON.stringify([version, part])
      const one = seen.get(key)
      if (one === undefined) seen.set(key, { version, part, count: 1 })
      else one.count++
    }
  return [...seen.values()]
}

/** What is told of a group that nobody looks at. */
const toldIn = (own: readonly FleetRow[]): readonly Seen[] =>
  [...groupBy(own, ({ version, name }) => JSON.stringify([version, name])).values()].map((alike) => {
    const [{ version, name }] = alike
    return { version, part: name, count: sum(alike, ({ count }) => count) }
  })

/** The rows that speak of what is seen; where the platform tells no names, all of a group is one. */
function rowsAbout(told: readonly FleetRow[], { part }: Seen): readonly FleetRow[] {
  const named = told.filter(({ name }) => name === part)
  return named.length === 0 && part === undefined ? told : named
}

/** How many of what is seen are frozen: all where all of their name are, else those that were told of at that version. */
function frozenOf(told: readonly FleetRow[], seen: Seen): number {
  const own = rowsAbout(told, seen)
  if (own.length > 0 && own.every(({ frozen }) => frozen === true)) return seen.count
  const there = own.filter(({ frozen, version }) => frozen === true && version === seen.version)
  return Math.min(
    seen.count,
    sum(there, ({ count }) => count),
  )
}

/** A row of what is seen: of frozen instances where there are no targets. */
function rowOf(
  { policy, scope, component }: RouteGroup,
  { version, part, count }: Seen,
  told: readonly FleetRow[],
  targets?: readonly Target[],
): unknown {
  const isFrozen = targets === undefined
  const alike = rowsAbout(told, { version, part, count }).filter((row) => (row.frozen === true) === isFrozen)
  // What is said of instances with a name goes on with them; of those without, with those that have not moved.
  const own = alike.find((row) => row.version === version)
  const target = targets && targetOf(targets, { policy, scope, component })?.version.text
  const batch = (own ?? alike[0])?.batch
  return {
    ...{ policy, scope, component, version, count },
    ...(part !== undefined && { name: part }),
    ...(isFrozen && { frozen: true }),
    ...(batch !== undefined && { batch: batch.kind === 'count' ? batch.count : `${batch.percent}%` }),
    ...(own?.delivers !== undefined && { delivers: own.delivers }),
    ...(target !== undefined && { target }),
  }
}

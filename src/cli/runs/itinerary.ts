import { groupBy, isNonEmpty } from '../../base/index.ts'
import { readPlan } from '../../contract/index.ts'
import { type OpenedDrivers, type OpenRequest, openDrivers, readDriverDocument } from '../../drivers/index.ts'
import { type Driver, groupKey, type Route, routeOf } from '../../execute/index.ts'
import { faultSentence, isWrong } from '../../explain/index.ts'
import { type Group, readingText, type Summary } from '../../fleet/index.ts'
import { leftBehind, mixUpsOf, type Stage, soakOf } from '../../plan/index.ts'
import type { Policy } from '../../policy/index.ts'
import { compareVersions } from '../../version/index.ts'
import { InputProblem, type Io, refused, wrong } from '../io.ts'
import { proveAgain } from '../proved-plan.ts'
import { slipNotes, wholeNotes } from './run-notes.ts'
import { tiesBetween } from './ties.ts'

/** A plan that was proved again, and what carries it out. */
export interface Itinerary {
  readonly route: Route
  readonly drivers: OpenedDrivers
  /** The same, with versions spelled as the plan spells them. */
  readonly driver: Driver
  /** The fleet that it was planned for, and who judges it. */
  readonly start: Summary
  readonly policies: readonly Policy[]
  readonly notes: readonly string[]
}

/** What a run is made of, as texts with their names. */
export interface Papers {
  readonly plan: { readonly text: string; readonly file: string }
  readonly driver: { readonly text: string; readonly file: string; readonly folder: string }
  readonly policies: readonly string[]
  /** The user vouches for a plan that has no seal. */
  readonly allowUnsealed: boolean
  /** Whether nothing is to be moved, only looked at. */
  readonly looksOnly?: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Proves a plan again, state by state, and opens what is to drive it. Whatever is wrong with either is told at its place. */
export async function itineraryOf(papers: Papers, io: Io): Promise<Itinerary> {
  const { plan } = papers
  const read = readPlan(plan.text, plan.file)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document } = read.value
  const isIntact = read.value.isIntact()
  if (document.outcome !== 'plan')
    throw wrong(`${plan.file} is no plan that can be carried out: its outcome is "${document.outcome}"`)
  if (isIntact === false)
    throw wrong(
      `${plan.file} is not as it was made: its seal is broken`,
      'somebody has changed it since it was planned and reviewed; plan again',
    )
  if (isIntact === undefined && !papers.allowUnsealed)
    throw wrong(
      `${plan.file} has no seal, so nobody can tell whether it is the plan that was reviewed`,
      'plan with --format json, or vouch for it with --unsealed',
    )
  const { policies, stages, start, proof, changedPolicies } = proveAgain(read.value, papers.policies, io)
  const { groups } = start
  const [fault] = proof.faults.filter((one) => isWrong(one) || one.outcome !== 'broken')
  if (fault !== undefined)
    throw refused(
      `${plan.file} does not hold: ${faultSentence(fault)}${fault.rule === undefined ? '' : ` (${fault.rule.name})`}`,
      `interlock verify ${plan.file} tells all that is wrong`,
    )
  const mixed = mixUpsOf(groups, stages, document.tasks)
  if (isNonEmpty(mixed))
    throw new InputProblem(
      mixed.map(({ stage, group: { component }, frozen: { count, reading, place } }) => ({
        ...(place !== undefined && { place }),
        message: `${count} of ${component} at ${readingText(reading)} are frozen, and nothing tells them from those that stage ${stage.id} moves`,
        help: 'in the fleet, give the frozen instances a name of their own, let the driver tell it, and plan again',
      })),
    )
  // Who knows how versions are spelled needs the route, which is made with what the drivers say.
  let spell: Spelling = (_, text) => text
  const ties = tiesBetween(groups, policies)
  const moving = new Set(stages.map(groupKey))
  // Before anything moves, all that it is tied to is looked at.
  const concerned = groups.filter((group) => moving.has(groupKey(group)))
  const watched = concerned.flatMap((group) => ties.get(group) ?? [])
  const served = [...stages, ...watched]
  const drivers = await openedDrivers(papers, policies, served, (...seen) => spell(...seen))
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  const route = routeOf({
    digest: document.digest,
    stages,
    tasks: document.tasks.map(({ soak_s, ...task }) => ({
      ...task,
      ...(soak_s !== undefined && { soak_s }),
      rule: { name: task.rule, says: '', source: { title: '', ref: '' } },
    })),
    groups,
    ties,
    maxParallel: document.maxParallel,
    gatesOf: (stage) => [...drivers.settingsOf(stage).gates.keys()],
    soakOf: (stage) => drivers.settingsOf(stage).soak_s ?? soakOf(stage, policies, document.wishes.soaks),
    isManual: ({ stage: id, name }) => {
      const stage = byId.get(id)
      return stage === undefined || !drivers.tasksOf(stage).has(name)
    },
  })
  spell = spellingOf(policies, route)
  const unfit =
    unfitFor(stages, drivers, papers) ?? stretchedBy(concerned, stages, document.tasks, drivers, papers)
  if (unfit !== undefined) {
    await drivers.driver.close?.()
    throw unfit
  }
  return {
    ...{ route, drivers, start, policies },
    driver: spelled(drivers.driver, spell),
    notes: [
      ...changedPolicies.map(
        (name) =>
          `the policy ${name} is not the one that the plan was made with; every state was judged by it again`,
      ),
      ...wholeNotes(route, drivers),
      ...slipNotes(route, drivers, papers.driver.file),
    ],
  }
}

/** That a stage stops all of a group, and nobody says how. */
function unfitFor(
  stages: readonly Stage[],
  { canStop }: OpenedDrivers,
  { driver }: Papers,
): Error | undefined {
  const stopped = stages.find((stage) => stage.mode === 'stopped' && !canStop(stage))
  return stopped === undefined
    ? undefined
    : wrong(
        `stage ${stopped.id} stops all instances of ${stopped.component} first, and ${driver.file} does not say how`,
        'add "stop" to its driver',
      )
}

/** That a driver would move some who are to stay. */
function stretchedBy(
  groups: readonly Group[],
  stages: readonly Stage[],
  tasks: Parameters<typeof leftBehind>[2],
  drivers: OpenedDrivers,
  { plan, driver }: Papers,
): Error | undefined {
  const whole = groups.filter((group) => drivers.driver.granularity?.(group) === 'group')
  const [first] = leftBehind(whole, stages, tasks)
  if (first === undefined) return undefined
  const { stage, group, part, version } = first
  const left = part.name === undefined ? 'those without a name' : `"${part.name}"`
  return new InputProblem([
    {
      ...(part.place !== undefined && { place: part.place }),
      message: `stage ${stage.id} of ${plan.file} leaves ${left} of ${group.component} at ${version.text}, and its driver in ${driver.file} moves all of ${group.component} at once`,
      help: 'give its driver a way to move each instance, or plan for all of them',
    },
  ])
}

/** Does something with an itinerary, and closes its drivers behind. */
export async function withItinerary<T>(
  papers: Papers,
  io: Io,
  work: (itinerary: Itinerary) => Promise<T>,
): Promise<T> {
  const itinerary = await itineraryOf(papers, io)
  try {
    return await work(itinerary)
  } finally {
    await itinerary.drivers.driver.close?.()
  }
}

type Spelling = NonNullable<OpenRequest['spell']>

async function openedDrivers(
  { driver: { text, file, folder }, env, looksOnly = false }: Papers,
  policies: readonly Policy[],
  served: readonly { readonly policy: string; readonly component: string }[],
  spell: Spelling,
): Promise<OpenedDrivers> {
  const document = readDriverDocument(text, file)
  if (!document.ok) throw new InputProblem(document.problem)
  const known = policies.flatMap(({ name, components }) =>
    [...components.keys()].map((component) => ({ policy: name, component })),
  )
  const needed = [...new Map(served.map((one) => [`${one.policy}/${one.component}`, one])).values()]
  const opened = await openDrivers(document.value, { folder, env, known, needed, spell, looksOnly })
  if (!opened.ok) throw new InputProblem(opened.problem)
  return opened.value
}

/** Versions as the route spells them, where they are the same: `v1.2.3` is 1.2.3 to a policy that says so. */
function spellingOf(policies: readonly Policy[], { groups, stages }: Route): Spelling {
  const targets = groupBy(stages, ({ group }) => group)
  const known = new Map(
    groups.map((group) => {
      const scheme = policies
        .find(({ name }) => name === group.policy)
        ?.components.get(group.component)?.scheme
      const texts = [
        ...group.parts.map(({ version }) => version),
        ...(targets.get(group.key) ?? []).map(({ to }) => to),
      ]
      const versions = texts.flatMap((text) => {
        const version = scheme?.parse(text)
        return version?.ok === true ? [version.value] : []
      })
      return [group.key, { scheme, versions, spellings: new Map<string, string>() }] as const
    }),
  )
  return (name, text) => {
    const group = known.get(groupKey(name))
    const before = group?.spellings.get(text)
    if (group === undefined || before !== undefined) return before ?? text
    const version = group.scheme?.parse(text)
    const same =
      version?.ok === true
        ? group.versions.find((one) => compareVersions(one, version.value) === 0)?.text
        : undefined
    group.spellings.set(text, same ?? text)
    return same ?? text
  }
}

/** A driver whose versions are spelled like that, whatever it knows of it itself. */
function spelled(driver: Driver, spell: Spelling): Driver {
  return Object.create(driver, {
    observe: {
      value: async function* (...[group, signal]: Parameters<Driver['observe']>) {
        for await (const page of driver.observe(group, signal)) {
          yield page.map((instance) =>
            instance.version === undefined
              ? instance
              : { ...instance, version: spell(group, instance.version) },
          )
        }
      },
    },
  }) as Driver
}

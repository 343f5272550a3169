import { type Diagnostic, distinctBy, fail, nearest, ok, placeText, type Result } from '../base/index.ts'
import { valueAt } from '../document/index.ts'
import type { Driver, Settings } from '../execute/index.ts'
import type { Command, Ground } from './commands.ts'
import type { ComponentName } from './component-name.ts'
import type { DriverDocument } from './document.ts'
import { type Gate, readGate } from './gates.ts'
import type { Spelling } from './kind.ts'
import { driverKinds } from './kinds.ts'
import { problemsIn } from './problem.ts'
import { Router, type Served } from './router.ts'
import type { WrittenPatience } from './schema.ts'
import { answerTimeout, mergePatience, settingsOf } from './settings.ts'
import { TemplateReader } from './template-reader.ts'

/** Where a document is opened, and for what. */
export interface OpenRequest extends Ground {
  /** All components that policies know: names of no others are slips. Undefined when nobody can tell. */
  readonly known?: readonly ComponentName[]
  /** Those that have to be served. */
  readonly needed?: readonly ComponentName[]
  /** How the run spells a version that a platform writes: `v1.2.0` may be the 1.2.0 of its orders. Called when something is seen. */
  readonly spell?: Spelling
  /** Whether nobody will order anything: looking changes nothing then, also where it would otherwise. */
  readonly looksOnly?: boolean
}

/** What a run needs of a driver document. */
export interface OpenedDrivers {
  /** Hands each group on to the driver that serves it. Whoever has it closes it. */
  readonly driver: Driver
  /** Whether the document says who serves it. */
  serves(group: ComponentName): boolean
  /** How patient a run is with a group. */
  settingsOf(group: ComponentName): Settings
  /** Whether its instances can be stopped: where not, plans with stopped stages are refused. */
  canStop(group: ComponentName): boolean
  /** The tasks that programs do; a person does the others. */
  tasksOf(group: ComponentName): ReadonlySet<string>
}

interface Entry extends Served {
  readonly settings: Settings
}

/** Makes the drivers that a document speaks of. Every problem is reported with its place; then nothing is left open. */
export async function openDrivers(
  document: DriverDocument,
  request: OpenRequest,
): Promise<Result<OpenedDrivers, readonly Diagnostic[]>> {
  const entries = new Map<string, Entry>()
  const problems = nameProblems(document, request)
  for (const component of Object.keys(document.written.components)) {
    const entry = await openOne(document, component, request)
    if (entry.ok) entries.set(component, entry.value)
    else problems.push(...entry.problem)
  }
  const find = ({ policy, component }: ComponentName): Entry | undefined =>
    entries.get(`${policy}/${component}`) ?? entries.get(component) ?? entries.get('*')
  const of = (name: ComponentName): Entry => {
    const { policy, component } = name
    const entry = find(name)
    if (entry === undefined) throw new Error(`the document names no driver for ${policy}/${component}`)
    return entry
  }
  const { folder, env } = request
  const driver = new Router([...entries.values()], of, { folder, env })
  if (problems.length > 0) {
    await driver.close()
    // What is said for all is read for each component.
    return fail(distinctBy(problems, ({ place, message }) => `${place ? placeText(place) : ''} ${message}`))
  }
  return ok({
    driver,
    serves: (group) => find(group) !== undefined,
    settingsOf: (group) => of(group).settings,
    canStop: (group) => of(group).driver.stop !== undefined,
    tasksOf: (group) => new Set(of(group).tasks.keys()),
  })
}

/** Names of components that nobody knows, and components that nobody serves. */
function nameProblems(
  { written, source }: DriverDocument,
  { known, needed = [] }: OpenRequest,
): Diagnostic[] {
  const names = Object.keys(written.components)
  const vocabulary = known?.flatMap(({ policy, component }) => [component, `${policy}/${component}`])
  const misspelt = names.flatMap((name): readonly Diagnostic[] => {
    if (vocabulary === undefined || name === '*' || vocabulary.includes(name)) return []
    const guess = nearest(name, vocabulary)
    const help = guess === undefined ? `one of: ${vocabulary.join(', ')}` : `did you mean "${guess}"?`
    const place = source.place(['components', name], 'key')
    return [{ place, message: `no policy has a component "${name}"`, help }]
  })
  const unserved = needed.filter(
    ({ policy, component }) =>
      ![`${policy}/${component}`, component, '*'].some((name) => names.includes(name)),
  )
  return [
    ...misspelt,
    ...unserved.map(({ policy, component }) => ({
      place: source.place(['components'], 'key'),
      message: `no driver serves ${policy}/${component}`,
      help: `add "${component}", or "*" for all that are not named`,
    })),
  ]
}

async function openOne(
  { written, source }: DriverDocument,
  component: string,
  { folder, env, spell, looksOnly }: OpenRequest,
): Promise<Result<Entry, readonly Diagnostic[]>> {
  const own = written.components[component]
  const path = ['components', component, 'driver']
  const kind = driverKinds().find(({ name }) => name === own?.driver.kind)
  if (own === undefined || kind === undefined) throw new Error('the schema let an unknown driver through')
  const problem = problemsIn(source, path)
  const driver = await kind.open(valueAt(source.value, path), {
    folder,
    env,
    component,
    problem,
    ...(spell && { spell }),
    ...(looksOnly && { looksOnly }),
  })
  if (!driver.ok) return driver
  const reader = new TemplateReader({ folder, env }, driver.value.vars?.names, problemsIn(source, []))
  const entry = {
    driver: driver.value,
    settings: settingsOf(mergePatience(own, written)),
    answer_ms: answerTimeout(mergePatience(own, written)),
    gates: gatesOf(own, written, component, reader),
    tasks: tasksOf(own, written, component, reader),
  }
  if (reader.problems.length === 0) return ok(entry)
  await driver.value.close?.()
  return fail(reader.problems)
}

function gatesOf(
  own: WrittenPatience,
  all: WrittenPatience,
  component: string,
  reader: TemplateReader,
): ReadonlyMap<string, Gate> {
  const path = own.gates === undefined ? ['gates'] : ['components', component, 'gates']
  return new Map(
    Object.entries(own.gates ?? all.gates ?? {}).map(([name, gate]) => [
      name,
      readGate(gate, [...path, name], reader),
    ]),
  )
}

function tasksOf(
  own: WrittenPatience,
  all: WrittenPatience,
  component: string,
  reader: TemplateReader,
): ReadonlyMap<string, Command> {
  const read = (tasks: WrittenPatience['tasks'], path: readonly string[]) =>
    Object.entries(tasks ?? {}).map(
      ([name, task]) =>
        [
          name,
          reader.command(task, ['policy', 'scope', 'component', 'from', 'to', 'key'], [...path, name]),
        ] as const,
    )
  return new Map([...read(all.tasks, ['tasks']), ...read(own.tasks, ['components', component, 'tasks'])])
}

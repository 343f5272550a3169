import { placeText } from '../base/index.ts'
import type { Migration } from '../lifecycle/index.ts'
import type { Policy, RequiresRule } from '../policy/index.ts'
import { compareVersions, parseRange, type Range, type Scheme, type Version } from '../version/index.ts'
import type { Stage } from './stage.ts'
import type { Task } from './tasks.ts'

/*
 * A manifest must be changed while its old form and its new one both load. To the planner that is a rule like any
 * other: whoever has lost the old form needs everybody who loads it to know the new one.
 */

/** A manifest to be changed on the way, and who loads it. */
export interface Journey extends Migration {
  readonly policy: string
  /** The components that load it, each with the versions of the host. */
  readonly loaders: readonly string[]
}

/** The policies with a rule for every manifest that has to be changed, or that cannot be. */
export function withMigrations(policies: readonly Policy[], journeys: readonly Journey[]): readonly Policy[] {
  if (journeys.length === 0) return policies
  return policies.map((policy) => {
    const mine = journeys.filter((journey) => journey.policy === policy.name)
    // Manifests alike in what they need are one rule.
    const distinct = new Map(mine.map((journey) => [keyOf(journey), journey]))
    const rules = [...distinct.values()].flatMap((journey) =>
      journey.loaders.flatMap((of) => journey.loaders.flatMap((to) => ruleOf(journey, policy, of, to) ?? [])),
    )
    return { ...policy, rules: [...policy.rules, ...rules] }
  })
}

const keyOf = ({ subject, direction, until, since, replacement }: Journey): string =>
  JSON.stringify([subject, direction, until.text, since?.text, replacement])

function ruleOf(journey: Journey, policy: Policy, of: string, to: string): RequiresRule | undefined {
  const scheme = policy.components.get(of)?.scheme
  if (scheme === undefined) return undefined
  const { rule, subject, place, direction, until, since, replacement } = journey
  const isLost = range(direction === 'up' ? `>=${until.text}` : `<${until.text}`, scheme)
  const where = placeText(place)
  // Without a replacement there is no moment in which the old form can be given up.
  const knowsNew =
    replacement === undefined
      ? range(`<${until.text} >${until.text}`, scheme)
      : since === undefined
        ? range('*', scheme)
        : range(`>=${since.text}`, scheme)
  const says =
    replacement === undefined
      ? `${subject} does not load ${direction === 'up' ? 'from' : 'before'} ${until.text} ${direction === 'up' ? 'on' : ''}, and nothing is known to replace it: ${where}`
      : `${subject} loads until ${until.text} and ${replacement} ${since === undefined ? 'in all versions' : `from ${since.text} on`}: ${where}`
  return {
    kind: 'requires',
    id: `${rule.name.slice(rule.name.indexOf('/') + 1)}`,
    name: rule.name,
    says: says.replace(/ +,/, ','),
    because: rule.says,
    strength: 'required',
    source: { ref: '', ...rule.source },
    derived: true,
    enforced: 'load',
    examples: { holds: [], fails: [], unknown: [], untested: [] },
    of: { component: of },
    to: { component: to },
    rows: [{ of: isLost, to: knowsNew }],
    else: 'unsupported',
    against: 'every',
  }
}

function range(text: string, scheme: Scheme): Range {
  const read = parseRange(text, scheme)
  if (!read.ok) throw new Error(`"${text}" is no range`)
  return read.value
}

/** What has to be done to manifests, each between the stages that bring the new form and those that lose the old one. */
export function withMigrationTasks(
  stages: readonly Stage[],
  journeys: readonly Journey[],
  taken: readonly Task[],
): { readonly stages: readonly Stage[]; readonly tasks: readonly Task[] } {
  const tasks: Task[] = []
  let changed = stages
  for (const scope of new Set(stages.map((stage) => stage.scope))) {
    for (const journey of journeys) {
      if (journey.replacement === undefined || journey.direction === 'down') continue
      const mine = changed.filter((stage) => stage.scope === scope && stage.policy === journey.policy)
      const reaching = (version: Version): readonly Stage[] =>
        mine.filter((stage) => {
          const move = moveOf(stage, journey.loaders)
          return (
            move !== undefined &&
            compareVersions(move.to, version) >= 0 &&
            move.from.some((from) => compareVersions(from, version) < 0)
          )
        })
      const losing = reaching(journey.until)
      const [first] = losing
      if (first === undefined) continue
      const number = [...taken, ...tasks].filter((task) => task.stage === first.id).length
      const id = `${first.id}${String.fromCharCode('a'.charCodeAt(0) + number)}`
      const needs = journey.since === undefined ? [] : reaching(journey.since).map((stage) => stage.id)
      tasks.push({
        id,
        name: 'migrate',
        policy: journey.policy,
        scope,
        rule: { ...journey.rule, source: { ref: '', ...journey.rule.source } },
        what: `migrate ${journey.name === undefined ? '' : `${journey.name}, `}${journey.subject} to ${journey.replacement} in ${placeText(journey.place)}`,
        run: [],
        stage: first.id,
        when: 'before',
        needs,
      })
      // Whoever comes after the first one to lose it comes after the task anyway.
      changed = changed.map((stage) =>
        losing.some((one) => one.id === stage.id) && !comesAfter(stage, first.id, changed)
          ? { ...stage, needs: [...stage.needs, id] }
          : stage,
      )
    }
  }
  return { stages: changed, tasks }
}

function comesAfter(stage: Stage, id: string, stages: readonly Stage[]): boolean {
  return stage.needs.some((need) => {
    const other = stages.find((one) => one.id === need)
    return need === id || (other !== undefined && comesAfter(other, id, stages))
  })
}

function moveOf(stage: Stage, loaders: readonly string[]): Pick<Stage, 'from' | 'to'> | undefined {
  if (loaders.includes(stage.component)) return stage
  return stage.delivers !== undefined && loaders.includes(stage.delivers.component)
    ? stage.delivers
    : undefined
}

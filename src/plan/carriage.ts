import { sum } from '../base/index.ts'
import { deliveredBy, deliveredReading, Sight, type Target, targetOf } from '../check/index.ts'
import type { Group } from '../fleet/index.ts'
import type { FollowsRule, Policy, Rule } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { keyOf } from './itinerary.ts'
import { type Haul, isAmong, partNamesOf } from './part-name.ts'
import type { PlanRequest, Wishes } from './request.ts'
import { movesPart, type Stage } from './stage.ts'

/*
 * A chart brings its program along. What the rules speak of is the program, and what the user changes is the chart, so
 * it is the program that is planned, with only those stops that some chart brings, and the chart that the stages name.
 */

/** A component that brings another one along, and that one, which is planned in its place. */
export interface Carriage {
  readonly rule: FollowsRule
  readonly policy: Policy
  readonly carrier: Group
  readonly carried: Group
}

/** Groups whose versions follow from others give way to what they bring along. */
export function load(
  groups: readonly Group[],
  policies: readonly Policy[],
): { readonly groups: readonly Group[]; readonly carriages: readonly Carriage[] } {
  const sight = new Sight(groups)
  const carriages = policies.flatMap((policy) =>
    policy.rules.flatMap((rule) => {
      if (rule.kind !== 'follows' || !rule.fill || hasRulesOfItsOwn(policy, rule)) return []
      return sight
        .groupsOf(policy.name, rule.by)
        .flatMap((carrier) => carriageOf(policy, rule, carrier, sight) ?? [])
    }),
  )
  if (carriages.length === 0) return { groups, carriages }
  const replaced = new Map<string, Group | undefined>()
  for (const { carrier, carried } of carriages) {
    replaced.set(keyOf(carried), undefined)
    replaced.set(keyOf(carrier), carried)
  }
  return {
    groups: groups.flatMap((group) => {
      const key = keyOf(group)
      return replaced.has(key) ? (replaced.get(key) ?? []) : [group]
    }),
    carriages,
  }
}

/** What brings something else along, and that under rules of its own too, is planned as itself. */
function hasRulesOfItsOwn(policy: Policy, { by, of }: FollowsRule): boolean {
  const delivers = policy.rules.filter((rule) => rule.kind === 'follows' && rule.by === by && rule.of !== of)
  return delivers.length > 0 || policy.rules.some((rule) => rule.kind !== 'follows' && speaksOf(rule, by))
}

function speaksOf(rule: Rule, component: string): boolean {
  switch (rule.kind) {
    case 'window':
    case 'requires':
      return rule.of.component === component || rule.to.component === component
    case 'step':
    case 'edges':
      return rule.of.component === component
    case 'table':
      return rule.of.includes(component)
    case 'order':
      return rule.up.includes(component) || rule.down.includes(component)
    default:
      return false
  }
}

function carriageOf(
  policy: Policy,
  rule: FollowsRule,
  carrier: Group,
  sight: Sight<Group>,
): Carriage | undefined {
  const { scope } = carrier
  const carried: Group = {
    policy: policy.name,
    scope,
    component: rule.of,
    comesWith: rule.by,
    parts: carrier.parts.map((part) => ({ ...part, reading: deliveredReading(policy, rule, part) })),
  }
  const told = sight.nearest(policy.name, rule.of, scope)
  if (told === undefined) return { rule, policy, carrier, carried }
  // Told apart, it is the same thing only where it is what the other one brings.
  const brought = carried.parts.flatMap(({ reading }) => (reading.kind === 'known' ? [reading.version] : []))
  const isSame =
    told.scope === scope &&
    told.parts.every(
      ({ reading }) =>
        reading.kind === 'known' &&
        brought.some((version) => compareVersions(version, reading.version) === 0),
    )
  return isSame ? { rule, policy, carrier, carried } : undefined
}

/** A target that brings along nobody knows what, or one that nothing brings along. */
export interface Undelivered {
  readonly carriage: Carriage
  readonly component: string
  readonly version: Version
}

/** The wishes as wishes about what is brought along. */
export function loadWishes(
  wishes: Wishes,
  carriages: readonly Carriage[],
): {
  readonly wishes: Wishes
  readonly undelivered: readonly Undelivered[]
  /** Changed wishes as the user would have to say them. */
  readonly told: (changed: Wishes) => Wishes
} {
  const undelivered: Undelivered[] = []
  const origins = new Map<Target, Target>()
  const targets = new Map<string, Target>()
  for (const carriage of carriages) {
    const { policy, rule, carrier, carried } = carriage
    const wish = targetOf(wishes.targets, carrier)
    const version = wish && deliveredBy(policy, rule, wish.version)
    if (wish !== undefined && version !== undefined) {
      // Said for one scope where others have a wish of their own, else as generally as the user said it.
      const isAlone = !wishes.targets.some((one) => one.policy === policy.name && one.component === rule.of)
      const scope = isAlone ? wish.scope : carrier.scope
      const target = {
        policy: policy.name,
        component: rule.of,
        version,
        ...(scope !== undefined && { scope }),
      }
      targets.set(`${target.policy}/${target.component}@${scope}`, target)
      origins.set(target, wish)
    } else if (wish !== undefined) {
      undelivered.push({ carriage, component: rule.by, version: wish.version })
    } else {
      const direct = targetOf(wishes.targets, carried)
      if (direct !== undefined && bringing(policy, rule, direct.version, undefined) === undefined)
        undelivered.push({ carriage, component: rule.of, version: direct.version })
    }
  }
  const isLoaded = ({ policy, component }: Target): boolean =>
    carriages.some((one) => one.policy.name === policy && one.rule.by === component)
  const via = wishes.via.flatMap((stop) => {
    const carriage = carriages.find(
      ({ policy, rule }) => policy.name === stop.policy && rule.by === stop.component,
    )
    if (carriage === undefined) return [stop]
    const version = deliveredBy(carriage.policy, carriage.rule, stop.version)
    return version === undefined ? [] : [{ policy: stop.policy, component: carriage.rule.of, version }]
  })
  const others = wishes.targets.filter((target) => !isLoaded(target))
  return {
    wishes: { ...wishes, targets: [...targets.values(), ...others], via },
    undelivered,
    told: (changed) => ({
      ...changed,
      targets: [...new Set(changed.targets.map((target) => origins.get(target) ?? target))],
    }),
  }
}

/** The stages as stages of what the user changes. */
export function unload(
  stages: readonly Stage[],
  carriages: readonly Carriage[],
  { wishes }: PlanRequest,
): readonly Stage[] {
  const told = [...stages]
  for (const { rule, policy, carrier, carried } of carriages) {
    const target = targetOf(wishes.targets, carrier)?.version
    let at = carrier.parts.map(({ reading }) => (reading.kind === 'known' ? reading.version : undefined))
    const hauls: (Haul & { readonly place: number })[] = []
    let last: Stage | undefined
    for (const [i, stage] of told.entries()) {
      if (keyOf(stage) !== keyOf(carried)) continue
      const isMoving = at.map((version, k) => {
        const brought = version && deliveredBy(policy, rule, version)
        const part = carrier.parts[k]
        return part?.frozen === false && movesPart(stage, part) && isAmong(brought, stage.from)
      })
      const to = bringing(policy, rule, stage.to, target)
      if (to === undefined) continue
      const from = distinct(at.flatMap((version, k) => (isMoving[k] === true && version ? [version] : [])))
      const parts = carrier.parts.filter((_, k) => isMoving[k] === true)
      hauls.push({ group: carrier, parts, from, to, place: i })
      at = at.map((version, k) => (isMoving[k] === true ? to : version))
      const delivers = { component: rule.of, from: stage.from, to: stage.to }
      const back = { ...stage.undo, to: from }
      last = { ...stage, component: rule.by, from, to, undo: back, delivers }
      told[i] = last
    }
    const brought = target && deliveredBy(policy, rule, target)
    const late = at.flatMap((version, k) => {
      const part = carrier.parts[k]
      const own = version && deliveredBy(policy, rule, version)
      const isLate = target !== undefined && version !== undefined && compareVersions(version, target) !== 0
      const isSame = own !== undefined && brought !== undefined && compareVersions(own, brought) === 0
      return isLate && isSame && part?.frozen === false ? [{ version, part }] : []
    })
    if (target !== undefined && brought !== undefined && late.length > 0) {
      // What it brings along stays as it is: only its own number changes.
      const from = distinct(late.map(({ version }) => version))
      hauls.push({
        group: carrier,
        parts: late.map(({ part }) => part),
        from,
        to: target,
        place: told.length,
      })
      told.push({
        id: String(told.length + 1),
        policy: policy.name,
        scope: carrier.scope,
        component: rule.by,
        direction: from.every((version) => compareVersions(version, target) < 0) ? 'up' : 'down',
        part: undefined,
        from,
        to: target,
        count: sum(late, ({ part }) => part.count),
        batch: 1,
        batches: sum(late, ({ part }) => part.count),
        mode: wishes.mode,
        needs: last === undefined ? [] : [last.id],
        together: [],
        gate: undefined,
        undo: { to: from, outcome: 'holds' },
        downtime: undefined,
        delivers: { component: rule.of, from: [brought], to: brought },
      })
    }
    // By the versions of what moves, which are not those of what it brings along.
    const names = partNamesOf(hauls)
    for (const [k, { place }] of hauls.entries()) told[place] = { ...(told[place] as Stage), part: names[k] }
  }
  return told
}

/** The release that brings a version along: the one that was asked for, else the newest. */
function bringing(
  policy: Policy,
  rule: FollowsRule,
  wanted: Version,
  target: Version | undefined,
): Version | undefined {
  const brings = (version: Version): boolean => {
    const brought = deliveredBy(policy, rule, version)
    return brought !== undefined && compareVersions(brought, wanted) === 0
  }
  if (target !== undefined && brings(target)) return target
  // Where both have one number, nobody needs a list to tell.
  const alike = rule.same ? policy.components.get(rule.by)?.scheme.parse(wanted.text) : undefined
  if (alike?.ok === true) return alike.value
  return (policy.catalogues.get(rule.by)?.releases ?? [])
    .filter(({ version, status }) => status === undefined && !version.isPrerelease && brings(version))
    .at(-1)?.version
}

const distinct = (versions: readonly Version[]): readonly Version[] =>
  [...new Map(versions.map((version) => [version.text, version])).values()].sort(compareVersions)

/** Stages of charts as stages of what they bring along; without those that change only a chart's own number. */
export function loadStages(
  stages: readonly Stage[],
  carriages: readonly Carriage[],
): { readonly stages: readonly Stage[]; readonly undelivered: readonly { stage: Stage; rule: Rule }[] } {
  const undelivered: { stage: Stage; rule: Rule }[] = []
  const carried = new Map(carriages.map((carriage) => [keyOf(carriage.carrier), carriage]))
  const skipped = new Map<string, readonly string[]>()
  const loaded = stages.flatMap((stage): Stage[] => {
    const carriage = carried.get(keyOf(stage))
    if (carriage === undefined) return [stage]
    const { rule, policy } = carriage
    const from = stage.from.map((version) => deliveredBy(policy, rule, version))
    const to = deliveredBy(policy, rule, stage.to)
    if (to === undefined || from.some((version) => version === undefined)) {
      undelivered.push({ stage, rule })
      skipped.set(stage.id, stage.needs)
      return []
    }
    const known = distinct(from.flatMap((version) => version ?? []))
    if (known.every((version) => compareVersions(version, to) === 0)) {
      skipped.set(stage.id, stage.needs)
      return []
    }
    return [{ ...stage, component: rule.of, from: known, to }]
  })
  // Who waits for a stage that is left out waits for what that one waits for.
  const through = (needs: readonly string[]): readonly string[] =>
    needs.flatMap((id) => (skipped.has(id) ? through(skipped.get(id) ?? []) : [id]))
  return { stages: loaded.map((stage) => ({ ...stage, needs: through(stage.needs) })), undelivered }
}

import { type Barred, barring } from '../fleet/index.ts'
import type { Policy, Rule } from '../policy/index.ts'
import { releaseOf } from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { policyOf } from './describe.ts'
import { keyOf } from './itinerary.ts'
import type { MixUp } from './march.ts'
import type { PlanRequest, Wishes } from './request.ts'
import type { Stage } from './stage.ts'
import { supportEndsOf } from './support-ends.ts'
import type { TimeWarning } from './time-warnings.ts'

/** What a careful colleague would say about a plan that is correct. */
export type Warning =
  | TimeWarning
  | {
      /** The target was released before a stop on the way to it, and may lack its fixes. */
      readonly kind: 'older-than-stop'
      readonly policy: string
      readonly component: string
      readonly stop: { readonly version: Version; readonly date: string }
      readonly target: { readonly version: Version; readonly date: string }
      /** The same wishes with the newest release of the target's line, when that is better and was planned too. */
      readonly better: Wishes | undefined
    }
  | {
      readonly kind: 'downtime'
      readonly scopes: readonly string[]
      readonly component: string
      readonly rule: Rule
    }
  | {
      readonly kind: 'batch-too-large'
      readonly component: string
      readonly batch: number
      readonly most: number
      readonly rule: Rule
    }
  | {
      readonly kind: 'mode-not-offered'
      readonly component: string
      readonly mode: string
      readonly rule: Rule
    }
  | { readonly kind: 'catalogue-old'; readonly policy: string; readonly asOf: string; readonly days: number }
  | { readonly kind: 'no-way-back'; readonly stage: string; readonly rule: Rule }
  /** A release with known faults that is stopped at, since there is no other way, or asked for. */
  | {
      readonly kind: 'avoided'
      readonly component: string
      readonly version: Version
      readonly barred: Barred
    }
  /** Where it ends, support has ended by the day of the plan. */
  | {
      readonly kind: 'out-of-support'
      readonly component: string
      readonly version: Version
      readonly asOf: string
      readonly rule: Rule
    }
  /** Some of these may not be moved, and nothing tells them from those that a stage moves: no run carries that out. */
  | ({ readonly kind: 'mixed-up' } & MixUp)
  /** Everything that these stages move is stopped at once. */
  | {
      readonly kind: 'together'
      readonly stages: readonly string[]
      readonly components: readonly string[]
      readonly rule: Rule | undefined
    }

/** After this many days, releases may be missing from a catalogue that matter. */
const oldCatalogueDays = 180

export function warningsOf(
  stages: readonly Stage[],
  request: PlanRequest,
  isPossible: (wishes: Wishes) => boolean,
): readonly Warning[] {
  const last = new Map<string, Stage>()
  const keys = new Map<Stage, string>()
  for (const stage of stages) {
    const key = keyOf(stage)
    keys.set(stage, key)
    last.set(key, stage)
  }
  const lastOf: LastOf = (stage) => last.get(keys.get(stage) ?? '')
  return [
    ...olderThanStop(stages, lastOf, request, isPossible),
    ...together(stages),
    ...downtime(stages),
    ...conduct(stages, request.policies),
    ...avoided(stages, request),
    ...outOfSupport(new Set(last.values()), request),
    ...pointOfNoReturn(stages),
    ...oldCatalogues(stages, request),
  ]
}

/** The last stage of a stage's group. */
type LastOf = (stage: Stage) => Stage | undefined

function olderThanStop(
  stages: readonly Stage[],
  lastOf: LastOf,
  { policies, wishes }: PlanRequest,
  isPossible: (wishes: Wishes) => boolean,
): Warning[] {
  const found = new Map<string, Warning>()
  for (const stop of stages) {
    const last = lastOf(stop)
    if (last === undefined || last === stop || stop.direction === 'down') continue
    const policy = policyOf(policies, stop.policy)
    const target = releaseOf(policy, stop.component, last.to)
    const release = releaseOf(policy, stop.component, stop.to)
    if (target?.date === undefined || release?.date === undefined || release.date <= target.date) continue
    const key = `${policy.name} ${stop.to.text} ${last.to.text}`
    if (found.has(key)) continue
    const line = policy.catalogues
      .get(stop.component)
      ?.releases.filter(
        ({ version, status }) =>
          version.line.label === last.to.line.label && status === undefined && !version.isPrerelease,
      )
    const newest = line?.at(-1)
    const isBetter = newest !== undefined && compareVersions(newest.version, last.to) > 0
    const better = isBetter ? withTarget(wishes, last.to, newest.version) : undefined
    found.set(key, {
      kind: 'older-than-stop',
      policy: policy.name,
      component: stop.component,
      stop: { version: stop.to, date: release.date },
      target: { version: last.to, date: target.date },
      better: better !== undefined && isPossible(better) ? better : undefined,
    })
  }
  return [...found.values()]
}

/** Targets that have no support on the day of the plan; what rests on the way is soon left. */
function outOfSupport(ends: Iterable<Stage>, { policies, asOf }: PlanRequest): Warning[] {
  const found = new Map<string, Warning>()
  for (const stage of ends) {
    const { component, to } = stage
    for (const { rule, lastDay } of supportEndsOf(stage, to, policies, asOf)) {
      if (lastDay >= asOf) continue
      found.set(`${rule.name} ${component} ${to.text}`, {
        kind: 'out-of-support',
        component,
        version: to,
        asOf,
        rule,
      })
    }
  }
  return [...found.values()]
}

function avoided(stages: readonly Stage[], { limits }: PlanRequest): Warning[] {
  const found = new Map<string, Warning>()
  for (const stage of stages) {
    const barred = barring(limits?.avoid ?? [], stage, stage.to)
    if (barred === undefined) continue
    const { component, to } = stage
    found.set(`${stage.policy}/${component} ${to.text}`, { kind: 'avoided', component, version: to, barred })
  }
  return [...found.values()]
}

/** Of each scope the first stage that cannot be taken back: what comes after it cannot matter any more. */
function pointOfNoReturn(stages: readonly Stage[]): Warning[] {
  const found = new Map<string, Warning>()
  for (const { id, scope, undo } of stages) {
    if (undo.outcome !== 'broken' || undo.rule === undefined || found.has(scope)) continue
    found.set(scope, { kind: 'no-way-back', stage: id, rule: undo.rule })
  }
  return [...found.values()]
}

/** Everything that is asked to go to one version is asked to go to the other. */
const withTarget = (wishes: Wishes, from: Version, to: Version): Wishes => ({
  ...wishes,
  targets: wishes.targets.map((target) =>
    compareVersions(target.version, from) === 0 ? { ...target, version: to } : target,
  ),
})

function downtime(stages: readonly Stage[]): Warning[] {
  const found = new Map<string, { component: string; rule: Rule; scopes: Set<string> }>()
  for (const { component, scope, downtime } of stages) {
    if (downtime?.rule?.kind !== 'redundancy') continue
    const entry = found.get(downtime.rule.name) ?? { component, rule: downtime.rule, scopes: new Set() }
    entry.scopes.add(scope)
    found.set(downtime.rule.name, entry)
  }
  return [...found.values()].map((entry) => ({ kind: 'downtime', ...entry, scopes: [...entry.scopes] }))
}

function together(stages: readonly Stage[]): Warning[] {
  const told = new Set<string>()
  return stages.flatMap(({ id, component, together, downtime, mode }): Warning[] => {
    const isCoordinated = together.length > 0 || (mode === 'stopped' && downtime?.rule?.kind === 'crossing')
    if (!isCoordinated || told.has(id)) return []
    for (const other of together) told.add(other)
    const others = stages.filter((stage) => together.includes(stage.id))
    const components = [component, ...others.map((stage) => stage.component)]
    return [{ kind: 'together', stages: [id, ...together], components, rule: downtime?.rule }]
  })
}

function conduct(stages: readonly Stage[], policies: readonly Policy[]): Warning[] {
  const found = new Map<string, Warning>()
  for (const stage of stages) {
    for (const rule of policyOf(policies, stage.policy).rules) {
      if (rule.kind !== 'rollout' || rule.of !== stage.component) continue
      if (stage.mode === 'rolling' && rule.most !== undefined && stage.batch > rule.most) {
        const { component, batch } = stage
        found.set(`batch ${rule.name}`, { kind: 'batch-too-large', component, batch, most: rule.most, rule })
      }
      if (!rule.modes.includes(stage.mode)) {
        found.set(`mode ${rule.name}`, {
          kind: 'mode-not-offered',
          component: stage.component,
          mode: stage.mode,
          rule,
        })
      }
    }
  }
  return [...found.values()]
}

function oldCatalogues(stages: readonly Stage[], request: PlanRequest): Warning[] {
  return request.policies.flatMap((policy): Warning[] => {
    const used = new Set(stages.flatMap((stage) => (stage.policy === policy.name ? [stage.component] : [])))
    const ends = [...used].flatMap((component) => policy.catalogues.get(component)?.asOf ?? [])
    const asOf = ends.sort()[0]
    if (asOf === undefined) return []
    const days = Math.round((Date.parse(request.asOf) - Date.parse(asOf)) / 86_400_000)
    return days > oldCatalogueDays ? [{ kind: 'catalogue-old', policy: policy.name, asOf, days }] : []
  })
}

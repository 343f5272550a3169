import * as z from 'zod/mini'
import { type Diagnostic, fail, isIntact, ok, parseBatch, type Result } from '../base/index.ts'
import type { Target } from '../check/index.ts'
import { validate } from '../document/index.ts'
import { type FleetRow, limitMembers, type WrittenLimits } from '../fleet/index.ts'
import type { Journey, Stage, WalkedTask } from '../plan/index.ts'
import type { Policy } from '../policy/index.ts'
import { compareVersions, type Scheme, type Version } from '../version/index.ts'
import {
  aimMembers,
  headMembers,
  policyMembers,
  readPlanSource,
  rowMembers,
  stageMembers,
} from './plan-members.ts'

const text = () => z.string()

/** What a plan must say to be verified; it may be made by anything, and may say more. */
const planSchema = z.object({
  ...headMembers,
  policies: z.array(z.object(policyMembers)),
  wishes: z._default(
    z.object({
      thaw: z._default(z.array(text()), []),
      targets: z._default(z.array(z.object(aimMembers)), []),
      soaks: z._default(z.array(z.object({ policy: text(), of: text(), seconds: z.number() })), []),
    }),
    { thaw: [], targets: [], soaks: [] },
  ),
  maxParallel: z.optional(z.int().check(z.minimum(1))),
  start: z.array(z.object({ ...rowMembers, delivers: z.optional(z.record(text(), text())) })),
  stages: z.array(
    z.object({
      ...stageMembers,
      gate: z.optional(z.nullable(z.object({ until: text() }))),
      undo: z.optional(
        z.object({
          outcome: z.enum(['holds', 'broken', 'unknown']),
          rule: z.optional(text()),
          until: z.optional(z.object({ stage: text(), rule: text() })),
          tasks: z._default(z.array(z.object({ what: text(), rule: text() })), []),
        }),
      ),
      delivers: z.optional(z.object({ component: text(), from: z.array(text()), to: text() })),
    }),
  ),
  limits: z.optional(z.object(limitMembers)),
  migrations: z._default(
    z.array(
      z.object({
        policy: text(),
        loaders: z.array(text()).check(z.minLength(1)),
        rule: text(),
        subject: text(),
        name: z.optional(z.nullable(text())),
        place: z.object({ file: text(), line: z.int(), column: z.int() }),
        direction: z.enum(['up', 'down']),
        until: text(),
        since: z.optional(z.nullable(text())),
        replacement: z.optional(z.nullable(text())),
      }),
    ),
    [],
  ),
  tasks: z._default(
    z.array(
      z.object({
        id: text(),
        name: z._default(text(), ''),
        rule: z._default(text(), ''),
        stage: z._default(text(), ''),
        policy: z._default(text(), ''),
        scope: z._default(text(), ''),
        what: z._default(text(), ''),
        run: z._default(z.array(text()), []),
        soak_s: z.optional(z.number()),
        when: z._default(z.enum(['before', 'after']), 'before'),
        needs: z._default(z.array(text()), []),
      }),
    ),
    [],
  ),
})

export type PlanDocument = z.output<typeof planSchema>

export interface ReadPlan {
  readonly document: PlanDocument
  /** Whether it is as it was made; undefined where it was made without a seal. */
  isIntact(): boolean | undefined
  readonly rows: readonly FleetRow[]
  /** What the fleet said beside what ran. */
  readonly limits: readonly WrittenLimits[]
  /** The targets that the plan was made for; those that make no sense are left out, as the stages tell. */
  targets(policies: readonly Policy[]): readonly Target[]
  /** The manifests that have to be changed on the way; those that make no sense are left out, as tasks tell. */
  journeys(policies: readonly Policy[]): readonly Journey[]
  /** What is to be done between stages. */
  readonly tasks: readonly WalkedTask[]
  /** Makes the stages of the plan once the policies that it names are at hand. */
  stages(policies: readonly Policy[]): Result<readonly Stage[], readonly Diagnostic[]>
}

/** Reads a plan document, with the place of everything that is wrong with it. */
export function readPlan(content: string, file: string): Result<ReadPlan, readonly Diagnostic[]> {
  const source = readPlanSource(content, file)
  if (!source.ok) return source
  const read = validate(planSchema, source.value)
  if (!read.ok) return read
  const document = read.value
  return ok({
    document,
    // Asked by few, and not cheap: all of the text is read again.
    isIntact: () => intactness(content),
    limits:
      document.limits === undefined
        ? []
        : [{ written: document.limits, place: (path) => source.value.place(['limits', ...path]) }],
    rows: document.start.map(({ batch: written, ...row }, i): FleetRow => {
      const batch = written === undefined ? undefined : parseBatch(written)
      const { name, frozen, delivers, ...rest } = row
      const isThawed = name !== undefined && document.wishes.thaw.includes(name)
      return {
        ...rest,
        ...(name !== undefined && { name }),
        ...(delivers !== undefined && { delivers }),
        ...(frozen === true && !isThawed && { frozen }),
        // Only of such rows is anything said that needs a place.
        ...((name !== undefined || frozen === true) && { place: source.value.place(['start', i]) }),
        ...(batch && { batch }),
      }
    }),
    targets: (policies) =>
      document.wishes.targets.flatMap(({ version: written, scope, exact, ...target }): Target[] => {
        const scheme = policies
          .find(({ name }) => name === target.policy)
          ?.components.get(target.component)?.scheme
        const version = scheme?.parse(written)
        return version?.ok === true
          ? [
              {
                ...target,
                ...(scope !== undefined && { scope }),
                ...(exact === true && { isExact: true }),
                version: version.value,
              },
            ]
          : []
      }),
    journeys: (policies) =>
      document.migrations.flatMap((one): Journey[] => {
        const policy = policies.find(({ name }) => name === one.policy)
        const rules = policy?.lifecycles.flatMap((each) => [...each.rules.values()]) ?? []
        const rule = rules.find(({ name }) => name === one.rule)
        const scheme = policy?.components.get(one.loaders[0] ?? '')?.scheme
        const until = scheme?.parse(one.until)
        const since = one.since == null ? undefined : scheme?.parse(one.since)
        if (rule === undefined || until?.ok !== true || since?.ok === false) return []
        const { policy: name, loaders, subject, place, direction } = one
        return [
          {
            ...{ policy: name, loaders, rule, host: loaders[0] ?? '', subject, place, direction },
            until: until.value,
            ...(since !== undefined && { since: since.value }),
            ...(one.replacement != null && { replacement: one.replacement }),
          },
        ]
      }),
    tasks: document.tasks.map(({ rule, ...task }) => ({ ...task, rule: { name: rule } })),
    stages: (policies) => {
      const problems: Diagnostic[] = []
      const stages = document.stages.map((stage, i): Stage | undefined => {
        const policy = policies.find(({ name }) => name === stage.policy)
        const scheme = policy?.components.get(stage.component)?.scheme
        if (policy === undefined || scheme === undefined) {
          const place = source.value.place(['stages', i, 'component'])
          problems.push({
            place,
            message: `"${stage.policy}/${stage.component}" is no component of the policies in use`,
          })
          return undefined
        }
        const parse = (written: string, path: readonly PropertyKey[]): Version | undefined => {
          const version = parseVersion(written, scheme)
          if (version.ok) return version.value
          problems.push({
            place: source.value.place(['stages', i, ...path]),
            message: `"${written}" is no version`,
            help: `expected ${version.problem}`,
          })
          return undefined
        }
        const from = stage.from.flatMap((written, k) => parse(written, ['from', k]) ?? [])
        const to = parse(stage.to, ['to'])
        if (to === undefined || from.length !== stage.from.length) return undefined
        const gateRule = policy.rules.find((rule) => rule.kind === 'gate' && rule.after === stage.component)
        return {
          id: stage.id,
          policy: stage.policy,
          scope: stage.scope,
          component: stage.component,
          direction: from.every((version) => compareVersions(version, to) < 0) ? 'up' : 'down',
          part: stage.part ?? undefined,
          from,
          to,
          count: stage.count,
          batch: stage.batch,
          ...(stage.canary !== undefined && { canary: stage.canary }),
          batches:
            Math.ceil((stage.count - (stage.canary ?? 0)) / stage.batch) +
            (stage.canary === undefined ? 0 : 1),
          mode: stage.mode,
          needs: stage.needs,
          together: stage.together,
          gate:
            stage.gate && gateRule !== undefined ? { until: stage.gate.until, rule: gateRule } : undefined,
          undo: undoOf(stage, from, policy),
          downtime: undefined,
          ...deliveredBy(stage, policy),
        }
      })
      return problems.length > 0 ? fail(problems) : ok(stages.flatMap((stage) => stage ?? []))
    },
  })
}

function intactness(content: string): boolean | undefined {
  try {
    const document: unknown = JSON.parse(content)
    return typeof document === 'object' && document !== null ? isIntact(document) : undefined
  } catch {
    // Written by hand, as YAML: it has no seal.
    return undefined
  }
}

type WrittenStage = PlanDocument['stages'][number]

/** As the document says it; of what it does not say nobody vouches for the way back. */
function undoOf({ undo }: WrittenStage, to: readonly Version[], { rules }: Policy): Stage['undo'] {
  const ruleOf = (name: string | undefined) => rules.find((rule) => rule.name === name)
  const rule = ruleOf(undo?.rule)
  const until = ruleOf(undo?.until?.rule)
  const tasks = (undo?.tasks ?? []).flatMap((task) => {
    const own = ruleOf(task.rule)
    return own === undefined ? [] : [{ what: task.what, rule: own }]
  })
  return {
    to,
    outcome: undo?.outcome ?? 'unknown',
    ...(rule !== undefined && { rule }),
    ...(until !== undefined &&
      undo?.until !== undefined && { until: { stage: undo.until.stage, rule: until } }),
    ...(tasks.length > 0 && { tasks }),
  }
}

function deliveredBy({ delivers }: WrittenStage, { components }: Policy): Pick<Stage, 'delivers'> {
  const scheme = delivers && components.get(delivers.component)?.scheme
  if (delivers === undefined || scheme === undefined) return {}
  const parsed = [...delivers.from, delivers.to].map((written) => parseVersion(written, scheme))
  const versions = parsed.flatMap((one) => (one.ok ? [one.value] : []))
  const to = versions.at(-1)
  if (to === undefined || versions.length < parsed.length) return {}
  return { delivers: { component: delivers.component, from: versions.slice(0, -1), to } }
}

function parseVersion(written: string, scheme: Scheme): Result<Version, string> {
  const version = scheme.parse(written)
  return version.ok ? version : fail(`${version.problem.expected} at character ${version.problem.at + 1}`)
}

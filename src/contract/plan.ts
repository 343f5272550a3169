import { type Batch, sealed, sum } from '../base/index.ts'
import { causeText, faultSentence, warningText, whyText } from '../explain/index.ts'
import { readingText } from '../fleet/index.ts'
import type { Journey, PlanResult, PolicyParts, Question, Stage, Timetable, Why } from '../plan/index.ts'
import { contractVersion, findingDocument } from './check.ts'
import { limitsDocument } from './limits.ts'
import { methodDocument } from './method.ts'

/** What tells whether a policy is as it was, as a whole and part by part. */
export interface PolicyDigests extends PolicyParts {
  readonly digest: string
}

/** A plan, or why there is none, as --format json prints it; `interlock verify` reads it back. */
export function planDocument(result: PlanResult, digests: ReadonlyMap<string, PolicyDigests>): unknown {
  const { request, digest, before } = result
  const limits = request.limits && limitsDocument(request.limits)
  const head = {
    apiVersion: contractVersion,
    kind: 'PlanResult',
    outcome: result.outcome,
    digest,
    asOf: request.asOf,
    policies: request.policies.map(({ name, readings }) => {
      const { digest, rules, releases } = digests.get(name) ?? { digest: '', rules: {}, releases: {} }
      return { name, digest, readings, rules, releases }
    }),
    wishes: {
      targets: request.wishes.targets.map(({ policy, component, scope, isExact, version }) => ({
        policy,
        component,
        ...(scope !== undefined && { scope }),
        ...(isExact === true && { exact: true }),
        version: version.text,
      })),
      via: request.wishes.via.map(({ policy, component, version }) => ({
        policy,
        component,
        version: version.text,
      })),
      mode: request.wishes.mode,
      ...(request.wishes.together && { together: true }),
      ...(request.wishes.aim !== undefined && { aim: request.wishes.aim }),
      ...(request.wishes.minimise !== undefined && { minimise: request.wishes.minimise }),
      ...(request.wishes.requireUndo === true && { requireUndo: true }),
      thaw: request.wishes.thaw,
      batches: request.wishes.batches.map(({ policy, component, batch }) => ({
        policy,
        component,
        batch: batchText(batch),
      })),
      ...(request.wishes.canary !== undefined && { canary: request.wishes.canary }),
      ...(request.timing !== undefined && {
        takes: request.timing.batches,
        soaks: request.timing.soaks,
      }),
    },
    ...(request.wishes.maxParallel !== undefined && { maxParallel: request.wishes.maxParallel }),
    start: request.summary.groups.flatMap(({ policy, scope, component, parts }) =>
      parts.map((part) => ({
        policy,
        scope,
        component,
        version: part.reading.kind === 'known' ? part.reading.version.text : part.reading.text,
        count: part.count,
        ...(part.name !== undefined && { name: part.name }),
        ...(part.frozen && { frozen: true }),
        ...(part.batch !== undefined && { batch: batchText(part.batch) }),
        ...(part.delivers !== undefined && { delivers: part.delivers }),
      })),
    ),
    ...(limits !== undefined && { limits }),
    ...(request.journeys !== undefined &&
      request.journeys.length > 0 && { migrations: request.journeys.map(journeyDocument) }),
    before: { verdict: before.verdict.kind, findings: before.findings.map(findingDocument) },
  }
  switch (result.outcome) {
    case 'nothing-to-do':
      return { ...head, moves: 0, stages: [], tasks: [], warnings: [], conflict: [], alternatives: [] }
    case 'impossible':
      return {
        ...head,
        moves: 0,
        stages: [],
        tasks: [],
        warnings: [],
        conflict: result.conflicts.map(({ scopes, causes, reached }) => ({
          scopes,
          causes: causes.map((cause) => ({
            kind: cause.kind,
            message: causeText(cause).text,
            ...(cause.kind === 'rule' && { rule: cause.rule.name }),
            ...('group' in cause && { scope: cause.group.scope, component: cause.group.component }),
            ...(cause.kind === 'via' && { component: cause.component }),
            ...(cause.kind === 'unavailable' && {
              component: cause.barred.component,
              versions: cause.barred.versions.text,
            }),
            ...(cause.kind === 'wave' && { name: cause.wave.name }),
            ...(cause.kind === 'freeze' && { name: cause.part.name ?? null }),
            ...('version' in cause && { version: cause.version.text }),
          })),
          reached: reached.map(({ group, start, furthest, target }) => ({
            scope: group.scope,
            component: group.component,
            from: start.text,
            furthest: furthest.text,
            target: target.text,
          })),
        })),
        blocked: result.blocked,
        alternatives: result.alternatives.map(({ kind, wishes, moves }) => ({
          kind,
          moves,
          targets: wishes.targets.map(({ policy, component, scope, isExact, version }) => ({
            policy,
            component,
            ...(scope !== undefined && { scope }),
            ...(isExact === true && { exact: true }),
            version: version.text,
          })),
          mode: wishes.mode,
          thaw: wishes.thaw,
        })),
      }
    case 'plan':
    case 'unknown':
      return sealed({
        ...head,
        moves: result.moves,
        stages: result.stages.map(stageDocument),
        tasks: result.tasks.map(({ rule, ...task }) => ({ ...task, rule: rule.name })),
        why: result.why.map((why) => ({
          kind: why.kind,
          rule: why.rule.name,
          derived: why.rule.derived,
          ...whyFacts(why),
          ...whyText(why),
        })),
        warnings: result.warnings.map((warning) => ({
          kind: warning.kind,
          message: warningText(warning).text,
          details: warningText(warning).details,
        })),
        proof: {
          states: result.proof.states,
          rules: result.proof.rules,
          judged: result.proof.judged,
          open: result.proof.faults
            .filter(({ outcome }) => outcome !== 'broken')
            .map((fault) => ({
              rule: fault.rule?.name ?? null,
              message: faultSentence(fault),
            })),
        },
        ...(result.timetable !== undefined && { schedule: scheduleDocument(result.timetable) }),
        methods: result.methods.map(methodDocument),
        uninterrupted: result.uninterrupted.map(({ component, rule }) => ({ component, rule: rule.name })),
        ...(result.outcome === 'unknown' && { questions: result.questions.map(questionDocument) }),
        conflict: [],
        alternatives: [],
      })
  }
}

/** What a reason is about, for readers that are programs. */
function whyFacts(why: Why): object {
  switch (why.kind) {
    case 'order':
      return { first: why.first, second: why.then }
    case 'stop':
      return { component: why.component, at: why.at.text }
    case 'before':
      return { earlier: why.earlier, later: why.later }
  }
}

const journeyDocument = (journey: Journey): unknown => ({
  policy: journey.policy,
  loaders: journey.loaders,
  rule: journey.rule.name,
  subject: journey.subject,
  name: journey.name ?? null,
  place: journey.place,
  direction: journey.direction,
  until: journey.until.text,
  since: journey.since?.text ?? null,
  replacement: journey.replacement ?? null,
})

const scheduleDocument = ({ stages, refused: _, seconds, untimed, ...timetable }: Timetable): unknown => ({
  start: timetable.start ?? null,
  begins: timetable.begins ?? null,
  finish: timetable.finish ?? null,
  timezone: timetable.timezone ?? null,
  seconds: seconds ?? null,
  exact: seconds !== undefined && untimed.length === 0,
  chain: timetable.chain,
  untimed,
  calendars: timetable.calendars,
  stages: stages.map(({ stage, seconds: work, isExact, run }) => ({
    stage,
    seconds: work ?? null,
    exact: isExact,
    run:
      run === undefined
        ? null
        : {
            begins: run.begins,
            worked: run.worked,
            ends: run.ends,
            ...(run.clock !== undefined && { beginsAt: run.clock.begins, endsAt: run.clock.ends }),
          },
  })),
})

const batchText = (batch: Batch): number | string =>
  batch.kind === 'count' ? batch.count : `${batch.percent}%`

function stageDocument(stage: Stage): unknown {
  const { gate, undo, downtime } = stage
  return {
    id: stage.id,
    policy: stage.policy,
    scope: stage.scope,
    component: stage.component,
    part: stage.part ?? null,
    direction: stage.direction,
    from: stage.from.map(({ text }) => text),
    to: stage.to.text,
    count: stage.count,
    batch: stage.batch,
    ...(stage.canary !== undefined && { canary: stage.canary }),
    batches: stage.batches,
    mode: stage.mode,
    needs: stage.needs,
    ...(stage.by !== undefined && { by: stage.by }),
    ...(stage.together.length > 0 && { together: stage.together }),
    gate: gate === undefined ? null : { until: gate.until, rule: gate.rule.name, derived: gate.rule.derived },
    undo: {
      to: undo.to.map(({ text }) => text),
      outcome: undo.outcome,
      ...(undo.rule !== undefined && { rule: undo.rule.name }),
      ...(undo.until !== undefined && { until: { stage: undo.until.stage, rule: undo.until.rule.name } }),
      ...(undo.tasks !== undefined && {
        tasks: undo.tasks.map(({ what, rule }) => ({ what, rule: rule.name })),
      }),
    },
    downtime: downtime === undefined ? null : { rule: downtime.rule?.name ?? null },
    ...(stage.delivers !== undefined && {
      delivers: {
        component: stage.delivers.component,
        from: stage.delivers.from.map(({ text }) => text),
        to: stage.delivers.to.text,
      },
    }),
  }
}

function questionDocument(question: Question): unknown {
  switch (question.kind) {
    case 'version':
      return {
        kind: 'version',
        scope: question.group.scope,
        component: question.group.component,
        versions: question.parts.map(({ reading }) => readingText(reading)),
        count: sum(question.parts, ({ count }) => count),
      }
    case 'rule':
      return { kind: 'rule', rule: question.fault.rule?.name ?? null, message: faultSentence(question.fault) }
    case 'search':
      return { kind: 'search', scope: question.scope }
    case 'manifest': {
      const { place, message, rule } = question.doubt
      return { kind: 'manifest', place, message, rule: rule?.name ?? null }
    }
    case 'delivery': {
      const { scope, component, version, rule } = question
      return { kind: 'delivery', scope, component, version: version.text, rule: rule.name }
    }
  }
}

import { fail, isNonEmpty, nearest, ok, type Place, type Result, sum } from '../base/index.ts'
import { isStateRule, judgeStateRule, type Outcome, Sight, type StateReport, worse } from '../check/index.ts'
import { type FleetRow, type Group, parseShorthand, read, summarise } from '../fleet/index.ts'
import { negotiate, type Peer } from '../negotiate/index.ts'
import { type Stage, type WalkedTask, walk } from '../plan/index.ts'
import {
  isTagRule,
  type LedgerRule,
  type Policy,
  policyOn,
  type Rule,
  type SettingRule,
  type SettleRule,
} from '../policy/index.ts'
import { compareVersions, type Version } from '../version/index.ts'
import { judgeMarkExample, judgeSettingExample } from './configuration.ts'
import { type ExampleOutcome, judgeLedgerExample, ledgersOf } from './ledger.ts'
import { isReleaseRule, judgeReleaseExample } from './release.ts'
import { judgeTagExample } from './tags.ts'

/** What became of one example of a rule. */
export interface ExampleResult {
  readonly rule: { readonly name: string; readonly place?: Place }
  /** The reading that the example is of, where it is not the one in use. */
  readonly reading?: string
  readonly text: string
  readonly expected: ExampleOutcome
  /** What the rule says, or why the example cannot be read. */
  readonly found: ExampleOutcome | { readonly problem: string }
}

/** Tries every example of every rule, those that scans cite included: each is judged by its rule alone. */
export const testExamples = (policy: Policy): readonly ExampleResult[] => [
  ...testRules(policy),
  ...testLedgers(policy),
  ...testConfiguration(policy),
]

const testRules = (policy: Policy): readonly ExampleResult[] =>
  policy.rules.flatMap((rule) => [
    ...testRule(rule, policy),
    ...readingsWithExamples(rule).flatMap(({ name, rule: other }) =>
      testRule(other, policy).map((result) => ({ ...result, reading: name })),
    ),
  ])

/** The readings not in use that set examples of their own; those of the rule are about the one in use. */
export const readingsWithExamples = (rule: Rule): NonNullable<Rule['reading']>['others'] => {
  const own = JSON.stringify(rule.examples)
  return (rule.reading?.others ?? []).filter(({ rule: other }) => JSON.stringify(other.examples) !== own)
}

function testRule(rule: Rule, policy: Policy): readonly ExampleResult[] {
  const { holds, fails, unknown, untested } = rule.examples
  const groups = [
    ['holds', holds],
    ['broken', fails],
    ['unknown', unknown],
    ['untested', untested],
  ] as const
  return groups.flatMap(([expected, texts]) =>
    texts.map((text) => resultOf(rule, text, expected, judgeExample(rule, policy, text))),
  )
}

const testLedgers = (policy: Policy): readonly ExampleResult[] =>
  policy.lifecycles.flatMap((lifecycle) =>
    [...lifecycle.rules.values()].flatMap((rule) =>
      examplesOf(rule).flatMap(({ expected, label, text }) => {
        // Ledgers of several hosts may share their rules: an example that is of another one is tried there.
        const sharing = policy.lifecycles.filter(({ rules }) =>
          rules.get(rule.id)?.examples[label].includes(text),
        )
        if (!ledgersOf(text, sharing).includes(lifecycle)) return []
        return resultOf(rule, text, expected, judgeLedgerExample(rule, lifecycle, policy, text))
      }),
    ),
  )

const testConfiguration = ({ settings, logs }: Policy): readonly ExampleResult[] => [
  ...settings.flatMap((each) =>
    testSettingRules(each.rules, (rule, text) => judgeSettingExample(rule, each, text)),
  ),
  ...logs.flatMap((each) => testSettingRules(each.rules, (rule, text) => judgeMarkExample(rule, each, text))),
]

const testSettingRules = (
  rules: ReadonlyMap<string, SettingRule>,
  judged: (rule: SettingRule, text: string) => Result<ExampleOutcome, string>,
): readonly ExampleResult[] =>
  [...rules.values()].flatMap((rule) =>
    examplesOf(rule).map(({ expected, text }) => resultOf(rule, text, expected, judged(rule, text))),
  )

/** What a cited rule shows, and what that has to be. */
function examplesOf({ examples }: LedgerRule) {
  const labels = [
    ['holds', 'holds'],
    ['warns', 'warned of'],
    ['fails', 'broken'],
    ['unknown', 'unknown'],
  ] as const
  return labels.flatMap(([label, expected]) => examples[label].map((text) => ({ label, expected, text })))
}

const resultOf = (
  rule: ExampleResult['rule'],
  text: string,
  expected: ExampleOutcome,
  found: Result<ExampleOutcome, string>,
): ExampleResult => ({ rule, text, expected, found: found.ok ? found.value : { problem: found.problem } })

interface Situation {
  readonly groups: readonly Group[]
  /** The day, where the example names one: `server=1.2.3 on 2026-03-19`. */
  readonly day: string | undefined
  /** What the example tells of facts: `when shared-store`, `when not shared-store`. */
  readonly facts: ReadonlyMap<string, boolean>
  readonly moves: readonly Move[]
  /** Tasks by name, each with how many moves come before it. */
  readonly tasks: readonly { readonly name: string; readonly after: number }[]
}

interface Move {
  readonly component: string
  readonly to: Version
  readonly batch: number | undefined
  /** Carried out at once with the move before it, everything stopped. */
  readonly together: boolean
  gated: boolean
}

/**
 * Reads and judges `server=1.1.1x3 agent=1.1.1 then server=1.2.3 by 1 then gate then agent=1.2.3`: a state, and
 * moves of whole groups, one after the other. `then do NAME` is a task of a crossing, and
 * `then together server=2.0.0 agent=2.0.0` stops both and moves them at once. At the end `on 2026-03-19` names the day,
 * `when FACT` and `when not FACT` tell facts; without them all days count, and facts are not told.
 */
export function judgeExample(rule: Rule, policy: Policy, text: string): Result<Outcome, string> {
  if (rule.kind === 'settle') return judgeHandshake(rule, policy, text)
  if (isReleaseRule(rule)) return judgeReleaseExample(rule, policy, text)
  if (isTagRule(rule)) return judgeTagExample(rule, policy, text)
  if (rule.kind === 'definition') return fail('a definition is not judged, so it has no examples')
  const situation = readSituation(policy, text)
  if (!situation.ok) return situation
  const { day, facts } = situation.value
  const [counted] = policyOn({ ...policy, rules: [rule] }, { ...(day !== undefined && { day }), facts }).rules
  return ok(counted === undefined ? 'holds' : judge(counted, policy, situation.value))
}

/** `client=1.4.0 server=? needs STREAMS`: two peers, and what they need together. */
function judgeHandshake(rule: SettleRule, policy: Policy, text: string): Result<Outcome, string> {
  const [state = '', needs = ''] = text.split(/\s+needs\s+/)
  const peers: Peer[] = []
  for (const word of state.split(/\s+/).filter((part) => part !== '')) {
    const [, component = '', version = ''] = /^([^=]+)=(\S+)$/.exec(word) ?? []
    if (component === '') return fail(`"${word}" is no peer: write COMPONENT=VERSION`)
    peers.push({ component, ...(version !== '?' && { version }) })
  }
  const [left, right] = peers
  if (left === undefined || right === undefined || peers.length > 2) return fail('a handshake has two sides')
  const wanted = needs.split(/[\s,]+/).filter((part) => part !== '')
  const result = negotiate({ policy, rule: rule.id, peers: [left, right], needs: wanted })
  if (!result.ok) return fail(result.problem.message)
  const { value } = result
  if (value.outcome === 'unknown') return ok('unknown')
  const isShort = value.outcome === 'settled' && value.needs.some(({ isMet }) => !isMet)
  return ok(value.outcome === 'refused' || isShort ? 'broken' : 'holds')
}

/** What a component is called here it is here, also where a policy that is used has one of that name. */
const owned = (row: FleetRow, policy: Policy): FleetRow =>
  row.policy === undefined && policy.components.has(row.component) ? { ...row, policy: policy.name } : row

/** What an example ends with: its day, and what is told of facts. */
function circumstancesOf(
  policy: Policy,
  text: string,
): Result<Pick<Situation, 'day' | 'facts'> & { readonly rest: string }, string> {
  const facts = new Map<string, boolean>()
  let day: string | undefined
  let rest = text
  for (;;) {
    const [, before = '', dated, not, fact] =
      /^(.*?)\s+(?:on\s+(\d{4}-\d{2}-\d{2})|when\s+(not\s+)?([a-z0-9][a-z0-9-]*))$/.exec(rest) ?? []
    if (dated === undefined && fact === undefined) return ok({ day, facts, rest })
    rest = before
    if (dated !== undefined) day = dated
    if (fact === undefined) continue
    if (!policy.facts.has(fact)) {
      const guess = nearest(fact, policy.facts.keys())
      return fail(
        `the policy asks for no fact "${fact}"${guess === undefined ? '' : `; did you mean "${guess}"?`}`,
      )
    }
    facts.set(fact, not === undefined)
  }
}

function readSituation(policy: Policy, text: string): Result<Situation, string> {
  const circumstances = circumstancesOf(policy, text)
  if (!circumstances.ok) return circumstances
  const { day, facts, rest } = circumstances.value
  const [state = '', ...steps] = rest.split(/\s+then\s+/)
  const rows = []
  for (const word of state.split(/\s+/).filter((part) => part !== '')) {
    const parsed = parseShorthand(word)
    if (!parsed.ok) return fail(parsed.problem.message)
    rows.push(...parsed.value)
  }
  const schemes = new Map([...policy.components].map(([name, { scheme }]) => [name, scheme]))
  const vocabulary = new Map([[policy.name, schemes]])
  for (const [name, { components }] of policy.uses)
    vocabulary.set(name, new Map([...components].map(([component, { scheme }]) => [component, scheme])))
  const summary = summarise({ policies: [], rows: rows.map((row) => owned(row, policy)) }, vocabulary)
  if (!summary.ok) return fail(summary.problem.map(({ message }) => message).join('; '))
  const moves: Move[] = []
  const tasks: Situation['tasks'][number][] = []
  const parts = steps.flatMap((step) => {
    const [first = '', ...others] = step.trim().split(/\s+/)
    if (first !== 'together') return [{ step, together: false }]
    return others.map((one, i) => ({ step: one, together: i > 0 }))
  })
  for (const { step, together } of parts) {
    const task = /^do\s+(\S+)$/.exec(step.trim())?.[1]
    if (task !== undefined) {
      tasks.push({ name: task, after: moves.length })
      continue
    }
    if (step.trim() === 'gate') {
      const last = moves.at(-1)
      if (last === undefined) return fail('a gate comes after a move')
      last.gated = true
      continue
    }
    const match = /^([^\s=]+)=(\S+)(?:\s+by\s+(\d{1,6}))?$/.exec(step.trim())
    const [, component = '', written = '', batch] = match ?? []
    const scheme = schemes.get(component)
    if (match === null || scheme === undefined) return fail(`"${step}" is no move: write COMPONENT=VERSION`)
    const reading = read(written, scheme)
    if (reading.kind !== 'known') return fail(`"${written}" is no version to go to`)
    moves.push({
      component,
      to: reading.version,
      batch: batch === undefined ? undefined : Number(batch),
      together,
      gated: false,
    })
  }
  return ok({ groups: summary.value.groups, day, facts, moves, tasks })
}

function judge(rule: Rule, policy: Policy, situation: Situation): Outcome {
  const { groups, moves } = situation
  switch (rule.kind) {
    case 'rollout': {
      const tooMany = moves.some(
        ({ component, batch }) =>
          component === rule.of && (batch ?? 1) > (rule.most ?? Number.POSITIVE_INFINITY),
      )
      return tooMany ? 'broken' : 'holds'
    }
    case 'redundancy': {
      const moving = groups.filter(
        (group) => group.component === rule.of && moves.some(({ component }) => component === rule.of),
      )
      const tooFew = moving.some(({ parts }) => sum(parts, ({ count }) => count) < rule.instances)
      return tooFew ? 'broken' : 'holds'
    }
    default: {
      if (moves.length === 0) return judgeState(rule, policy, situation)
      const hasUnknown = groups.some(({ parts }) => parts.some(({ reading }) => reading.kind === 'unknown'))
      if (hasUnknown) return 'unknown'
      // Only this rule is asked, whatever its strength: that is what makes it the rule's own example.
      const alone: Policy = { ...policy, rules: [{ ...rule, strength: 'required' }] }
      const { faults } = walk(groups, stagesOf(policy, groups, situation), [alone], tasksOf(rule, situation))
      return faults.reduce<Outcome>((worst, { outcome }) => worse(worst, outcome), 'holds')
    }
  }
}

function judgeState(rule: Rule, policy: Policy, { groups, day }: Situation): Outcome {
  if (!isStateRule(rule)) return 'holds'
  const report: StateReport<Group> = { breaches: [], read: new Set() }
  const features = rule.kind === 'needs' ? [rule.feature] : []
  judgeStateRule(rule, policy, new Sight(groups), report, {
    ...(day !== undefined && { asOf: day }),
    features,
  })
  return report.breaches.reduce<Outcome>((worst, { judgement }) => worse(worst, judgement.outcome), 'holds')
}

/** The tasks of an example hang on the moves before and after them. */
const tasksOf = (rule: Rule, { tasks }: Situation): readonly WalkedTask[] =>
  tasks.map(({ name, after }, i) => ({
    id: `task ${i}`,
    name,
    rule,
    needs: after === 0 ? [] : [String(after)],
  }))

function stagesOf(policy: Policy, groups: readonly Group[], { moves, tasks }: Situation): readonly Stage[] {
  const at = new Map(groups.map((group) => [group.component, group]))
  const standing = new Map<string, readonly Version[]>(
    groups.map((group) => [
      group.component,
      group.parts.flatMap(({ reading }) => (reading.kind === 'known' ? [reading.version] : [])),
    ]),
  )
  const stages: Stage[] = []
  for (const [i, { component, to, gated, together }] of moves.entries()) {
    const mates = [
      ...(together ? [String(i)] : []),
      ...(moves[i + 1]?.together === true ? [String(i + 2)] : []),
    ]
    const due = tasks.flatMap(({ after }, k) => (after === i ? [`task ${k}`] : []))
    const before = stages.at(-1)
    const needs = together ? (before?.needs ?? []) : [...(before === undefined ? [] : [before.id]), ...due]
    const group = at.get(component)
    const all = standing.get(component) ?? []
    const from = all.filter((version) => compareVersions(version, to) !== 0)
    standing.set(
      component,
      all.map(() => to),
    )
    if (group === undefined || !isNonEmpty(from)) continue
    const gate = policy.rules.find((rule) => rule.kind === 'gate' && rule.after === component)
    const count = group.parts.reduce(
      (total, part, i) => total + (compareVersions(all[i] as Version, to) === 0 ? 0 : part.count),
      0,
    )
    stages.push({
      id: String(stages.length + 1),
      policy: policy.name,
      scope: group.scope,
      component,
      direction: compareVersions(to, from[0]) > 0 ? 'up' : 'down',
      part: undefined,
      from: [...new Map(from.map((version) => [version.text, version])).values()],
      to,
      count,
      batch: 1,
      batches: count,
      mode: mates.length > 0 ? 'stopped' : 'rolling',
      needs,
      together: mates,
      gate: gated && gate !== undefined ? { until: '', rule: gate } : undefined,
      undo: { to: from, outcome: 'unknown' },
      downtime: undefined,
    })
  }
  return stages
}

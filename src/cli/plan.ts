import { nearest, parseBatch } from '../base/index.ts'
import { deliveriesOf } from '../check/index.ts'
import { readText } from '../connect/index.ts'
import {
  keptPlan,
  type PolicyDigests,
  planDocument,
  readKeptPlan,
  revisionDocument,
} from '../contract/index.ts'
import { type PlanNotes, planMarkdown, planText, revisionMarkdown, revisionText } from '../explain/index.ts'
import { type Limits, limitsOf, readAvoidDocument, type Summary } from '../fleet/index.ts'
import { type Aim, type PlanResult, plan, policyDigest, policyParts, type Wishes } from '../plan/index.ts'
import type { Policy } from '../policy/index.ts'
import { planDot, planMermaid, planPage, planRunbook } from '../render/index.ts'
import { revise } from '../revision/index.ts'
import { dateOf } from './dates.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import { journeysIn } from './journeys.ts'
import type { PlanFormat, PlanOptions } from './options.ts'
import { openSession, vocabularyOf } from './session.ts'
import { type Aimed, aimsOfFleet, parseAims, refuseOffTheWay, refuseUnreleased } from './targets.ts'
import { countOf, perComponent, strayParts, strayScopes, timingOf } from './timing.ts'
import { commandLine, planCommand } from './words.ts'

export function runPlan(inputs: readonly string[], options: PlanOptions, io: Io): ExitCode {
  const { policies, summary, limits, notes, files } = openSession(inputs, options, io)
  const own = aimsOfFleet(policies, summary)
  const avoid = [...limits.avoid, ...avoidIn(options.avoid, policies)]
  const wishes = wishesOf(options, own, policies, summary)
  const {
    journeys,
    doubts,
    notes: found,
  } = journeysIn(options.manifests, policies, summary, wishes.targets, io)
  const asOf = dateOf(options.asOf) ?? io.today
  const timing = timingOf(options, policies, limits.hooks, asOf)
  if (options.minimise === 'time' && timing === undefined && !policies.some(tellsTimes))
    throw wrong(
      '--minimise time: nobody says how long anything takes',
      'add --takes, as in --takes agent=30s',
    )
  const strays = [
    ...strayScopes(timing?.calendars ?? [], { ...limits, avoid }, summary),
    ...strayParts(limits, summary),
  ]
  const result = plan({
    ...{ summary, policies, wishes, limits: { ...limits, avoid }, journeys, doubts, asOf },
    ...(timing !== undefined && { timing }),
  })
  const told: PlanNotes = {
    commandFor: (changed) => planCommand(inputs, options, changed, own),
    check: commandLine('check', inputs, options),
    verify: ['interlock', 'verify', 'plan.json', ...files.flatMap((file) => ['--policy', file])].join(' '),
    isWhy: options.why,
    input: [...notes, ...found, ...strays],
  }
  if (options.against === undefined) writePlan(result, told, options.format, io)
  else writeRevision(result, options.against, options.format, io)
  switch (result.outcome) {
    case 'plan':
    case 'nothing-to-do':
      return 0
    case 'impossible':
      return 1
    case 'unknown':
      return 3
  }
}

/** The plan as a document, with digests that tell its policies part by part. */
function documentOf(result: PlanResult): unknown {
  const { policies } = result.request
  const digests = policies.map((policy): [string, PolicyDigests] => [
    policy.name,
    { digest: policyDigest(policy), ...policyParts(policy, result.request) },
  ])
  return planDocument(result, new Map(digests))
}

/** Answers with what is not as in an earlier plan, which was kept with --format json. */
function writeRevision(result: PlanResult, file: string, format: PlanFormat, io: Io): void {
  const text = readText(file)
  if (!text.ok) throw wrong(`--against: ${text.problem}`)
  const kept = readKeptPlan(text.value, file)
  if (!kept.ok) throw new InputProblem(kept.problem)
  const revision = revise(kept.value, keptPlan(documentOf(result)))
  switch (format) {
    case 'text':
      io.write(revisionText(revision, paintOf(io)))
      break
    case 'markdown':
      io.write(revisionMarkdown(revision))
      break
    case 'json':
      io.write(`${JSON.stringify(revisionDocument(revision), null, 2)}\n`)
      break
    default:
      throw wrong(`--against does not answer as ${format}`, 'one of: text, markdown, json')
  }
}

function writePlan(result: PlanResult, told: PlanNotes, format: PlanFormat, io: Io): void {
  switch (format) {
    case 'json':
      io.write(`${JSON.stringify(documentOf(result), null, 2)}\n`)
      break
    case 'markdown':
      io.write(planMarkdown(result, told))
      break
    case 'html':
      io.write(planPage(result, told))
      break
    case 'runbook':
      io.write(planRunbook(result, told))
      break
    case 'dot':
      io.write(planDot(result))
      break
    case 'mermaid':
      io.write(planMermaid(result))
      break
    case 'text':
      io.write(planText(result, told, paintOf(io)))
      break
  }
}

function wishesOf(
  options: PlanOptions,
  own: readonly Aimed[],
  policies: readonly Policy[],
  summary: Summary,
): Wishes {
  const aim = aimIn(options.to)
  const named = options.to.filter((text) => text !== aim)
  const targets = [...parseAims(named, '--to', policies, summary), ...own]
  if (targets.length === 0 && aim === undefined) {
    throw wrong(
      'a plan needs a target',
      'add --to VERSION or --to COMPONENT=VERSION, or a target in the fleet',
    )
  }
  const via = options.via.flatMap((text) => parseAims([text], '--via', policies, summary))
  if (!options.allowUnreleased) {
    refuseUnreleased(targets, '--to', policies)
    refuseUnreleased(via, '--via', policies)
  }
  refuseOffTheWay(via, targets, summary)
  const told = [...summary.groups, ...deliveriesOf(summary.groups, policies).map(({ group }) => group)]
  const present = new Set(told.map(({ policy, component }) => `${policy}/${component}`))
  const unused = targets.find(({ policy, component }) => !present.has(`${policy}/${component}`))
  if (unused !== undefined) throw wrong(`--to: there is no ${unused.component} in the fleet`)
  const names = [...new Set(summary.groups.flatMap(({ parts }) => parts.flatMap(({ name }) => name ?? [])))]
  for (const name of options.thaw) {
    if (names.includes(name)) continue
    const guess = nearest(name, names)
    const help = names.length === 0 ? 'no part of the fleet has a name' : `one of: ${names.join(', ')}`
    throw wrong(
      `--thaw ${name}: no part of the fleet has this name`,
      guess === undefined ? help : `did you mean "${guess}"?`,
    )
  }
  return {
    targets: targets.map(({ isReleased: _, ...target }) => target),
    via: via.map(({ policy, component, version }) => ({ policy, component, version })),
    mode: options.mode,
    together: options.allowStopped || options.mode === 'stopped',
    ...(aim !== undefined && { aim }),
    ...(options.minimise !== 'restarts' && { minimise: options.minimise }),
    ...(options.requireUndo && { requireUndo: true }),
    thaw: options.thaw,
    batches: options.batch.flatMap((text) => batchesOf(text, policies)),
    ...paceOf(options),
  }
}

/** The releases that lists name to be avoided. */
function avoidIn(files: readonly string[], policies: readonly Policy[]): Limits['avoid'] {
  return files.flatMap((file) => {
    const text = readText(file)
    if (!text.ok) throw wrong(`--avoid: ${text.problem}`)
    const written = readAvoidDocument(text.value, file)
    if (!written.ok) throw new InputProblem(written.problem)
    const limits = limitsOf([written.value], vocabularyOf(policies))
    if (!limits.ok) throw new InputProblem(limits.problem)
    return limits.value.avoid
  })
}

const tellsTimes = ({ rules }: Policy): boolean =>
  rules.some((rule) => rule.kind === 'rollout' && rule.takes !== undefined)

const aims: readonly Aim[] = ['latest-supported', 'stable-window', 'supported']

/** The aim that is named in the place of versions. */
function aimIn(texts: readonly string[]): Aim | undefined {
  const named = aims.filter((aim) => texts.includes(aim))
  if (named.length > 1) throw wrong(`--to: ${named.join(' and ')} are two aims`, 'name one of them')
  for (const text of texts) {
    const isWord = /^[a-z]+(-[a-z]+)*$/.test(text) && !aims.some((aim) => aim === text)
    const guess = isWord ? (nearest(text, aims) ?? aims.find((aim) => aim.startsWith(text))) : undefined
    if (guess !== undefined) throw wrong(`--to ${text}: no aim and no version`, `did you mean "${guess}"?`)
  }
  return named[0]
}

function paceOf(options: PlanOptions): Pick<Wishes, 'canary' | 'maxParallel'> {
  const canary = countOf('--canary', options.canary)
  const maxParallel = countOf('--max-parallel', options.maxParallel)
  return { ...(canary !== undefined && { canary }), ...(maxParallel !== undefined && { maxParallel }) }
}

/** `10` and `25%` are for every component, `agent=10` for one. */
function batchesOf(text: string, policies: readonly Policy[]): Wishes['batches'] {
  const { written, components } = perComponent('--batch', text, policies)
  const batch = parseBatch(written)
  if (batch === undefined)
    throw wrong(`--batch ${text}: no batch`, 'write a count or a percentage: 10, 25%, agent=10')
  return components.map((one) => ({ ...one, batch }))
}

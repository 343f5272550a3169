import { nearest } from '../base/index.ts'
import {
  type CheckResult,
  check,
  checkJump,
  type Finding,
  type JumpResult,
  type Target,
  verdictOf,
} from '../check/index.ts'
import { checkDocument, readBaseline } from '../contract/index.ts'
import { type CheckNotes, checkMarkdown, checkText, deliveryText, unlistedText } from '../explain/index.ts'
import { readingText } from '../fleet/index.ts'
import { plan, type Wishes } from '../plan/index.ts'
import type { Policy } from '../policy/index.ts'
import { dateOf } from './dates.ts'
import { type ExitCode, type Io, paintOf, wrong } from './io.ts'
import { setAside, type Ways } from './living.ts'
import type { CheckOptions } from './options.ts'
import { openSession } from './session.ts'
import { parseAims } from './targets.ts'
import { commandLine, targetWords } from './words.ts'

export function runCheck(inputs: readonly string[], options: CheckOptions, io: Io): ExitCode {
  const { policies, summary, notes } = openSession(inputs, options, io)
  const aims = parseAims(options.to, '--to', policies, summary)
  const today = dateOf(options.asOf) ?? io.today
  const judged: CheckResult | JumpResult =
    aims.length === 0
      ? check(summary, policies, {
          asOf: today,
          features: featuresOf(options.needs, policies),
        })
      : checkJump(summary, policies, aims)
  const { findings, notes: living, hasExpired } = setAside(judged.findings, options, today, ways, policies)
  const isLess = findings.length < judged.findings.length
  const result = isLess ? { ...judged, findings, verdict: verdictOf(findings) } : judged
  const warned = options.strict && result.findings.some(({ severity }) => severity === 'warning')
  const isFine = result.verdict.kind === 'supported'
  const failing = [
    ...(isFine && warned ? ['this fails all the same: warnings count (--strict)'] : []),
    ...(isFine && hasExpired ? ['this fails all the same: a waiver has expired'] : []),
  ]
  const told: CheckNotes = {
    ...(aims.length > 0 && {
      jump: `→ ${[...new Set(aims.map(({ version }) => version.text))].join(', ')} in one jump`,
    }),
    input: [
      ...notes,
      ...living,
      ...failing,
      ...result.deliveries.flatMap(deliveryText),
      ...unlistedText(result.unlisted),
    ],
    ...(isLess && { isLenient: true }),
    next: nextOf(result, inputs, options, policies, io.today),
  }
  switch (options.format) {
    case 'json':
      io.write(`${JSON.stringify(checkDocument(result, told), null, 2)}\n`)
      break
    case 'markdown':
      io.write(checkMarkdown(result, told))
      break
    case 'text':
      io.write(checkText(result, told, paintOf(io)))
      break
  }
  switch (result.verdict.kind) {
    case 'supported':
      return warned || hasExpired ? 1 : 0
    case 'unsupported':
      return 1
    case 'unknown':
    case 'untested':
      return hasExpired ? 1 : 3
  }
}

const ways: Ways<Finding> = {
  seen: ({ rule, scope }) => ({ rule: rule?.name, scope }),
  baseline: readBaseline,
}

/** The features that some policy in use tells the needs of. */
function featuresOf(wanted: readonly string[], policies: readonly Policy[]): readonly string[] {
  const known = new Set(
    policies.flatMap(({ rules }) => rules.flatMap((rule) => (rule.kind === 'needs' ? rule.feature : []))),
  )
  for (const name of wanted) {
    if (known.has(name)) continue
    const guess = nearest(name, known)
    const help =
      known.size === 0 ? 'no policy in use tells what features need' : `one of: ${[...known].join(', ')}`
    throw wrong(
      `--needs ${name}: no such feature is known`,
      guess === undefined ? help : `did you mean "${guess}"?`,
    )
  }
  return wanted
}

function nextOf(
  result: CheckResult | JumpResult,
  inputs: readonly string[],
  options: CheckOptions,
  policies: readonly Policy[],
  today: string,
): CheckNotes['next'] {
  const command = commandLine('plan', inputs, options)
  if (options.to.length > 0) {
    if (result.verdict.kind === 'supported') return []
    const words = options.to.map((to) => ` --to ${to}`).join('')
    return [{ what: 'is there a way that stays supported?', command: `${command}${words}` }]
  }
  if (!('repairs' in result) || result.verdict.kind !== 'unsupported') return []
  const { groups } = result.summary
  const isOneScope = new Set(groups.map(({ scope }) => scope)).size === 1
  const targets = new Map<string, Target>()
  for (const { member, to } of result.repairs.flatMap(({ changes }) => changes)) {
    const { policy, component, scope } = member.group
    targets.set(`${policy}/${component}@${scope}`, {
      policy,
      component,
      version: to,
      ...(!isOneScope && { scope }),
    })
  }
  if (targets.size === 0 || targets.size > 8) return []
  // A target is for the whole group: it must not move those who are fine where they are.
  const movesOthers = result.repairs.some(({ changes }) =>
    changes.some(({ member, to }) =>
      member.group.parts.some(
        (part) =>
          !changes.some((change) => change.member.part === part) && readingText(part.reading) !== to.text,
      ),
    ),
  )
  if (movesOthers) return []
  // A suggestion that was not tried is no help.
  const wishes: Wishes = {
    targets: [...targets.values()],
    via: [],
    mode: 'rolling',
    together: false,
    thaw: [],
    batches: [],
  }
  if (plan({ summary: result.summary, policies, wishes, asOf: today }).outcome !== 'plan') return []
  return [{ what: 'how to get there', command: [command, ...targetWords(wishes.targets)].join(' ') }]
}

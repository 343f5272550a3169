import { nearest, parseBatch } from '../base/index.ts'
import { planDocument } from '../contract/index.ts'
import { type PlanNotes, planMarkdown, planText } from '../explain/index.ts'
import type { Summary } from '../fleet/index.ts'
import { plan, policyDigest, type Wishes } from '../plan/index.ts'
import type { Mode, Policy } from '../policy/index.ts'
import { type ExitCode, type Io, paintOf, wrong } from './io.ts'
import { openSession, type SessionOptions } from './session.ts'
import { aimsOfFleet, parseAims, refuseUnreleased } from './targets.ts'
import { commandLine } from './words.ts'

export interface PlanOptions extends SessionOptions {
  readonly to: readonly string[]
  readonly via: readonly string[]
  readonly mode: Mode
  readonly batch: readonly string[]
  readonly thaw: readonly string[]
  readonly allowUnreleased: boolean
  readonly asOf: string | undefined
  readonly format: 'text' | 'json' | 'markdown'
}

export function runPlan(inputs: readonly string[], options: PlanOptions, io: Io): ExitCode {
  const { policies, summary, notes } = openSession(inputs, options, io)

  const wishes = wishesOf(options, policies, summary)
  const result = plan({ summary, policies, wishes, asOf: dateOf(options.asOf) ?? io.today })
  const command = commandLine('plan', inputs, options)
  const told: PlanNotes = { command, again: `${command}${optionsText(options)}`, input: notes }
  switch (options.format) {
    case 'json': {
      const digests = new Map(policies.map((policy) => [policy.name, policyDigest(policy)]))
      io.write(
        `${JSON.stringify(
          planDocument(result, (name) => digests.get(name) ?? ''),
          null,
          2,
        )}\n`,
      )
      break
    }
    case 'markdown':
      io.write(planMarkdown(result, told))
      break
    case 'text':
      io.write(planText(result, told, paintOf(io)))
      break
  }
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

function wishesOf(options: PlanOptions, policies: readonly Policy[], summary: Summary): Wishes {
  const targets = [...parseAims(options.to, '--to', policies, summary), ...aimsOfFleet(policies, summary)]
  if (targets.length === 0) {
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
  const unused = targets.find(
    (target) =>
      !summary.groups.some(
        ({ policy, component }) => policy === target.policy && component === target.component,
      ),
  )
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
    thaw: options.thaw,
    batches: options.batch.flatMap((text) => batchesOf(text, policies)),
  }
}

/** `10` and `25%` are for every component, `agent=10` for one. */
function batchesOf(text: string, policies: readonly Policy[]): Wishes['batches'] {
  const equals = text.lastIndexOf('=')
  const batch = parseBatch(text.slice(equals + 1))
  if (batch === undefined)
    throw wrong(`--batch ${text}: no batch`, 'write a count or a percentage: 10, 25%, agent=10')
  const name = equals < 0 ? undefined : text.slice(0, equals).split('/').at(-1)
  const found = policies.flatMap((policy) =>
    [...policy.components.keys()]
      .filter((component) => name === undefined || component === name)
      .map((component) => ({ policy: policy.name, component, batch })),
  )
  if (found.length > 0) return found
  const guess = nearest(
    name ?? '',
    policies.flatMap(({ components }) => [...components.keys()]),
  )
  throw wrong(`--batch ${text}: "${name}" is no component`, guess && `did you mean "${guess}"?`)
}

function dateOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  if (!isDate) throw wrong(`--as-of ${text}: no date`, 'write YEAR-MONTH-DAY, as in 2026-03-19')
  return text
}

function optionsText(options: PlanOptions): string {
  const words = [
    ...options.to.map((text) => `--to ${text}`),
    ...options.via.map((text) => `--via ${text}`),
    ...(options.mode === 'stopped' ? ['--mode stopped'] : []),
    ...options.batch.map((text) => `--batch ${text}`),
    ...options.thaw.map((text) => `--thaw ${text}`),
  ]
  return words.map((word) => ` ${word}`).join('')
}

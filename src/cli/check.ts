import { type CheckResult, check, checkJump, type JumpResult } from '../check/index.ts'
import { checkDocument } from '../contract/index.ts'
import { type CheckNotes, checkMarkdown, checkText } from '../explain/index.ts'
import { type ExitCode, type Io, paintOf } from './io.ts'
import { openSession, type SessionOptions } from './session.ts'
import { parseAims } from './targets.ts'
import { commandLine } from './words.ts'

export interface CheckOptions extends SessionOptions {
  readonly to: readonly string[]
  readonly strict: boolean
  readonly format: 'text' | 'json' | 'markdown'
}

export function runCheck(inputs: readonly string[], options: CheckOptions, io: Io): ExitCode {
  const { policies, summary, notes } = openSession(inputs, options, io)
  const aims = parseAims(options.to, '--to', policies, summary)
  const result: CheckResult | JumpResult =
    aims.length === 0 ? check(summary, policies) : checkJump(summary, policies, aims)
  const unreleased = aims
    .filter(({ isReleased }) => !isReleased)
    .map(
      ({ version, component }) =>
        `${component} ${version.text} is in no catalogue; it is judged by its number alone`,
    )
  const told: CheckNotes = {
    ...(aims.length > 0 && {
      jump: `→ ${[...new Set(aims.map(({ version }) => version.text))].join(', ')} in one jump`,
    }),
    input: [...notes, ...new Set(unreleased)],
    next: nextOf(result, inputs, options),
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
  const warned = options.strict && result.findings.some(({ severity }) => severity === 'warning')
  switch (result.verdict.kind) {
    case 'supported':
      return warned ? 1 : 0
    case 'unsupported':
      return 1
    case 'unknown':
    case 'untested':
      return 3
  }
}

function nextOf(
  result: CheckResult | JumpResult,
  inputs: readonly string[],
  options: CheckOptions,
): CheckNotes['next'] {
  const command = commandLine('plan', inputs, options)
  if (options.to.length > 0) {
    if (result.verdict.kind === 'supported') return []
    return [
      {
        what: 'the way there that stays supported',
        command: `${command}${options.to.map((to) => ` --to ${to}`).join('')}`,
      },
    ]
  }
  if (!('repairs' in result) || result.verdict.kind !== 'unsupported') return []
  const change = result.repairs[0]?.changes[0]
  if (change === undefined) return []
  return [
    {
      what: 'how to get there',
      command: `${command} --to ${change.member.group.component}=${change.to.text}`,
    },
  ]
}

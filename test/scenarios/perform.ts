import { join } from 'node:path'
import { parseShorthand } from '../../src/fleet/index.ts'
import { interlock } from '../cli/command.ts'
import { type CheckDocument, checkLines, type PlanDocument, planLines } from './outcome.ts'
import type { Scenario } from './parse.ts'

/** Runs a scenario through the command line, and gives what came of it in the short form of the files. */
export function perform(scenario: Scenario): readonly string[] {
  const { command, details } = scenario
  const { code, out, err } = interlock(argumentsOf(scenario), { stdin: JSON.stringify(fleetOf(scenario)) })
  if (code === 2) return err.trimEnd().split('\n')
  if (command === 'check') return checkLines(JSON.parse(out) as CheckDocument)
  return planLines(JSON.parse(out) as PlanDocument, details)
}

function argumentsOf({ command, policies, options }: Scenario): readonly string[] {
  const flags = options.flatMap((option) => {
    const equals = option.indexOf('=')
    return equals < 0 ? [`--${option}`] : [`--${option.slice(0, equals)}`, option.slice(equals + 1)]
  })
  const named = policies.flatMap((policy) => ['--policy', policyFile(policy)])
  return [command, '-', ...named, ...flags, '--format', 'json']
}

/** Shipped policies by their name; the invented ones lie beside the scenarios. */
const policyFile = (name: string): string =>
  name.startsWith('made/')
    ? join(import.meta.dirname, 'policies', `${name.slice('made/'.length)}.yaml`)
    : name

function fleetOf({ rows, says, line }: Scenario): unknown {
  return {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'Fleet',
    ...says,
    instances: rows.flatMap(({ words, name, isFrozen }) =>
      words.flatMap((word) => {
        const parsed = parseShorthand(word)
        if (!parsed.ok) throw new Error(`line ${line}: ${parsed.problem.message}`)
        return parsed.value.map((row) => ({
          ...row,
          ...(name !== undefined && { name }),
          ...(isFrozen && { frozen: true }),
        }))
      }),
    ),
  }
}

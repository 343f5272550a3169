import type { Target } from '../check/index.ts'
import type { Wishes } from '../plan/index.ts'
import type { PlanOptions, SessionOptions } from './options.ts'

/** The command line that would run a command on the same fleet with the same policies. */
export function commandLine(command: string, inputs: readonly string[], options: SessionOptions): string {
  const words = ['interlock', command, ...inputs]
  for (const name of options.policy) words.push('--policy', name)
  for (const reading of options.reading) words.push('--reading', reading)
  if (options.scope !== undefined) words.push('--scope', options.scope)
  for (const fact of options.fact) words.push('--fact', fact)
  return words.map(quoted).join(' ')
}

/** The command line that plans for other wishes of the same fleet; `own` are the targets that the fleet names itself. */
export function planCommand(
  inputs: readonly string[],
  options: PlanOptions,
  wishes: Wishes,
  own: readonly Target[],
): string {
  const ours = new Set(own.map(textOf))
  const named = wishes.targets.filter((target) => !ours.has(textOf(target)))
  const words = wishes.aim === undefined ? targetWords(named) : ['--to', wishes.aim]
  for (const { component, version } of wishes.via) words.push('--via', `${component}=${version.text}`)
  if (wishes.mode === 'stopped') words.push('--mode', 'stopped')
  else if (wishes.together) words.push('--allow-stopped')
  if (wishes.minimise !== undefined) words.push('--minimise', wishes.minimise)
  if (wishes.requireUndo === true) words.push('--require-undo')
  for (const path of options.avoid) words.push('--avoid', path)
  for (const path of options.manifests) words.push('--manifests', path)
  for (const batch of options.batch) words.push('--batch', batch)
  if (options.canary !== undefined) words.push('--canary', options.canary)
  if (options.maxParallel !== undefined) words.push('--max-parallel', options.maxParallel)
  for (const time of options.takes) words.push('--takes', time)
  for (const time of options.soak) words.push('--soak', time)
  for (const file of options.calendar) words.push('--calendar', file)
  if (options.start !== undefined) words.push('--start', options.start)
  for (const name of wishes.thaw) words.push('--thaw', name)
  if (options.allowUnreleased) words.push('--allow-unreleased')
  if (options.asOf !== undefined) words.push('--as-of', options.asOf)
  return [commandLine('plan', inputs, options), ...words.map(quoted)].join(' ')
}

const textOf = ({ policy, component, scope, version }: Target): string =>
  `${policy}/${component}@${scope}=${version.text}`

/** One version for everything is written once. */
export function targetWords(targets: readonly Target[]): string[] {
  const general = targets.filter(({ scope }) => scope === undefined)
  const versions = new Set(general.map(({ version }) => version.text))
  const isOne = versions.size === 1 && general.length > 1
  const plain = isOne
    ? [...versions]
    : general.map(({ component, version }) => `${component}=${version.text}`)
  const scoped = targets.flatMap(({ component, scope, version }) =>
    scope === undefined ? [] : [`${component}@${scope}=${version.text}`],
  )
  return [...plain, ...scoped].flatMap((text) => ['--to', text])
}

/** As a shell must see it. */
export const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

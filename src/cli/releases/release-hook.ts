import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Command } from 'commander'
import { openRepository } from '../../connect/index.ts'
import { tagVerdictText } from '../../explain/index.ts'
import { judgeExisting } from '../../tags/index.ts'
import { type ExitCode, type Io, paintOf, wrong } from '../io.ts'
import { openHistories } from './histories.ts'
import { onePolicy, withTagPolicy } from './release-lint.ts'

interface HookOptions {
  readonly policy: string
  readonly reading: readonly string[]
  readonly component: string | undefined
  readonly repo: string
  readonly upstream: string | undefined
}

type Given = { readonly [K in keyof HookOptions]?: HookOptions[K] }

/** Told apart from hooks of others by this line. */
const mark = '# Written by `interlock release hook install`; it may be written again.'

/** Adds `release hook install` and what the hook itself calls. */
export function addReleaseHook(release: Command, io: Io, done: (code: ExitCode) => void): void {
  const hook = release.command('hook').description('A pre-push hook that refuses tags which break a rule.')
  const common = (command: Command): Command =>
    withTagPolicy(command)
      .option('--repo <dir>', 'the repository (default: the current folder)')
      .showHelpAfterError('(interlock release hook --help explains it)')
  const read = (given: Given): HookOptions => {
    const { policy = '', reading = [], component, repo = '.', upstream } = given
    return { policy, reading, component, repo, upstream }
  }
  common(hook.command('install'))
    .description('Writes the hook into a repository; one of somebody else is left alone.')
    .addHelpText('after', '\nExample:\n  interlock release hook install --policy NAME')
    .action((given: Given) => done(install(read(given), io)))
  common(hook.command('run'))
    .description('What the hook calls: judges the tags that git is about to push, as git tells them.')
    .action((given: Given) => done(judgePush(read(given), io)))
}

function install(options: HookOptions, io: Io): ExitCode {
  // Found now rather than at the first push.
  onePolicy(options.policy, options.reading, io)
  const repository = openRepository(options.repo)
  if (!repository.ok) throw wrong(repository.problem)
  const { hooks } = repository.value
  const folder = isAbsolute(hooks) ? hooks : join(options.repo, hooks)
  const file = join(folder, 'pre-push')
  if (existsSync(file) && !readFileSync(file, 'utf8').includes(mark))
    throw wrong(`there is another hook: ${file}`, `add to it a line that calls it: ${callOf(options)}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${mark}\nexec ${callOf(options)}\n`)
  chmodSync(file, 0o755)
  io.write(`✓ ${file}\n\n  From now on a push of tags that break a rule of ${options.policy} is refused.\n`)
  return 0
}

/** The command that the hook runs; git starts it at the root of the work tree. */
function callOf({ policy, reading, component, upstream }: HookOptions): string {
  const words = [
    'interlock release hook run',
    `--policy ${quoted(policy)}`,
    ...reading.map((each) => `--reading ${quoted(each)}`),
    ...(component === undefined ? [] : [`--component ${quoted(component)}`]),
    ...(upstream === undefined ? [] : [`--upstream ${quoted(upstream)}`]),
  ]
  return words.join(' ')
}

const quoted = (text: string): string =>
  /^[\w./=@:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

const nothing = /^0+$/

/** Judges what git tells a pre-push hook: `LOCAL-REF LOCAL-OBJECT REMOTE-REF REMOTE-OBJECT` a line. */
function judgePush(options: HookOptions, io: Io): ExitCode {
  const pushed = io
    .readStdin()
    .split('\n')
    .flatMap((line) => {
      const [, local = '', ref = '', remote = ''] = line.trim().split(/\s+/)
      const name = /^refs\/tags\/(.+)$/.exec(ref)?.[1]
      return name === undefined ? [] : [{ name, local, remote }]
    })
  if (pushed.length === 0) return 0
  const policy = onePolicy(options.policy, options.reading, io)
  const { world, notes } = openHistories(policy, { ...options, history: undefined }, io)
  let worst: ExitCode = 0
  for (const { name, local, remote } of pushed) {
    const isNew = nothing.test(remote)
    if (nothing.test(local) || (!isNew && local !== remote)) {
      // Whoever fetched it has something else from then on.
      const what = nothing.test(local) ? 'taken away' : 'moved'
      io.writeError(`✗ ${name} would be ${what}: it has been published\n`)
      worst = 1
      continue
    }
    const verdict = judgeExisting(world, name)
    if (verdict === undefined) continue
    io.writeError(tagVerdictText(policy.name, verdict, notes, paintOf(io)))
    if (verdict.answer === 'no') worst = 1
  }
  return worst
}

import type { Command } from 'commander'
import type { ExitCode, Io } from '../io.ts'
import { addReleaseHook } from './release-hook.ts'
import { addReleaseLint } from './release-lint.ts'
import { addReleaseNext } from './release-next.ts'
import { addReleaseVerify } from './release-verify.ts'

/** Adds the commands for those who release: `release lint`, `release verify` and their like. */
export function addReleaseCommands(program: Command, io: Io, done: (code: ExitCode) => void): void {
  const release = program
    .command('release')
    .summary('is this tag legitimate, and what comes next?')
    .description('For maintainers: whether tags are as the policy wants them, and what may come next.')
  addReleaseLint(release, io, done)
  addReleaseNext(release, io, done)
  addReleaseHook(release, io, done)
  addReleaseVerify(release, io, done)
}

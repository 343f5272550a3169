import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/**
 * The folder in which runs leave what they know: the one that is asked for, else that of the environment, else where programs
 * keep such things.
 */
export function stateFolder(
  asked: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  home = homedir(),
): string {
  const { INTERLOCK_STATE, XDG_STATE_HOME } = environment
  const own = asked || INTERLOCK_STATE
  if (own) return resolve(own)
  // The XDG base directory specification: a path that is not absolute is to be ignored.
  const base = XDG_STATE_HOME?.startsWith('/') ? XDG_STATE_HOME : join(home, '.local', 'state')
  return join(base, 'interlock')
}

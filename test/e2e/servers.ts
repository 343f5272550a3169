import { join } from 'node:path'
import asked from './servers/package.json' with { type: 'json' }

/** The folder that holds the sources. */
export const root = join(import.meta.dirname, '../..')

/** What is kept between runs: programs, and the logs of what went wrong. */
export const cache = join(root, '.cache/e2e')

/** The program of one version of the server, as `npm run e2e` fetched it. */
export function restateServer(version: string): string {
  const name = `restate-${version}`
  if (!Object.hasOwn(asked.dependencies, name)) throw new Error(`${name} is not in test/e2e/servers`)
  return join(cache, 'servers/node_modules', name, 'bin/restate-server')
}

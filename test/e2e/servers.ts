import { join } from 'node:path'
import asked from './servers/package.json' with { type: 'json' }

/** The folder that holds the sources. */
export const root = join(import.meta.dirname, '../..')

/** What is kept between runs: programs, and the logs of what went wrong. */
export const cache = join(root, '.cache/e2e')

/** Where the program of each version of the server is, as `npm run e2e` fetched it. */
export const restateServers = join(cache, 'servers/node_modules/restate-{version}/bin/restate-server')

export function restateServer(version: string): string {
  if (!Object.hasOwn(asked.dependencies, `restate-${version}`))
    throw new Error(`Restate ${version} is not in test/e2e/servers`)
  return restateServers.replace('{version}', version)
}

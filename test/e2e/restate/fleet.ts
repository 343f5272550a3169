import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes the document of three servers at a version, and answers where it is. */
export function writeFleet(folder: string, version: string, more = ''): string {
  const file = join(folder, 'fleet.yaml')
  writeFileSync(
    file,
    `apiVersion: interlock.dev/v1alpha1
kind: Fleet
metadata: { name: e2e }
policies: [restate]
instances: [{ component: server, version: ${version}, count: 3 }]
${more}`,
  )
  return file
}

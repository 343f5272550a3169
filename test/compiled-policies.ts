import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPolicyText, shippedPolicies } from '../src/connect/index.ts'

/*
 * Reads the shipped policies once for a whole run, as the build does: thousands of commands would read the same YAML
 * again otherwise. What is wrong with a policy is told by the tests that read it from its source.
 */

const sources = join(import.meta.dirname, '../policies')

export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-policies-'))
  mkdirSync(folder, { recursive: true })
  for (const name of shippedPolicies({ sources })) {
    const read = readPolicyText(name, { sources })
    if (read.ok) writeFileSync(join(folder, `${name}.json`), JSON.stringify(read.value.document))
  }
  process.env.INTERLOCK_TEST_POLICIES = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { otherPolicies, readPolicyText, shippedPolicies } from '../connect/index.ts'
import { plainPaint } from '../explain/index.ts'
import { buildPolicy } from '../policy/index.ts'
import { diagnosticsText } from './io.ts'

/*
 * Reads the shipped policies once, at build time, and writes them as plain JSON: commands then start without a YAML
 * parser or a schema. Run by the build with the source folder and the destination.
 */
const [sources = 'policies', destination = 'dist/policies'] = process.argv.slice(2)
mkdirSync(destination, { recursive: true })
for (const name of shippedPolicies({ sources })) {
  const read = readPolicyText(name, { sources })
  const policy = read.ok
    ? buildPolicy(read.value.document, { locate: read.value.locate, other: otherPolicies(name, { sources }) })
    : read
  if (!read.ok || !policy.ok) {
    const problems = !read.ok ? read.problem : !policy.ok ? policy.problem : []
    process.stderr.write(diagnosticsText(problems, plainPaint))
    process.exitCode = 1
    continue
  }
  writeFileSync(join(destination, `${name}.json`), JSON.stringify(read.value.document))
}

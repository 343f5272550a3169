import * as z from 'zod/mini'
import { type Diagnostic, ok, type Result } from '../base/index.ts'
import type { Finding } from '../check/index.ts'
import { readDocument, validate } from '../document/index.ts'
import { sentence } from '../explain/index.ts'

/** As much of an earlier answer as tells which findings are known. */
const baselineSchema = z.object({
  kind: z.literal('CheckResult'),
  findings: z.array(
    z.object({
      rule: z.nullable(z.string()),
      scope: z.string(),
      component: z.string(),
      message: z.string(),
    }),
  ),
})

const keyOf = (rule: string | null, scope: string, component: string, message: string): string =>
  JSON.stringify([rule, scope, component, message])

/** Reads an earlier `--format json`; gives a test of whether a finding is in it. */
export function readBaseline(
  content: string,
  file: string,
): Result<(finding: Finding) => boolean, readonly Diagnostic[]> {
  const source = readDocument(content, file)
  if (!source.ok) return source
  const document = validate(baselineSchema, source.value)
  if (!document.ok) return document
  const known = new Set(
    document.value.findings.map(({ rule, scope, component, message }) =>
      keyOf(rule, scope, component, message),
    ),
  )
  return ok(({ rule, scope, component, ...rest }) =>
    known.has(keyOf(rule?.name ?? null, scope, component, sentence({ rule, scope, component, ...rest }))),
  )
}

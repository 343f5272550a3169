import * as z from 'zod/mini'
import { type Diagnostic, ok, type Result } from '../base/index.ts'
import { readDocument, validate } from '../document/index.ts'
import type { ScanFinding } from '../lifecycle/index.ts'

/** As much of an earlier scan as tells which findings are known. */
const baselineSchema = z.object({
  kind: z.literal('ScanResult'),
  findings: z.array(
    z.object({
      rule: z.nullable(z.string()),
      file: z.string(),
      subject: z.string(),
      name: z.nullable(z.string()),
      later: z.boolean(),
      reason: z.object({ kind: z.string() }),
    }),
  ),
})

/** Without the line, which moves with every edit, and without the version asked about. */
const scanFindingKey = (
  rule: string | null,
  file: string,
  subject: string,
  name: string | null,
  reason: string,
  later: boolean,
): string => JSON.stringify([rule, file, subject, name, reason, later])

export const keyOfScanFinding = ({ rule, place, subject, name, reason, later }: ScanFinding): string =>
  scanFindingKey(rule?.name ?? null, place.file, subject, name ?? null, reason.kind, later)

/** Reads an earlier `scan --format json`; gives a test of whether a finding is in it. */
export function readScanBaseline(
  content: string,
  file: string,
): Result<(finding: ScanFinding) => boolean, readonly Diagnostic[]> {
  const source = readDocument(content, file)
  if (!source.ok) return source
  const document = validate(baselineSchema, source.value)
  if (!document.ok) return document
  const known = new Set(
    document.value.findings.map(({ rule, file: path, subject, name, reason, later }) =>
      scanFindingKey(rule, path, subject, name, reason.kind, later),
    ),
  )
  return ok((finding) => known.has(keyOfScanFinding(finding)))
}

import { type ScanNotes, scanSentence } from '../explain/index.ts'
import type { LedgerFinding, ScanResult } from '../lifecycle/index.ts'
import { contractVersion } from './check.ts'

/** Scanned manifests, as --format json prints them. */
export function scanDocument(result: ScanResult, notes: ScanNotes): unknown {
  const { verdict, documents, manifests, loads, kinds, skipped, unreadable, findings } = result
  return {
    apiVersion: contractVersion,
    kind: 'ScanResult',
    verdict,
    policy: notes.policy,
    hosts: notes.hosts,
    mode: notes.mode ?? null,
    images: notes.images,
    files: notes.files,
    documents,
    manifests,
    loads,
    kinds: Object.fromEntries(kinds),
    skipped,
    unreadable,
    log: notes.log ?? null,
    findings: findings.map((finding) => ({
      rule: finding.rule?.name ?? null,
      severity: finding.severity,
      file: finding.place.file,
      line: finding.place.line,
      column: finding.place.column,
      subject: finding.subject,
      name: finding.name ?? null,
      at: finding.at === '' ? null : finding.at,
      later: finding.later,
      since: finding.since ?? null,
      until: finding.until ?? null,
      replacement: finding.replacement ?? null,
      message: scanSentence(finding),
      reason: finding.reason,
      source: finding.rule === undefined ? null : { ...finding.rule.source, says: finding.rule.says },
    })),
    input: notes.input,
  }
}

/** What `lifecycle lint` found, as --format json prints it. */
export function ledgerDocument(policy: string, rows: number, findings: readonly LedgerFinding[]): object {
  return {
    apiVersion: contractVersion,
    kind: 'LedgerLintResult',
    policy,
    rows,
    findings: findings.map(({ rule, severity, subject, message, because, place }) => ({
      rule: rule.name,
      severity,
      subject,
      message,
      because: because ?? null,
      file: place?.file ?? null,
      line: place?.line ?? null,
    })),
  }
}

export { type Host, isSpanBetween, versionAfter } from './calendar.ts'
export {
  type Outcome,
  type ScanFinding,
  type ScanReason,
  type ScanSeverity,
  type ScanVerdict,
  scanVerdict,
} from './finding.ts'
export type { Setting } from './judge.ts'
export { standing } from './ledger.ts'
export { type LedgerFinding, lintLedger } from './lint.ts'
export { type LogResult, scanLog } from './logs.ts'
export { type Migration, migrationsOf } from './migrations.ts'
export { type ScanInput, type ScanRequest, type ScanResult, scan } from './scan.ts'
export type { ManifestSource } from './unwrap.ts'

import { type CatalogueUpdateReport, conflictText, skipText } from '../explain/index.ts'
import { contractVersion } from './check.ts'

/** What `catalogue update` did or would do, as --format json prints it. */
export function catalogueUpdateDocument(report: CatalogueUpdateReport): object {
  const { added, changed, conflicts, missing, skipped, unread, found, newest } = report.update
  return {
    apiVersion: contractVersion,
    kind: 'CatalogueUpdateResult',
    policy: report.policy,
    components: report.components,
    status: report.status,
    from: { ...report.origin, names: report.published },
    file: report.file,
    written: report.written ?? null,
    include: report.include ?? null,
    asOf: { from: report.asOf.from ?? null, to: report.asOf.to ?? null },
    found,
    newest: newest === undefined ? null : { version: newest.version.text, date: newest.date ?? null },
    added: added.map(({ version, date, commit, delivers }) => ({
      version: version.text,
      date: date ?? null,
      commit: commit ?? null,
      delivers: delivers ?? null,
    })),
    changed: changed.map(({ version, member, from, to }) => ({
      version: version.text,
      member,
      from: from ?? null,
      to,
    })),
    conflicts: conflicts.map((conflict) => ({
      ...conflict,
      version: conflict.version.text,
      message: conflictText(conflict),
    })),
    missing: missing.map(({ version, tag }) => ({ version: version.text, tag })),
    skipped: skipped.map(({ name, reason }) => ({ name, reason, message: skipText(reason) })),
    unread: unread.map(({ version, component, text, expected }) => ({
      version: version.text,
      component,
      text,
      expected,
    })),
    notes: report.notes,
  }
}

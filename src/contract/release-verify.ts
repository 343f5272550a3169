import { pageSentence, reachSentences, releaseSentenceOf } from '../explain/index.ts'
import type { ReleaseSection, ReleaseVerifyResult } from '../release/index.ts'
import { contractVersion } from './check.ts'
import { changeDocument, problemDocument, stepDocument } from './compare.ts'

/** Whether a release kept its promise, as --format json prints it. */
export function releaseVerifyDocument(result: ReleaseVerifyResult): object {
  const { policy, component, from, to, bump, verdict, sections, notes } = result
  return {
    apiVersion: contractVersion,
    kind: 'ReleaseVerifyResult',
    verdict,
    policy,
    component,
    from,
    to,
    differs: bump ?? null,
    message: releaseSentenceOf(result),
    sections: sections.map((section) => sectionDocument(section, to)),
    notes,
  }
}

function sectionDocument(section: ReleaseSection, to: string): object {
  switch (section.kind) {
    case 'interfaces':
      return {
        kind: section.kind,
        verdict: section.verdict,
        files: Object.fromEntries(section.files),
        steps: section.steps.map((step) => ({
          ...stepDocument(step),
          changes: step.changes.map((each) => changeDocument(each, true)),
        })),
        problems: section.problems.map(problemDocument),
        notes: section.notes,
      }
    case 'documents':
      return {
        kind: section.kind,
        verdict: section.verdict,
        rules: section.rules.map(({ rule, pages }) => ({
          rule: rule.name,
          pages: pages.map((page) => ({
            name: page.name,
            title: page.page.title,
            ref: page.page.ref,
            state: page.state,
            files: page.files,
            missing: page.missing.map(({ path }) => path),
            message: pageSentence(page),
          })),
        })),
      }
    case 'reach':
      return {
        kind: section.kind,
        verdict: section.verdict,
        by: section.reach.by?.name ?? null,
        fleets: section.reach.fleets.map(({ version, outcome, stops, moves, conflicts, hadWay }) => ({
          version: version.text,
          outcome,
          stops: stops.map(({ text }) => text),
          moves,
          hadWay: hadWay ?? null,
          rules: [
            ...new Set(
              conflicts.flatMap(({ causes }) =>
                causes.flatMap((cause) => (cause.kind === 'rule' ? [cause.rule.name] : [])),
              ),
            ),
          ],
        })),
        retired: section.reach.retired.map(({ line, rule }) => ({ line: line.label, rule: rule.name })),
        message: reachSentences(section, to).join('; '),
      }
  }
}

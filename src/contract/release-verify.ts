import { pageSentence, releaseSentenceOf } from '../explain/index.ts'
import type { ReleaseSection, ReleaseVerifyResult } from '../release/index.ts'
import { contractVersion } from './check.ts'
import { changeDocument, problemDocument, stepDocument } from './compare.ts'

/** Whether a release kept its promise, as --format json prints it. */
export function releaseVerifyDocument(result: ReleaseVerifyResult): object {
  const { policy, component, from, to, bump, verdict, sections } = result
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
    sections: sections.map(sectionDocument),
  }
}

function sectionDocument(section: ReleaseSection): object {
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
  }
}

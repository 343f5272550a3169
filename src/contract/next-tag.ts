import type { NextTags, TagVerdict } from '../tags/index.ts'
import { contractVersion } from './check.ts'
import { tagFindingDocument } from './release-lint.ts'

/** The tags that may come next, as `release next --format json` prints them. */
export const nextTagsDocument = (policy: string, next: NextTags): object => ({
  apiVersion: contractVersion,
  kind: 'ReleaseNextResult',
  policy,
  branch: next.branch,
  after: next.after?.tag.name ?? null,
  proposals: next.proposals.map((each) => ({
    ...verdictMembers(each),
    prerelease: each.version.isPrerelease,
  })),
  refused: next.refused.map((each) => ({ ...verdictMembers(each), prerelease: each.version.isPrerelease })),
})

/** Whether a tag may be made, as `release next --check --format json` prints it. */
export const tagVerdictDocument = (
  policy: string,
  branch: string | undefined,
  verdict: TagVerdict,
): object => ({
  apiVersion: contractVersion,
  kind: 'ReleaseTagResult',
  policy,
  branch: branch ?? null,
  ...verdictMembers(verdict),
})

const verdictMembers = ({ tag, answer, findings, obeyed }: TagVerdict) => ({
  tag,
  answer,
  obeyed: obeyed.map(({ name }) => name),
  findings: findings.map(tagFindingDocument),
})

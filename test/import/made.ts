import { checkJump } from '../../src/check/index.ts'
import { readDocuments, type Source, writeDocument } from '../../src/document/index.ts'
import type { ImportResult, ImportSettings } from '../../src/import/index.ts'
import { plan } from '../../src/plan/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../../src/policy/index.ts'
import type { Version } from '../../src/version/index.ts'
import { testExamples } from '../../src/vet/index.ts'
import { running } from '../fuzz/mesh.ts'

/* An imported policy as users get it: written as text, read back, built, its examples tried. */

export const settings: ImportSettings = { name: 'made', component: 'pump', asOf: '2026-08-31', ref: 'made' }

export const sourcesOf = (text: string, file = 'made.yaml'): Source[] =>
  [...readDocuments(text, file)].map((read) => {
    if (!read.ok) throw new Error(JSON.stringify(read.problem))
    return read.value
  })

export function builtFrom(result: ImportResult): Policy {
  if (!result.ok) throw new Error(JSON.stringify(result.problem))
  const text = writeDocument(result.value.policy)
  const read = readPolicy(text, 'imported.yaml', () => ({ ok: false, problem: 'there is no other file' }))
  if (!read.ok) throw new Error(`${JSON.stringify(read.problem)}\n${text}`)
  const policy = buildPolicy(read.value.document, { locate: read.value.locate })
  if (!policy.ok) throw new Error(`${JSON.stringify(policy.problem)}\n${text}`)
  const wrong = testExamples(policy.value).filter(({ expected, found }) => expected !== found)
  if (wrong.length > 0) throw new Error(`${JSON.stringify(wrong)}\n${text}`)
  return policy.value
}

/** What an import tells besides: `line:column message`. */
export const notesOf = (result: ImportResult): string[] =>
  (result.ok ? result.value.notes : result.problem).map(
    ({ place, message, help }) =>
      `${place?.line}:${place?.column} ${message}${help === undefined ? '' : ` | ${help}`}`,
  )

export function versionOf(policy: Policy, component: string, text: string): Version {
  const version = policy.components.get(component)?.scheme.parse(text)
  if (version?.ok !== true) throw new Error(`no version ${text}`)
  return version.value
}

/** The verdict on one move in one go. */
export function jumpVerdict(policy: Policy, from: string, to: string, component = 'pump'): string {
  const target = { policy: policy.name, component, version: versionOf(policy, component, to) }
  return checkJump(running(`${component}=${from}`, policy), [policy], [target]).verdict.kind
}

/** What comes of planning from one version to another. */
export function planned(policy: Policy, from: string, to: string, component = 'pump') {
  const targets = [{ policy: policy.name, component, version: versionOf(policy, component, to) }]
  const wishes = { targets, via: [], mode: 'rolling' as const, together: false, thaw: [], batches: [] }
  return plan({
    summary: running(`${component}=${from}`, policy),
    policies: [policy],
    wishes,
    asOf: '2026-08-31',
  })
}

/** Whether a graph leads from one node to another, by its moves alone. */
export function leads(
  nodes: readonly string[],
  isMove: (from: string, to: string) => boolean,
  from: string,
  to: string,
): boolean {
  const seen = new Set([from])
  for (const node of seen) for (const next of nodes) if (isMove(node, next)) seen.add(next)
  return seen.has(to)
}

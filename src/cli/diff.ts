import { openInputs, otherPolicies, readFleet, readPolicyText } from '../connect/index.ts'
import { contractVersion, findingDocument } from '../contract/index.ts'
import { type DiffResult, diffText } from '../explain/index.ts'
import type { FleetRow } from '../fleet/index.ts'
import { buildPolicy, type Policy, type PolicyDocument } from '../policy/index.ts'
import { diffPolicies, diffVerdicts } from '../vet/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf } from './io.ts'
import { summaryOf } from './session.ts'

export interface DiffOptions {
  readonly fleet: readonly string[]
  readonly scope: string | undefined
  readonly format: 'text' | 'json'
}

/** Sets two versions of a policy side by side: 1 where a verdict on one of the fleets gets worse. */
export function runDiff(before: string, after: string, options: DiffOptions, io: Io): ExitCode {
  const old = open(before, io)
  const now = open(after, io)
  const diff = diffPolicies(old.document, now.document)
  const verdicts = options.fleet.length === 0 ? undefined : verdictsOf(old.policy, now.policy, options, io)
  const result: DiffResult = { before, after, diff, ...(verdicts !== undefined && { verdicts }) }
  if (options.format === 'json') io.write(`${JSON.stringify(documentOf(result), null, 2)}\n`)
  else io.write(diffText(result, paintOf(io)))
  return verdicts?.changes.some(({ isWorse }) => isWorse) === true ? 1 : 0
}

function open(reference: string, io: Io): { document: PolicyDocument; policy: Policy } {
  const read = readPolicyText(reference, io.folders)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document, locate } = read.value
  const policy = buildPolicy(document, { locate, other: otherPolicies(reference, io.folders) })
  if (!policy.ok) throw new InputProblem(policy.problem)
  return { document, policy: policy.value }
}

/** Each policy reads the fleet for itself: how versions are written and what recipes recognise may be what changed. */
function verdictsOf(old: Policy, now: Policy, options: DiffOptions, io: Io): ReturnType<typeof diffVerdicts> {
  const opened = openInputs(options.fleet, io.readStdin)
  if (!opened.ok) throw new InputProblem(opened.problem)
  const readBy = (policy: Policy) => {
    const read = readFleet(opened.value, policy.recipes, options.scope)
    if (!read.ok) throw new InputProblem(read.problem)
    return { policy, summary: summaryOf(read.value.fleet.rows.map(own(old, policy)), [policy]) }
  }
  return diffVerdicts(readBy(old), readBy(now), io.today)
}

/** A fleet names the old policy; an edit may have another name. */
const own =
  (old: Policy, policy: Policy) =>
  (row: FleetRow): FleetRow =>
    row.policy === old.name ? { ...row, policy: policy.name } : row

const documentOf = ({ before, after, diff, verdicts }: DiffResult): unknown => ({
  apiVersion: contractVersion,
  kind: 'PolicyDiffResult',
  before,
  after,
  ...diff,
  ...(verdicts !== undefined && {
    scopes: verdicts.scopes,
    verdicts: verdicts.changes.map((change) => ({
      ...change,
      because: change.because.map(findingDocument),
    })),
  }),
})

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type FleetRow, type Summary, summarise, type Vocabulary } from '../src/fleet/index.ts'
import type { PlanRequest, PlanResult } from '../src/plan/index.ts'
import { buildPolicy, type Policy, readPolicy } from '../src/policy/index.ts'
import type { Version } from '../src/version/index.ts'

/** A shipped policy, read from its files as a user's would be. */
export function readShippedPolicy(name = 'spire'): Policy {
  const folder = join('policies', name)
  const file = join(folder, 'policy.yaml')
  const read = readPolicy(readFileSync(file, 'utf8'), file, (included) => {
    const path = join(folder, basename(included))
    return { ok: true, value: { text: readFileSync(path, 'utf8'), file: path } }
  })
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  const policy = buildPolicy(read.value.document)
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return policy.value
}

/** The versions in the policy's catalogue of servers (agents have the same), oldest first. */
export function releasesOf(policy: Policy): readonly Version[] {
  const catalogue = policy.catalogues.get('server')
  if (catalogue === undefined) throw new Error('the policy has no catalogue of servers')
  return catalogue.releases.map(({ version }) => version)
}

/** The newest release of each line, by the label of the line. */
export function newestByLine(policy: Policy): ReadonlyMap<string, string> {
  return new Map(releasesOf(policy).map(({ line, text }) => [line.label, text]))
}

export const vocabularyOf = (policy: Policy): Vocabulary =>
  new Map([[policy.name, new Map([...policy.components].map(([name, { scheme }]) => [name, scheme]))]])

export function summaryOf(policy: Policy, rows: readonly FleetRow[]): Summary {
  const summary = summarise({ policies: [policy.name], rows }, vocabularyOf(policy))
  if (!summary.ok) throw new Error(JSON.stringify(summary.problem))
  return summary.value
}

/** Asks components to go to one version: servers and agents, where nothing else is said. */
export function requestOf(
  policy: Policy,
  rows: readonly FleetRow[],
  target: string,
  components: readonly string[] = ['server', 'agent'],
): PlanRequest {
  return {
    summary: summaryOf(policy, rows),
    policies: [policy],
    asOf: '2026-09-01',
    wishes: {
      targets: components.map((component) => {
        const version = policy.components.get(component)?.scheme.parse(target)
        if (version?.ok !== true) throw new Error(`no version ${target}`)
        return { policy: policy.name, component, version: version.value }
      }),
      via: [],
      mode: 'rolling',
      together: false,
      thaw: [],
      batches: [],
    },
  }
}

/** The instance moves of a result that must be a plan. */
export function movesOf(result: PlanResult): number {
  if (result.outcome !== 'plan') throw new Error(`expected a plan, not "${result.outcome}"`)
  return result.moves
}

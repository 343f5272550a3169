import { describe, expect, it } from 'vitest'
import { FleetVerdict } from '../../src/cli/runs/fleet-verdict.ts'
import { tiesBetween } from '../../src/cli/runs/ties.ts'
import { summaryOf } from '../../src/cli/session.ts'
import { loadPolicy } from '../../src/connect/index.ts'
import { readPlan } from '../../src/contract/index.ts'
import { type Entry, Progress, type Route, routeOf } from '../../src/execute/index.ts'
import type { Group } from '../../src/fleet/index.ts'
import type { Policy } from '../../src/policy/index.ts'
import { interlock, words } from './command.ts'

/* What is told of a fleet while it moves is what a check of it would say at that moment. */

interface Planned {
  readonly policy: Policy
  readonly groups: readonly Group[]
  readonly route: Route
}

function planned(line: string): Planned {
  const { out, err } = interlock(words(`plan ${line} --format json`))
  const read = readPlan(out, 'plan')
  if (!read.ok) throw new Error(err)
  const [{ name } = { name: '' }] = read.value.document.policies
  const policy = loadPolicy(name, { sources: 'policies' })
  if (!policy.ok) throw new Error('no policy')
  const stages = read.value.stages([policy.value])
  if (!stages.ok) throw new Error('no stages')
  const { groups } = summaryOf(read.value.rows, [policy.value])
  const route = routeOf({
    ...{ digest: 'd', stages: stages.value, tasks: [], groups, maxParallel: undefined },
    ties: tiesBetween(groups, [policy.value]),
    ...{ gatesOf: () => [], soakOf: () => 0, isManual: () => false },
  })
  return { policy: policy.value, groups, route }
}

/** Carries a route out, batch by batch, each stage at once, and calls at each step. */
function steps({ route }: Planned, progress: Progress, told: (entry: Entry) => void): void {
  for (const stage of route.stages) {
    const from = stage.from[0] ?? ''
    for (let moved = 0, batch = 1; moved < stage.count; batch++) {
      const ids = Array.from({ length: Math.min(stage.batch, stage.count - moved) }, (_, i) => `${moved + i}`)
      moved += ids.length
      const subject = stage.id
      for (const entry of [
        { kind: 'intended', subject, batch, moving: [{ from, ids }] },
        ...(stage.mode === 'stopped' ? [{ kind: 'stopped', subject } as const] : []),
        { kind: 'moved', subject },
        { kind: 'settled', subject },
        ...(moved >= stage.count ? [{ kind: 'finished', subject } as const] : []),
      ] as const) {
        progress.take(entry)
        told(entry)
      }
    }
  }
}

const kinds = (line: string): readonly string[] => {
  const world = planned(line)
  const verdict = new FleetVerdict(world.groups, [world.policy], '2026-08-22')
  const progress = new Progress(world.route)
  const seen = [verdict.now(progress).kind]
  steps(world, progress, (entry) => {
    verdict.note(entry, progress)
    const { kind } = verdict.now(progress)
    if (kind !== seen.at(-1)) seen.push(kind)
    // Asked anew, with nothing remembered, it says the same.
    expect(new FleetVerdict(world.groups, [world.policy], '2026-08-22').now(progress).kind).toBe(kind)
  })
  return seen
}

const checked = (line: string): string =>
  (JSON.parse(interlock(words(`check ${line} --format json`)).out) as { verdict: string }).verdict

describe('the verdict on a fleet', () => {
  it.each([
    ['stays supported', '--policy spire server=1.1.1x2 agent=1.1.1x2 --to 1.2.3', ['supported']],
    [
      'ends unsupported states',
      '--policy spire server=1.1.1x2 agent=1.2.3x2 --to 1.2.3',
      ['unsupported', 'supported'],
    ],
    [
      'follows a chart with what it brings along, told or not',
      '--policy mirrord operator-chart=1.57.0 operator=3.150.0 cli=3.240.0 --to operator-chart=3.187.0',
      ['supported'],
    ],
  ])('%s', (_, line, expected) => {
    const [first] = expected
    expect(checked(line.replace(/ --to .*/, ''))).toBe(first)
    expect(kinds(line)).toEqual(expected)
  })
})

describe('what is looked at before a move', () => {
  const neighboursIn = (line: string, key: string) =>
    planned(line).route.groups.find((group) => group.key === key)?.neighbours

  it('is what brings a tied component along, where nobody tells of that', () => {
    const line = '--policy mirrord operator-chart=3.171.0 cli=3.240.0 --to cli=3.250.0'
    expect(neighboursIn(line, 'mirrord/cli@default')).toContain('mirrord/operator-chart@default')
  })

  it('is not the whole of a cluster', () => {
    const line = `--policy spire server@prod=1.1.1x3 ${[1, 2, 3].map((i) => `agent@prod/${i}=1.1.1`).join(' ')} --to 1.2.3`
    expect(neighboursIn(line, 'spire/agent@prod/2')).toEqual(['spire/agent@prod/2', 'spire/server@prod'])
    expect(neighboursIn(line, 'spire/server@prod')).toHaveLength(4)
  })
})

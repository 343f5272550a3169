import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

/** The members of the JSON documents are a contract: other programs read them. */

const fleet = 'examples/spire/fleet.yaml'
const frozen = 'examples/spire/fleet-frozen.yaml'

const answer = (line: string, stdin = ''): unknown =>
  JSON.parse(interlock([...words(line), '--format', 'json'], { stdin }).out)

const source = {
  title: 'SPIRE: Managing Upgrades/Downgrades',
  ref: expect.stringMatching(/^https:/),
  section: 'SPIRE Agent Compatibility',
}

describe('forecast', () => {
  it('tells certain days and guesses apart', () => {
    expect(
      answer('forecast --policy kubernetes kube-apiserver@prod=1.34.8x3 --as-of 2026-10-15'),
    ).toMatchObject({
      apiVersion: 'interlock.dev/v1alpha1',
      kind: 'ForecastResult',
      verdict: 'supported',
      asOf: '2026-10-15',
      leadDays: 14,
      withinDays: 0,
      startBy: '2026-10-13',
      outlooks: [
        {
          policy: 'kubernetes',
          component: 'kube-apiserver',
          line: '1.34',
          versions: ['1.34.8'],
          scopes: ['prod'],
          count: 3,
          rule: 'kubernetes/patch-support',
          prospect: 'ends',
          lastDay: '2026-10-27',
          startBy: '2026-10-13',
          estimate: null,
          message: expect.stringContaining('supported until 2026-10-27'),
          basis: 'the day is announced',
          source: { title: 'Kubernetes: Patch Releases', section: 'Support period' },
        },
      ],
      way: { outcome: 'plan', stages: 3, moves: 9 },
      catalogues: [{ policy: 'kubernetes', asOf: '2026-08-26' }],
    })
    expect(answer('forecast --policy dapr runtime=1.16.4 --as-of 2026-08-22')).toMatchObject({
      outlooks: [
        {
          prospect: 'estimated',
          lastDay: null,
          estimate: {
            earliest: expect.stringMatching(/^2026-/),
            missingLines: 1,
            intervalDays: { least: expect.any(Number), median: expect.any(Number), of: 8 },
            newest: { line: '1.18' },
          },
        },
      ],
    })
  })

  it('has neither where nobody says it', () => {
    expect(answer('forecast --policy uxp uxp=v1.14.0-up.1')).toMatchObject({
      verdict: 'unknown',
      startBy: null,
      outlooks: [{ prospect: 'undefined', rule: null, lastDay: null, startBy: null, estimate: null }],
      way: null,
    })
  })
})

describe('check', () => {
  it('a supported fleet has no findings', () => {
    expect(answer(`check ${fleet}`)).toMatchObject({
      apiVersion: 'interlock.dev/v1alpha1',
      kind: 'CheckResult',
      verdict: 'supported',
      findings: [],
      repairs: [],
    })
  })

  it('a finding names its rule, the instances and the source', () => {
    expect(answer('check --policy spire server@prod=1.3.0x3 agent@prod=1.1.1x40')).toMatchObject({
      kind: 'CheckResult',
      verdict: 'unsupported',
      findings: [
        {
          rule: 'spire/agent-skew',
          severity: 'error',
          outcome: 'broken',
          policy: 'spire',
          scope: 'prod',
          component: 'agent',
          versions: ['1.1.1'],
          count: 40,
          against: { component: 'server', versions: ['1.3.0'] },
          message: expect.stringContaining('agent 1.1.1 ×40'),
          reason: { kind: 'distance', side: 'behind', unit: 'line', distance: 2, limit: 1 },
          derived: false,
          source,
        },
      ],
      // Three servers are fewer than forty agents.
      repairs: [{ count: 3, changes: [{ component: 'server', from: '1.3.0', count: 3 }] }],
    })
  })

  it('an instance that does not tell its version is a question', () => {
    expect(answer('check --policy spire server=1.2.3 agent=?')).toMatchObject({
      verdict: 'unknown',
      findings: [
        { rule: 'spire/agent-not-newer', severity: 'unknown', outcome: 'unknown', versions: ['?'] },
        { rule: 'spire/agent-skew', severity: 'unknown', outcome: 'unknown', versions: ['?'] },
      ],
    })
  })

  it('what the program itself refuses is marked', () => {
    expect(answer('check --policy spire server=1.1.5x3 --to 1.3.5')).toMatchObject({
      verdict: 'unsupported',
      findings: [
        { rule: 'spire/datastore-too-old', enforced: 'start', versions: ['1.1.5'], to: '1.3.5' },
        { rule: 'spire/one-line-per-upgrade', to: '1.3.5' },
        { rule: 'spire/server-skew' },
      ],
    })
  })

  it('a jump tells of the fleet that is, not of the one that would be', () => {
    expect(answer('check --policy spire server=1.1.5x3 --to 1.2.0')).toMatchObject({
      fleet: [{ component: 'server', versions: [{ version: '1.1.5', count: 3 }] }],
    })
  })

  it('a place is where the user wrote the instances', () => {
    const stdin = [
      '{"component":"server","version":"1.2.3","scope":"prod"}',
      '{"component":"agent","version":"1.3.0","scope":"prod","id":"node-7"}',
    ].join('\n')
    expect(answer('check --policy spire -', stdin)).toMatchObject({
      findings: [{ instances: ['node-7'], places: [{ file: '<stdin>', line: 2 }] }],
    })
  })
})

describe('plan', () => {
  const stage = {
    policy: 'spire',
    scope: 'prod',
    part: null,
    undo: { outcome: 'holds' },
    mode: 'rolling',
    downtime: null,
  }
  const servers = { ...stage, component: 'server', count: 3, batch: 1, batches: 3 }
  const agents = { ...stage, component: 'agent', count: 40, batch: 10, batches: 4, gate: null }

  it('a plan has stages, reasons, warnings and a proof', () => {
    expect(answer(`plan ${fleet} --to 1.3.0`)).toMatchObject({
      apiVersion: 'interlock.dev/v1alpha1',
      kind: 'PlanResult',
      outcome: 'plan',
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      asOf: '2026-08-22',
      moves: 86,
      policies: [{ name: 'spire', digest: expect.stringMatching(/^[0-9a-f]{64}$/), readings: {} }],
      before: { verdict: 'supported', findings: [] },
      stages: [
        {
          ...servers,
          id: '1',
          from: ['1.1.1'],
          to: '1.2.5',
          needs: [],
          gate: { until: 'server cluster healthy', rule: 'spire/verify-servers', derived: false },
          undo: { to: ['1.1.1'], outcome: 'holds' },
        },
        { ...agents, id: '2', from: ['1.1.1'], to: '1.2.5', needs: ['1'] },
        { ...servers, id: '3', from: ['1.2.5'], to: '1.3.0', needs: ['2'] },
        { ...agents, id: '4', from: ['1.2.5'], to: '1.3.0', needs: ['3'] },
      ],
      warnings: [{ kind: 'older-than-stop', message: expect.stringContaining('1.3.0') }],
      proof: { states: expect.any(Number), rules: 5, open: [] },
      conflict: [],
      alternatives: [],
    })
  })

  it('a conflict has causes and alternatives', () => {
    expect(answer(`plan ${frozen} --to 1.3.0`)).toMatchObject({
      kind: 'PlanResult',
      outcome: 'impossible',
      moves: 0,
      stages: [],
      conflict: [
        {
          scopes: ['prod'],
          causes: [
            { kind: 'rule', rule: 'spire/agent-skew' },
            { kind: 'target', scope: 'prod', component: 'server', version: '1.3.0' },
            { kind: 'freeze', scope: 'prod', component: 'agent', version: '1.1.1', name: 'edge' },
          ],
          reached: [
            { component: 'server', from: '1.1.1', furthest: '1.2.5', target: '1.3.0' },
            { component: 'agent', from: '1.1.1', furthest: '1.2.5', target: '1.3.0' },
          ],
        },
      ],
      alternatives: [
        {
          kind: 'other-target',
          moves: 37,
          targets: [
            { component: 'server', version: '1.2.5' },
            { component: 'agent', version: '1.2.5' },
          ],
        },
        { kind: 'thaw', moves: 86, thaw: ['edge'] },
      ],
    })
  })

  it('the unknown has questions', () => {
    expect(answer('plan --policy spire server=1.1.1x3 agent=1.1.1,?x2 --to 1.2.3')).toMatchObject({
      outcome: 'unknown',
      questions: [{ kind: 'version', scope: 'default', component: 'agent', versions: ['?'], count: 2 }],
    })
  })

  it('nothing to do is an outcome of its own', () => {
    expect(answer('plan --policy spire server=1.2.3 agent=1.2.3 --to 1.2.3')).toMatchObject({
      outcome: 'nothing-to-do',
      moves: 0,
      stages: [],
      alternatives: [],
    })
  })

  it('wishes are kept', () => {
    const line = `plan ${frozen} --to 1.3.6 --via server=1.2.3 --thaw edge --batch agent=25% --mode stopped`
    expect(answer(line)).toMatchObject({
      wishes: {
        targets: [
          { policy: 'spire', component: 'server', version: '1.3.6' },
          { policy: 'spire', component: 'agent', version: '1.3.6' },
        ],
        via: [{ policy: 'spire', component: 'server', version: '1.2.3' }],
        mode: 'stopped',
        thaw: ['edge'],
        batches: [{ policy: 'spire', component: 'agent', batch: '25%' }],
      },
    })
  })
})

describe('verify', () => {
  it('a plan that holds has no faults', () => {
    const { out: stdin } = interlock(words(`plan ${fleet} --to 1.3.0 --format json`))
    expect(answer('verify -', stdin)).toMatchObject({
      kind: 'VerifyResult',
      stages: 4,
      rules: 5,
      faults: [],
      drift: [],
      changedPolicies: [],
    })
  })
})

describe('policy', () => {
  it('list', () => {
    expect(answer('policy list')).toContainEqual({
      name: 'spire',
      title: 'SPIRE',
      components: ['server', 'agent'],
      rules: expect.any(Number),
    })
  })

  it('show gives the rule as it is written', () => {
    expect(answer('policy show spire/server-skew')).toMatchObject({
      id: 'server-skew',
      kind: 'window',
      of: 'server',
      unit: 'line',
      behind: 1,
      ahead: 1,
    })
  })

  it('test and lint', () => {
    expect(answer('policy test spire')).toMatchObject([{ policy: 'spire', failed: [] }])
    expect(answer('policy lint spire')).toMatchObject([{ name: 'spire', findings: [] }])
  })

  it.each(['policy', 'catalogue', 'recipes', 'fleet'])('schema of a %s', (kind) => {
    const { out } = interlock(['policy', 'schema', '--kind', kind])
    expect(JSON.parse(out)).toMatchObject({
      $schema: expect.stringContaining('json-schema.org'),
      type: 'object',
    })
  })
})

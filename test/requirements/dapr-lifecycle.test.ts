import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/*
 * What Dapr's policy demands of component manifests, line by line, asked on the command line: the manifest comes on
 * the standard input, the code is what the command exits with, and `says` is what the answer holds.
 */

interface Row {
  readonly line: string
  readonly manifest: string
  readonly ask: string
  readonly code: 0 | 1 | 3
  readonly says?: string
}

const component = (type: string, version?: string, api = 'dapr.io/v1alpha1'): string =>
  [
    `apiVersion: ${api}`,
    'kind: Component',
    'metadata:',
    '  name: sample',
    'spec:',
    `  type: ${type}`,
    ...(version === undefined ? [] : [`  version: ${version}`]),
    '  metadata:',
    '    - { name: host, value: "localhost:6379" }',
    '',
  ].join('\n')

const row = (line: string, manifest: string, ask: string, code: Row['code'], says?: string): Row => ({
  line,
  manifest,
  ask: `--at ${ask}`,
  code,
  ...(says !== undefined && { says }),
})

const hazelcast = component('pubsub.hazelcast', 'v1')
const stan = component('pubsub.natsstreaming', 'v1')
const twitter = component('bindings.twitter', 'v1')
const blob = component('state.azure.blobstorage', 'v1')
const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\n'

const form: readonly Row[] = [
  row('D23 v1alpha1', component('pubsub.redis', 'v1'), '1.13.0', 0),
  row('D23 v1', component('pubsub.redis', 'v1', 'dapr.io/v1'), '1.13.0', 1, 'dapr/manifest-api-version'),
  row('D23 v1alpha2', component('pubsub.redis', 'v1', 'dapr.io/v1alpha2'), '1.13.0', 1, 'dapr.io/v1alpha2'),
  row('D23 of another group', component('pubsub.redis', 'v1', 'kit.example/v1'), '1.13.0', 0, 'skipped'),
  row('D23 of another kind', deployment, '1.13.0', 0, '1 document of other kinds skipped'),
  row('D8b a subscription', 'apiVersion: dapr.io/v2alpha1\nkind: Subscription\n', '1.13.0', 0, '1 of 1'),
  row(
    'D8b one of no version',
    'apiVersion: dapr.io/v7\nkind: Subscription\n',
    '1.13.0',
    1,
    'manifest-api-version',
  ),
  row('D8b a configuration', 'apiVersion: dapr.io/v1alpha1\nkind: Configuration\n', '1.13.0', 0, '1 of 1'),
  row(
    'D8b a configuration of a version that only subscriptions have',
    'apiVersion: dapr.io/v2alpha1\nkind: Configuration\n',
    '1.13.0',
    1,
    'manifest-api-version',
  ),
  row('D24 the type selects', component('pubsub.hazelcast', 'v1'), '1.13.0', 1, 'pubsub.hazelcast v1'),
  row('D24 the version selects', component('state.etcd', 'v2'), '1.13.0', 0),
  row(
    'D24 a version that is not there',
    component('pubsub.redis', 'v2'),
    '1.13.0',
    1,
    'dapr/component-registered',
  ),
  row('D24 not there yet', component('state.etcd', 'v2'), '1.11.0', 1, 'only from 1.12.0 on'),
  row('D25 the sample', component('pubsub.redis', 'v1'), '1.17.0', 0),
  row('D25 without version', component('pubsub.redis'), '1.17.0', 1, 'dapr/component-version-given'),
  row('D26 v1 at 1.0.0', component('state.redis', 'v1'), '1.0.0', 0),
  row('D26 v2 at 1.0.0', component('state.x', 'v2'), '1.0.0', 1, 'dapr/first-components-v1'),
  row('D27 a newer version beside the old one', component('state.postgresql', 'v2'), '1.13.0', 0),
]

const retirement: readonly Row[] = [
  row('D22 v1 may be alpha', component('bindings.smtp', 'v1'), '1.17.0', 0),
  row(
    'D22 v2 may be stable',
    component('state.azure.blobstorage', 'v2'),
    '1.17.0 --image stablecomponents',
    0,
  ),
  row('D28 before the announcement', hazelcast, '1.8.0', 0, '1 of 1 manifest loads'),
  row('D29 the newer version instead', blob, '1.13.0', 0, 'use state.azure.blobstorage v2'),
  row('D30 announced in N: N warns', hazelcast, '1.9.0', 0, 'deprecated since 1.9.0'),
  row('D30 N+1 warns', hazelcast, '1.10.7', 0, 'loads until 1.11.0'),
  row('D30 N+2 is fatal', hazelcast, '1.11.0', 1, 'dapr/component-retirement'),
  row('D30 natsstreaming N', stan, '1.11.0', 0, 'loads until 1.13.0'),
  row('D30 natsstreaming N+1', stan, '1.12.5', 0, 'deprecated since 1.11.0'),
  row('D30 natsstreaming N+2', stan, '1.13.0', 1, 'gone since 1.13.0'),
  row(
    'D30 and on the way',
    stan,
    '1.10.0 --to 1.17.0',
    1,
    'from 1.13.0 on, pubsub.natsstreaming v1 no longer',
  ),
  row('D30 --strict', stan, '1.12.0 --strict', 1),
  row('DX7 alpha is exempt: N', twitter, '1.10.0', 0, 'loads until 1.11.0'),
  row('DX7 alpha is exempt: gone in N+1', twitter, '1.11.0', 1, 'gone since 1.11.0'),
  row('DX12 alpha, plain image', component('state.etcd', 'v1'), '1.17.0', 0),
  row(
    'DX12 alpha',
    component('state.etcd', 'v1'),
    '1.17.0 --image stablecomponents',
    1,
    'dapr/stable-components',
  ),
  row(
    'DX12 beta',
    component('pubsub.kubemq', 'v1'),
    '1.17.0 --image stablecomponents',
    1,
    'is beta and not in',
  ),
  row('DX12 stable', component('state.redis', 'v1'), '1.17.0 --image stablecomponents', 0),
  row('DX12 of no known status', component('bindings.mqtt', 'v1'), '1.17.0 --image stablecomponents', 3),
]

const self = '--mode self-hosted'
const readings: readonly Row[] = [
  row('AMB-D-a no version on Kubernetes', component('pubsub.redis'), '1.17.0 --mode kubernetes', 1),
  row('AMB-D-a empty on Kubernetes', component('pubsub.redis', '""'), '1.17.0 --mode kubernetes', 1),
  row('AMB-D-a no version, self-hosted', component('pubsub.redis'), `1.17.0 ${self}`, 0, 'v1 is taken'),
  row('AMB-D-a empty, self-hosted', component('pubsub.redis', '""'), `1.17.0 ${self}`, 0),
  row('AMB-D-a v0', component('pubsub.redis', 'v0'), `1.17.0 ${self}`, 0),
  row('AMB-D-a V1', component('pubsub.redis', 'V1'), `1.17.0 ${self}`, 0),
  row('AMB-D-a with a deny list', component('pubsub.redis'), '1.17.0 --mode self-hosted-deny', 1),
  row('AMB-D-b deprecated and kept: a warning', component('state.etcd', 'v1'), '1.18.3', 0, 'since 1.12.0'),
  row('AMB-D-b past its end by the policy', blob, '1.18.3', 0, 'due to go in 1.15.0, but it was kept'),
  row('AMB-D-b the default is the old one', component('state.etcd'), `1.18.3 ${self}`, 0, 'deprecated'),
  row('AMB-D-c v1 beside v2', component('state.postgresql', 'v1'), '1.18.3 --strict', 0),
  row('AMB-D-c only v2', component('state.yugabytedb', 'v1'), '1.18.3', 1, 'there is v2'),
  row('AMB-D-d after N+1', twitter, '1.10.0 --to 1.12.0', 1, 'from 1.11.0 on'),
  row('AMB-D-d the table goes before the notes', stan, '1.11.0', 0, 'deprecated since 1.11.0'),
  row(
    'AMB-D-e gone without a word',
    component('bindings.kitex', 'v1'),
    '1.16.0 --to 1.17.0',
    1,
    'from 1.17.0 on',
  ),
  row('what no list knows', component('state.mine', 'v1'), '1.17.0', 3, 'not in the ledger'),
  row('releases nobody has read', component('state.redis', 'v1'), '1.40.0', 3, '1.0.0 to 1.18.3'),
  row('broken YAML', 'kind: [', '1.17.0', 3, 'could not be read'),
]

describe.each([
  ['form', form],
  ['retirement and status', retirement],
  ['readings', readings],
])('%s', (_, list) => {
  it.each(list)('$line: $ask', ({ manifest, ask, code, says }) => {
    const answer = interlock(words(`scan - --policy dapr ${ask}`), { stdin: manifest })
    expect({ code: answer.code, err: answer.err }).toEqual({ code, err: '' })
    for (const line of answer.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    if (says !== undefined) expect(answer.out.replace(/\s+/g, ' ')).toContain(says)
  })
})

describe('the ledger against the promise', () => {
  const { code, out } = interlock(words('lifecycle lint --policy dapr --format json'))
  const { findings } = JSON.parse(out) as {
    findings: { subject: string; severity: string; message: string; line: number }[]
  }
  it.each([
    ['AMB-D-d', 'grpc-invoke', 'error', 'announced in 1.9.0, removed in 1.10.0'],
    ['AMB-D-d', 'bindings.twitter v1', 'note', 'exempt as alpha'],
    ['AMB-D-e', 'bindings.kitex v1', 'note', 'without announcement'],
    ['AMB-D-e', 'middleware.http.wasm.basic v1', 'warning', 'without announcement'],
    ['AMB-D-e', 'state.cloudstate.crdt v1', 'warning', 'without announcement'],
    ['AMB-D-b', 'state.azure.blobstorage v1', 'warning', 'due to go in 1.15.0, still there in 1.18.3'],
    ['AMB-D-c', 'state.sqlserver v1', 'note', 'v2 is there beside it'],
    ['DX12', 'state.sqlserver v2', 'warning', 'stable in 1.17.0, and there from 1.17.0'],
  ])('%s %s is told as %s', (_, subject, severity, message) => {
    const found = findings.filter((finding) => finding.subject === subject && finding.severity === severity)
    expect(found.map((finding) => finding.message).join()).toContain(message)
    expect(found[0]?.line).toBeGreaterThan(0)
  })

  it('D28: what kept to it is not told, and one error is enough to fail', () => {
    expect(code).toBe(1)
    for (const kept of ['pubsub.natsstreaming v1', 'http-max-request-size'])
      expect(findings.filter(({ subject }) => subject === kept)).toEqual([])
  })
})

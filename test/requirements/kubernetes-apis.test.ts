import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/*
 * What the deprecation policy and the migration guide of Kubernetes say of API versions, asked on the command line:
 * the last minor that still serves a version, and the next one, which does not.
 */

const ask = (api: string, kind: string, rest: string) =>
  interlock(words(`scan - --policy kubernetes ${rest}`), { stdin: `apiVersion: ${api}\nkind: ${kind}\n` })

interface Found {
  readonly replacement: string | null
}

const findings = (api: string, kind: string, rest: string): readonly Found[] =>
  (JSON.parse(ask(api, kind, `${rest} --format json`).out) as { findings: readonly Found[] }).findings

/** The minor that no longer serves it, the version, its kinds, and what takes their place. */
const removed: readonly (readonly [number, string, string, string])[] = [
  [16, 'extensions/v1beta1', 'Deployment DaemonSet ReplicaSet', 'apps/v1'],
  [16, 'extensions/v1beta1', 'NetworkPolicy', 'networking.k8s.io/v1'],
  [16, 'extensions/v1beta1', 'PodSecurityPolicy', 'policy/v1beta1'],
  [16, 'apps/v1beta1', 'Deployment StatefulSet ControllerRevision', 'apps/v1'],
  [16, 'apps/v1beta2', 'Deployment DaemonSet ReplicaSet StatefulSet', 'apps/v1'],
  [
    22,
    'admissionregistration.k8s.io/v1beta1',
    'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
  ],
  [22, 'apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1'],
  [22, 'apiregistration.k8s.io/v1beta1', 'APIService', 'apiregistration.k8s.io/v1'],
  [22, 'authentication.k8s.io/v1beta1', 'TokenReview', 'authentication.k8s.io/v1'],
  [
    22,
    'authorization.k8s.io/v1beta1',
    'LocalSubjectAccessReview SelfSubjectAccessReview SubjectAccessReview',
    'authorization.k8s.io/v1',
  ],
  [22, 'certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 'certificates.k8s.io/v1'],
  [22, 'coordination.k8s.io/v1beta1', 'Lease', 'coordination.k8s.io/v1'],
  [22, 'extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1'],
  [22, 'networking.k8s.io/v1beta1', 'Ingress IngressClass', 'networking.k8s.io/v1'],
  [
    22,
    'rbac.authorization.k8s.io/v1beta1',
    'ClusterRole ClusterRoleBinding Role RoleBinding',
    'rbac.authorization.k8s.io/v1',
  ],
  [22, 'scheduling.k8s.io/v1beta1', 'PriorityClass', 'scheduling.k8s.io/v1'],
  [22, 'storage.k8s.io/v1beta1', 'CSIDriver CSINode StorageClass VolumeAttachment', 'storage.k8s.io/v1'],
  [25, 'batch/v1beta1', 'CronJob', 'batch/v1'],
  [25, 'discovery.k8s.io/v1beta1', 'EndpointSlice', 'discovery.k8s.io/v1'],
  [25, 'events.k8s.io/v1beta1', 'Event', 'events.k8s.io/v1'],
  [25, 'autoscaling/v2beta1', 'HorizontalPodAutoscaler', 'autoscaling/v2'],
  [25, 'policy/v1beta1', 'PodDisruptionBudget', 'policy/v1'],
  [25, 'policy/v1beta1', 'PodSecurityPolicy', ''],
  [25, 'node.k8s.io/v1beta1', 'RuntimeClass', 'node.k8s.io/v1'],
  [26, 'flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema PriorityLevelConfiguration', 'flowcontrol'],
  [26, 'autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'autoscaling/v2'],
  [27, 'storage.k8s.io/v1beta1', 'CSIStorageCapacity', 'storage.k8s.io/v1'],
  [29, 'flowcontrol.apiserver.k8s.io/v1beta2', 'FlowSchema PriorityLevelConfiguration', 'flowcontrol'],
  [32, 'flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema PriorityLevelConfiguration', 'flowcontrol'],
]

describe('what was removed', () => {
  const rows = removed.flatMap(([minor, api, kinds, instead]) =>
    kinds.split(' ').map((kind) => ({ minor, api, kind, instead })),
  )
  it.each(rows)('$api $kind in 1.$minor', ({ minor, api, kind, instead }) => {
    const first = `1.${minor}.0`
    expect(findings(api, kind, `--at ${first}`)).toMatchObject([
      { rule: 'kubernetes/api-retirement', severity: 'error', since: first },
    ])
    expect(findings(api, kind, `--at ${first}`)[0]?.replacement ?? '').toContain(instead)
    if (minor <= 16) return
    const before = `1.${minor - 1}.0`
    expect(findings(api, kind, `--at ${before} --to 1.37.1`)).toMatchObject([
      { severity: 'warning', at: before, until: first, later: false },
      { severity: 'error', at: first, later: true },
    ])
  })
})

/** The newest versions that everyone uses load without a word. */
describe('what is served', () => {
  const stable = [
    'v1 Pod',
    'v1 Service',
    'v1 ConfigMap',
    'v1 Secret',
    'v1 Namespace',
    'v1 ServiceAccount',
    'v1 PersistentVolumeClaim',
    'apps/v1 Deployment',
    'apps/v1 StatefulSet',
    'apps/v1 DaemonSet',
    'batch/v1 Job',
    'batch/v1 CronJob',
    'autoscaling/v1 HorizontalPodAutoscaler',
    'autoscaling/v2 HorizontalPodAutoscaler',
    'networking.k8s.io/v1 Ingress',
    'networking.k8s.io/v1 NetworkPolicy',
    'policy/v1 PodDisruptionBudget',
    'rbac.authorization.k8s.io/v1 ClusterRole',
    'storage.k8s.io/v1 StorageClass',
    'apiextensions.k8s.io/v1 CustomResourceDefinition',
    'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
  ]
  it.each(stable)('%s', (line) => {
    const [api = '', kind = ''] = line.split(' ')
    const { code, out } = ask(api, kind, '--at 1.25.0 --to 1.37.1')
    expect(code, out).toBe(0)
    expect(out).toContain('1 of 1 manifest loads')
    expect(out).not.toContain('kubernetes/')
  })
})

describe('what else the policy says', () => {
  it.each([
    ['a stable version stays when it is deprecated', 'v1 Endpoints', '--at 1.37.0', 0, 'it stays'],
    ['alpha is off by default', 'networking.k8s.io/v1alpha1 IPAddress', '--at 1.30.0', 1, 'api-switched-on'],
    ['and may be switched on', 'networking.k8s.io/v1alpha1 IPAddress', '--at 1.29.0 --mode all-apis', 0, ''],
    [
      'a new beta is off since 1.24',
      'networking.k8s.io/v1beta1 IPAddress',
      '--at 1.32.0',
      1,
      'api-switched-on',
    ],
    ['an older one is on', 'storage.k8s.io/v1beta1 CSIStorageCapacity', '--at 1.23.0', 0, ''],
    [
      'a beta newly deprecated has three minors',
      'certificates.k8s.io/v1beta1 ClusterTrustBundle',
      '--at 1.37.0 --mode all-apis',
      0,
      'loads until 1.40.0',
    ],
    ['not yet', 'batch/v1 CronJob', '--at 1.20.0', 1, 'only from 1.21.0 on'],
    ['a kind that is none', 'apps/v1 Deploymnt', '--at 1.30.0', 3, 'did you mean Deployment?'],
    ['a version that is none', 'apps/v2 Deployment', '--at 1.30.0', 1, 'kubernetes/api-served'],
    ['a minor nobody has read', 'v1 Pod', '--at 1.39.0', 3, 'the ledger only covers'],
    ['a distribution of it', 'batch/v1beta1 CronJob', '--at v1.25.4+k3s1', 1, 'is gone since 1.25.0'],
    [
      'a candidate has what its release has',
      'batch/v1beta1 CronJob',
      '--at v1.25.0-eks-a',
      1,
      'is gone since 1.25.0',
    ],
    [
      'a custom resource is nobody of ours',
      'cert-manager.io/v1 Certificate',
      '--at 1.30.0',
      0,
      '1 document of other kinds skipped',
    ],
    [
      'nor are groups that only sound alike',
      'gateway.networking.k8s.io/v1beta1 Gateway',
      '--at 1.30.0',
      0,
      '1 document of other kinds skipped',
    ],
  ] as const)('%s', (_, document, rest, code, says) => {
    const [api = '', kind = ''] = document.split(' ')
    const answer = ask(api, kind, rest)
    expect(answer.code, answer.out).toBe(code)
    expect(answer.out).toContain(says)
  })

  it('reads what Helm renders, and lists', () => {
    const { code, out } = interlock(
      words('scan examples/kubernetes/manifests --policy kubernetes --at 1.24.0 --format json'),
    )
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ documents: 10, manifests: 9, loads: 6, skipped: 1 })
  })

  it('was kept in every removal so far', () => {
    const { code, out } = interlock(words('lifecycle lint --policy kubernetes --format json'))
    expect(code).toBe(0)
    const { rows, findings } = JSON.parse(out) as { rows: number; findings: { severity: string }[] }
    expect(rows).toBeGreaterThan(190)
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/*
 * What the version skew policy of Kubernetes demands, statement by statement, asked on the command line. The code
 * is what it exits with; the rule is the one that the answer cites, or none where everything is fine.
 */

interface Row {
  /** The statement, and what it says of this case. */
  readonly line: string
  readonly ask: string
  readonly code: 0 | 1 | 3
  readonly cites?: string
}

const check = (fleet: string): string => `check --policy kubernetes ${fleet}`
const plan = (rest: string): string => `plan --policy kubernetes ${rest}`

const supported = (line: string, fleet: string): Row => ({ line, ask: check(fleet), code: 0 })
const unsupported = (line: string, fleet: string, rule: string): Row => ({
  line,
  ask: check(fleet),
  code: 1,
  cites: `kubernetes/${rule}`,
})

/** The API server at 1.35, as in most of the examples of the policy. */
const at35 = 'kube-apiserver=1.35.4'
/** A highly available cluster in the middle of its upgrade. */
const mixed = 'kube-apiserver=1.35.4,1.34.7'

const apiservers: readonly Row[] = [
  supported('newest 1.35, another 1.35', 'kube-apiserver=1.35.4,1.35.0'),
  supported('newest 1.35, another 1.34', mixed),
  unsupported('newest 1.35, another 1.33', 'kube-apiserver=1.35.4,1.33.9', 'apiserver-skew'),
]

const kubelets: readonly Row[] = [
  unsupported('not newer than the API server', `${at35} kubelet=1.36.0`, 'kubelet-not-newer'),
  supported('a newer patch is not newer', 'kube-apiserver=1.35.0 kubelet=1.35.4'),
  ...['1.35.4', '1.34.7', '1.33.9', '1.32.13'].map((kubelet) =>
    supported(`${kubelet} with 1.35`, `${at35} kubelet=${kubelet}`),
  ),
  unsupported('four minors older', `${at35} kubelet=1.31.14`, 'kubelet-skew'),
  supported('1.25 may be three older', 'kube-apiserver=1.28.15 kubelet=1.25.16'),
  supported('1.24 may be two older', 'kube-apiserver=1.26.15 kubelet=1.24.17'),
  unsupported('1.24 may not be three older', 'kube-apiserver=1.27.16 kubelet=1.24.17', 'old-kubelet-skew'),
  unsupported('1.35 is newer than one of 1.35 and 1.34', `${mixed} kubelet=1.35.4`, 'kubelet-not-newer'),
  ...['1.34.7', '1.33.9', '1.32.13'].map((kubelet) =>
    supported(`${kubelet} with 1.35 and 1.34`, `${mixed} kubelet=${kubelet}`),
  ),
  unsupported('1.31 is too old for 1.35', `${mixed} kubelet=1.31.14`, 'kubelet-skew'),
]

const proxies: readonly Row[] = [
  unsupported('not newer than the API server', `${at35} kube-proxy=1.36.0`, 'proxy-not-newer'),
  ...['1.35.4', '1.34.7', '1.33.9', '1.32.13'].map((proxy) =>
    supported(`${proxy} with 1.35`, `${at35} kube-proxy=${proxy}`),
  ),
  unsupported('four minors older', `${at35} kube-proxy=1.31.14`, 'proxy-skew'),
  unsupported('1.24 may not be three older', 'kube-apiserver=1.27.16 kube-proxy=1.24.17', 'old-proxy-skew'),
  unsupported('1.35 is newer than one of 1.35 and 1.34', `${mixed} kube-proxy=1.35.4`, 'proxy-not-newer'),
  supported('three minors older than the kubelet', `${at35} kubelet=1.35.4 kube-proxy=1.32.13`),
  supported('three minors newer than the kubelet', `${at35} kubelet=1.32.13 kube-proxy=1.35.4`),
  unsupported('four minors newer', 'kubelet=1.31.14 kube-proxy=1.35.4', 'proxy-kubelet-skew'),
  unsupported('1.24 and three minors', 'kubelet=1.27.16 kube-proxy=1.24.17', 'old-proxy-kubelet-skew'),
]

const controllers: readonly Row[] = [
  ['kube-controller-manager', 'controller-manager-skew'],
  ['kube-scheduler', 'scheduler-skew'],
  ['cloud-controller-manager', 'cloud-controller-manager-skew'],
].flatMap(([name = '', rule = '']) => [
  supported(`${name} of the same minor`, `${at35} ${name}=1.35.0`),
  supported(`${name} one minor older`, `${at35} ${name}=1.34.7`),
  unsupported(`${name} two minors older`, `${at35} ${name}=1.33.9`, rule),
  unsupported(`${name} not newer`, `${at35} ${name}=1.36.0`, rule),
  supported(`${name} 1.34 with 1.35 and 1.34`, `${mixed} ${name}=1.34.7`),
  unsupported(`${name} 1.35 with 1.35 and 1.34`, `${mixed} ${name}=1.35.4`, rule),
])

const kubectl: readonly Row[] = [
  ...['1.36.0', '1.35.4', '1.34.7'].map((version) =>
    supported(`${version} with 1.35`, `${at35} kubectl=${version}`),
  ),
  unsupported('two minors newer', `${at35} kubectl=1.37.0`, 'kubectl-skew'),
  unsupported('two minors older', `${at35} kubectl=1.33.9`, 'kubectl-skew'),
  ...['1.35.4', '1.34.7'].map((version) =>
    supported(`${version} with 1.35 and 1.34`, `${mixed} kubectl=${version}`),
  ),
  unsupported('1.36 with 1.35 and 1.34', `${mixed} kubectl=1.36.0`, 'kubectl-skew'),
  unsupported('1.33 with 1.35 and 1.34', `${mixed} kubectl=1.33.9`, 'kubectl-skew'),
]

const whole = 'kube-apiserver=1.34.7x3 kube-controller-manager=1.34.7x3 kubelet=1.34.7x4 kube-proxy=1.34.7x4'

const upgrades: readonly Row[] = [
  supported('API servers take the next minor', 'kube-apiserver=1.34.7 --to 1.35.4'),
  unsupported('API servers skip no minor', 'kube-apiserver=1.34.7 --to 1.36.4', 'one-minor-per-upgrade'),
  {
    line: 'a plan stops in every minor',
    ask: plan('kube-apiserver=1.33.9x3 --to 1.36.4'),
    code: 0,
    cites: 'kubernetes/one-minor-per-upgrade',
  },
  unsupported(
    'API servers go back to no older minor',
    'kube-apiserver=1.35.4 --to 1.34.7',
    'no-apiserver-downgrade',
  ),
  supported('a patch may be taken back', 'kube-apiserver=1.35.4 --to 1.35.0'),
  {
    line: 'API servers before controllers',
    ask: plan(`${whole} --to 1.35.4`),
    code: 0,
    cites: 'kubernetes/apiserver-before-controller-manager',
  },
  {
    line: 'API servers before kubelets',
    ask: plan(`${whole} --to 1.35.4`),
    code: 0,
    cites: 'kubernetes/apiserver-before-kubelet',
  },
  {
    line: 'API servers before kube-proxies',
    ask: plan(`${whole} --to 1.35.4`),
    code: 0,
    cites: 'kubernetes/apiserver-before-proxy',
  },
  {
    line: 'kubelets may stay where they are',
    ask: plan(`${whole} --to kube-apiserver=1.35.4 --to kube-controller-manager=1.35.4`),
    code: 0,
  },
  {
    line: 'kubelets three minors behind go first',
    ask: plan('kube-apiserver=1.35.4x3 kubelet=1.32.13x4 --to kube-apiserver=1.36.4'),
    code: 1,
    cites: 'kubernetes/kubelet-skew',
  },
]

const ahead = (rest: string): string => `forecast --policy kubernetes ${rest}`

const patches: readonly Row[] = [
  {
    line: 'a minor gets patches until its announced day',
    ask: ahead('kube-apiserver=1.34.8 --as-of 2026-10-27'),
    code: 0,
    cites: 'supported until 2026-10-27, today',
  },
  {
    line: 'and no longer',
    ask: ahead('kube-apiserver=1.34.8 --as-of 2026-10-28'),
    code: 1,
    cites: 'support ended on 2026-10-27',
  },
  {
    line: 'which is told in time',
    ask: ahead('kubelet=1.35.8 --as-of 2026-10-28 --within 124'),
    code: 1,
    cites: 'supported until 2027-02-28, in 123 days',
  },
  {
    line: 'every component of a cluster alike',
    ask: ahead('kube-proxy=1.37.1 kube-scheduler=1.37.1 kubectl=1.37.1 --as-of 2026-10-28 --within 365'),
    code: 0,
    cites: 'kubernetes/patch-support',
  },
  {
    line: 'a check warns of it, and no more',
    ask: `${check('kube-apiserver=1.33.9')} --as-of 2026-09-15`,
    code: 0,
    cites: 'is out of support on 2026-09-15: that of 1.33',
  },
]

const coverage: readonly Row[] = [
  { line: 'a kubelet alone is not judged', ask: check('kubelet=1.35.4'), code: 3 },
  { line: 'what reports no version is not judged', ask: check(`${at35} kubelet=?`), code: 3 },
]

const spellings: readonly Row[] = [
  supported('build metadata', 'kube-apiserver=v1.28.4+k3s1 kubelet=v1.25.4+k3s1'),
  supported('a suffix that reads as a pre-release', 'kube-apiserver=v1.28.0-eks-a kubelet=v1.25.0-eks-a'),
  unsupported('the same, too old', 'kube-apiserver=v1.29.0-gke.100 kubelet=v1.25.0-gke.100', 'kubelet-skew'),
]

describe.each([
  ['kube-apiserver', apiservers],
  ['kubelet', kubelets],
  ['kube-proxy', proxies],
  ['controllers', controllers],
  ['kubectl', kubectl],
  ['upgrades', upgrades],
  ['patches', patches],
  ['what is not known', coverage],
  ['how distributors write versions', spellings],
] as const)('%s', (_, rows) => {
  it.each(rows)('$line: $ask', ({ ask, code, cites }) => {
    const answer = interlock(words(ask), { today: '2026-09-15' })
    expect(answer.err).toBe('')
    expect(answer.code, answer.out).toBe(code)
    if (cites !== undefined) expect(answer.out).toContain(cites)
  })
})

describe('recipes', () => {
  it('nodes tell their kubelets', () => {
    const answer = interlock([
      'check',
      '--policy',
      'kubernetes',
      'examples/kubernetes/nodes.json',
      'kube-apiserver=1.35.4',
      '--format',
      'json',
    ])
    expect(answer.code).toBe(1)
    expect(JSON.parse(answer.out)).toMatchObject({
      findings: [
        { rule: 'kubernetes/kubelet-skew', instances: ['worker-3'] },
        { rule: 'kubernetes/patch-support', severity: 'warning', instances: ['worker-3', 'worker-2'] },
      ],
      fleet: [{ component: 'kubelet' }, { component: 'kube-apiserver' }],
    })
  })

  it('pods tell the control plane', () => {
    const answer = interlock(words('check --policy kubernetes examples/kubernetes/pods.json --format json'))
    const { fleet } = JSON.parse(answer.out) as { fleet: { component: string }[] }
    expect(fleet.map(({ component }) => component).sort()).toEqual([
      'kube-apiserver',
      'kube-controller-manager',
      'kube-proxy',
      'kube-scheduler',
    ])
    expect(answer.code).toBe(0)
  })
})

/** The neighbours that share the ground of a cluster have small policies of their own. */
describe('other shipped policies', () => {
  it.each([
    [
      'etcd: one minor at a time',
      'check --policy etcd member=3.4.37x3 --to 3.6.5',
      1,
      'one-minor-per-upgrade',
    ],
    ['etcd: 3.6 needs 3.5.26', 'check --policy etcd member=3.5.25x3 --to 3.6.5', 1, 'etcd/upgrade-to-3-6'],
    ['etcd: a plan passes it', 'plan --policy etcd member=3.5.21x3 --to 3.6.5', 0, '3.5.21 → 3.5.33'],
    ['etcd: members one minor apart', 'check --policy etcd member=3.6.5,3.5.33x2', 0, ''],
    ['etcd: not two', 'check --policy etcd member=3.6.5,3.4.37x2', 1, 'etcd/member-skew'],
    ['etcd: 3.5 goes back to 3.4.32', 'check --policy etcd member=3.5.33x3 --to 3.4.32', 0, ''],
    ['etcd: no earlier', 'check --policy etcd member=3.5.33x3 --to 3.4.31', 1, 'etcd/downgrade-to-3-4'],
    ['restate: through every minor', 'plan --policy restate server=1.4.4 --to 1.6.2', 0, 'stop at 1.5.6'],
    ['restate: will not start', 'check --policy restate server=1.4.4 --to 1.6.2', 1, 'restate/data-too-old'],
    ['restate: one minor back', 'check --policy restate server=1.6.0 --to 1.5.6', 0, ''],
    ['restate: not two', 'check --policy restate server=1.6.0 --to 1.4.4', 1, 'restate/data-too-new'],
    ['crossplane: one at a time', 'check --policy crossplane core=1.18.5 --to 1.20.1', 1, 'one-minor-per'],
    ['crossplane: 2.0 from 1.20', 'check --policy crossplane core=1.20.1 --to 2.0.0', 0, ''],
    ['etcd: two minors', 'forecast --policy etcd member=3.5.33 --as-of 2026-08-20', 1, 'ended on 2026-07-07'],
    ['etcd: the next is a guess', 'forecast --policy etcd member=3.6.5 --as-of 2026-08-20', 0, 'estimate'],
    [
      'crossplane: three minors',
      'forecast --policy crossplane core=2.0.0 --as-of 2026-08-01',
      1,
      '2026-05-20',
    ],
    ['restate: no word of it', 'forecast --policy restate server=1.6.2', 3, 'undefined by the policy'],
    ['crossplane: only', 'check --policy crossplane core=1.19.2 --to 2.0.0', 1, 'crossplane/v2-from-1-20'],
  ] as const)('%s', (_, ask, code, cites) => {
    const answer = interlock(words(ask))
    expect(answer.err).toBe('')
    expect(answer.code, answer.out).toBe(code)
    expect(answer.out).toContain(cites)
  })
})

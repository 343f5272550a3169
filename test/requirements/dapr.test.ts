import { describe, it } from 'vitest'
import { asker, expectRow, type Row } from './rows.ts'

/* What the versioning and support pages of Dapr demand of components, line by line, asked on the command line. */

const { supported, unsupported, unknown, planned } = asker('dapr')
const untested = unknown

const rows: readonly Row[] = [
  supported(
    'D9 numbers of different components are not compared',
    'components-contrib=1.15.0 runtime=1.16.4',
  ),
  supported('D13 the chart is the runtime', 'chart=1.17.2 runtime=1.17.2'),
  unsupported('D13 and nothing else', 'chart=1.17.1 runtime=1.17.2', 'dapr/chart-is-runtime'),
  unsupported(
    'D13 but for two early ones, whose number was another',
    'chart=0.4.3 runtime=0.4.3',
    'dapr/chart-is-runtime',
    'not what chart brings: 0.9.0',
  ),
  supported('D14 SDKs have numbers of their own', 'runtime=1.17.2 sdk-go=1.14.2 sdk-js=3.6.0'),
  supported('D15 what was released together', 'runtime=1.17.2 cli=1.17.0 dashboard=0.15.0 sdk-python=1.17.0'),
  unsupported('D15 what was not', 'runtime=1.17.2 sdk-go=1.14.0', 'dapr/packaged-together'),
  supported('D21 a runtime without a release of components', 'components-contrib=1.15.0 runtime=1.17.2'),
  supported('D32 Quickstarts of the same minor', 'quickstarts=1.16.0 runtime=1.16.4'),
  supported('D32 others are warned of', 'quickstarts=1.15.0 runtime=1.16.4', 'dapr/quickstarts-match'),
  supported('D7 documentation of the same minor', 'docs=1.16.0 runtime=1.16.4'),
  supported('DX1 three minors', 'runtime=1.15.0 --as-of 2026-03-19'),
  unsupported('DX1 and not a fourth', 'runtime=1.14.4 --as-of 2026-03-19', 'dapr/supported-lines'),
  supported('DX1 before 1.8 there were two', 'runtime=1.6.2 --as-of 2022-05-01'),
  unsupported('DX1 and not a third', 'runtime=1.5.2 --as-of 2022-05-01', 'supported-lines-before-1-8'),
  supported('DX3 1.16.4 with CLI 1.16.5', 'runtime=1.16.4 cli=1.16.5'),
  unsupported('DX3 1.16.4 with CLI 1.16.0', 'runtime=1.16.4 cli=1.16.0', 'packaged-together'),
  unknown('DX3 what is newer than the table', 'runtime=1.18.2 cli=1.18.0', 'newer than everything'),
  unsupported('DX4 read as the table has it', 'runtime=1.17.2 sdk-go=1.13.0', 'dapr/packaged-together'),
  ...[
    ['an SDK of the minor before', 'runtime=1.17.2 sdk-go=1.13.0'],
    ['and the one before that', 'runtime=1.17.2 sdk-go=1.12.0'],
    ['a newer SDK with a runtime two minors older', 'runtime=1.15.0 sdk-go=1.14.2 --as-of 2026-03-19'],
    ['each SDK for itself', 'runtime=1.17.2 sdk-go=1.12.0 sdk-python=1.16.0 cli=1.17.0'],
  ].map(([what, fleet]) =>
    supported(
      `DX4 read as skew: ${what}`,
      `${fleet} --reading packaged-together=skew`,
      'not if it means "packaged"',
    ),
  ),
  ...[
    ['not three minors older', 'runtime=1.17.2 sdk-go=1.11.0'],
    ['nor three newer', 'runtime=1.14.4 sdk-go=1.14.2'],
    ['a CLI is no SDK', 'runtime=1.16.4 cli=1.16.0'],
  ].map(([what, fleet]) =>
    unsupported(
      `DX4 read as skew: ${what}`,
      `${fleet} --reading packaged-together=skew`,
      'packaged-together',
    ),
  ),
  unknown(
    'DX4 an SDK in no row belongs to no known minor',
    'runtime=1.17.2 sdk-go=1.13.7 --reading packaged-together=skew',
    'in no row',
  ),
  unknown('DX4 beyond the table', 'runtime=1.17.2 sdk-go=1.99.0', 'newer than everything in the table'),
  unsupported('DX4 in no row, as the table has it', 'runtime=1.17.2 sdk-go=1.13.7', 'packaged-together'),
  supported('DX5 patch to patch', 'runtime=1.6.0 --to 1.6.4'),
  supported('DX5 one minor to the next', 'runtime=1.16.4 --to runtime=1.17.2'),
  untested(
    'DX5 more than one minor',
    'runtime=1.14.4 --to runtime=1.17.2',
    'untested',
    'one-minor-at-a-time',
  ),
  supported('DX8 a sidecar of the minor before', 'runtime=1.17.2 sidecar=1.16.9'),
  supported('DX8 or the minor after', 'runtime=1.16.9 sidecar=1.17.2'),
  unsupported('DX8 and no further', 'runtime=1.17.2 sidecar=1.15.0', 'dapr/sidecar-skew'),
  planned(
    'DX9 control plane, gate, sidecars',
    'runtime=1.16.9 sidecar=1.16.9 --to 1.17.2',
    '1 runtime ×1 1.16.9 → 1.17.2 run helm upgrade dapr dapr/dapr --version 1.17.2 --namespace dapr-system --wait gate control plane pods are Running 2 sidecar ×1 1.16.9 → 1.17.2 run kubectl rollout restart',
  ),
  planned(
    'DX9 definitions first, and Helm does not do that',
    'chart=1.16.9 sidecar=1.16.9x3 --to 1.17.2',
    '1a replace the custom resource definitions by those of 1.17.2 dapr/definitions-first',
    'helm show crds dapr/dapr --version 1.17.2 | kubectl apply --server-side',
    '1 chart ×1 1.16.9 → 1.17.2 with runtime 1.16.9 → 1.17.2',
  ),
  planned(
    'DX9 down across 1.15 the pods of the scheduler go first',
    'runtime=1.15.12 --to 1.14.4',
    '1a delete the pods of the scheduler, before going down to 1.14.4 dapr/scheduler-data',
  ),
  planned('DX5 many minors, one after the other', 'runtime=1.14.4 --to 1.17.2', '→ 1.15.', '→ 1.16.'),
  planned(
    'DX6 a listed path, stop by stop',
    'runtime=1.5.2 --to 1.10.7',
    '1.5.2 → 1.6.0',
    '1.6.0 → 1.6.2',
    '1.6.2 → 1.7.5',
    '1.7.5 → 1.8.6',
    '1.8.6 → 1.9.6',
    '1.9.6 → 1.10.7',
  ),
  unknown('DX6 without its stops', 'runtime=1.5.2 --to 1.10.7', 'untested', 'the way leads through 1.9.6'),
  supported('DX6 a path without stops', 'runtime=1.16.4 --to 1.17.2'),
  planned('DX6 where no path is listed', 'runtime=1.14.4 --to 1.15.3', '1.14.4 → 1.15.3'),
  supported(
    'DX11 a Kubernetes in support',
    'runtime=1.17.2 cli=1.17.0 kubernetes/kube-apiserver=1.34.0,1.34.0 kubernetes/kubelet=1.34.0 --policy kubernetes --as-of 2026-03-19',
  ),
  unsupported(
    'DX11 one that is not any more',
    'runtime=1.17.2 cli=1.17.0 kubernetes/kube-apiserver=1.31.0,1.31.0 kubernetes/kubelet=1.31.0 --policy kubernetes --as-of 2026-03-19',
    'dapr/kubernetes-in-support',
  ),
  unsupported(
    'DX11 one that was never tried',
    'runtime=1.2.0 kubernetes/kube-apiserver=1.16.0 --policy kubernetes --as-of 2021-06-01',
    'dapr/kubernetes-from-1-17',
  ),
  unsupported('DX10 a recalled release', 'runtime=1.14.3', 'dapr/no-recalled-release'),
  planned('DX10 is never a stop', 'runtime=1.13.6 --to 1.16.4', '→ 1.14.'),
]

describe('components', () => {
  it.each(rows)('$line: $ask', expectRow)
})

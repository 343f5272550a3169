import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { interlock, root, words } from './command.ts'

/** A command whose whole answer is kept as a file. */
export interface GoldenCase {
  readonly name: string
  /** The command line after `interlock`; words are separated by spaces. */
  readonly line: string
  readonly stdin?: () => string
}

export const goldenFolder = join(import.meta.dirname, 'golden')

const fixture = (name: string) => (): string =>
  readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')

/** A plan from --format json, changed as somebody might who should not. */
const plan =
  (line: string, change: (text: string) => string = (text) => text) =>
  (): string =>
    change(interlock(words(`plan ${line} --format json`)).out)

const example = 'examples/spire/fleet.yaml'
/** Two scopes that are alike, and one with a single server. */
const threeScopes = 'server@a=1.1.1x3 agent@a=1.1.1 server@b=1.1.1x3 agent@b=1.1.1 server@c=1.1.1'

export const goldenCases: readonly GoldenCase[] = [
  { name: 'plan', line: `plan ${example} --to 1.3.0` },
  { name: 'plan-impossible', line: 'plan examples/spire/fleet-frozen.yaml --to 1.3.0' },
  { name: 'plan-thawed', line: 'plan examples/spire/fleet-frozen.yaml --to 1.3.0 --thaw edge' },
  { name: 'plan-one-line', line: `plan ${example} --to 1.2.3` },
  { name: 'plan-all-lines', line: `plan ${example} --to 1.15.3` },
  { name: 'plan-down', line: 'plan --policy spire server=1.2.3x3 agent=1.2.3x40 --to 1.1.1' },
  { name: 'plan-recovery', line: 'plan --policy spire server=1.2.3x3 agent=1.0.3x40 --to 1.2.3' },
  { name: 'plan-downtime', line: 'plan --policy spire server=1.1.1 agent=1.1.1x4 --to 1.2.3' },
  { name: 'plan-stopped', line: `plan ${example} --to 1.2.3 --mode stopped` },
  { name: 'plan-batches', line: `plan ${example} --to 1.2.3 --batch agent=25 --batch server=2` },
  { name: 'plan-old-catalogue', line: `plan ${example} --to 1.2.3 --as-of 2027-08-22` },
  {
    name: 'plan-calendar',
    line: `plan ${example} --to 1.2.3 --takes server=20m --takes agent=90m --soak server=30m --calendar examples/spire/calendar.yaml --start 2026-11-25T09:00`,
  },
  {
    name: 'plan-calendar-markdown',
    line: `plan ${example} --to 1.2.3 --takes server=20m --takes agent=90m --calendar examples/spire/calendar.yaml --start 2026-11-24 --canary 1 --format markdown`,
  },
  {
    name: 'plan-calendar-closed',
    line: `plan ${example} --to 1.2.3 --takes server=20m --takes agent=8h --calendar examples/spire/calendar.yaml --start 2026-11-24`,
  },
  { name: 'plan-takes-unknown', line: `plan ${example} --to 1.3.0 --takes server=20m --canary 1` },
  {
    name: 'plan-support-ends',
    line: 'plan --policy kubernetes kube-apiserver=1.33.5x3 kubelet=1.33.5x4 --to 1.34.0 --takes 12h --calendar test/cli/fixtures/sundays.yaml --start 2026-06-10 --as-of 2026-06-10',
  },
  {
    name: 'plan-parallel',
    line: `plan --policy spire ${threeScopes} --to 1.2.3 --takes 5m --max-parallel 2`,
  },
  { name: 'plan-parallel-untimed', line: `plan --policy spire ${threeScopes} --to 1.2.3 --max-parallel 2` },
  {
    name: 'verify-canary',
    line: 'verify -',
    stdin: plan(`${example} --to 1.3.0 --canary 2 --takes 5m`),
  },
  {
    name: 'plan-no-way-back',
    line: 'plan --policy test/scenarios/policies/vault.yaml vault=1.0.0x3 --to 1.2.0',
  },
  {
    name: 'plan-scopes',
    line: `plan --policy spire ${threeScopes} --to 1.2.3`,
  },
  { name: 'plan-unknown-silent', line: 'plan --policy spire server=0.11.3x3 agent=0.11.3x4 --to 1.0.0' },
  { name: 'plan-unknown-version', line: 'plan --policy spire server=1.1.1x3 agent=1.1.1x4,?x2 --to 1.2.3' },
  {
    name: 'plan-unknown-major',
    line: 'plan --policy spire server=1.15.3x3 agent=1.15.3x4 --to 2.0.0 --allow-unreleased',
  },
  { name: 'plan-nothing-to-do', line: 'plan --policy spire server=1.2.3x3 agent=1.2.3x40 --to 1.2.3' },
  {
    name: 'plan-nothing-to-do-unsupported',
    line: 'plan --policy spire server=1.2.3x3 agent=1.0.3x40 --to server=1.2.3',
  },
  { name: 'plan-runbook-markdown', line: `plan ${example} --to 1.3.6 --format runbook` },
  {
    name: 'plan-runbook-tasks-markdown',
    line: 'plan --policy dapr chart=1.16.9 sidecar=1.16.9x30 --to 1.17.2 --format runbook',
  },
  { name: 'plan-markdown', line: `plan ${example} --to 1.3.0 --format markdown` },
  {
    name: 'plan-impossible-markdown',
    line: 'plan examples/spire/fleet-frozen.yaml --to 1.3.0 --format markdown',
  },
  { name: 'check-supported', line: `check ${example}` },
  { name: 'check-unsupported', line: 'check --policy spire server=1.2.3x3,1.2.2 agent=1.2.3x2,1.0.3' },
  { name: 'check-unknown', line: 'check --policy spire server=1.2.3x3 agent=1.2.3,?x3,1.16.0-dev-abc' },
  {
    name: 'check-gap',
    line: 'check --policy spire server=1.2.3,1.1.5 agent=1.0.3x4 --reading agent-skew=literal',
  },
  { name: 'check-silent', line: 'check --policy spire server=0.11.3' },
  { name: 'check-jump', line: `check ${example} --to 1.2.3` },
  { name: 'check-jump-unsupported', line: 'check --policy spire server=1.1.5x3 --to 1.3.5' },
  { name: 'check-pods', line: 'check --policy spire --scope prod examples/spire/pods.json' },
  { name: 'check-agents', line: 'check --policy spire examples/spire/agents.json' },
  {
    name: 'check-markdown',
    line: 'check --policy spire server=1.2.3x3,1.2.2 agent=1.2.3x2,1.0.3 --format markdown',
  },
  { name: 'verify', line: 'verify -', stdin: plan(`${example} --to 1.3.0`) },
  {
    name: 'verify-drift',
    line: 'verify - --fleet examples/spire/fleet-frozen.yaml --fleet server@prod=1.2.5',
    stdin: plan(`${example} --to 1.3.0`),
  },
  {
    name: 'verify-tampered',
    line: 'verify -',
    stdin: plan(`${example} --to 1.3.0`, (text) => text.replaceAll('"1.2.5"', '"1.1.5"')),
  },
  { name: 'verify-agents-first', line: 'verify -', stdin: fixture('agents-first.json') },
  { name: 'verify-no-gate', line: 'verify -', stdin: fixture('no-gate.json') },
  {
    name: 'verify-unknown',
    line: 'verify -',
    stdin: plan('--policy spire server=0.11.3x3 agent=0.11.3x4 --to 1.0.0'),
  },
  {
    name: 'forecast',
    line: 'forecast --policy dapr --as-of 2026-08-22 runtime@prod=1.16.4x3,1.15.0 runtime@test=1.18.0 sidecar@test=1.18.0',
  },
  {
    name: 'forecast-dated',
    line: 'forecast --policy kubernetes --as-of 2026-10-15 --within 60 --lead 30 kube-apiserver=1.35.8x3 kubelet=1.34.8x40,1.35.8',
  },
  { name: 'forecast-undefined', line: 'forecast --policy uxp uxp=v1.14.0-up.1' },
  {
    name: 'forecast-markdown',
    line: 'forecast --policy kubernetes --as-of 2026-10-15 kube-apiserver=1.33.9,1.34.8 --format markdown',
  },
  { name: 'catalogue-lint', line: 'catalogue lint --policy examples/harbour/policy.yaml' },
  { name: 'catalogue-lint-kept', line: 'catalogue lint --policy mirrord' },
  { name: 'catalogue-lint-unknown', line: 'catalogue lint --policy spire' },
  {
    name: 'catalogue-update-check',
    line: 'catalogue update --policy examples/harbour/policy.yaml --component crane --from oci-tags examples/harbour/crane-tags.txt --check',
  },
  {
    name: 'release-lint',
    line: 'release lint --policy uxp --history test/cli/fixtures/tags.csv --upstream test/cli/fixtures/upstream-tags.csv',
  },
  {
    name: 'release-lint-since',
    line: 'release lint --policy uxp --history test/cli/fixtures/tags.csv --since v1.4.0-up.2 --strict',
  },
  {
    name: 'release-lint-obeyed',
    line: 'release lint --policy uxp --history -',
    stdin: () =>
      'tag,date,branch,crossplane\nv1.4.0-up.1-uprc.0,2021-10-01,release-1.4,v1.4.0\nv1.4.0-up.1,2021-10-05,release-1.4,v1.4.0\n',
  },
  {
    name: 'release-lint-unknown',
    line: 'release lint --policy uxp --history -',
    stdin: () => 'tag\nv1.4.0-up.1-uprc.0\nv1.4.0-up.1\n',
  },
  {
    name: 'release-lint-markdown',
    line: 'release lint --policy uxp --history test/cli/fixtures/tags.csv --format markdown',
  },
  { name: 'version-compare', line: 'version compare --policy dapr --component sdk-go 1.14.2 2.0.0' },
  {
    name: 'version-compare-brings',
    line: 'version compare --policy dapr --component sdk-go 1.13.0 1.14.0 --brings client-method-parameter',
  },
  {
    name: 'version-compare-exempt',
    line: 'version compare --policy dapr --component sdk-rust 0.16.1 0.17.0',
  },
  { name: 'version-explain-experimental', line: 'version explain --policy dapr v1.0-alpha1' },
  { name: 'explain-ledger-rule', line: 'explain dapr/component-retirement' },
  { name: 'explain-ledger-rule-shared', line: 'explain spire/plugin-compatibility' },
  { name: 'explain-setting-rule', line: 'explain mirrord/agent-image-not-pinned' },
  { name: 'explain-mark-rule', line: 'explain spire/deprecated-interface-logged' },
  { name: 'explain-readings', line: 'explain dapr/packaged-together' },
  { name: 'explain-promise', line: 'explain dapr/minor-for-features' },
  { name: 'policy-show-settings', line: 'policy show mirrord' },
  { name: 'policy-list', line: 'policy list' },
  { name: 'policy-show', line: 'policy show spire' },
  { name: 'policy-show-rule', line: 'policy show spire/agent-skew' },
  { name: 'policy-show-ledger', line: 'policy show kubernetes' },
  { name: 'explain-ledger-rule-served', line: 'explain kubernetes/api-retirement' },
  { name: 'policy-test', line: 'policy test' },
  { name: 'policy-lint', line: 'policy lint' },
  { name: 'policy-lint-warnings', line: 'policy lint test/scenarios/policies/vault.yaml' },
  {
    name: 'compare',
    line: 'compare examples/harbour/api/crane-1.0.yaml examples/harbour/api/crane-1.1.yaml',
  },
  {
    name: 'compare-policy',
    line: 'compare examples/harbour/api/crane-1.0.yaml examples/harbour/api/crane-1.1.yaml --policy examples/harbour/policy.yaml --component crane --from 1.0.0 --to 1.1.0',
  },
  {
    name: 'compare-markdown',
    line: 'compare examples/harbour/api/crane-1.0.yaml examples/harbour/api/crane-1.1.yaml --format markdown',
  },
  { name: 'help-compare', line: 'compare --help' },
  { name: 'help-release-verify', line: 'release verify --help' },
  { name: 'help', line: '--help' },
  { name: 'help-check', line: 'check --help' },
  { name: 'help-plan', line: 'plan --help' },
  { name: 'help-verify', line: 'verify --help' },
  { name: 'help-forecast', line: 'forecast --help' },
  { name: 'help-scan', line: 'scan --help' },
  { name: 'help-policy', line: 'policy --help' },
  { name: 'help-policy-list', line: 'policy list --help' },
  { name: 'help-policy-show', line: 'policy show --help' },
  { name: 'help-policy-test', line: 'policy test --help' },
  { name: 'help-policy-lint', line: 'policy lint --help' },
  { name: 'help-policy-schema', line: 'policy schema --help' },
  { name: 'help-catalogue-lint', line: 'catalogue lint --help' },
  { name: 'help-catalogue-update', line: 'catalogue update --help' },
  { name: 'help-release-lint', line: 'release lint --help' },
  { name: 'help-completion', line: 'completion --help' },
]

/** The command, what it answered, and its exit code: the whole of a golden file. */
export function transcript({ line, stdin }: GoldenCase): string {
  const { code, out, err } = interlock(words(line), stdin === undefined ? {} : { stdin: stdin() })
  const complaint = err === '' ? '' : `[stderr]\n${err}`
  // The digest of a plan changes with every word of a policy; that it does is tested elsewhere.
  return `$ interlock ${line}\n${out}${complaint}[exit ${code}]\n`
    .replaceAll(root, '.')
    .replaceAll(/\b(plan) ([0-9a-f]{4,8})(?=\.?$)/gim, (_, word: string, digest: string) => {
      return `${word} ${'0'.repeat(digest.length)}`
    })
}

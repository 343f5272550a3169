import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'

/* What the platforms' guides say of what users configure: plugins and settings of SPIRE, pins of mirrord's agent. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-configurations-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Row {
  readonly line: string
  /** The file, by its name, and what is in it. */
  readonly file: readonly [name: string, text: string]
  readonly ask: string
  readonly code: 0 | 1 | 3
  readonly says: readonly string[]
  readonly never?: string
}

function expectRow({ file: [name, text], ask, code, says, never }: Row): void {
  const file = join(folder, name)
  writeFileSync(file, text)
  const answer = interlock(['scan', file, ...words(ask)])
  expect(answer.code, answer.out + answer.err).toBe(code)
  const flat = answer.out.replace(/\s+/g, ' ')
  for (const each of says) expect(flat).toContain(each)
  if (never !== undefined) expect(flat).not.toContain(never)
}

const server = (plugins: string, settings = ''): readonly [string, string] => [
  'server.conf',
  `server {\n  trust_domain = "example.org"\n  ${settings}\n}\nplugins {\n${plugins}\n}\n`,
]
const agent = (plugins: string): readonly [string, string] => [
  'agent.conf',
  `agent {\n  trust_domain = "example.org"\n}\nplugins {\n${plugins}\n}\n`,
]
const keys = 'KeyManager "aws_kms" { plugin_data { key_metadata_file = "keys" } }'
const accounts =
  'NodeAttestor "k8s_psat" { plugin_data { clusters = { a = { service_account_whitelist = ["x"] } } } }'
const azure = 'NodeAttestor "azure_msi" { plugin_data { tenants = { a = { use_msi = true } } } }'
const compatibility = 'spire/plugin-compatibility'

const plugins: readonly Row[] = [
  {
    line: 'S12 before the change there is nothing to say',
    file: server(keys),
    ask: '--policy spire --at 1.8.11',
    code: 0,
    says: ['1 of 1 manifest loads'],
    never: 'deprecated',
  },
  {
    line: 'S12 in the line of the change it is a warning',
    file: server(keys),
    ask: '--policy spire --at 1.9.6',
    code: 0,
    says: ['key_metadata_file is deprecated since 1.9.0', 'loads until 1.10.0', compatibility],
  },
  {
    line: 'S12 introduced in 1.0.0, compatible until 1.1.0',
    file: server(accounts),
    ask: '--policy spire --at 1.0.4 --to 1.1.0',
    code: 1,
    says: [
      'service_account_whitelist is deprecated since 1.0.0',
      'from 1.1.0 on, NodeAttestor k8s_psat: service_account_whitelist no longer loads',
    ],
  },
  {
    line: 'S12 a change in a patch counts from its line on',
    file: server(azure),
    ask: '--policy spire --at 1.8.5',
    code: 0,
    says: ['use_msi is deprecated since 1.8.5', 'promised only until 1.9.0'],
  },
  {
    line: 'S12 what is recorded to stay longer stays, but unpromised',
    file: server(azure),
    ask: '--policy spire --at 1.9.3',
    code: 0,
    says: ['loads until 1.10.0, promised only until 1.9.0'],
  },
  {
    line: 'S12 after a recorded removal it is gone',
    file: server(azure),
    ask: '--policy spire --at 1.10.0',
    code: 1,
    says: ['use_msi is gone since 1.10.0', 'announced in 1.8.5', compatibility],
  },
  {
    line: 'S12 where no record reaches, nothing is promised',
    file: server('NodeAttestor "k8s_psat" {}', 'experimental { sql_transaction_timeout = "1h" }'),
    ask: '--policy spire --at 1.19.0',
    code: 3,
    says: ['the ledger only covers 0.12.0 to 1.15.3'],
  },
  {
    line: 'S12b a built-in plugin keeps the promises of all components',
    file: server('NodeAttestor "k8s_sat" {}'),
    ask: '--policy spire --at 1.8.0 --to 1.13.0',
    code: 1,
    says: [
      'from 1.9.0 on, NodeAttestor k8s_sat is deprecated',
      'from 1.12.0 on, NodeAttestor k8s_sat no longer loads',
      'use NodeAttestor k8s_psat instead',
    ],
  },
  {
    line: 'AMB-S-e a setting of the provider goes a line later than it might',
    file: ['oidc.conf', 'domain = "example.org"\nserver_api { address = "unix:///x" }\n'],
    ask: '--policy spire --at 1.1.0',
    code: 0,
    says: ['domain of the OIDC discovery provider is deprecated since 1.0.2', 'promised only until 1.1.0'],
  },
  {
    line: 'S12b of the agent as well',
    file: agent('NodeAttestor "k8s_sat" {}'),
    ask: '--policy spire --at 1.12.0',
    code: 1,
    says: ['agent 1.12.0', 'NodeAttestor k8s_sat is gone since 1.12.0'],
  },
  {
    line: 'S12b and a plugin of a later release is not there yet',
    file: agent('WorkloadAttestor "slurm" {}'),
    ask: '--policy spire --at 1.15.2',
    code: 1,
    says: ['not there at 1.15.2, only from 1.15.3 on'],
  },
  {
    line: 'S12b one that is built in nowhere is none',
    file: server('NodeAttestor "k8s_pset" {}'),
    ask: '--policy spire --at 1.9.0',
    code: 1,
    says: [
      'NodeAttestor k8s_pset is not there',
      'did you mean NodeAttestor k8s_psat?',
      'spire/built-in-plugins',
    ],
  },
  {
    line: 'S13 nothing is promised for a plugin from outside',
    file: server('NodeAttestor "tpm" {\n  plugin_cmd = "/opt/tpm"\n  plugin_checksum = "ab"\n}'),
    ask: '--policy spire --at 1.9.0',
    code: 3,
    says: ['? unknown', 'NodeAttestor tpm comes from outside: nothing is promised', 'spire/external-plugin'],
  },
  {
    line: 'S13 also when it has the name of a built-in one',
    file: server('NodeAttestor "k8s_psat" { plugin_cmd = "/opt/psat" }'),
    ask: '--policy spire --at 1.9.0',
    code: 3,
    says: ['spire/external-plugin'],
  },
  {
    line: 'S14 a plugin of an interface that goes works for one line, with a warning',
    file: server('NodeResolver "mine" { plugin_cmd = "/opt/mine" }'),
    ask: '--policy spire --at 1.4.0',
    code: 3,
    says: [
      '! NodeResolver interface is deprecated since 1.4.0',
      'loads until 1.5.0',
      'spire/plugin-interface',
    ],
  },
  {
    line: 'S14 and then no longer',
    file: server('NodeResolver "mine" { plugin_cmd = "/opt/mine" }'),
    ask: '--policy spire --at 1.4.0 --to 1.5.0',
    code: 1,
    says: ['from 1.5.0 on, NodeResolver interface no longer loads', 'for plugins from anywhere'],
  },
]

const helm = (agent: string): readonly [string, string] => [
  'values.yaml',
  `license:\n  keyRef: secret\noperator:\n  replicas: 1\nagent:\n${agent}\n`,
]
const pin = 'mirrord/agent-image-not-pinned'
const mirrord = '--policy mirrord'
const pod = (variable: string): readonly [string, string] => [
  'job.yaml',
  `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: ci\n    env:\n    - { name: ${variable}, value: "3.1.0" }\n`,
]

const pins: readonly Row[] = [
  {
    line: 'M9 Helm values with a tag',
    file: helm('  image:\n    tag: 3.130.0'),
    ask: mirrord,
    code: 0,
    says: ['agent.image.tag is set to 3.130.0', pin, 'values.yaml:7'],
  },
  {
    line: 'M9 Helm values with an image',
    file: helm('  image: registry.example/mirrord:3.130.0'),
    ask: mirrord,
    code: 0,
    says: ['agent.image is set to registry.example/mirrord:3.130.0', pin],
  },
  {
    line: 'M9 a warning fails who wants it to',
    file: helm('  image: registry.example/mirrord:3.130.0'),
    ask: `${mirrord} --strict`,
    code: 1,
    says: [pin],
  },
  {
    line: 'M9 a registry alone is a mirror',
    file: helm('  image:\n    registry: registry.example/mirrord'),
    ask: `${mirrord} --strict`,
    code: 0,
    says: ['read as operator-values'],
    never: pin,
  },
  {
    line: 'M9 the CLI in JSON',
    file: ['mirrord.json', '{"agent": {"image": {"tag": "3.1.0"}}}'],
    ask: mirrord,
    code: 0,
    says: ['agent.image.tag is set to 3.1.0', pin, 'read as cli-configuration'],
  },
  {
    line: 'M9 the CLI in TOML',
    file: ['mirrord.toml', '[agent]\nimage = "mirrord:3.1.0"\n'],
    ask: mirrord,
    code: 0,
    says: ['agent.image is set to mirrord:3.1.0', pin, 'mirrord.toml:2'],
  },
  {
    line: 'M9 the CLI in YAML, known by its shape',
    file: ['dev.yaml', 'target: pod/x\nfeature: {}\nagent:\n  image:\n    tag: latest\n'],
    ask: mirrord,
    code: 0,
    says: ['agent.image.tag is set to latest', pin],
  },
  {
    line: 'M9 the environment, by image',
    file: ['ci.env', 'export MIRRORD_AGENT_IMAGE=mirrord:3.1.0\n'],
    ask: mirrord,
    code: 0,
    says: ['MIRRORD_AGENT_IMAGE is set to mirrord:3.1.0', pin],
  },
  {
    line: 'M9 the environment of a container, by tag',
    file: pod('MIRRORD_AGENT_IMAGE_TAG'),
    ask: mirrord,
    code: 0,
    says: ['MIRRORD_AGENT_IMAGE_TAG is set to 3.1.0', pin, 'job.yaml:7'],
  },
  {
    line: 'M9 a registry in the environment is a mirror',
    file: pod('MIRRORD_AGENT_IMAGE_REGISTRY'),
    ask: `${mirrord} --strict`,
    code: 0,
    says: ['read as environment'],
    never: pin,
  },
  {
    line: 'M9 the values of another chart are nobody’s pin',
    file: ['values.yaml', 'agent:\n  image:\n    tag: 7.1.0\n'],
    ask: `${mirrord} --strict`,
    code: 0,
    says: ['1 document of other kinds skipped', '--as operator-values'],
    never: pin,
  },
  {
    line: 'M9 unless somebody says whose they are',
    file: ['values.yaml', 'agent:\n  image:\n    tag: 7.1.0\n'],
    ask: `${mirrord} --as operator-values`,
    code: 0,
    says: [pin],
  },
]

describe.each([
  ['plugins and their promises', plugins],
  ['pins', pins],
] as const)('%s', (_, rows) => {
  it.each(rows)('$line', expectRow)
})

it('M9 an operator of which nobody knows the agent leaves it open', () => {
  const { code, out } = interlock(words('check --policy mirrord operator=3.187.0 agent=3.240.0'))
  expect([code, out]).toEqual([3, expect.stringContaining('mirrord/agent-of-operator')])
})

it('S12 holds for what SPIRE did: the ledger is held against its own terms', () => {
  const { code, out } = interlock(words('lifecycle lint --policy spire --format json'))
  const { findings, rows } = JSON.parse(out) as {
    rows: number
    findings: { severity: string; subject: string; because: string | null }[]
  }
  expect([code, rows > 100]).toEqual([1, true])
  // What went without a word went so in truth; each is explained.
  const broken = findings.filter(({ severity }) => severity === 'error')
  expect(broken.map(({ subject }) => subject)).toEqual([
    'NodeResolver noop',
    'server.exclude_sn_from_ca_subject',
    'agent.disable_reattest_to_renew',
  ])
  expect(broken.filter(({ because }) => because === null)).toEqual([])
})

describe('S14 what a running server says of old interfaces', () => {
  const interfaces = 'spire.plugin.server.nodeattestor'
  it.each([
    [
      'as text',
      `level=warning msg="Service is deprecated and will be removed in a future release" alert=true alert_type=deprecated_service deprecated_service_name=${interfaces}.v0 preferred_service_name=${interfaces}.v1`,
    ],
    [
      'as JSON',
      `{"alert":true,"alert_type":"deprecated_service","deprecated_service_name":"${interfaces}.v0","preferred_service_name":"${interfaces}.v1","level":"warning","msg":"Service is deprecated"}`,
    ],
  ])('%s', (_, line) => {
    const log = join(folder, 'server.log')
    writeFileSync(log, `level=info msg=start\n${line}\n${line}\n`)
    const { code, out } = interlock(['scan', '--policy', 'spire', '--log', log])
    const flat = out.replace(/\s+/g, ' ')
    expect(code).toBe(0)
    for (const text of [`! ${interfaces}.v0`, '2 times', `use ${interfaces}.v1 instead`, 'server.log:2'])
      expect(flat).toContain(text)
    expect(flat).toContain('spire/deprecated-interface-logged')
  })
})

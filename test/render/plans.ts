import { interlock, words } from '../cli/command.ts'

/** A fleet whose every name tries to be something else: markup, a script, a comment, another direction of writing. */
const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>"'&]]>--> \u202e {{x}} \`\\;|%%#1;`
const hostileFleet = JSON.stringify({
  apiVersion: 'interlock.dev/v1alpha1',
  kind: 'Fleet',
  metadata: { name: hostile },
  policies: ['spire'],
  instances: [
    { scope: hostile, component: 'server', version: '1.1.1', count: 3 },
    { scope: hostile, component: 'agent', version: '1.1.1', count: 4, name: `${hostile}2` },
    { scope: hostile, component: 'agent', version: '1.2.3', count: 4, name: `${hostile}3`, frozen: true },
  ],
})

/** Many scopes: two ways for a hundred of them, and some that are like no other. */
const manyScopes = Array.from({ length: 130 }, (_, i) => {
  const version = i % 10 === 0 ? '1.2.3' : '1.1.1'
  const servers = i < 100 ? 3 : i
  return `server@cell-${i}=${version}x${servers} agent@cell-${i}=${version}x40`
}).join(' ')

/** Plans of every shape that a page, a diagram or a runbook has to show. */
export const planCases: Readonly<Record<string, { readonly line: string; readonly stdin?: string }>> = {
  'two groups': { line: 'examples/spire/fleet.yaml --to 1.3.6' },
  'many stages': { line: 'examples/spire/fleet.yaml --to 1.15.3' },
  'many groups, no way back': {
    line: '--policy kubernetes kube-apiserver=1.30.0x3 kube-controller-manager=1.30.0x3 kube-scheduler=1.30.0x3 cloud-controller-manager=1.30.0x3 kubelet=1.28.0x40 kube-proxy=1.28.0x40 --to 1.33.0',
  },
  'several platforms, tasks and commands': { line: 'examples/platforms/fleet.yaml' },
  'all at once': {
    line: '--policy mirrord operator=3.187.0 cli=3.250.0x20 --to 4.0.0 --allow-unreleased --allow-stopped',
  },
  'parts of a group': { line: 'examples/spire/fleet-frozen.yaml --to 1.3.0 --thaw edge' },
  'from an unsupported start': { line: '--policy spire server=1.3.0x3 agent=1.1.1x4 --to 1.3.6' },
  manifests: { line: '--policy dapr runtime=1.12.4 --to 1.13.4 --manifests examples/dapr/manifests' },
  'nested scopes, tied': {
    line: '--policy test/scenarios/policies/guild.yaml --fact sealed=no server@top=1.1.0x2 server@top/left=1.1.0 server@top/left/low=1.1.0 agent@top/left=1.1.0x4 --to 1.3.0',
  },
  'alike scopes': { line: `--policy spire ${manyScopes} --to 1.3.6` },
  'hostile names': { line: '- --to 1.3.6', stdin: hostileFleet },
  impossible: { line: 'examples/spire/fleet-frozen.yaml --to 1.3.0' },
  'unknown, with a way': { line: '--policy spire server=0.11.3x3 agent=0.11.3x4 --to 1.0.0' },
  'unknown, without': { line: '--policy spire server=1.1.1x3 agent=1.1.1x4,?x2 --to 1.2.3' },
  'nothing to do': { line: '--policy spire server=1.2.3x3 agent=1.0.3x40 --to server=1.2.3' },
}

/** One of these plans in a format. */
export function rendered(name: string, format: string): string {
  const { line, stdin } = planCases[name] ?? { line: name }
  const { out, err } = interlock([...words(`plan ${line}`), '--format', format], {
    ...(stdin !== undefined && { stdin }),
    today: '2026-09-01',
  })
  if (out === '') throw new Error(err)
  return out
}

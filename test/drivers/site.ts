import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What documents name beside themselves: a repository with a remote, a kubeconfig, a file of values. Nothing of it is reached. */
export function makeSite() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'interlock-site-')))
  const folder = join(root, 'site')
  mkdirSync(join(folder, 'values'), { recursive: true })
  writeFileSync(join(folder, 'values/relay.yaml'), 'replicas: 3\n')
  const kubeconfig = join(root, 'kubeconfig')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      'current-context': 'here',
      contexts: [{ name: 'here', context: { cluster: 'here' } }],
      clusters: [{ name: 'here', cluster: { server: 'https://127.0.0.1:1' } }],
    }),
  )
  for (const repository of [folder, join(root, 'deployments')]) {
    execFileSync('git', ['init', '--quiet', repository])
    execFileSync('git', ['-C', repository, 'remote', 'add', 'origin', 'https://127.0.0.1:1/x'])
  }
  return {
    folder,
    env: { PATH: process.env.PATH, KUBECONFIG: kubeconfig },
    close: () => rmSync(root, { recursive: true }),
  }
}

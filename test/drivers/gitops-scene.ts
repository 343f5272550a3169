import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Driver, GroupName } from '../../src/execute/index.ts'
import { openedAll } from './open.ts'

/* A repository with a list of instances, a platform that follows its branch, and drivers between them. */

export const group: GroupName = { policy: 'harbour', scope: 'north', component: 'crane' }

const agent = resolve('test/drivers/gitops-agent.mjs')

interface State {
  version: string
  moves: number
  down: boolean
}

export class Ground {
  readonly folder = mkdtempSync(join(tmpdir(), 'gitops-'))
  readonly work = join(this.folder, 'work')
  /** What others clone from, where there is one. */
  readonly bare = join(this.folder, 'bare.git')

  constructor(ids: readonly string[], parts: Readonly<Record<string, string>> = {}) {
    mkdirSync(this.work)
    this.git('init', '--quiet', '--initial-branch=main')
    for (const [name, value] of [
      ['user.name', 'Somebody'],
      ['user.email', 'somebody@example.org'],
      ['commit.gpgSign', 'false'],
    ] as const)
      this.git('config', name, value)
    const items = ids.map((id) => {
      const part = parts[id] === undefined ? '' : `\n    part: ${JSON.stringify(parts[id])}`
      return `  - name: ${JSON.stringify(id)} # of many\n    image:   'crane:1.0.0'   # {"policy": x}${part}\n`
    })
    writeFileSync(join(this.work, 'fleet.yaml'), `# who runs what\ninstances:\n${items.join('')}`)
    writeFileSync(join(this.work, 'other.yaml'), 'a: 1\n')
    this.git('add', '.')
    this.git('commit', '--quiet', '-m', 'Begin')
    writeFileSync(join(this.folder, 'versions'), '1.0.0\n2.0.0\n')
    const state = ids.map((id): [string, State] => [id, { version: '1.0.0', moves: 0, down: false }])
    this.writeState(Object.fromEntries(state))
  }

  git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.work, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim()
  }

  /** Begins a repository that others share. */
  share(): void {
    execFileSync('git', ['clone', '--quiet', '--bare', this.work, this.bare], { stdio: 'pipe' })
    this.git('remote', 'add', 'origin', this.bare)
  }

  /** Somebody else's commit at the shared repository. */
  push(file: string, text: string): void {
    const other = mkdtempSync(join(this.folder, 'other-'))
    const run = (...args: readonly string[]) =>
      execFileSync('git', ['-C', other, '-c', 'user.name=O', '-c', 'user.email=o@example.org', ...args], {
        stdio: 'pipe',
      })
    run('clone', '--quiet', this.bare, '.')
    writeFileSync(join(other, file), text)
    run('add', '.')
    run('commit', '--quiet', '--no-gpg-sign', '-m', 'Meanwhile')
    run('push', '--quiet', 'origin', 'HEAD')
  }

  /** Subjects of a branch, newest first. */
  log(branch = 'main', where = this.work): string[] {
    const args = ['-C', where, 'log', '--format=%s', branch]
    return execFileSync('git', args, { encoding: 'utf8' }).trim().split('\n')
  }

  show(branch = 'main', file = 'fleet.yaml', where = this.work): string {
    return execFileSync('git', ['-C', where, 'show', `${branch}:${file}`], { encoding: 'utf8' })
  }

  read(): string {
    return readFileSync(join(this.work, 'fleet.yaml'), 'utf8')
  }

  state(): Record<string, State> {
    return JSON.parse(readFileSync(join(this.folder, 'state.json'), 'utf8')) as Record<string, State>
  }

  writeState(state: Readonly<Record<string, State>>): void {
    writeFileSync(join(this.folder, 'state.json'), JSON.stringify(state))
  }

  mark(name: string): void {
    writeFileSync(join(this.folder, name), '')
  }

  unmark(name: string): void {
    rmSync(join(this.folder, name))
  }

  async open(more: object = {}): Promise<Driver> {
    const { remote, branch = 'main' } = more as { remote?: string; branch?: string }
    const watched = remote === undefined ? this.work : this.bare
    const settings = {
      kind: 'gitops',
      repository: this.work,
      branch: 'main',
      fields: [{ file: 'fleet.yaml', at: 'instances[name={id}].image', value: '{component}:{version}' }],
      observe: {
        kind: 'command',
        observe: { run: [process.execPath, agent, this.folder, watched, branch] },
        move: { run: ['false'] },
      },
      ...more,
    }
    return (await openedAll({ components: { crane: { driver: settings } } })).driver
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

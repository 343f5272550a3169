import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Driver, Order } from '../../src/execute/index.ts'
import { conformance, type World, type WorldRequest } from './conformance.ts'
import { Ground, group } from './gitops-scene.ts'

/* A `gitops` driver on repositories in a folder, and a platform that follows a branch. */

const soon = (): AbortSignal => AbortSignal.timeout(60_000)

async function worldOf({ ids, parts }: WorldRequest, more: object): Promise<World> {
  const ground = new Ground(ids, parts)
  if ('remote' in more) ground.share()
  return {
    driver: await ground.open(more),
    group,
    versions: { first: '1.0.0', second: '2.0.0', missing: '9.9.9' },
    movesOf: (id) => ground.state()[id]?.moves ?? 0,
    again: () => ground.open(more),
    breakDown: async (id) => {
      const state = ground.state()
      const instance = state[id]
      if (instance !== undefined) instance.down = true
      ground.writeState(state)
    },
    hang: async () => ground.mark('hanging'),
    fail: async () => ground.mark('refusing'),
    mend: async () => ground.unmark('refusing'),
    close: async () => ground.close(),
  }
}

conformance('a gitops driver: a branch that is checked out', { make: (request) => worldOf(request, {}) })
conformance('a gitops driver: a branch at a remote', {
  make: (request) => worldOf(request, { remote: 'origin' }),
})
conformance('a gitops driver: one field for all', {
  ids: ['one'],
  make: (request) =>
    worldOf(request, {
      fields: [{ file: 'fleet.yaml', at: 'instances[0].image', value: 'crane:{version}' }],
    }),
})

describe('a gitops driver', () => {
  let ground: Ground
  beforeEach(() => {
    ground = new Ground(['one', 'two'])
  })
  afterEach(() => ground.close())

  const order = (
    ids: readonly string[],
    from: string,
    to: string,
    key = `${ids.join('+')} to ${to}`,
  ): Order => ({
    key,
    group,
    ids,
    from: [from],
    to,
  })
  const there = order(['one'], '1.0.0', '2.0.0', 'run-7/2/1 %x')
  const edited = (text: string): string => text.replace("'crane:1.0.0'", "'crane:2.0.0'")
  const moveError = (driver: Driver, of: Order): Promise<string> =>
    driver.move(of, soon()).then(
      () => 'nothing went wrong',
      (error: Error) => error.message,
    )

  it('makes one commit for an order, which changes the version alone and says whose it is', async () => {
    const before = ground.read()
    const driver = await ground.open()
    await driver.move(there, soon())
    await driver.move(there, soon())
    expect(ground.log()).toEqual(['Move crane in north to 2.0.0', 'Begin'])
    expect(ground.git('log', '-1', '--format=%b')).toBe('- "one"\n\nInterlock-Order: run-7/2/1%20%25x')
    expect(ground.git('log', '-1', '--format=%(trailers:key=Interlock-Order,valueonly)')).toBe(
      'run-7/2/1%20%25x',
    )
    expect(ground.show()).toBe(edited(before))
    expect(ground.read()).toBe(ground.show())
    expect(ground.git('status', '--porcelain')).toBe('')
  })

  it('leaves alone what others have not committed, unless it is what has to change', async () => {
    const other = join(ground.work, 'other.yaml')
    writeFileSync(other, 'a: 2 # mine\n')
    ground.git('add', 'other.yaml')
    writeFileSync(join(ground.work, 'new.yaml'), 'b: 1\n')
    const driver = await ground.open()
    await driver.move(there, soon())
    expect(ground.git('status', '--porcelain')).toBe('M  other.yaml\n?? new.yaml')
    expect(ground.git('show', '--stat=80', '--format=', 'HEAD')).toMatch(
      /^fleet\.yaml \| 2 \+-\n 1 file changed/,
    )

    const mine = `${ground.read()}# mine\n`
    writeFileSync(join(ground.work, 'fleet.yaml'), mine)
    expect(await moveError(driver, order(['two'], '1.0.0', '2.0.0'))).toBe(
      `fleet.yaml in ${ground.work} has changes that are not committed: commit them, or put them away`,
    )
    expect(ground.read()).toBe(mine)
    expect(ground.log()).toHaveLength(2)
  })

  it('ends what it began where it died between the commit and the files', async () => {
    const driver = await ground.open()
    const before = ground.read()
    await driver.move(there, soon())
    // As if the files had not followed.
    ground.git('read-tree', 'HEAD^')
    writeFileSync(join(ground.work, 'fleet.yaml'), before)
    expect(ground.git('status', '--porcelain')).toBe('M  fleet.yaml')
    await driver.move(there, soon())
    expect(ground.git('status', '--porcelain')).toBe('')
    expect(ground.read()).toBe(edited(before))
    expect(ground.log()).toHaveLength(2)
  })

  it('begins a branch where there is none, and touches no work tree then', async () => {
    const before = ground.read()
    const driver = await ground.open({
      branch: 'rollout/{scope}',
      base: 'main',

      ...observeMain(),
    })
    await driver.move(there, soon())
    expect(ground.log('rollout/north')).toEqual(['Move crane in north to 2.0.0', 'Begin'])
    expect(ground.log()).toEqual(['Begin'])
    expect(ground.read()).toBe(before)
  })

  /** The platform follows main, wherever commits go. */
  const observeMain = () => ({
    observe: {
      kind: 'command',
      observe: { run: ['sh', '-c', `echo '[{"id":"one","version":"1.0.0","ready":true}]'`] },
      move: { run: ['false'] },
    },
  })

  it('puts its change on top of what others push meanwhile', async () => {
    ground.share()
    const driver = await ground.open({ remote: 'origin' })
    ground.push('other.yaml', 'a: 3\n')
    await driver.move(there, soon())
    ground.push('other.yaml', 'a: 4\n')
    await driver.move(order(['two'], '1.0.0', '2.0.0'), soon())
    expect(ground.log('main', ground.bare)).toEqual([
      'Move crane in north to 2.0.0',
      'Meanwhile',
      'Move crane in north to 2.0.0',
      'Meanwhile',
      'Begin',
    ])
    expect(ground.show('main', 'other.yaml', ground.bare)).toBe('a: 4\n')
    // What lies in the folder is somebody else's.
    expect(ground.log()).toEqual(['Begin'])
    expect(ground.git('status', '--porcelain')).toBe('')
  })

  it('tries again where somebody pushes between its look and its own push', async () => {
    ground.share()
    const hook = join(ground.work, '.git/hooks/reference-transaction')
    const marker = join(ground.folder, 'pushed')
    // Once this repository has seen the branch, and before it pushes, somebody else does.
    const script = `#!/bin/sh
test "$1" = committed && grep -q refs/interlock || exit 0
test -e ${marker} && exit 0
touch ${marker}
unset GIT_DIR GIT_INDEX_FILE
git clone --quiet ${ground.bare} ${ground.folder}/rival && cd ${ground.folder}/rival || exit 0
echo 'a: 5' > other.yaml
git -c user.name=O -c user.email=o@example.org -c commit.gpgSign=false commit --quiet -am Rival && git push --quiet
`
    writeFileSync(hook, script, { mode: 0o755 })
    const driver = await ground.open({ remote: 'origin' })
    await driver.move(there, soon())
    expect(ground.log('main', ground.bare)).toEqual(['Move crane in north to 2.0.0', 'Rival', 'Begin'])
    expect(ground.show('main', 'other.yaml', ground.bare)).toBe('a: 5\n')
  })

  it('does not do again what somebody has taken back, and says so', async () => {
    const driver = await ground.open()
    await driver.move(there, soon())
    ground.git('revert', '--no-edit', 'HEAD')
    expect(await moveError(driver, there)).toMatch(
      /^commit [0-9a-f]{12} has carried this order out, and somebody has taken it back: fleet\.yaml$/,
    )
    expect(ground.log()).toHaveLength(3)
  })

  const field = (more: object) => ({
    fields: [{ file: 'fleet.yaml', at: 'instances[name={id}].image', value: 'crane:{version}', ...more }],
  })

  it.each<[string, object, string]>([
    [
      'another image',
      field({ value: 'winch:{version}' }),
      `fleet.yaml:4:14 instances[name=one].image is "crane:1.0.0", neither winch:1.0.0 nor winch:2.0.0`,
    ],
    [
      'a slip in the path',
      field({ at: 'instances[name={id}].imege' }),
      'fleet.yaml:3:5 instances[name=one] has no "imege": did you mean "image"?',
    ],
    ['no such file', field({ file: '{scope}.yaml' }), 'there is no file north.yaml at '],
    [
      'no such document',
      field({ where: { kind: 'Fleet' } }),
      'fleet.yaml:1:1 no document in it has kind: Fleet',
    ],
    ['no such branch', { branch: 'mian' }, 'the repository has no branch "mian": it can begin at a "base"'],
    [
      'no such base',
      { branch: 'new', base: 'mian' },
      'the repository has no branch "mian", at which "new" would begin',
    ],
    ['a name that no branch has', { branch: 'a..b' }, 'no branch can be called "a..b"'],
  ])('tells %s', async (_, settings, message) => {
    const driver = await ground.open({ ...settings, ...observeMain() })
    expect(await moveError(driver, there)).toContain(message)
    expect(ground.log()).toEqual(['Begin'])
  })

  it('a field that is somewhere else is not overwritten', async () => {
    const text = ground.read().replace('crane:1.0.0', 'crane:1.5.0')
    writeFileSync(join(ground.work, 'fleet.yaml'), text)
    ground.git('commit', '--quiet', '-am', 'Elsewhere')
    const driver = await ground.open(observeMain())
    expect(await moveError(driver, there)).toBe(
      'fleet.yaml:4:14 instances[name=one].image is "crane:1.5.0", neither crane:1.0.0 nor crane:2.0.0',
    )
    expect(ground.show()).toBe(text)
  })

  it.each(['git://me:hunter2@127.0.0.1:1/x', '/nowhere//hunter2@y', 'https://me:hunter2@127.0.0.1:1/x'])(
    'never repeats a password of an address: %s',
    async (address) => {
      ground.git('remote', 'add', 'secret', address)
      const driver = await ground.open({ remote: 'secret', ...observeMain() })
      const message = await moveError(driver, there)
      expect(message).toMatch(/^git fetch ended with \d+: /)
      expect(message).not.toContain('hunter2')
    },
  )

  it.each([
    ['a path that is none', field({ at: 'a..b' }), '"a..b" | a name is expected at character 3 of the path'],
    ['a file elsewhere', field({ file: '../x.yaml' }), 'it is not in the repository | a path from its root'],
    ['a value without a version', field({ value: 'latest' }), 'it has to have {version} in it, once'],
    [
      'a slip in a placeholder',
      field({ at: 'a[name={di}]' }),
      '{di} stands for nothing here | did you mean {id}?',
    ],
    [
      'fields of both kinds',
      { fields: [...field({}).fields, { file: 'other.yaml', at: 'a' }] },
      'it is for all instances, others are for one by {id}',
    ],
    [
      'an observer that sees nothing',
      { observe: { kind: 'command', move: { run: ['false'] } } },
      'nothing says which instances there are',
    ],
    ['no such remote', { remote: 'nowhere' }, 'the repository has no remote "nowhere" | it has: none'],
    ['no repository', { repository: '/' }, '/ is no git repository'],
    ['no folder', { repository: 'nogit' }, 'there is no folder nogit | it is looked for in '],
    ['an observer of its own kind', { observe: { kind: 'gitops' } }, '"kind" is "gitops"'],
  ])('refuses a document with %s', async (_, settings, message) => {
    await expect(ground.open(settings)).rejects.toThrow(message.split(' | ').at(-1) ?? message)
  })

  it('says of a repository that is gone what git says of it, and nothing of names', async () => {
    const driver = await ground.open(observeMain())
    rmSync(ground.work, { recursive: true })
    mkdirSync(ground.work)
    expect(await moveError(driver, there)).toMatch(/^git [a-z-]+ ended with 128: fatal: not a git repository/)
  })

  it('follows also a branch that lies in another work tree', async () => {
    const beside = join(ground.folder, 'beside')
    ground.git('worktree', 'add', '--quiet', '-b', 'live', beside)
    const driver = await ground.open({ branch: 'live' })
    await driver.move(there, soon())
    expect(readFileSync(join(beside, 'fleet.yaml'), 'utf8')).toContain("'crane:2.0.0'")
    expect(execFileSync('git', ['-C', beside, 'status', '--porcelain'], { encoding: 'utf8' })).toBe('')
    expect(ground.read()).not.toContain('2.0.0')
  })
})

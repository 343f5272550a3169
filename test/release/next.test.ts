import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from '../cli/command.ts'
import { RepositoryBuilder, run } from '../git/builder.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-next-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

/** A table of tags, `TAG BRANCH` one after the other, a day apart. */
function table(...tags: string[]): string {
  const rows = tags.map((each, i) => {
    const [tag, branch] = each.split(' ')
    return `${tag},${branch},2022-03-${String(i + 1).padStart(2, '0')}`
  })
  const file = join(folder, `${++files}.csv`)
  writeFileSync(file, `tag,branch,date\n${rows.join('\n')}\n`)
  return file
}

const released = ['v1.2.2-up.1-uprc.0', 'v1.2.2-up.1', 'v1.2.2-up.2-uprc.0', 'v1.2.2-up.2'].map(
  (tag) => `${tag} release-1.2`,
)

interface Next {
  readonly proposals: readonly { readonly tag: string; readonly obeyed: readonly string[] }[]
  readonly refused: readonly {
    readonly tag: string
    readonly findings: readonly { readonly rule: string }[]
  }[]
}

function next(tags: readonly string[], options: string, policy = 'uxp'): Next & { readonly code: number } {
  const asked = ['release', 'next', '--policy', policy, '--history', table(...tags)]
  const { out, err, code } = interlock([...asked, ...words(options), '--format', 'json'])
  expect(err).toBe('')
  return { ...(JSON.parse(out) as Next), code }
}

const tagsOf = ({ proposals }: Next): string[] => proposals.map(({ tag }) => tag)

describe('what may come next', () => {
  it.each([
    ['after a release the next candidate', released, 'release-1.2', '', ['v1.2.2-up.3-uprc.0']],
    [
      'with another Crossplane its first candidate',
      released,
      'release-1.2',
      'v1.2.3',
      ['v1.2.3-up.1-uprc.0'],
    ],
    [
      'after a candidate another one, or the release',
      [...released, 'v1.2.2-up.3-uprc.0 release-1.2'],
      'release-1.2',
      '',
      ['v1.2.2-up.3-uprc.1', 'v1.2.2-up.3'],
    ],
    [
      'with another Crossplane after its candidate',
      [...released, 'v1.2.3-up.1-uprc.0 release-1.2'],
      'release-1.2',
      'v1.2.3',
      ['v1.2.3-up.1-uprc.1', 'v1.2.3-up.1'],
    ],
    ['on a new branch its first candidate', released, 'release-1.3', 'v1.3.0', ['v1.3.0-up.1-uprc.0']],
    ['on main the candidate of Crossplane', released, 'main', 'v1.5.0-rc.1', ['v1.5.0-rc.1-up.1']],
    ['on main no release of Crossplane', released, 'main', 'v1.5.0', []],
    ['on main no patch', released, 'main', 'v1.5.1-rc.0', []],
    ['on a release branch no candidate of Crossplane', released, 'release-1.2', 'v1.2.3-rc.0', []],
    ['nor one of another line', released, 'release-1.3', 'v1.2.3', []],
    ['with nothing to go on from, none', [], 'release-1.3', '', []],
  ])('%s', (_, history, branch, upstream, expected) => {
    const more = upstream === '' ? '' : ` --upstream-version ${upstream}`
    const found = next(history, `--branch ${branch}${more}`)
    expect(tagsOf(found)).toEqual(expected)
    expect(found.code).toBe(expected.length > 0 ? 0 : 1)
  })

  it('each names the guarantees that say so, and what may not come yet names those that forbid it', () => {
    const { proposals, refused } = next(released, '--branch release-1.2')
    expect(proposals[0]?.obeyed).toEqual(
      expect.arrayContaining(['uxp/g3', 'uxp/g7', 'uxp/candidate-after-release']),
    )
    expect(refused.map(({ tag, findings }) => [tag, findings[0]?.rule])).toEqual([['v1.2.2-up.3', 'uxp/g5']])
  })

  it('of versions that count for themselves the next patch, minor and major', () => {
    const history = ['v1.8.0 release/v1.8.0', 'v1.9.0 release/v1.9.0']
    expect(tagsOf(next(history, '--branch release/v1.9.1', 'spire'))).toEqual(['v1.9.1'])
    expect(tagsOf(next(history, '--branch release/v1.7.1', 'spire'))).toEqual([])
  })

  it('candidates count on as they were last counted', () => {
    const history = ['v1.9.0-rc.1 release-1.9', 'v1.9.0-rc.2 release-1.9']
    expect(tagsOf(next(history, '--branch release-1.9', 'dapr'))).toEqual(['v1.9.0-rc.3', 'v1.9.0'])
    const later = [...history, 'v1.9.0 release-1.9']
    expect(tagsOf(next(later, '--branch release-1.9', 'dapr'))).toEqual(['v1.9.1-rc.1', 'v1.9.1'])
    expect(tagsOf(next(later, '--branch release-1.10', 'dapr'))).toEqual(['v1.10.0-rc.1'])
  })
})

describe('whether a tag may be made', () => {
  const check = (tag: string, rest = '--branch release-1.2', history = released) =>
    interlock([
      ...words(`release next --policy uxp --history ${table(...history)}`),
      ...['--check', tag],
      ...words(rest),
    ])
  it.each([
    ['v1.2.2-up.3-uprc.0', '', 0, 'is as uxp wants it'],
    ['v1.2.2-up.3', '', 1, 'had no candidate before it'],
    ['v1.2.2-up.4-uprc.0', '', 1, 'expected v1.2.2-up.3-uprc.0'],
    ['v1.2.2-up.3.uprc.0', '', 1, 'expected v1.2.2-up.3-uprc.0'],
    ['v1.2.3-up.1-uprc.0', '--upstream-version v1.2.3', 0, 'goes with the newest release of Crossplane'],
    ['v1.2.2-up.3-uprc.0', '--upstream-version v1.2.3', 1, 'expected v1.2.3-up.3-uprc.0'],
    ['hello', '', 1, 'is no version'],
    // What is inside is asked of tags that are there, and this table does not tell it.
    ['v1.2.2-up.2', '', 3, 'it is there already'],
  ])('%s %s', (tag, more, code, says) => {
    const answer = check(tag, `--branch release-1.2 ${more}`)
    expect({ code: answer.code, err: answer.err }).toEqual({ code, err: '' })
    expect(answer.out.replace(/\s+/g, ' ')).toContain(says)
  })

  it.each([
    ['no branch', '', 'no branch was given', 'main, release-{line}'],
    [
      'a branch misspelt',
      '--branch relase-1.2',
      'is no branch that releases are made from',
      'did you mean "release-1.2"?',
    ],
    [
      'no version of Crossplane',
      '--branch main --upstream-version 1.x',
      'is no version of crossplane',
      'expected',
    ],
    ['a day that is none', '--branch main --as-of 2026-02-30', 'no date', ''],
  ])('%s is told', (_, rest, says, help) => {
    const answer = check('v1.2.2-up.3-uprc.0', rest)
    expect(answer.code).toBe(2)
    const told = answer.err.replace(/\s+/g, ' ')
    expect(told).toContain(says)
    expect(told).toContain(help)
  })
})

describe('a tag made where the branch forks off is on both branches', () => {
  const builder = new RepositoryBuilder()
  builder.commit('main', { date: '2022-03-01', files: { Makefile: 'CROSSPLANE_TAG := v1.3.0\n' } })
  builder.branch('release-1.3', 'main')
  const repository = builder.write(join(folder, 'fork'))
  const ask = () =>
    interlock(
      words(
        `release next --policy uxp --repo ${repository} --branch release-1.3 --upstream-version v1.3.0 --format json`,
      ),
    )

  it('so a candidate there would be one of main', () => {
    const { proposals } = JSON.parse(ask().out) as Next
    expect(proposals).toEqual([])
  })

  it('and after a commit of its own the branch is where it is from', () => {
    run(repository, ['symbolic-ref', 'HEAD', 'refs/heads/release-1.3'])
    const more = new RepositoryBuilder()
    more.commit('main', { date: '2022-03-01' })
    more.commit('release-1.3', { date: '2022-03-02', from: 'main' })
    const { out } = interlock(
      words(
        `release next --policy uxp --repo ${more.write(join(folder, 'grown'))} --branch release-1.3 --upstream-version v1.3.0 --format json`,
      ),
    )
    expect(tagsOf(JSON.parse(out) as Next)).toEqual(['v1.3.0-up.1-uprc.0'])
  })
})

describe('the hook', () => {
  const builder = new RepositoryBuilder()
  builder.commit('main', { date: '2022-03-01', files: { Makefile: 'CROSSPLANE_TAG := v1.5.0-rc.0\n' } })
  builder.tag('v1.5.0-rc.0-up.1', 'main', { date: '2022-03-02' })
  builder.tag('v1.5.0-up.1', 'main', { date: '2022-03-03' })
  const origin = builder.write(join(folder, 'origin'))
  const clone = join(folder, 'clone')
  run(folder, ['clone', '-q', origin, clone])
  const zero = '0'.repeat(40)
  const one = '1'.repeat(40)
  const pushed = (...lines: string[]) =>
    interlock(words(`release hook run --policy uxp --repo ${clone}`), { stdin: `${lines.join('\n')}\n` })

  it.each([
    [
      'a tag that obeys',
      [`refs/tags/v1.5.0-rc.0-up.1 ${one} refs/tags/v1.5.0-rc.0-up.1 ${zero}`],
      0,
      'is as uxp wants it',
    ],
    [
      'a tag that does not',
      [`refs/tags/v1.5.0-up.1 ${one} refs/tags/v1.5.0-up.1 ${zero}`],
      1,
      'may not be made',
    ],
    [
      'a tag that was moved',
      [`refs/tags/v1.5.0-rc.0-up.1 ${one} refs/tags/v1.5.0-rc.0-up.1 ${'2'.repeat(40)}`],
      1,
      'would be moved',
    ],
    ['a tag that goes', [`(delete) ${zero} refs/tags/v1.5.0-rc.0-up.1 ${one}`], 1, 'would be taken away'],
    ['the same tag again', [`refs/tags/v1.5.0-rc.0-up.1 ${one} refs/tags/v1.5.0-rc.0-up.1 ${one}`], 0, ''],
    ['a branch', [`refs/heads/main ${one} refs/heads/main ${zero}`], 0, ''],
    ['nothing', [''], 0, ''],
  ])('%s', (_, lines, code, says) => {
    const answer = pushed(...lines)
    expect({ code: answer.code, out: answer.out }).toEqual({ code, out: '' })
    expect(answer.err).toContain(says)
  })

  it('is written where git looks for it, and git heeds it', () => {
    const install = () =>
      interlock(words(`release hook install --policy uxp --reading g7=literal --repo ${clone}`))
    const answer = install()
    expect(answer.code, answer.err).toBe(0)
    const file = join(clone, '.git/hooks/pre-push')
    expect(readFileSync(file, 'utf8')).toContain(
      'exec interlock release hook run --policy uxp --reading g7=literal\n',
    )
    expect(statSync(file).mode & 0o111).toBe(0o111)
    expect(install().code).toBe(0)

    // Stands in for the program, and refuses.
    const bin = mkdtempSync(join(folder, 'bin-'))
    writeFileSync(
      join(bin, 'interlock'),
      `#!/bin/sh\necho "$@" > ${join(bin, 'asked')}\ncat >> ${join(bin, 'asked')}\nexit 1\n`,
    )
    chmodSync(join(bin, 'interlock'), 0o755)
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, GIT_CONFIG_GLOBAL: '/dev/null' }
    run(clone, ['tag', 'v9', 'HEAD'])
    const push = spawnSync('git', ['-C', clone, 'push', '-q', 'origin', 'v9'], { encoding: 'utf8', env })
    expect(push.status).not.toBe(0)
    expect(readFileSync(join(bin, 'asked'), 'utf8')).toMatch(
      /^release hook run .*\nrefs\/tags\/v9 [0-9a-f]{40} refs\/tags\/v9 0{40}\n$/,
    )
    expect(run(origin, ['tag', '--list', 'v9'])).toBe('')
  })

  it('leaves a hook of somebody else alone', () => {
    const other = join(folder, 'other')
    run(folder, ['clone', '-q', origin, other])
    const file = join(other, '.git/hooks/pre-push')
    writeFileSync(file, '#!/bin/sh\n')
    const answer = interlock(words(`release hook install --policy uxp --repo ${other}`))
    expect(answer.code).toBe(2)
    expect(answer.err).toContain('there is another hook')
    expect(readFileSync(file, 'utf8')).toBe('#!/bin/sh\n')
  })
})

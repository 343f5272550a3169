import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  branchesContaining,
  fileKey,
  openRepository,
  readBranches,
  readFiles,
  readTags,
} from '../../src/connect/index.ts'
import { runs } from '../fuzz/runs.ts'
import { RepositoryBuilder, run } from './builder.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-git-'))
afterAll(() => rmSync(folder, { recursive: true }))
let count = 0
const place = (): string => join(folder, `${++count}`)

function value<T>(result: { ok: true; value: T } | { ok: false; problem: string }): T {
  if (!result.ok) throw new Error(result.problem)
  return result.value
}

const harbour = (): string => {
  const builder = new RepositoryBuilder()
  builder.commit('main', { date: '2024-01-01', files: { 'deep/version.txt': 'one', 'ä b': 'umlaut' } })
  builder.tag('v1.0.0', 'main', { date: '2024-01-02', isSigned: true })
  builder.branch('release/1.0', 'main')
  builder.commit('main', { date: '2024-02-01', files: { 'deep/version.txt': 'two' } })
  builder.tag('light', 'main', { isLight: true })
  builder.commit('release/1.0', { date: '2024-03-01' })
  builder.tag('v1.0.1', 'release/1.0', { date: '2024-03-01', innerName: 'v1.0.2' })
  return builder.write(place())
}

describe('tags of a repository', () => {
  const repository = value(openRepository(harbour()))
  const tags = value(readTags(repository))

  it('tells them oldest first, with what they are', () => {
    expect(
      tags.map(({ name, date, isAnnotated, isSigned, innerName }) => [
        name,
        date,
        isAnnotated,
        isSigned,
        innerName,
      ]),
    ).toEqual([
      ['v1.0.0', '2024-01-02', true, true, 'v1.0.0'],
      ['light', '2024-02-01', false, false, undefined],
      ['v1.0.1', '2024-03-01', true, false, 'v1.0.2'],
    ])
  })

  it('takes light tags of one commit in the order in which they will have been made', () => {
    const builder = new RepositoryBuilder()
    builder.commit('main', { date: '2024-01-01' })
    const made = ['v1.0.0-rc.2', 'v1.0.0-rc.10', 'v1.0.0', 'v1.0.1-rc.1', 'v1.0.1', 'v1.0.10']
    for (const name of [...made].sort()) builder.tag(name, 'main', { isLight: true })
    const repository = value(openRepository(builder.write(place())))
    expect(value(readTags(repository)).map(({ name }) => name)).toEqual(made)
  })

  it('knows which branches contain them', () => {
    const branches = value(readBranches(repository))
    const commits = new Set(tags.map(({ commit }) => commit))
    const found = value(branchesContaining(repository, branches, commits))
    expect(tags.map(({ commit }) => found.get(commit))).toEqual([
      ['main', 'release/1.0'],
      ['main'],
      ['release/1.0'],
    ])
  })

  it('reads files as they were', () => {
    const files = tags.flatMap(({ commit }) =>
      ['deep/version.txt', 'ä b', 'none', 'deep'].map((path) => ({ commit, path })),
    )
    const texts = value(readFiles(repository, files))
    expect(files.map((file) => texts.get(fileKey(file)))).toEqual([
      ...['one', 'umlaut', undefined, undefined],
      ...['two', 'umlaut', undefined, undefined],
      ...['one', 'umlaut', undefined, undefined],
    ])
  })

  it('reads a clone with a work tree, from one of its folders, by the branches of its remote', () => {
    const clone = place()
    run(folder, ['clone', '-q', repository.folder, clone])
    const found = value(openRepository(join(clone, 'deep')))
    expect(value(readTags(found)).map(({ name }) => name)).toEqual(['v1.0.0', 'light', 'v1.0.1'])
    expect(new Set(value(readBranches(found)).map(({ name }) => name))).toEqual(
      new Set(['main', 'release/1.0']),
    )
  })

  it('knows a clone without its history', () => {
    const clone = place()
    run(folder, ['clone', '-q', '--depth', '1', `file://${repository.folder}`, clone])
    expect(value(openRepository(clone)).isShallow).toBe(true)
    expect(repository.isShallow).toBe(false)
  })

  it.each([
    ['no folder', join(folder, 'nowhere')],
    ['no repository', '/'],
  ])('%s is told', (_, path) => {
    const opened = openRepository(path)
    expect(opened.ok ? '' : opened.problem).toContain(`${path} is no repository that can be read`)
  })
})

it('agrees with git itself on which branches contain a commit, in histories with many branches and merges', () => {
  const step = fc.record({
    branch: fc.nat({ max: 40 }),
    from: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), (steps) => {
      const builder = new RepositoryBuilder()
      builder.commit('b0', { date: '2024-01-01' })
      const known = new Set(['b0'])
      for (const { branch, from } of steps) {
        const name = `b${branch}`
        const start = known.has(name) ? undefined : known.has(`b${from}`) ? `b${from}` : 'b0'
        const merge =
          start === undefined && known.has(`b${from}`) && branch !== from ? { merge: `b${from}` } : {}
        builder.commit(name, { date: '2024-01-01', ...(start !== undefined && { from: start }), ...merge })
        known.add(name)
      }
      const repository = value(openRepository(builder.write(place())))
      const branches = value(readBranches(repository))
      const commits = run(repository.folder, ['rev-list', '--all']).trim().split('\n')
      const found = value(branchesContaining(repository, branches, new Set(commits)))
      for (const commit of commits.slice(0, 3)) {
        const asked = run(repository.folder, ['branch', '--format=%(refname:short)', '--contains', commit])
        expect(found.get(commit)).toEqual(asked.trim().split('\n').sort())
      }
    }),
    runs(15),
  )
})

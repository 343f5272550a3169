import { join } from 'node:path'
import { RepositoryBuilder } from '../test/git/builder.ts'
import { Random } from '../test/oracle/random.ts'

/** How large a made repository is. */
export interface RepositorySize {
  readonly lines: number
  readonly commits: number
  /** Of each line: candidates on main, then candidates and releases in turns on its branch. */
  readonly tagsPerLine: number
}

export interface MadeRepository {
  readonly folder: string
  readonly upstream: string
  readonly tags: number
  readonly branches: number
  /** Releases without a candidate before them: so many faults were put in. */
  readonly hasty: number
}

const candidatesOnMain = 2
const hastyShare = 0.01
const firstDay = Date.parse('2021-10-01')

const dayOf = (index: number): string => new Date(firstDay + index * 86_400_000).toISOString().slice(0, 10)

/**
 * A rebuild that is released from one branch per minor, as its policy wants it but for a few releases without a
 * candidate, and the repository of what it rebuilds. Half of the commits are on main, the others on the branches.
 */
export function makeRepositories(parent: string, size: RepositorySize, seed: number): MadeRepository {
  const random = new Random(seed)
  const own = new RepositoryBuilder()
  const upstream = new RepositoryBuilder()
  const perLine = size.commits / size.lines / 2
  const patches = Math.floor((size.tagsPerLine - candidatesOnMain) / 2)
  let tags = 0
  let hasty = 0
  let owed = 0
  const tag = (name: string, branch: string, date: string): void => {
    own.tag(name, branch, { date })
    tags++
  }
  const work = (branch: string, count: number, date: string, inside?: string): void => {
    for (let i = 0; i < count; i++)
      own.commit(branch, {
        date,
        ...(i === 0 && inside !== undefined && { files: { Makefile: makefile(inside) } }),
      })
  }
  const publish = (version: string, branch: string, date: string): void => {
    upstream.commit(branch, { date })
    upstream.tag(version, branch, { date })
  }
  work('main', 1, dayOf(0))
  upstream.commit('main', { date: dayOf(0) })
  for (let line = 0; line < size.lines; line++) {
    const branch = `release-1.${line}`
    // What is rebuilt is published a day before.
    let day = line * candidatesOnMain * 2
    for (let i = 0; i < candidatesOnMain; i++, day += 2) {
      const candidate = `v1.${line}.0-rc.${i}`
      publish(candidate, 'main', dayOf(day))
      work('main', perLine / candidatesOnMain, dayOf(day + 1), candidate)
      tag(`${candidate}-up.1`, 'main', dayOf(day + 1))
    }
    own.branch(branch, 'main')
    upstream.branch(branch, 'main')
    for (let patch = 0; patch < patches; patch++, day += 2) {
      const released = `v1.${line}.${patch}`
      const before = Math.round((perLine * patch) / patches)
      publish(released, branch, dayOf(day))
      work(branch, Math.round((perLine * (patch + 1)) / patches) - before, dayOf(day + 1), released)
      const isHasty = random.chance(hastyShare)
      // The next release has the candidate that is missing here, so that the tags are as many.
      const candidates = isHasty ? 0 : 1 + owed
      owed = isHasty ? owed + 1 : 0
      if (isHasty) hasty++
      for (let i = 0; i < candidates; i++) tag(`${released}-up.1-uprc.${i}`, branch, dayOf(day + 1))
      tag(`${released}-up.1`, branch, dayOf(day + 1))
    }
  }
  return {
    folder: own.write(join(parent, 'own')),
    upstream: upstream.write(join(parent, 'upstream')),
    tags,
    branches: size.lines + 1,
    hasty,
  }
}

/** Where the policy reads what is inside. */
const makefile = (inside: string): string => `CROSSPLANE_TAG := ${inside}\n\nbuild:\n\tgo build ./...\n`

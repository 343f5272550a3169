import fc from 'fast-check'
import type { ToldHistory, ToldTag } from './tag-rules.ts'

/*
 * Random histories: somebody who mostly tags as the guide wants it, on main and on release branches, and now and then
 * makes a mistake. Upstream is told beside it, and is sometimes ahead.
 */

interface Step {
  readonly act: 'tag' | 'work' | 'cut' | 'upstream'
  readonly where: number
  readonly fault: number
  readonly value: number
  readonly days: number
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('tag', 'tag', 'tag', 'tag', 'tag', 'tag', 'work', 'cut', 'upstream'),
  where: fc.nat(6),
  fault: fc.nat(29),
  value: fc.nat(7),
  days: fc.constantFrom(0, 0, 1, 2, 4, 9),
})

/** How much of it is known: a whole repository, a table, a table without days or branches, or with holes. */
const knowing = ['whole', 'whole', 'whole', 'table', 'undated', 'branchless', 'holes'] as const

export interface RandomTags {
  readonly own: ToldHistory
  readonly upstream: ToldHistory
}

export const randomTags: fc.Arbitrary<RandomTags> = fc
  .record({
    // Around the days on which the text changed, and the one on which the promise on minors was made.
    start: fc.constantFrom('2021-07-05', '2021-08-20', '2021-09-06', '2021-10-25'),
    steps: fc.array(step, { minLength: 4, maxLength: 40 }),
    knows: fc.constantFrom(...knowing),
    isExact: fc.boolean(),
  })
  .map(({ start, steps, knows, isExact }) => new Telling(start).tell(steps, knows, isExact))

interface Commit {
  readonly branch: string
  readonly index: number
}

interface MadeTag {
  readonly name: string
  readonly on: Commit
  readonly seconds: number
  readonly inside?: string
}

/** Branches and commits as counts: a branch has the commits of main up to where it was cut, and its own. */
class Graph {
  private readonly cuts = new Map<string, number>()
  private readonly commits = new Map<string, number>([['main', 1]])

  get branches(): readonly string[] {
    return [...this.commits.keys()]
  }

  cut(name: string): void {
    if (this.commits.has(name)) return
    this.cuts.set(name, this.commits.get('main') ?? 0)
    this.commits.set(name, 0)
  }

  work(branch: string): void {
    this.commits.set(branch, (this.commits.get(branch) ?? 0) + 1)
  }

  tip(branch: string): Commit {
    const own = this.commits.get(branch) ?? 0
    return own > 0 ? { branch, index: own } : { branch: 'main', index: this.cuts.get(branch) ?? 0 }
  }

  containing({ branch, index }: Commit): readonly string[] {
    const later = [...this.cuts].filter(([, at]) => at >= index).map(([name]) => name)
    return branch === 'main' ? ['main', ...later].sort() : [branch]
  }
}

class Telling {
  private readonly own = new Graph()
  private readonly theirs = new Graph()
  private readonly tags: MadeTag[] = []
  private readonly upstream: MadeTag[] = []
  private seconds: number
  private minor = 3
  private candidate = 0

  constructor(start: string) {
    this.seconds = Date.parse(start) / 1000
    this.publish('main', 'v1.3.0-rc.0')
  }

  tell(steps: readonly Step[], knows: (typeof knowing)[number], isExact: boolean): RandomTags {
    for (const one of steps) {
      this.seconds += one.days * 86_400 + 60
      if (one.act === 'work') this.own.work(this.branchAt(one.where))
      else if (one.act === 'cut') this.cut()
      else if (one.act === 'upstream') this.publishNext(one)
      else this.tag(one)
    }
    const own = this.told(this.tags, this.own, isExact).map((tag, i): ToldTag => {
      const { name, day, seconds, branches, inside } = tag
      const made = this.tags[i]
      const rest = { ...(inside !== undefined && { inside }) }
      if (knows === 'whole') return tag
      const said = made === undefined ? [] : [tableBranch(made, branches ?? [])]
      const dated = { ...(day !== undefined && { day }), ...(seconds !== undefined && { seconds }) }
      if (knows === 'undated') return { name, branches: said, ...rest }
      if (knows === 'branchless' || (knows === 'holes' && i % 5 === 3)) return { name, ...dated, ...rest }
      return { name, ...dated, branches: said, ...rest }
    })
    return {
      own: { tags: own, branches: this.own.branches, isWhole: knows === 'whole' },
      upstream: {
        tags: this.told(this.upstream, this.theirs, isExact),
        branches: this.theirs.branches,
        isWhole: true,
      },
    }
  }

  private told(tags: readonly MadeTag[], graph: Graph, isExact: boolean): ToldTag[] {
    return tags.map(({ name, on, seconds, inside }) => ({
      name,
      day: new Date(seconds * 1000).toISOString().slice(0, 10),
      ...(isExact && { seconds }),
      branches: graph.containing(on),
      ...(inside !== undefined && { inside }),
    }))
  }

  private branchAt(where: number): string {
    const all = this.own.branches
    return all[where % all.length] ?? 'main'
  }

  /** Both cut a branch for the minor that main is on, which goes on to the next one. */
  private cut(): void {
    const branch = `release-1.${this.minor}`
    this.own.cut(branch)
    this.theirs.cut(branch)
    this.theirs.work(branch)
    this.publish(branch, `v1.${this.minor}.0`)
    this.minor++
    this.candidate = 0
    this.theirs.work('main')
    this.publish('main', `v1.${this.minor}.0-rc.0`)
  }

  private publishNext({ where }: Step): void {
    const branch = this.branchAt(where)
    if (!this.theirs.branches.includes(branch)) return
    this.theirs.work(branch)
    if (branch === 'main') this.publish('main', `v1.${this.minor}.0-rc.${++this.candidate}`)
    else this.publish(branch, `v${branch.slice('release-'.length)}.${this.newestPatch(branch) + 1}`)
  }

  private publish(branch: string, name: string): void {
    this.upstream.push({ name, on: this.theirs.tip(branch), seconds: this.seconds })
  }

  private newestPatch(branch: string): number {
    const line = `v${branch.slice('release-'.length)}.`
    const patches = this.upstream.filter(({ name }) => name.startsWith(line) && !name.includes('-'))
    return patches.length - 1
  }

  private tag(one: Step): void {
    const meant = this.branchAt(one.where)
    const name = mistaken(this.due(meant, one.value), one)
    const branch = one.fault === 20 ? this.branchAt(one.value) : meant
    if (one.fault === 21) this.own.cut('attic')
    const home = one.fault === 21 ? 'attic' : branch
    // A release branch without a commit of its own would have its candidates on main.
    if (one.fault !== 22) this.own.work(home)
    const read = /^v\d+\.\d+\.\d+/.exec(name)?.[0]
    const inside = one.fault === 23 ? undefined : one.fault === 24 ? 'v1.2.9' : (read ?? 'v1.2.0')
    const { seconds } = this
    this.tags.push({ name, on: this.own.tip(home), seconds, ...(inside !== undefined && { inside }) })
  }

  /** What the guide wants next on a branch. */
  private due(branch: string, value: number): string {
    const day = new Date(this.seconds * 1000).toISOString().slice(0, 10)
    const first = day < '2021-09-08' ? 0 : 1
    if (!branch.startsWith('release-')) return `v1.${this.minor}.0-rc.${this.candidate}-up.${first}`
    const patch = this.newestPatch(branch)
    const core = `v${branch.slice('release-'.length)}.${patch}`
    const last = this.tags.filter(({ name }) => name.startsWith(`${core}-up.`)).at(-1)?.name
    const [, marker, isCandidate] = /-up\.(\d+)(-)?/.exec(last ?? '') ?? []
    if (last === undefined || marker === undefined) return `${core}-up.${first}-uprc.0`
    if (isCandidate === undefined) return `${core}-up.${Number(marker) + 1}-uprc.0`
    return value === 0 ? `${core}-up.${marker}-uprc.1` : `${core}-up.${marker}`
  }
}

/** The branch that a table tells: the own one of a release, main where that has it. */
function tableBranch({ name, on }: MadeTag, branches: readonly string[]): string {
  if (/-up\.\d+$/.test(name) && !/-[a-z]+\.\d+-up/.test(name)) {
    const own = `release-${/^v(\d+\.\d+)/.exec(name)?.[1]}`
    if (branches.includes(own)) return own
  }
  return on.branch
}

/** The tag with a mistake, or as it should be. */
function mistaken(name: string, { fault, value }: Step): string {
  switch (fault) {
    case 1:
      return name.replace(/-up\.\d+/, `-up.${value}`)
    case 2:
    case 15:
    case 16:
      return name.replace(/-uprc/, '-rc')
    case 3:
      return name.replace(/-uprc/, '.rc')
    case 4:
      return name.replace(/-uprc\.\d+$/, '')
    case 5:
      return name.replace(/-rc\.\d+/, '')
    case 6:
      return `${name}-uprc.${value}`
    case 7:
      return name.replace(/(\d+)(-up)/, (_, patch: string, up: string) => `${Number(patch) + 1}${up}`)
    case 8:
      return name.replace(/^v1\.(\d+)/, (_, minor: string) => `v1.${Number(minor) + 1}`)
    case 9:
      return name.replace('-up.', value % 2 === 0 ? '+up.' : '-up-')
    case 10:
      return ['latest', 'v1.2.0-rc', 'v1.3.0-up.01', 'v1.4.0', 'chart-1.0.0'][value % 5] ?? 'latest'
    case 11:
      return name.replace(/-rc\.(\d+)/, value % 2 === 0 ? '-alpha.$1' : '-rc')
    case 12:
      return name.replace(/\.0-rc/, '.1-rc')
    case 13:
    case 17:
      return name.replace(/(\.\d+)-up\.(\d+).*$/, '$1-rc.0-up.$2')
    case 18:
    case 19:
    case 25:
    case 26:
    case 27:
      return name.replace(
        /-up\.(\d+)-uprc/,
        (_, marker: string) => `-up.${Math.max(0, Number(marker) - 1)}-uprc`,
      )
    case 14:
      return name.replace(/-uprc\.\d+$/, '-up.1')
    default:
      return name
  }
}

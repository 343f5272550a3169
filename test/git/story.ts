import { RepositoryBuilder } from './builder.ts'

/*
 * The history of a repository as one would tell it, a line for each thing that happened, ordered by days:
 *
 *     2021-09-20 release-1.4 from main          a branch is cut
 *     2021-10-01 release-1.4 v1.4.0-up.1        a commit on it, and a tag on that
 *     2021-10-01 release-1.4 v1.4.0-up.1 at v1.4.0-rc.1-up.1    the tag alone, on the commit of another one
 *     2021-10-01 release-1.4 v1.4.0-up.1 inside v1.4.1          what stands inside, where it is not the tag's beginning
 *
 * Edits are told alike:
 *
 *     + LINE       this happened as well, after all else on that day
 *     - NAME       this tag or branch never was
 *     A => B       this tag had another name
 *     A day DAY, A on BRANCH, A at B, A inside V, A light       and so on
 */

interface Step {
  readonly day: string
  readonly branch: string
  /** Where the branch is cut from; or else the tag. */
  readonly from?: string
  readonly tag?: string
  readonly at?: string
  readonly inside?: string
  readonly isLight?: boolean
}

export class Story {
  private readonly steps: readonly Step[]

  private constructor(steps: readonly Step[]) {
    this.steps = steps
  }

  static of(text: string): Story {
    return new Story(linesOf(text).map(stepOf))
  }

  /** The story with edits, one a line. */
  edited(text: string): Story {
    return linesOf(text).reduce((story, line) => new Story(edited(story.steps, line)), this as Story)
  }

  /** As a bare repository in a folder, which must not exist. */
  write(folder: string): string {
    const builder = new RepositoryBuilder()
    const commits = new Map<string, number>()
    const begun = new Set<string>()
    for (const { day: date, branch, from, tag, at, inside, isLight = false } of this.steps) {
      if (from !== undefined) {
        builder.branch(branch, from)
        begun.add(branch)
      }
      if (tag === undefined) continue
      const known = at === undefined ? undefined : commits.get(at)
      if (at !== undefined && known === undefined) throw new Error(`there is no tag ${at} before ${tag}`)
      const first = begun.size > 0 && !begun.has(branch) ? { from: 'main' } : {}
      const files = { Makefile: makefile(inside ?? beginning(tag)) }
      const commit = known ?? builder.commit(branch, { date, files, ...first })
      begun.add(branch)
      commits.set(tag, commit)
      builder.tag(tag, commit, { date, isLight })
    }
    return builder.write(folder)
  }

  /** As a table of tags. */
  table(): string {
    const rows = this.steps.flatMap(({ day, branch, tag, inside, at }) => {
      if (tag === undefined) return []
      const there = at === undefined ? undefined : this.steps.find((step) => step.tag === at)
      const value = there === undefined ? (inside ?? beginning(tag)) : (there.inside ?? beginning(at ?? ''))
      return [[tag, day, branch, value === '-' ? '' : value].join(',')]
    })
    return ['tag,date,branch,crossplane', ...rows, ''].join('\n')
  }
}

const linesOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The version of what is inside, as tags begin with it. */
const beginning = (tag: string): string => /^v?\d+\.\d+\.\d+(-rc\.\d+)?(?=-up|$)/.exec(tag)?.[0] ?? '-'

const makefile = (inside: string): string =>
  inside === '-' ? 'build:\n\tgo build\n' : `# what is inside\nCROSSPLANE_TAG := ${inside}\n`

function stepOf(line: string): Step {
  const [day = '', branch = '', word = '', ...rest] = line.split(/\s+/)
  if (word === 'from') return { day, branch, from: rest[0] ?? '' }
  return rest.length === 0 ? { day, branch, tag: word } : changed({ day, branch, tag: word }, rest)
}

/** A step with `at B`, `inside V`, `day DAY`, `on BRANCH` or `light`. */
function changed(step: Step, [word = '', value = '']: readonly string[]): Step {
  switch (word) {
    case 'at':
      return { ...step, at: value }
    case 'inside':
      return { ...step, inside: value }
    case 'day':
      return { ...step, day: value }
    case 'on':
      return { ...step, branch: value }
    case 'light':
      return { ...step, isLight: true }
    case '=>':
      return { ...step, tag: value }
    default:
      throw new Error(`a story has no "${word}"`)
  }
}

function edited(steps: readonly Step[], line: string): readonly Step[] {
  const [first = '', ...rest] = line.split(/\s+/)
  if (first === '+') return byDay([...steps, stepOf(rest.join(' '))])
  const [name = ''] = rest
  if (first === '-') {
    const left = steps.filter(({ tag, branch }) => tag !== name && branch !== name)
    if (left.length === steps.length) throw new Error(`the story has no ${name}`)
    return left
  }
  if (!steps.some(({ tag }) => tag === first)) throw new Error(`the story has no ${first}`)
  return byDay(steps.map((step) => (step.tag === first ? changed(step, rest) : step)))
}

const byDay = (steps: readonly Step[]): readonly Step[] =>
  [...steps].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))

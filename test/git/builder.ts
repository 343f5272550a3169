import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** What a tag is made like; light tags have no date of their own. */
export interface TagOptions {
  readonly date?: string
  readonly isLight?: boolean
  readonly isSigned?: boolean
  /** The name that it carries inside. */
  readonly innerName?: string
}

const person = 'Somebody <somebody@example.org>'
const signature = '-----BEGIN PGP SIGNATURE-----\n\nc29tZWJvZHk=\n-----END PGP SIGNATURE-----\n'

/**
 * Makes git repositories out of a few words, of any size: one `git fast-import` writes them. Days are ISO dates; what
 * happens on the same day happens in the order in which it is told.
 */
export class RepositoryBuilder {
  private readonly stream: string[] = []
  private readonly tips = new Map<string, number>()
  private readonly renamed: { readonly from: string; readonly to: string }[] = []
  private marks = 0
  private seconds = 0

  /** Adds a commit to a branch and gives its mark. The first commit of a new branch may start `from` another. */
  commit(
    branch: string,
    {
      date,
      files = {},
      from,
      merge,
    }: {
      date: string
      files?: Readonly<Record<string, string>>
      from?: number | string
      merge?: number | string
    },
  ): number {
    const mark = ++this.marks
    const parent = from === undefined ? this.tips.get(branch) : this.markOf(from)
    this.stream.push(
      `commit refs/heads/${branch}`,
      `mark :${mark}`,
      `committer ${person} ${this.time(date)} +0000`,
      data(`commit ${mark}`),
      ...(parent === undefined ? [] : [`from :${parent}`]),
      ...(merge === undefined ? [] : [`merge :${this.markOf(merge)}`]),
      ...Object.entries(files).flatMap(([path, text]) => [`M 100644 inline ${path}`, data(text)]),
    )
    this.tips.set(branch, mark)
    return mark
  }

  /** A branch that starts at a commit, without one of its own yet. */
  branch(name: string, from: number | string): void {
    const mark = this.markOf(from)
    this.stream.push(`reset refs/heads/${name}`, `from :${mark}`)
    this.tips.set(name, mark)
  }

  /** Tags a commit, or the tip of a branch; annotated, unless it is to be light. */
  tag(name: string, on: number | string, options: TagOptions = {}): void {
    const mark = this.markOf(on)
    if (options.isLight === true) {
      this.stream.push(`reset refs/tags/${name}`, `from :${mark}`)
      return
    }
    const inner = options.innerName ?? name
    const date = options.date ?? '2020-01-01'
    this.stream.push(
      `tag ${inner}`,
      `from :${mark}`,
      `tagger ${person} ${this.time(date)} +0000`,
      data(`${name}\n${options.isSigned === true ? signature : ''}`),
    )
    if (inner !== name) this.renamed.push({ from: inner, to: name })
  }

  /** Writes it to a folder, which must not exist. */
  write(folder: string): string {
    mkdirSync(folder, { recursive: true })
    run(folder, ['init', '-q', '--bare', '--initial-branch=main'])
    run(folder, ['fast-import', '--quiet', '--force'], `${this.stream.join('\n')}\ndone\n`)
    for (const { from, to } of this.renamed) {
      run(folder, ['update-ref', `refs/tags/${to}`, `refs/tags/${from}`])
      run(folder, ['update-ref', '-d', `refs/tags/${from}`])
    }
    return folder
  }

  private markOf(of: number | string): number {
    const mark = typeof of === 'number' ? of : this.tips.get(of)
    if (mark === undefined) throw new Error(`there is no branch ${of} yet`)
    return mark
  }

  /** Later than everything told so far on that day, and never on another day. */
  private time(date: string): number {
    const start = Date.parse(date) / 1000
    this.seconds = this.seconds >= start && this.seconds < start + 86_399 ? this.seconds + 1 : start
    return this.seconds
  }
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`

export function run(folder: string, args: readonly string[], input?: string): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' }
  const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    env,
    maxBuffer: 2 ** 28,
    ...(input !== undefined && { input }),
  })
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  return stdout
}

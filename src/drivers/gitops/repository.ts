import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitFailure, type GitPlace, git } from './git.ts'

/** A branch, on this machine or at a remote. */
export interface Branch {
  readonly name: string
  readonly remote: string | undefined
  /** Where it begins when there is none yet. */
  readonly base: string | undefined
}

/** Where a branch stands. */
export interface Tip {
  readonly commit: string
  /** Undefined where the branch does not exist yet, and would begin at the commit. */
  readonly old: string | undefined
}

/** A file at some commit. */
export interface Blob {
  readonly mode: string
  readonly text: string
}

export interface Change {
  readonly file: string
  readonly mode: string
  readonly text: string
}

/**
 * A repository in which commits are made from the tip of a branch, beside its work tree: what others have there is neither read nor
 * touched, but for the work tree that has the branch itself.
 */
export class Repository {
  private readonly place: GitPlace

  constructor(place: GitPlace) {
    this.place = place
  }

  /** The names of its remotes. Rejects where it is no repository. */
  async remotes(signal: AbortSignal): Promise<readonly string[]> {
    return (await this.git(['remote'], signal)).split('\n').filter((name) => name !== '')
  }

  /** Where the branch is now; at a remote, by asking it. */
  async tip({ name, remote, base }: Branch, signal: AbortSignal): Promise<Tip> {
    await this.checkName(name, signal)
    const old = await this.commitAt(name, remote, signal)
    if (old !== undefined) return { commit: old, old }
    const where = remote === undefined ? 'the repository' : `the remote "${remote}"`
    if (base === undefined) throw new Error(`${where} has no branch "${name}": it can begin at a "base"`)
    await this.checkName(base, signal)
    const commit = await this.commitAt(base, remote, signal)
    if (commit === undefined)
      throw new Error(`${where} has no branch "${base}", at which "${name}" would begin`)
    return { commit, old: undefined }
  }

  /** A file at a commit. Throws where there is none, or none that is text. */
  async read(commit: string, file: string, signal: AbortSignal): Promise<Blob> {
    const listed = await this.git(['ls-tree', '-z', '--full-tree', commit, '--', `:(literal)${file}`], signal)
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(listed)
    if (match === null) throw new Error(`there is no file ${file} at ${commit.slice(0, 12)}`)
    const [, mode = '', type, id = ''] = match
    if (type !== 'blob' || mode === '120000') throw new Error(`${file} is no file`)
    const text = await this.git(['cat-file', 'blob', id], signal)
    if (text.includes('\uFFFD')) throw new Error(`${file} is no text in UTF-8`)
    return { mode, text }
  }

  /** The commit before a tip that carries a line, if there is one. */
  async carrying(tip: string, line: string, signal: AbortSignal): Promise<string | undefined> {
    const args = ['log', '--fixed-strings', `--grep=${line}`, '--format=%H%x00%B%x00%x00', tip]
    for (const entry of (await this.git(args, signal)).split('\0\0\n')) {
      const [commit = '', body = ''] = entry.split('\0')
      if (body.split('\n').includes(line)) return commit
    }
    return undefined
  }

  /** Makes a commit; no branch knows of it yet. */
  async commit(
    parent: string,
    changes: readonly Change[],
    message: string,
    who: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'interlock-git-'))
    try {
      const index = { GIT_INDEX_FILE: join(folder, 'index') }
      await this.git(['read-tree', parent], signal, index)
      for (const [i, { file, mode, text }] of changes.entries()) {
        const copy = join(folder, `file-${i}`)
        await writeFile(copy, text)
        const id = (await this.git(['hash-object', '-w', '--no-filters', '--', copy], signal)).trim()
        await this.git(['update-index', '--cacheinfo', `${mode},${id},${file}`], signal, index)
      }
      const tree = (await this.git(['write-tree'], signal, index)).trim()
      const note = join(folder, 'message')
      await writeFile(note, message)
      const sign = (await this.isSigning(signal)) ? ['-S'] : []
      return (await this.git(['commit-tree', ...sign, '-p', parent, '-F', note, tree], signal, who)).trim()
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** Makes a branch end at a commit, where it is still as it was seen; false where somebody was faster. */
  async advance(
    { name, remote }: Branch,
    { old }: Tip,
    commit: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    const ref = `refs/heads/${name}`
    try {
      if (remote === undefined)
        await this.git(
          ['update-ref', '-m', 'interlock', ref, commit, old ?? '0'.repeat(commit.length)],
          signal,
        )
      // The lease refuses also what would be fast forward from somewhere else, as a branch that was taken away.
      else
        await this.git(
          ['push', '--porcelain', `--force-with-lease=${ref}:${old ?? ''}`, '--', remote, `${commit}:${ref}`],
          signal,
        )
      return true
    } catch (error) {
      const isOvertaken =
        error instanceof GitFailure &&
        /\[rejected\]|stale info|fetch first|non-fast-forward|cannot lock ref|but expected|reference already exists/.test(
          error.printed,
        )
      if (!isOvertaken) throw error
      return false
    }
  }

  /** The work tree that has a branch; undefined where none has it. */
  async workTreeOf(name: string, signal: AbortSignal): Promise<string | undefined> {
    const listed = await this.git(['worktree', 'list', '--porcelain', '-z'], signal)
    for (const entry of listed.split('\0\0')) {
      const lines = entry.split('\0')
      if (lines.includes(`branch refs/heads/${name}`))
        return lines.find((line) => line.startsWith('worktree '))?.slice('worktree '.length)
    }
    return undefined
  }

  /** Of some files, the first that differs in a work tree from what was committed. */
  async changedIn(
    folder: string,
    files: readonly string[],
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const paths = files.map((file) => `:(top,literal)${file}`)
    const args = ['status', '--porcelain', '-z', '--untracked-files=all', '--', ...paths]
    const status = await git({ ...this.place, folder }, args, signal)
    return status === '' ? undefined : status.split('\0')[0]?.slice(3)
  }

  /** Brings a work tree from one commit to the next; what others have changed there stays, or it fails. */
  async follow(folder: string, from: string, to: string, signal: AbortSignal): Promise<void> {
    await git({ ...this.place, folder }, ['read-tree', '-m', '-u', from, to], signal)
  }

  /** The commit before this one. */
  async parentOf(commit: string, signal: AbortSignal): Promise<string> {
    return (await this.git(['rev-parse', '--verify', `${commit}^1`], signal)).trim()
  }

  private async commitAt(
    name: string,
    remote: string | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (remote === undefined) return this.resolve(`refs/heads/${name}`, signal)
    // A name that nobody else uses, so that nothing of the user's moves.
    const own = `refs/interlock/${remote}/${name}`
    try {
      const spec = `+refs/heads/${name}:${own}`
      await this.git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--', remote, spec], signal)
    } catch (error) {
      if (error instanceof GitFailure && /couldn't find remote ref/.test(error.printed)) return undefined
      throw error
    }
    return this.resolve(own, signal)
  }

  private async resolve(ref: string, signal: AbortSignal): Promise<string | undefined> {
    const found = await this.git(['for-each-ref', '--format=%(objectname) %(refname)', ref], signal)
    const line = found.split('\n').find((each) => each.endsWith(` ${ref}`))
    return line?.split(' ')[0]
  }

  private async checkName(name: string, signal: AbortSignal): Promise<void> {
    try {
      await this.git(['check-ref-format', `refs/heads/${name}`], signal)
    } catch (error) {
      // Its answer; all else is about something else.
      if (error instanceof GitFailure && error.code === 1)
        throw new Error(`no branch can be called "${name}"`)
      throw error
    }
  }

  private async isSigning(signal: AbortSignal): Promise<boolean> {
    const args = ['config', '--type=bool', '--default=false', '--get', 'commit.gpgSign']
    return (await this.git(args, signal)).trim() === 'true'
  }

  private git(
    args: readonly string[],
    signal: AbortSignal,
    env?: Readonly<Record<string, string>>,
  ): Promise<string> {
    return git(this.place, args, signal, env)
  }
}

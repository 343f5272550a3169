import { spawnSync } from 'node:child_process'
import { fail, ok, type Result } from '../base/index.ts'

/*
 * Reading git repositories with the `git` program. A question is one process, however many tags it is about, and none
 * reaches the network.
 */

/** A repository that was found at a path: a work tree, one of its folders, or a bare one. */
export interface GitRepository {
  readonly folder: string
  /** A clone without its whole history: which branch contains what cannot be told from it. */
  readonly isShallow: boolean
  /** Where its hooks are looked for. */
  readonly hooks: string
}

/** One tag, as the repository has it. */
export interface GitTag {
  /** Without `refs/tags/`. */
  readonly name: string
  /** The commit that it stands on, in full; tags of trees and files have none and are left out. */
  readonly commit: string
  /** Seconds since 1970: of the tag itself where it is annotated, else of its commit. */
  readonly seconds: number
  /** The same as an ISO day, in UTC. */
  readonly date: string
  /** The day that whoever made it had on the calendar, which is the one that release notes have: an ISO day. */
  readonly day: string
  readonly isAnnotated: boolean
  readonly isSigned: boolean
  /** The name that an annotated tag carries inside, which moving or copying it does not change. */
  readonly innerName?: string
}

/** Enough for the texts of ten thousand files. */
const mostOutput_bytes = 2 ** 30

/** Runs git in a folder and gives what it prints; the reason, when it fails, is for the user. */
export function git(
  folder: string,
  args: readonly string[],
  input?: string,
): Result<Buffer<ArrayBufferLike>, string> {
  const { error, status, stdout, stderr } = spawnSync(
    'git',
    // A clone that left out files would fetch them on demand.
    ['-C', folder, '-c', 'protocol.allow=never', ...args],
    {
      maxBuffer: mostOutput_bytes,
      env: { ...surroundings(), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
      ...(input !== undefined && { input }),
    },
  )
  if (error !== undefined) {
    const isMissing = 'code' in error && error.code === 'ENOENT'
    return fail(isMissing ? 'there is no program "git" on the PATH' : `git failed: ${error.message}`)
  }
  if (status === 0) return ok(stdout)
  const said = stderr.toString('utf8').trim().split('\n')[0] ?? ''
  return fail(said === '' ? `git ${args[0]} failed` : said.replace(/^(fatal|error): /, 'git says: '))
}

/** Hooks run with variables that point git to their own repository, whichever one is asked about. */
function surroundings(): NodeJS.ProcessEnv {
  const found = { ...process.env }
  for (const name of ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR', 'GIT_PREFIX'])
    delete found[name]
  return found
}

/** The repository at a path. */
export function openRepository(folder: string): Result<GitRepository, string> {
  const read = git(folder, ['rev-parse', '--is-shallow-repository', '--git-path', 'hooks'])
  if (!read.ok) return fail(`${folder} is no repository that can be read: ${read.problem}`)
  const [shallow = '', hooks = ''] = read.value.toString('utf8').split('\n')
  return ok({ folder, isShallow: shallow === 'true', hooks })
}

const tagFields = [
  'refname',
  'objecttype',
  'objectname',
  '*objecttype',
  '*objectname',
  'creatordate:unix',
  'creatordate:short',
  'tag',
  'contents:signature',
].map((name) => `%(${name})`)

/** All tags that stand on commits, oldest first. */
export function readTags({ folder }: GitRepository): Result<readonly GitTag[], string> {
  const format = `${tagFields.join('%00')}%00%00`
  const read = git(folder, ['for-each-ref', `--format=${format}`, 'refs/tags'])
  if (!read.ok) return read
  const tags = read.value
    .toString('utf8')
    .split('\0\0\n')
    .flatMap((line) => tagOf(line.split('\0')) ?? [])
  return ok(tags.sort((a, b) => a.seconds - b.seconds || (rankOf(a) < rankOf(b) ? -1 : 1)))
}

/**
 * Light tags have the time of their commit, so several of one commit have the same. What goes on comes first then, as a
 * candidate does before its release (v1.0.0-rc.1, v1.0.0), and numbers count as such.
 */
const rankOf = ({ name }: GitTag): string =>
  `${name.replace(/\d+/g, (digits) => digits.padStart(20, '0'))}\uffff`

function tagOf(fields: readonly string[]): GitTag | undefined {
  const [
    ref = '',
    type,
    object = '',
    peeledType,
    peeled = '',
    seconds = '',
    day = '',
    inner = '',
    signature,
  ] = fields
  const isAnnotated = type === 'tag'
  if ((isAnnotated ? peeledType : type) !== 'commit') return undefined
  return {
    name: ref.slice('refs/tags/'.length),
    commit: isAnnotated ? peeled : object,
    seconds: Number(seconds),
    date: new Date(Number(seconds) * 1000).toISOString().slice(0, 10),
    day,
    isAnnotated,
    isSigned: isAnnotated && (signature ?? '') !== '',
    ...(inner !== '' && { innerName: inner }),
  }
}

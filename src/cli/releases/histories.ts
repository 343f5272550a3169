import { statSync } from 'node:fs'
import { nearest } from '../../base/index.ts'
import { openRepository, readHistory, readTagTable, readText } from '../../connect/index.ts'
import type { Policy, Repository } from '../../policy/index.ts'
import { type History, openTags, type TagWorld } from '../../tags/index.ts'
import { InputProblem, type Io, wrong } from '../io.ts'

/** Where the tags are read, and in whose terms. */
export interface HistoryOptions {
  readonly component: string | undefined
  /** A git repository (the current folder, where nothing is named), or instead of it a table of tags. */
  readonly repo: string | undefined
  readonly history: string | undefined
  /** The repository, or table, of what is taken from elsewhere. */
  readonly upstream: string | undefined
}

export interface OpenedHistory {
  readonly world: TagWorld
  /** Where the tags were read, for the user. */
  readonly origin: string
  readonly notes: readonly string[]
}

/** Reads the histories that a command is about. */
export function openHistories(policy: Policy, options: HistoryOptions, io: Io): OpenedHistory {
  const repository = repositoryOf(policy, options.component)
  const { history, upstream } = options
  if (options.repo !== undefined && history !== undefined)
    throw wrong(
      'tags were given twice',
      'name a git repository with --repo DIR, or a table of tags with --history FILE',
    )
  const repo = options.repo ?? (history === undefined ? '.' : undefined)
  if (upstream !== undefined && repository.upstream === undefined)
    throw wrong(`the policy ${policy.name} takes nothing from upstream here, so --upstream says nothing`)
  const notes: string[] = []
  const origin = repo ?? history ?? ''
  const own =
    repo === undefined ? tableAt(origin, repository.reads, io) : repositoryAt(repo, repository.reads, notes)
  const there = upstream === undefined ? undefined : historyAt(upstream, notes, io)
  return { world: openTags(policy, repository, own, there), origin, notes }
}

/** The repository that is meant; where a policy has several, the user says which. */
function repositoryOf({ name, repositories }: Policy, component: string | undefined): Repository {
  const known = repositories.flatMap(({ of }) => of)
  if (known.length === 0)
    throw wrong(
      `the policy ${name} knows no repository, so nothing can be said of tags`,
      'interlock policy list shows which do; docs/policy-language.md says how to describe one',
    )
  if (component === undefined) {
    const [first, second] = repositories
    if (first !== undefined && second === undefined) return first
    throw wrong(
      `the policy ${name} has several repositories`,
      `name one with --component: ${known.join(', ')}`,
    )
  }
  const found = repositories.find(({ of }) => of.includes(component))
  if (found !== undefined) return found
  const guess = nearest(component, known)
  const help = guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`
  throw wrong(`"${component}" is released in no repository of ${name}`, help)
}

type Reads = Repository['reads']

/** A folder is a repository, a file a table. */
function historyAt(path: string, notes: string[], io: Io): History {
  const isFolder = path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
  return isFolder ? repositoryAt(path, new Map(), notes) : tableAt(path, new Map(), io)
}

function repositoryAt(folder: string, reads: Reads, notes: string[]): History {
  const repository = openRepository(folder)
  if (!repository.ok) throw wrong(repository.problem)
  const read = readHistory(repository.value, reads)
  if (!read.ok) throw wrong(`the tags of ${folder} cannot be read: ${read.problem}`)
  if (repository.value.isShallow)
    notes.push(
      `${folder} is a shallow clone: which branches contain a tag cannot be told from it (git fetch --unshallow)`,
    )
  return read.value
}

function tableAt(file: string, reads: Reads, io: Io): History {
  const text = file === '-' ? { ok: true as const, value: io.readStdin() } : readText(file)
  if (!text.ok) throw wrong(text.problem)
  const read = readTagTable(text.value, file === '-' ? '<stdin>' : file, reads.keys())
  if (!read.ok) throw new InputProblem(read.problem)
  return read.value
}

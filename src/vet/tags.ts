import { fail, isDay, nearest, ok, type Result } from '../base/index.ts'
import type { Outcome } from '../check/index.ts'
import type { Policy, Repository, TagRule } from '../policy/index.ts'
import { type History, lintHistory, openTags, type Tag } from '../tags/index.ts'

/** A day after all editions that will ever be: what names no day is judged by the rule as it is now. */
const today = '9999-12-31'

/**
 * Judges `v1.2.0-rc.1 from main on 2026-01-15 then v1.2.0 from release-1.2`: tags in the order in which they were made,
 * as if they were all that the repository has. A tag may go on with `reads chart=1.2.0`, with `is light`, `is signed` or
 * `is named v1.2.1`, and with what upstream has: `beside v1.2.0 of main and v1.1.3 of release-1.1`.
 */
export function judgeTagExample(rule: TagRule, policy: Policy, text: string): Result<Outcome, string> {
  const repository = policy.repositories.find(({ of }) => of.includes(rule.of[0] ?? ''))
  if (repository === undefined) return fail(`no repository holds the tags of ${rule.of[0]}`)
  const tags: Tag[] = []
  const upstream: Tag[] = []
  for (const step of text.split(/\s+then\s+/)) {
    const read = readTag(step.trim(), { day: rule.until ?? today, branch: tags.at(-1)?.branches?.[0] })
    if (!read.ok) return read
    const strange = strangerIn(read.value.tag, repository)
    if (strange !== undefined) return fail(strange)
    tags.push(read.value.tag)
    upstream.push(...read.value.beside)
  }
  const isUpstreamAsked = rule.kind === 'tracks' || rule.kind === 'mirrors'
  const world = openTags(
    policy,
    repository,
    historyOf(tags),
    isUpstreamAsked ? historyOf(upstream) : undefined,
  )
  const scores = lintHistory(world, { rules: [rule] }).rules[0]?.scores
  if (scores === undefined) return fail('the rule was not asked')
  if (scores.violated > 0) return ok('broken')
  if (scores.unknown > 0) return ok('unknown')
  return scores.obeyed > 0 ? ok('holds') : fail('the rule says nothing of any of these tags')
}

/** A day, or a name under `reads`, that there is not. */
function strangerIn({ date = '', reads }: Tag, repository: Repository): string | undefined {
  if (!isDay(date)) return `"${date}" is no day`
  const known = [...repository.reads.keys()]
  const read = [...reads.keys()].find((name) => !known.includes(name))
  if (read === undefined) return undefined
  const guess = nearest(read, known)
  const help = guess === undefined ? `one of: ${known.join(', ')}` : `did you mean "${guess}"?`
  return `"${read}" is no name under "reads" of the repository: ${help}`
}

function historyOf(tags: readonly Tag[]): History {
  const branches = [...new Set(tags.flatMap((tag) => tag.branches ?? []))]
  return { tags, branches, isWhole: true }
}

interface ReadTag {
  readonly tag: Tag
  readonly beside: readonly Tag[]
}

function readTag(
  text: string,
  { day, branch }: { readonly day: string; readonly branch: string | undefined },
): Result<ReadTag, string> {
  const [own = '', beside = ''] = text.split(/\s+beside\s+/)
  const [name = '', ...words] = own.split(/\s+/)
  const wrong = fail(
    `"${text}" is no tag: write TAG, then from BRANCH, on DAY, reads NAME=VALUE, is light|signed|named NAME, beside TAG of BRANCH where needed`,
  )
  if (name === '') return wrong
  let from = branch
  let date = day
  const reads = new Map<string, string>()
  let object = { isAnnotated: true, isSigned: false, innerName: name }
  let commit: string | undefined
  for (let i = 0; i < words.length; i += 2) {
    const [key, value] = [words[i], words[i + 1]]
    if (value === undefined) return wrong
    switch (key) {
      case 'from':
        from = value
        break
      case 'on':
        if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return wrong
        date = value
        break
      case 'at':
        commit = value
        break
      case 'reads': {
        const [what = '', inside] = value.split(/=(.*)/s)
        if (inside === undefined) return wrong
        reads.set(what, inside)
        break
      }
      case 'is':
        if (value === 'light') object = { ...object, isAnnotated: false }
        else if (value === 'signed') object = { ...object, isSigned: true }
        else if (value === 'named' && words[i + 2] !== undefined) {
          object = { ...object, innerName: words[i + 2] ?? name }
          i++
        } else return wrong
        break
      default:
        return wrong
    }
  }
  const { innerName, ...rest } = object
  const tag: Tag = {
    name,
    date,
    reads,
    object: object.isAnnotated ? { ...rest, innerName } : rest,
    ...(commit !== undefined && { commit }),
    ...(from !== undefined && { branches: [from] }),
  }
  const others: Tag[] = []
  for (const part of beside.split(/\s+and\s+/).filter((each) => each !== '')) {
    const match = /^(\S+)\s+of\s+(\S+)$/.exec(part.trim())
    const [, other = '', of = ''] = match ?? []
    if (match === null) return wrong
    others.push({ name: other, date: '0001-01-01', branches: [of], reads: new Map() })
  }
  return ok({ tag, beside: others })
}

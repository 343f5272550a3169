import type { Rule } from '../policy/index.ts'
import { compareVersions, partsOf, type Version } from '../version/index.ts'
import type { JudgingRule, TagFinding } from './finding.ts'
import type { History, Tag } from './history.ts'
import { candidateWord } from './judge-order.ts'
import { counterpartOf } from './judge-upstream.ts'
import { lintHistory } from './lint.ts'
import { corePart, matchBranch, type PlacedTag, partsOfTerm, present, tagNamed, tagOfParts } from './place.ts'
import { openTags, partsKey, type TagWorld } from './world.ts'

/** Where a tag is to be made, and when. */
export interface NextQuestion {
  readonly branch: string
  /** ISO day. */
  readonly day: string
  /** The version of upstream that is taken in, as its scheme writes it. */
  readonly upstream?: Version
}

/** What the rules say of a tag that is not made yet. */
export interface TagVerdict {
  readonly tag: string
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly findings: readonly TagFinding[]
  /** The rules that judged it, and were obeyed. */
  readonly obeyed: readonly JudgingRule[]
}

export interface ProposedTag extends TagVerdict {
  readonly version: Version
}

export interface NextTags {
  readonly branch: string
  /** The newest tag from the branch. */
  readonly after?: PlacedTag
  readonly proposals: readonly ProposedTag[]
  /** What might have been expected, and why it may not come yet. */
  readonly refused: readonly ProposedTag[]
}

/**
 * Rules about what a tag is made of, and about what is published with a release: nothing of that is there before the tag,
 * so they are asked of tags that have been made.
 */
const isAskedLater = (rule: Rule): boolean =>
  ['embeds', 'listed', 'accompanied', 'documented'].includes(rule.kind) ||
  (rule.kind === 'tagged' && rule.as !== 'version')

/** Judges a tag as if it were made now, at the tip of a branch. */
export const judgeNext = (world: TagWorld, question: NextQuestion, name: string): TagVerdict =>
  judgeMade(withUpstream(world, question), question, name)

/** The same in a world that has what is taken from upstream. */
function judgeMade(world: TagWorld, question: NextQuestion, name: string): TagVerdict {
  const after = withTag(world, question, name)
  const rules = world.policy.rules.filter((rule) => !isAskedLater(rule))
  return verdictOf(name, after, { since: after.history.tags.length - 1, rules })
}

/** Judges a tag that is there, by all rules. */
export function judgeExisting(world: TagWorld, name: string): TagVerdict | undefined {
  const since = world.history.tags.findIndex((tag) => tag.name === name)
  return since < 0 ? undefined : verdictOf(name, world, { since, until: since + 1 })
}

function verdictOf(
  name: string,
  world: TagWorld,
  options: NonNullable<Parameters<typeof lintHistory>[1]>,
): TagVerdict {
  const { rules, ignored } = lintHistory(world, options)
  const findings = rules.flatMap((one) => one.findings.filter(({ tag }) => tag === name))
  const obeyed = rules.filter(({ scores }) => scores.obeyed > 0).map(({ rule }) => rule)
  const has = (severity: TagFinding['severity']): boolean => findings.some((one) => one.severity === severity)
  const isStranger = obeyed.length === 0 && findings.length === 0 && ignored > 0
  const answer = has('error') ? 'no' : has('unknown') || isStranger ? 'unknown' : 'yes'
  return { tag: name, answer, findings, obeyed }
}

/** The history with one more tag, made at the tip of the branch. */
function withTag(world: TagWorld, { branch, day }: NextQuestion, name: string): TagWorld {
  const { policy, repository, history, upstream } = world
  const times = history.tags.flatMap(({ seconds }) => seconds ?? [])
  const isTimed = times.length === history.tags.length && times.length > 0
  const start = Date.parse(day) / 1000
  const tag: Tag = {
    name,
    date: day,
    // At the end of its day, and after all others.
    ...(isTimed && { seconds: Math.max(start + 86_399, ...times.slice(-1)) }),
    branches: history.tips?.get(branch) ?? [branch],
    reads: new Map(),
  }
  const branches = history.branches.includes(branch) ? history.branches : [...history.branches, branch]
  return openTags(
    policy,
    repository,
    { ...history, tags: [...history.tags, tag], branches },
    upstream?.history,
  )
}

/** The world in which upstream has released the version that is taken in. */
function withUpstream(world: TagWorld, { branch, day, upstream: version }: NextQuestion): TagWorld {
  const { policy, repository, history, upstream } = world
  const { upstream: there } = repository
  if (version === undefined || there === undefined) return world
  const counterpart = branchesCalled(world, branch)
    .filter((as) => there.branches.has(as))
    .map((as) => counterpartOf({ as, branch }, repository, there.branches))
  const tag: Tag = {
    name: tagNamed(there.tag, version.text),
    date: day,
    ...(upstream?.history.tags.at(-1)?.seconds !== undefined && { seconds: Date.parse(day) / 1000 }),
    branches: counterpart,
    reads: new Map(),
  }
  const known: History = upstream?.history ?? { tags: [], branches: [], isWhole: true }
  const isKnown = known.tags.some(({ name }) => name === tag.name)
  // What it takes in is what is newest there: what came later upstream is not known yet.
  const tags = isKnown ? known.tags : [...known.tags, tag]
  const names = [...new Set([...known.branches, ...counterpart])]
  return openTags(policy, repository, history, { ...known, tags, branches: names })
}

/** The tags that may come next on a branch, and those that may not come yet. */
export function nextTags(world: TagWorld, question: NextQuestion): NextTags {
  const own = world.byBranch.get(question.branch) ?? []
  const after = own.at(-1)
  const existing = new Set(world.history.tags.map(({ name }) => name))
  // The same for all candidates, and a repository may have many tags.
  const ahead = withUpstream(world, question)
  const released = own.filter(({ version }) => !version.isPrerelease)
  const judged = candidates(world, question, after).flatMap(([name, version]): ProposedTag[] => {
    // What was released needs no candidate any more, and nobody goes back.
    const isBehind = released.some((one) => compareVersions(version, one.version) <= 0)
    return existing.has(name) || isBehind ? [] : [{ ...judgeMade(ahead, question, name), version }]
  })
  judged.sort((a, b) => compareVersions(a.version, b.version))
  const accepted = judged.filter(({ answer }) => answer === 'yes')
  const flawless = accepted.filter(({ findings }) => findings.every(({ severity }) => severity === 'note'))
  const proposals = flawless.length > 0 ? flawless : accepted
  const refused = judged.filter(
    ({ answer, version }) => answer !== 'yes' && !version.isPrerelease && version.advice === undefined,
  )
  return { branch: question.branch, ...(after !== undefined && { after }), proposals, refused }
}

type Parts = Readonly<Record<string, string>>

/** Tags that might come next: every part goes on, begins anew, or is left out. */
function candidates(
  world: TagWorld,
  question: NextQuestion,
  after: PlacedTag | undefined,
): readonly (readonly [string, Version])[] {
  const { scheme, repository } = world
  const bases = basesOf(world, question, after)
  const found = new Map<string, Version>()
  for (const base of bases) {
    let combined: Parts[] = [base]
    for (const [name, { type }] of scheme.parts) {
      if (name in base || type === 'core' || type === 'build') continue
      combined = combined.flatMap((parts) =>
        type === 'number'
          ? numbersFor(name, parts, world, after).map((text) => ({ ...parts, [name]: text }))
          : [parts, ...wordsFor(name, parts, world).map((text) => ({ ...parts, [name]: text }))],
      )
    }
    for (const parts of combined) {
      const tag = tagOfParts(repository.tag, scheme, parts)
      const read = scheme.parse(scheme.write(parts))
      if (read.ok) found.set(tag, read.value)
    }
  }
  return [...found]
}

/** What the new version begins with: what is taken from upstream, or the numbers after the newest. */
function basesOf(
  world: TagWorld,
  { branch, upstream }: NextQuestion,
  after: PlacedTag | undefined,
): readonly Parts[] {
  const { scheme, repository } = world
  const core = corePart(scheme)
  if (core === undefined) return []
  if (repository.upstream !== undefined) {
    const { term } = repository.upstream
    const text = upstream?.text ?? after?.version.terms?.[term]
    const parts = text === undefined ? undefined : partsOfTerm(scheme, term, text)
    return parts === undefined ? [] : [present(parts)]
  }
  const wanted = [...repository.branches.values()].flatMap((pattern) => {
    const match = matchBranch(pattern, branch)
    return match === undefined ? [] : [match]
  })
  const version = wanted.find((match) => match['{version}'] !== undefined)?.['{version}']
  if (version !== undefined) return [{ [core]: version.replace(/^v/, '').split(/[-+]/)[0] ?? '' }]
  const line = wanted.find((match) => match['{line}'] !== undefined)?.['{line}']
  const inLine = world.placed.tags.filter(
    (tag) => !tag.isMistaken && (line === undefined || tag.version.line.label === line),
  )
  const newest = inLine.reduce<Version | undefined>(
    (best, tag) => (best === undefined || compareVersions(tag.version, best) > 0 ? tag.version : best),
    undefined,
  )
  if (newest === undefined) return line === undefined ? [] : [{ [core]: `${line}.0` }]
  // What has candidates and no release yet is what comes next.
  if (newest.isPrerelease) return [{ [core]: partsOf(newest)[core] ?? '' }]
  const [major = 0, minor = 0, patch = 0] = (partsOf(newest)[core] ?? '').split('.').map(Number)
  const bumps = [`${major}.${minor}.${patch + 1}`]
  if (line === undefined) bumps.push(`${major}.${minor + 1}.0`, `${major + 1}.0.0`)
  return bumps.map((numbers) => ({ [core]: numbers }))
}

/** A number goes on after a release of the same base, stays after a candidate, and begins where rules say. */
function numbersFor(
  name: string,
  base: Parts,
  { policy, placed }: TagWorld,
  after: PlacedTag | undefined,
): string[] {
  const isSame = ({ version }: PlacedTag): boolean => {
    const parts = partsOf(version)
    return Object.entries(base).every(([key, text]) => parts[key] === text)
  }
  const last = after !== undefined && isSame(after) ? after : placed.tags.filter(isSame).at(-1)
  const known = last === undefined ? Number.NaN : Number(partsOf(last.version)[name])
  const going = last?.version.isPrerelease === true ? known : known + 1
  const firsts = policy.rules.flatMap((rule) => {
    if (rule.kind === 'sequence' && rule.part === name) return rule.first ?? []
    if (rule.kind !== 'carries') return []
    const shape = rule.parts.get(name)
    return shape?.kind === 'like' ? shape.identifiers.map(Number) : []
  })
  const numbers = [going, ...firsts, ...(firsts.length === 0 && Number.isNaN(going) ? [0] : [])]
  return [...new Set(numbers.filter((each) => Number.isInteger(each)))].map(String)
}

/** The next candidate of a version: one more than the last, or the first as they were last counted. */
function wordsFor(name: string, base: Parts, world: TagWorld): string[] {
  const word = candidateWord(name, world)
  const counted = new Map<string, number[]>()
  for (const { version } of world.placed.tags) {
    const [own, count] = partsOf(version)[name]?.split('.') ?? []
    if (own !== word || count === undefined || !/^\d+$/.test(count)) continue
    const key = partsKey(version, name)
    // The series that was begun last comes last.
    counted.set(key, [...(counted.get(key) ?? []), Number(count)])
  }
  const isNamed = world.policy.rules.some(
    (rule) =>
      (rule.kind === 'candidate' && rule.part === name) || (rule.kind === 'carries' && rule.parts.has(name)),
  )
  if (counted.size === 0 && !isNamed) return []
  const read = world.scheme.parse(world.scheme.write(base))
  const own = read.ok ? counted.get(partsKey(read.value, name)) : undefined
  const last = [...counted.values()].at(-1)
  return [`${word}.${own === undefined ? Math.min(...(last ?? [0])) : Math.max(...own) + 1}`]
}

/** The branches of the repository that a name fits, by the names of the policy. */
export const branchesCalled = ({ repository }: TagWorld, branch: string): readonly string[] =>
  [...repository.branches].flatMap(([as, pattern]) =>
    matchBranch(pattern, branch) === undefined ? [] : [as],
  )

/** How the branches are called that a policy knows, for those who named another one. */
export const branchNames = ({ repository }: TagWorld): readonly string[] => [...repository.branches.values()]

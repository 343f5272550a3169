import {
  type FormRule,
  isTagRule,
  type Policy,
  type Release,
  type Rule,
  type TagRule,
} from '../policy/index.ts'
import { editionOn, isReleaseRule, judgeReleases, type Scores, worstFirst } from '../release/index.ts'
import { compareVersions } from '../version/index.ts'
import { type JudgingRule, legacy, notApplicable, type TagFinding, type Told, unknown } from './finding.ts'
import { ofCandidate, ofLag, ofMaintained, ofSequence } from './judge-order.ts'
import { ofBranch, ofCarries, ofEmbeds, ofForm, ofSpelling, ofTagged } from './judge-tag.ts'
import { ofMirrors, ofTracks } from './judge-upstream.ts'
import { isChosen, type PlacedTag, type UnreadableTag } from './place.ts'
import { branchName, homeOf, type TagWorld } from './world.ts'

/** How the tags fared under one rule. */
export interface TagScores extends Scores {
  /** Tags that the rule says nothing about. */
  readonly notApplicable: number
}

export interface RuleScores {
  readonly rule: JudgingRule
  readonly scores: TagScores
  /** Worst first, and of those the newest tag. */
  readonly findings: readonly TagFinding[]
  /** What would have been needed to ask the rule at all. */
  readonly lacks?: 'upstream'
}

/** What became of the tags of a repository, rule by rule. */
export interface ReleaseLint {
  /** How many tags were judged. */
  readonly tags: number
  /** Tags of something else, and tags from before the first one that is asked about. */
  readonly ignored: number
  readonly earlier: number
  readonly branches: number
  readonly rules: readonly RuleScores[]
}

export interface HistoryLintOptions {
  /** The place of the first tag that is judged; those before it are only what came before. */
  readonly since?: number
  /** The place of the first tag that is no longer judged. */
  readonly until?: number
  /** Only these rules are asked. */
  readonly rules?: readonly Rule[]
}

/** Holds the tags of a repository against the rules about tags and releases. */
export function lintHistory(
  world: TagWorld,
  { since = 0, until = Number.POSITIVE_INFINITY, rules }: HistoryLintOptions = {},
): ReleaseLint {
  const { placed, policy, repository } = world
  const all: readonly (PlacedTag | UnreadableTag)[] = [...placed.tags, ...placed.unreadable].sort(
    (a, b) => a.index - b.index,
  )
  const judged = all.filter(({ index }) => index >= since && index < until)
  const asked = (rules ?? policy.rules).filter((rule): rule is JudgingRule => isAbout(rule, repository.of))
  return {
    tags: judged.length,
    ignored: placed.ignored,
    earlier: all.length - judged.length,
    branches: world.history.branches.length,
    rules: [
      ...asked.flatMap((rule) => (isTagJudge(rule) ? [scoresOf(rule, judged, world)] : [])),
      ...releaseRules(asked, judged, world),
    ],
  }
}

type TagJudge = TagRule | FormRule

const isTagJudge = (rule: Rule): rule is TagJudge => rule.kind === 'form' || isTagRule(rule)

/** The components that a rule about tags or releases is about. */
function subjectsOf(rule: JudgingRule): readonly string[] {
  switch (rule.kind) {
    case 'cadence':
      return [rule.of]
    case 'listed':
    case 'accompanied':
    case 'status':
      return [rule.of.component]
    default:
      return rule.of
  }
}

/** Whether a rule judges tags, and something that is released in a repository. */
const isAbout = (rule: Rule, released: readonly string[]): rule is JudgingRule =>
  (isTagJudge(rule) || isReleaseRule(rule)) && subjectsOf(rule).some((name) => released.includes(name))

function scoresOf(rule: TagJudge, tags: readonly (PlacedTag | UnreadableTag)[], world: TagWorld): RuleScores {
  if (rule.kind === 'mirrors') return branchScores(rule, world)
  const needsUpstream = rule.kind === 'tracks' && world.upstream === undefined
  const told = tags.map((tag) => ({ tag, told: needsUpstream ? notApplicable : judgeTag(rule, tag, world) }))
  const findings = told.flatMap(({ tag, told: { finding } }): TagFinding[] => {
    if (finding === undefined) return []
    return [{ rule, ...whereabouts(tag), ...finding }]
  })
  return {
    rule,
    scores: count(told.map((one) => one.told)),
    findings: worstFirst(findings),
    ...(needsUpstream && { lacks: 'upstream' as const }),
  }
}

function whereabouts(tag: PlacedTag | UnreadableTag): Pick<TagFinding, 'tag' | 'branch' | 'date' | 'place'> {
  const { name, date, place } = tag.tag
  const branch = 'version' in tag ? branchName(tag) : tag.branch
  return {
    tag: name,
    ...(branch !== undefined && { branch }),
    ...(date !== undefined && { date }),
    ...(place !== undefined && { place }),
  }
}

function branchScores(rule: Extract<TagJudge, { kind: 'mirrors' }>, world: TagWorld): RuleScores {
  const told = world.history.branches.flatMap((branch) => {
    const one = ofMirrors(rule, branch, world)
    return one === undefined ? [] : [{ branch, told: one }]
  })
  const findings = told.flatMap(({ branch, told: { finding } }): TagFinding[] =>
    finding === undefined ? [] : [{ rule, branch, ...finding }],
  )
  const scores = count(told.map((one) => one.told))
  return {
    rule,
    scores,
    findings: worstFirst(findings),
    ...(world.upstream === undefined && { lacks: 'upstream' as const }),
  }
}

const count = (told: readonly Told[]): TagScores => countVerdicts(told.map(({ verdict }) => verdict))

function countVerdicts(verdicts: readonly Told['verdict'][]): TagScores {
  const of = (verdict: Told['verdict']): number => verdicts.filter((one) => one === verdict).length
  return {
    obeyed: of('obeyed'),
    violated: of('violated'),
    unknown: of('unknown'),
    legacy: of('legacy'),
    notApplicable: of('not-applicable'),
  }
}

/** What one rule says of one tag: by the edition that was in force on the tag's day. */
function judgeTag(rule: TagJudge, tag: PlacedTag | UnreadableTag, world: TagWorld): Told {
  const edition = editionOn(rule, tag.tag.date)
  if (typeof edition !== 'string') return judgeBy(edition, tag, world)
  // Legacy is what the rule would have judged, had it been there.
  if (judgeBy(rule, tag, world).verdict === 'not-applicable') return notApplicable
  return edition === 'legacy' ? legacy : unknown({ kind: 'no-day' })
}

function judgeBy(edition: TagJudge, tag: PlacedTag | UnreadableTag, world: TagWorld): Told {
  if (edition.kind === 'form') return ofForm(edition, tag, world)
  if (edition.kind === 'tagged' && edition.as === 'version') return ofSpelling(edition, tag, world)
  if (!('version' in tag)) return notApplicable
  const missing = notMeant(edition, tag)
  if (missing !== undefined) return missing
  switch (edition.kind) {
    case 'carries':
      return ofCarries(edition, tag, world)
    case 'branch':
      return ofBranch(edition, tag, world)
    case 'sequence':
      return ofSequence(edition, tag, world)
    case 'candidate':
      return ofCandidate(edition, tag, world)
    case 'embeds':
      return ofEmbeds(edition, tag, world)
    case 'tracks':
      return ofTracks(edition, tag, world)
    case 'tagged':
      return ofTagged(edition, tag, world)
    case 'maintained':
      return ofMaintained(edition, tag, world)
    case 'lag':
      return ofLag(edition, tag, world)
    case 'mirrors':
      return notApplicable
  }
}

/** What there is to say of a tag that a rule is not about; undefined where it is. */
function notMeant(rule: TagRule, tag: PlacedTag): Told | undefined {
  if (!isChosen(rule.tags, tag.version)) return notApplicable
  // A rule about branches says where tags belong; the others are about those that are there.
  if (rule.kind === 'branch' || rule.on.length === 0) return undefined
  if (tag.home === 'unknown') return unknown({ kind: 'branch-unknown' })
  return rule.on.includes(homeOf(tag)?.as ?? '') ? undefined : notApplicable
}

/** The rules about releases of any origin: the tags are the releases. */
function releaseRules(
  asked: readonly JudgingRule[],
  judged: readonly (PlacedTag | UnreadableTag)[],
  { policy, repository, placed }: TagWorld,
): readonly RuleScores[] {
  const rules = asked.filter(isReleaseRule)
  if (rules.length === 0) return []
  const meant = new Map(
    judged.flatMap((tag) => ('version' in tag && !tag.isMistaken ? [[tag.version.text, tag] as const] : [])),
  )
  const tagged: Policy = { ...policy, catalogues: taggedCatalogues(policy, repository.of, placed.tags) }
  return rules.map((rule): RuleScores => {
    const seen = new Set<string>()
    const told = judgeReleases(rule, tagged).flatMap((one) => {
      const { text } = one.release.version
      const tag = repository.of.includes(one.component) ? meant.get(text) : undefined
      if (tag === undefined || seen.has(text)) return []
      seen.add(text)
      return [{ tag, ...one }]
    })
    const findings = told.flatMap(({ tag, component, release, finding }): TagFinding[] => {
      if (finding === undefined) return []
      const { date } = release
      const own = { rule, component, version: release.version.text, ...(date !== undefined && { date }) }
      const reason = { kind: 'release', finding: { ...own, ...finding } } as const
      return [{ rule, ...whereabouts(tag), severity: finding.severity, expected: [], reason }]
    })
    const scores = countVerdicts(told.map(({ verdict }) => verdict))
    const silent = judged.length - told.length
    return {
      rule,
      scores: { ...scores, notApplicable: scores.notApplicable + silent },
      findings: worstFirst(findings),
    }
  })
}

/** The catalogues of a policy with the tags in place of their releases; what is noted of these is kept. */
function taggedCatalogues(
  policy: Policy,
  released: readonly string[],
  tags: readonly PlacedTag[],
): Policy['catalogues'] {
  const catalogues = new Map(policy.catalogues)
  for (const component of released) {
    const known = policy.catalogues.get(component)
    const noted = new Map(known?.releases.map((release) => [release.version.text, release]))
    const releases = tags
      .filter(({ isMistaken }) => !isMistaken)
      .map(({ version, tag: { name, date } }): Release => {
        const own = { version, tag: name, ...(date !== undefined && { date }) }
        return { delivers: new Map(), ...noted.get(version.text), ...own }
      })
      .sort((a, b) => compareVersions(a.version, b.version))
    catalogues.set(component, { releases, ends: known?.ends ?? new Map() })
  }
  return catalogues
}

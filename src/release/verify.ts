import type { Diagnostic } from '../base/index.ts'
import type { InterfaceChange, InterfaceComparison } from '../compare/index.ts'
import type { DocumentedRule, DocumentPage, Interface, Policy } from '../policy/index.ts'
import type { Bump, Version } from '../version/index.ts'
import {
  classifyChange,
  judgeByPath,
  judgeStep,
  judgeWithoutVersion,
  type PromiseVerdict,
  type StepJudgement,
} from './classify.ts'
import { sectionOf, speaksOf } from './entry.ts'
import { type Reach, reachOf } from './reach.ts'

/*
 * Did a release keep its promise? What is asked of it is told section by section; further questions are further sections.
 */

/** The interfaces of a component, compared. */
export interface ComparedInterface {
  readonly interface: Interface
  readonly comparison: InterfaceComparison
}

export interface InterfacesSection {
  readonly kind: 'interfaces'
  readonly verdict: PromiseVerdict
  /** One for the tag's own version, and one for each version that parts have. */
  readonly steps: readonly StepJudgement[]
  /** How many files each interface has, older and newer. */
  readonly files: ReadonlyMap<string, { readonly old: number; readonly new: number }>
  readonly problems: readonly Diagnostic[]
  readonly notes: readonly string[]
}

/** A document that is owed, and what it says. */
export interface JudgedPage {
  readonly name: string
  readonly page: DocumentPage
  /** The files that were looked into. */
  readonly files: readonly string[]
  /**
   * told: the release is in it, and all that breaks; no-entry: the release is not in it; unnamed: some breaking changes are
   * not; elsewhere: it is in none of the places that were looked into.
   */
  readonly state: 'told' | 'no-entry' | 'unnamed' | 'elsewhere'
  readonly missing: readonly InterfaceChange[]
}

export interface DocumentsSection {
  readonly kind: 'documents'
  readonly verdict: PromiseVerdict
  readonly rules: readonly { readonly rule: DocumentedRule; readonly pages: readonly JudgedPage[] }[]
}

/** Whether everybody who is supported gets to the release. */
export interface ReachSection {
  readonly kind: 'reach'
  readonly verdict: PromiseVerdict
  readonly reach: Reach
}

export type ReleaseSection = InterfacesSection | DocumentsSection | ReachSection

export interface ReleaseVerifyResult {
  readonly policy: string
  readonly component: string
  /** As the repository calls them. */
  readonly from: string
  readonly to: string
  readonly bump?: Bump
  readonly verdict: PromiseVerdict
  readonly sections: readonly ReleaseSection[]
  readonly notes: readonly string[]
}

export interface ReleaseAsked {
  readonly component: string
  readonly tags: readonly [string, string]
  /** What the tags are as versions of the component; undefined where they are of another program. */
  readonly versions: readonly [Version, Version] | undefined
  readonly compared: readonly ComparedInterface[]
  /** The day of the newer one, where it is known: rules have editions. */
  readonly date?: string
  /** The day for which upgrades to it are replayed: that of the tag, or today. */
  readonly day: string
  /** The files of the newer tag, and of folders with documents, that fit a pattern. */
  readonly filesLike: (pattern: string) => readonly { readonly file: string; readonly text: string }[]
}

/** Judges a release against the one before it: its interfaces, and the documents that it owes for what they break. */
export function verifyRelease(policy: Policy, asked: ReleaseAsked): ReleaseVerifyResult {
  const interfaces = judgeInterfaces(policy, asked)
  const documents = judgeDocuments(policy, asked, interfaces)
  const reach = judgeReach(policy, asked)
  const isCompared = asked.compared.length > 0
  const sections: readonly ReleaseSection[] = [
    ...(isCompared ? [interfaces] : []),
    ...(documents === undefined ? [] : [documents]),
    ...(reach === undefined ? [] : [reach]),
  ]
  const isPromised = policy.rules.some((rule) => rule.kind === 'promise' && rule.of.includes(asked.component))
  // Something is promised of what changed, and nobody looked at what changed.
  const isUnread = (isPromised && !isCompared) || sections.length === 0
  const unread: readonly PromiseVerdict[] = isUnread ? ['unknown'] : []
  const own = interfaces.steps.find(
    ({ from, to, part }) => part === undefined && from !== undefined && to !== undefined,
  )
  return {
    policy: policy.name,
    component: asked.component,
    from: asked.tags[0],
    to: asked.tags[1],
    ...(own?.bump !== undefined && { bump: own.bump }),
    verdict: worstVerdict([...sections.map(({ verdict }) => verdict), ...unread]),
    sections,
    notes: isCompared
      ? []
      : ['the policy names no interface of it, so what changed between the two was not compared'],
  }
}

export const worstVerdict = (verdicts: readonly PromiseVerdict[]): PromiseVerdict =>
  verdicts.includes('broken') ? 'broken' : verdicts.includes('unknown') ? 'unknown' : 'kept'

function judgeInterfaces(policy: Policy, { component, versions, compared }: ReleaseAsked): InterfacesSection {
  const scheme = policy.components.get(component)?.scheme
  const steps: StepJudgement[] = []
  const judgedOf = (version: Interface['version']) =>
    compared
      .filter((each) => each.interface.version === version)
      .flatMap(({ interface: { id }, comparison }) =>
        comparison.changes.map((change) => classifyChange(policy, component, change, id)),
      )
  const ofTag = judgedOf('tag')
  const hasTag = compared.some((each) => each.interface.version === 'tag')
  if (versions !== undefined && hasTag) steps.push(judgeStep(policy, component, versions, ofTag))
  else if (hasTag) steps.push(judgeWithoutVersion(component, ofTag))
  const ofPath = judgedOf('path')
  if (scheme !== undefined && ofPath.length > 0) steps.push(...judgeByPath(policy, component, scheme, ofPath))
  const ofNone = judgedOf('none')
  if (ofNone.length > 0) steps.push(judgeWithoutVersion(component, ofNone))
  const problems = compared.flatMap(({ comparison }) => comparison.problems)
  const files = new Map(
    compared.map(({ interface: { id, format }, comparison }) => [
      id,
      comparison.files.get(format) ?? { old: 0, new: 0 },
    ]),
  )
  const isEmpty = [...files.values()].every(({ old, new: young }) => old + young === 0)
  const unread: readonly PromiseVerdict[] = problems.length > 0 || isEmpty ? ['unknown'] : []
  return {
    kind: 'interfaces',
    verdict: worstVerdict([...steps.map(({ verdict }) => verdict), ...unread]),
    steps,
    files,
    problems,
    notes: [...new Set(compared.flatMap(({ comparison }) => comparison.notes))],
  }
}

/** Whoever breaks something says so in every document that the policy names. */
function judgeDocuments(
  policy: Policy,
  asked: ReleaseAsked,
  { steps }: InterfacesSection,
): DocumentsSection | undefined {
  const breaking = steps.flatMap(({ changes }) =>
    changes.filter(({ brings }) => brings === 'breaking').map(({ change }) => change),
  )
  const bump = steps.find(({ part }) => part === undefined)?.bump
  const owed = policy.rules.filter(
    (rule): rule is DocumentedRule =>
      rule.kind === 'documented' &&
      rule.of.includes(asked.component) &&
      isInForce(rule, asked.date) &&
      (breaking.length > 0 || (bump !== undefined && rule.bump.includes(bump))),
  )
  if (owed.length === 0) return undefined
  const rules = owed.map((rule) => ({
    rule,
    pages: [...rule.pages].map(([name, page]) => judgePage(name, page, asked, breaking)),
  }))
  const verdicts = rules.flatMap(({ rule, pages }) =>
    pages.map(({ state }): PromiseVerdict => {
      if (state === 'told') return 'kept'
      if (state === 'elsewhere') return 'unknown'
      return rule.strength === 'required' ? 'broken' : 'kept'
    }),
  )
  return { kind: 'documents', verdict: worstVerdict(verdicts), rules }
}

/** Replays upgrades where the policy says what is released together, and the newer one is a version of it. */
function judgeReach(policy: Policy, { component, versions, day }: ReleaseAsked): ReachSection | undefined {
  const repository = policy.repositories.find(({ of }) => of.includes(component))
  const version = versions?.[1]
  // Whoever runs a candidate is not left behind by it.
  if (repository === undefined || version === undefined || version.isPrerelease) return undefined
  const reach = reachOf(policy, { repository, version, day })
  const stranded = reach.fleets.filter(({ outcome }) => outcome === 'stranded')
  const verdicts = [
    ...stranded.map(({ hadWay }): PromiseVerdict => (hadWay === false ? 'unknown' : 'broken')),
    ...reach.fleets.map(({ outcome }): PromiseVerdict => (outcome === 'unknown' ? 'unknown' : 'kept')),
  ]
  return { kind: 'reach', verdict: worstVerdict(verdicts), reach }
}

const isInForce = ({ from, until }: DocumentedRule, date: string | undefined): boolean =>
  date === undefined || ((from === undefined || date >= from) && (until === undefined || date <= until))

function judgePage(
  name: string,
  page: DocumentPage,
  { versions, tags, filesLike }: ReleaseAsked,
  breaking: readonly InterfaceChange[],
): JudgedPage {
  const common = { name, page }
  if (page.files.length === 0) return { ...common, files: [], state: 'elsewhere', missing: [] }
  const to = versions?.[1]
  const plain = (to?.text ?? tags[1]).replace(/^v(?=\d)/, '')
  const names = [plain, ...(to === undefined ? [] : [to.line.label])]
  const found = page.files.flatMap((pattern) => {
    const files = names.flatMap((version) => filesLike(pattern.replaceAll('{version}', version)))
    // A file that is called like the version is all about it.
    return files.map(({ file, text }) => ({
      file,
      section: pattern.includes('{version}') ? text : sectionOf(text, names),
    }))
  })
  const files = [...new Set(found.map(({ file }) => file))]
  const sections = found.flatMap(({ section }) => section ?? [])
  if (sections.length === 0)
    return { ...common, files, state: files.length === 0 ? 'elsewhere' : 'no-entry', missing: breaking }
  const missing = breaking.filter((change) => !sections.some((section) => speaksOf(section, change)))
  return { ...common, files, state: missing.length > 0 ? 'unnamed' : 'told', missing }
}

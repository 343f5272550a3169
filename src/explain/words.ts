import { groupBy, sum } from '../base/index.ts'
import type { CheckResult, Delivery, Finding, Member } from '../check/index.ts'
import { readingText } from '../fleet/index.ts'
import type { Condition, Rule, SourceReference } from '../policy/index.ts'
import { times } from './layout.ts'

/** `1.0.3 ×40, 1.0.2 (edge) ×3`: versions with their numbers, names where the user gave some. */
function versionsText(members: readonly Member[], counts = true): string {
  const alike = groupBy(
    members,
    ({ part }) => `${readingText(part.reading)}${part.name ? ` (${part.name})` : ''}`,
  )
  const shown = [...alike].map(([text, same]) =>
    counts ? `${text} ${times(sum(same, ({ part }) => part.count))}` : text,
  )
  return shown.length > 6 ? `${shown.slice(0, 6).join(', ')} and ${shown.length - 6} more` : shown.join(', ')
}

const countOf = (members: readonly Member[]): number => sum(members, ({ part }) => part.count)

const unitText = (count: number, unit: 'release' | 'line' | 'major'): string =>
  `${count} ${unit}${count === 1 ? '' : 's'}`

/** What a finding says, as one sentence about the user's own things. */
export function sentence(finding: Finding): string {
  const { component, members, against, reason } = finding
  const subject = `${component} ${versionsText(members)}`
  const is = countOf(members) === 1 ? 'is' : 'are'
  switch (reason.kind) {
    case 'distance': {
      // The oldest is the bound for being ahead, the newest for being behind.
      const bound = reason.side === 'ahead' ? against[0] : against.at(-1)
      const other =
        bound === undefined ? 'the others' : `${bound.group.component} ${readingText(bound.part.reading)}`
      if (reason.unit === 'release' || reason.distance === undefined) {
        return `${subject} ${is} ${reason.side === 'ahead' ? 'newer' : 'older'} than ${other}`
      }
      const way = reason.side === 'ahead' ? 'ahead of' : 'behind'
      return `${subject} ${is} ${unitText(reason.distance, reason.unit)} ${way} ${other}; ${allowed(reason.limit)}`
    }
    case 'no-distance': {
      const other =
        finding.to ?? (against[0] === undefined ? 'the others' : versionsText(against.slice(0, 1), false))
      return `how far ${subject} ${is} from ${other} is not defined: no policy joins the two ${reason.unit}s`
    }
    case 'requires': {
      const other = against[0]?.group.component ?? 'another component'
      return `${subject} ${is === 'is' ? 'needs' : 'need'} ${other} ${reason.range}, not ${versionsText(against, false)}`
    }
    case 'version-empty':
      return `${component} ${times(countOf(members))} ${countOf(members) === 1 ? 'does' : 'do'} not tell ${countOf(members) === 1 ? 'its' : 'their'} version`
    case 'version-development':
      return `${subject} ${is} a development build towards ${reason.base}; what it contains is not known`
    case 'version-unreadable':
      return `${subject} ${is} no version: expected ${reason.expected} at character ${reason.at + 1}`
    case 'advice':
      return `${subject} should be written otherwise: expected ${reason.expected} at character ${reason.at + 1}`
    case 'silent':
      return `the policy says nothing about ${component} ${versionsText(members, false)}`
    case 'recalled':
      return `${subject} was recalled${reason.because === undefined ? '' : `: ${reason.because}`}`
    case 'step': {
      const length = reason.distance === undefined ? 'too far' : unitText(reason.distance, reason.unit)
      return `${subject} → ${finding.to} goes ${reason.direction} ${length} at once; ${allowed(reason.limit)}`
    }
    case 'irreversible':
      return finding.outcome === 'broken'
        ? `${subject} → ${finding.to}: there is no way ${reason.direction}`
        : `${subject} → ${finding.to}: whether there is a way ${reason.direction} is ${finding.outcome}`
    case 'edge': {
      const stop = reason.through === undefined ? '' : `: the way leads through ${reason.through}`
      return `${subject} → ${finding.to} is ${finding.outcome === 'broken' ? 'ruled out' : finding.outcome}${stop}`
    }
    case 'stop':
      return `${subject} → ${finding.to} goes past ${reason.at}, where it has to stop`
    case 'answer': {
      const [other] = against
      const beside =
        other === undefined ? '' : ` with ${other.group.component} ${readingText(other.part.reading)}`
      return reason.isAnswered
        ? `${subject}${beside}: not so that ${reason.holds}`
        : `whether ${reason.holds} cannot be told of ${subject}${beside}`
    }
    case 'fact': {
      const move = finding.to === undefined ? '' : ` → ${finding.to}`
      return `${subject}${move} depends on whether ${reason.fact} is ${reason.is ? 'so' : 'not so'}, which is not told`
    }
    case 'order':
      return `${subject} would go before ${reason.waitsFor} has reached ${reason.reach}`
    case 'nothing-in-sight':
      return `${subject} ${is} judged against ${reason.needs.join(' and ')}, and none is in sight`
    case 'unread':
      return `no rule says anything about ${subject}`
    case 'not-in-table': {
      const [other] = against
      if (other === undefined)
        return `${subject} ${is} in none of the combinations that were released together`
      return `${subject} ${is} in no combination with ${other.group.component} ${readingText(other.part.reading)}`
    }
    case 'beyond-table':
      return `${subject} ${is} newer than everything in the table of combinations`
    case 'no-row':
      return `${subject} ${is} in no row of the table of combinations`
    case 'not-delivered':
      return `${subject} ${is} not what ${against[0]?.group.component ?? 'the other'} brings: ${reason.delivers.join(', ')}`
    case 'delivers-unknown': {
      const by =
        against[0] === undefined
          ? 'the other'
          : `${against[0].group.component} ${readingText(against[0].part.reading)}`
      return `which ${component} goes with ${by} is not known, so nothing vouches for ${versionsText(members)}`
    }
    case 'feature':
      return `${subject} ${is} without ${reason.feature}: it needs ${reason.requires}`
    case 'out-of-support':
      return reason.oldest === undefined
        ? `${subject} ${is} out of support on ${reason.asOf}: that of ${reason.line} ended on ${reason.lastDay}`
        : `${subject} ${is} out of support on ${reason.asOf}: ${reason.oldest} is the oldest line that has it`
    case 'support-unknown':
      return `until when ${subject} ${is} supported is not known: the catalogue has no date for ${reason.line}`
    case 'other-reading':
      return `${subject} ${is} fine as the policy is read here ("${reason.reading}"), not if it means "${reason.other}"`
  }
}

const allowed = (limit: number): string => (limit === 0 ? 'none is allowed' : `at most ${limit} is allowed`)

/** What is asked about a fleet, how to find out, and how to tell it. */
export const factText = ({ fact, asks, how }: Omit<Condition, 'is'>): string =>
  `${asks}${how === undefined ? '' : ` Find out: ${how}.`} Tell it: --fact ${fact}=yes or ${fact}=no.`.replaceAll(
    /\s+/g,
    ' ',
  )

/** Where a rule is written. */
export const sourceText = ({ title, section }: SourceReference): string =>
  section === undefined ? title : `${title}, "${section}"`

const refusals = { start: 'to start', load: 'to load it', feature: 'the feature' } as const

/** What the real program does when the rule is broken. */
export const enforcedText = ({ enforced }: Rule): string | undefined =>
  enforced === undefined ? undefined : `the program itself refuses ${refusals[enforced]}`

/** That a version was not told but follows from another one, so that nobody wonders where it comes from. */
export function deliveryText({ by, part, group, reading }: Delivery): string[] {
  const what = `${by.component} ${readingText(part.reading)}`
  return [
    reading.kind === 'known'
      ? `${what} delivers ${group.component} ${reading.version.text}`
      : `which ${group.component} ${what} delivers is not known`,
  ]
}

/** As many versions of a component are named; the rest is counted. */
const mostUnlisted = 3

/** Versions that nobody published, as far as is known. */
export function unlistedText(unlisted: CheckResult['unlisted']): string[] {
  return unlisted.map(({ component, versions }) => {
    const more = versions.length - mostUnlisted
    const shown = versions.slice(0, mostUnlisted).join(', ') + (more > 0 ? ` and ${more} more` : '')
    const [is, number] = versions.length === 1 ? ['is', 'its number'] : ['are', 'their numbers']
    return `${component} ${shown} ${is} in no catalogue; judged by ${number} alone`
  })
}

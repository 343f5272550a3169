import type { Edition, OtherEdition, Rule, TagRule } from '../policy/index.ts'
import { pageWidth, plural, wrap } from './layout.ts'
import { shapeText } from './tags.ts'

/** What a rule about tags says in parts and numbers, beside its sentence, and what it was on other days. */
export function tagRuleLines(rule: Rule): string[] {
  const own = tagRows(rule)
  const editions = (rule.editions ?? []).flatMap((edition) => editionRows(edition))
  const days = 'from' in rule || 'until' in rule ? daysText(rule) : undefined
  const isTold = own !== undefined || rule.kind === 'form'
  const force = days === undefined || !isTold ? [] : [row('in force', days)]
  const rows = [...(own ?? []), ...('tags' in rule ? whereRows(rule) : []), ...force, ...editions]
  return rows.length === 0 ? [] : ['', ...rows.flatMap((each) => wrap(`  ${each}`, pageWidth, 11))]
}

function editionRows(edition: OtherEdition): string[] {
  const { rule, because } = edition
  const parts = (tagRows(rule) ?? []).map((each) => each.trim().replace(/\s+/g, ' '))
  const days = daysText(edition) ?? 'on other days'
  return [row('before', `${days}: ${[...parts, because].join('; ')}`)]
}

/** What is particular to a kind of rule about tags; undefined of other rules. */
function tagRows(rule: Rule): string[] | undefined {
  switch (rule.kind) {
    case 'carries':
      return [...rule.parts].map(([part, shape]) => row('carries', shapeText(part, shape)))
    case 'branch':
      return []
    case 'sequence':
      return [
        ...(rule.first === undefined ? [] : [row('begins', `${rule.part} ${rule.first}`)]),
        ...(rule.next === undefined ? [] : [row('goes on', `${rule.part} + ${rule.next} after a release`)]),
        ...(rule.per.length === 0 ? [] : [row('anew', `with every ${rule.per.join(', ')}`)]),
      ]
    case 'candidate': {
      const which = rule.unit === 'line' ? 'the first release of a line' : 'a release'
      const reach = rule.reach === 'branch' ? ', contained in its branch' : ''
      return [row('asks', `a version with ${rule.part} ${rule.comes} ${which}${reach}`)]
    }
    case 'embeds':
      return [row('compares', `${rule.reads} inside with the ${rule.with} of the tag`)]
    case 'tracks':
      return [row('upstream', rule.to === 'latest' ? 'the newest of its branch' : 'a version that it has')]
    case 'mirrors':
      return [row('upstream', 'has the same branch')]
    case 'tagged':
      return [row('a tag is', rule.as === 'version' ? 'a version, written as it should be' : rule.as)]
    case 'maintained':
      return [row('releases', `of the newest ${plural(rule.lines, 'line')}`)]
    case 'lag':
      return [
        row('at most', `${plural(rule.days, 'day')} after the first of a ${rule.unit} of ${rule.behind}`),
      ]
    default:
      return undefined
  }
}

function whereRows({ on, tags }: TagRule): string[] {
  const what = { all: [], released: ['released ones'], unfinished: ['unfinished ones'] }[tags]
  return [...(on.length === 0 ? [] : [row('on', on.join(', '))]), ...what.map((text) => row('tags', text))]
}

const row = (label: string, text: string): string => `${label.padEnd(8)} ${text}`

function daysText({ from, until }: Edition): string | undefined {
  const words = [from && `from ${from}`, until && `until ${until}`].filter((text) => text !== undefined)
  return words.length === 0 ? undefined : words.join(' ')
}

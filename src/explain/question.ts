import { distinctBy, placeText, sum } from '../base/index.ts'
import { readingText } from '../fleet/index.ts'
import type { Question } from '../plan/index.ts'
import type { Condition, Rule } from '../policy/index.ts'
import { unnamedScope } from './check.ts'
import { times } from './layout.ts'
import { faultSentence } from './verify.ts'
import { factText } from './words.ts'

/** A question in words, with what it rests on. Questions with the same key are the same to a reader. */
export function questionText(question: Question): { text: string; note: string; key: string } {
  switch (question.kind) {
    case 'version': {
      const count = sum(question.parts, (part) => part.count)
      const shown = [...new Set(question.parts.map(({ reading }) => readingText(reading)))].join(', ')
      return {
        text: `which version is ${question.group.component} ${times(count)}${inScope(question.group.scope)}? it tells "${shown}"`,
        note: '',
        key: `${question.group.scope} ${question.group.component}`,
      }
    }
    case 'rule':
      // The same doubt in many moments is one doubt.
      return {
        text: [faultSentence(question.fault), ...openFacts(question.fault.rule).map(factText)].join('. '),
        note: question.fault.rule?.name ?? '',
        key: JSON.stringify([
          question.fault.rule?.name,
          question.fault.versions,
          question.fault.other?.versions,
        ]),
      }
    case 'search':
      return {
        text: `the search${inScope(question.scope)} was given up: too many states`,
        note: '',
        key: question.scope,
      }
    case 'manifest': {
      const { place, message, rule } = question.doubt
      return { text: `${placeText(place)}: ${message}`, note: rule?.name ?? '', key: placeText(place) }
    }
    case 'delivery': {
      const { component, version, rule } = question
      return {
        text:
          component === rule.by
            ? `which ${rule.of} does ${component} ${version.text} bring along? the catalogue does not say`
            : `which ${rule.by} brings ${component} ${version.text} along? none that is known`,
        note: rule.name,
        key: `${component} ${version.text}`,
      }
    }
  }
}

/** What a rule depends on that nobody told: a rule that is asked has a condition only where that is so. */
function openFacts(rule: Rule | undefined): readonly Condition[] {
  if (rule === undefined) return []
  const rows = rule.kind === 'edges' ? rule.rows : rule.kind === 'stops' ? rule.stops : []
  const conditions = [rule, ...rows].flatMap(({ when }) => when ?? [])
  return distinctBy(conditions, ({ fact }) => fact)
}

const inScope = (scope: string): string => (scope === unnamedScope ? '' : ` in ${scope}`)

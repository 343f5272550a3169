import { groupBy, placeText } from '../base/index.ts'
import { readingText } from '../fleet/index.ts'
import type { Warning } from '../plan/index.ts'
import { unnamedScope } from './check.ts'
import { listed } from './layout.ts'
import { timeWarningText } from './plan-times.ts'
import { day } from './times.ts'

/** A warning, or several that a reader would take for one. */
export interface ToldWarning {
  /** The first of them. */
  readonly warning: Warning
  readonly text: string
  readonly details: readonly string[]
}

/** What is to be known of a plan: what one rule says of several components or scopes is said once. */
export function toldWarnings(warnings: readonly Warning[]): readonly ToldWarning[] {
  return [...groupBy(warnings, keyOf).values()].flatMap((alike): ToldWarning[] => {
    const [warning] = alike
    if (warning === undefined) return []
    const { text, details } = warningText(warning)
    return [{ warning, text: alike.length === 1 ? text : (jointText(alike) ?? text), details }]
  })
}

function keyOf(warning: Warning): string {
  switch (warning.kind) {
    case 'out-of-support':
    case 'no-way-back':
      return JSON.stringify([warning.kind, warning.rule.name])
    case 'mixed-up':
      return warning.kind
    default:
      return JSON.stringify([warning.kind, warningText(warning)])
  }
}

function jointText(warnings: readonly Warning[]): string | undefined {
  const [first] = warnings
  const components = warnings.flatMap((each) =>
    each.kind === 'out-of-support' ? `${each.component} ${each.version.text}` : [],
  )
  if (first?.kind === 'out-of-support') return `${components.join(', ')} are out of support on ${first.asOf}`
  const mixed = warnings.flatMap((each) => (each.kind === 'mixed-up' ? each.stage.id : []))
  if (first?.kind === 'mixed-up')
    return `some instances may not move, and nothing tells them from those that stages ${listed(mixed)} move`
  const stages = warnings.flatMap((each) => (each.kind === 'no-way-back' ? each.stage : []))
  if (first?.kind === 'no-way-back')
    return `stages ${listed(stages)} are points of no return, each in a scope of its own`
  return undefined
}

export function warningText(warning: Warning): { text: string; details: readonly string[] } {
  switch (warning.kind) {
    case 'older-than-stop': {
      const { stop, target } = warning
      return {
        text: `${target.version.text} is older than the stop before it`,
        details: [
          `${stop.version.text} (${day(stop.date)}) may carry fixes that ${target.version.text} (${day(target.date)}) lacks`,
        ],
      }
    }
    case 'downtime':
      return {
        text: `downtime: there are too few of ${warning.component} for some to stay up while others move`,
        details: [
          `${warning.rule.says} (${warning.rule.name})`,
          ...(warning.scopes.join() === unnamedScope ? [] : [`in ${listed(warning.scopes)}`]),
        ],
      }
    case 'batch-too-large':
      return {
        text: `${warning.component} would move ${warning.batch} at a time; the policy says at most ${warning.most}`,
        details: [`${warning.rule.says} (${warning.rule.name})`],
      }
    case 'mode-not-offered':
      return {
        text: `the policy does not offer ${warning.mode} stages for ${warning.component}`,
        details: [`${warning.rule.says} (${warning.rule.name})`],
      }
    case 'catalogue-old':
      return {
        text: `the catalogue of ${warning.policy} ends at ${warning.asOf}, ${warning.days} days ago`,
        details: ['newer releases are not considered'],
      }
    case 'together': {
      const { stages, components, rule } = warning
      const all = [...new Set(components)].join(', ')
      const which = `${stages.length === 1 ? 'stage' : 'stages'} ${stages.join(', ')}`
      return {
        text: `${which}: a coordinated step with downtime: ${all} stop, change and start at once`,
        details: rule === undefined ? [] : [`${rule.says} (${rule.name})`],
      }
    }
    case 'out-of-support':
      return {
        text: `${warning.component} ${warning.version.text} is out of support on ${warning.asOf}`,
        details: [`${warning.rule.says} (${warning.rule.name})`],
      }
    case 'avoided': {
      const { component, version, barred } = warning
      return {
        text: `${component} ${version.text} should be avoided${barred.because === undefined ? '' : `: ${barred.because}`}`,
        details: [
          barred.place === undefined
            ? `${component} ${barred.versions.text} is on the list`
            : `${component} ${barred.versions.text}, ${barred.place.file}:${barred.place.line}`,
        ],
      }
    }
    case 'mixed-up': {
      const { stage, group, frozen } = warning
      const what = `${group.component}${frozen.name === undefined ? '' : ` ${frozen.name}`}`
      return {
        text: `${frozen.count} of ${what} at ${readingText(frozen.reading)} may not move, and nothing tells them from those that stage ${stage.id} moves`,
        details: [
          'a run would have to guess, so none begins: give the frozen instances a name of their own',
          ...(frozen.place === undefined ? [] : [placeText(frozen.place)]),
        ],
      }
    }
    case 'no-way-back':
      return {
        text: `stage ${warning.stage} is the point of no return`,
        details: [`${warning.rule.says} (${warning.rule.name})`],
      }
    case 'no-window':
    case 'frozen-midway':
    case 'support-ends':
      return timeWarningText(warning)
  }
}

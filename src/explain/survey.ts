import { sum } from '../base/index.ts'
import type { Route, Survey, Surveyed } from '../execute/index.ts'
import { plural, table, times } from './layout.ts'
import type { Paint } from './paint.ts'
import { batchText, differenceText } from './run.ts'

/** So many groups are shown, and so many stages that would begin; of more, how many there are. */
const most = 30

/** What a run would find if it began now, and what it would begin with. */
export function surveyText(
  { digest, stages }: Route,
  { groups, begins, tasks }: Survey,
  isReady: boolean,
  paint: Paint,
): string {
  const moves = sum(stages, ({ count }) => count)
  const lines = [
    `plan ${digest.slice(0, 4)}   ${plural(stages.length, 'stage')}, ${plural(moves, 'move')}   only looked at: nothing is moved`,
    '',
  ]
  // Whatever is wrong comes first, so that it is not among those that are left out.
  const told = groups.toSorted((a, b) => Number(isWell(a)) - Number(isWell(b)))
  lines.push(
    ...table(told.slice(0, most).map((one) => groupCells(one, paint))),
    ...more(told.length, 'group'),
  )
  const actions = [
    ...tasks.map(({ id, what }) => `    ${paint.strong(id.padEnd(3))} ${what}`),
    ...begins.map(({ stage: { id, group, to }, next }) => {
      if (typeof next === 'string')
        return `    ${paint.strong(id.padEnd(3))} ${group} → ${to}  ${paint.bad('cannot begin')}: ${next}`
      const from = next.map((one) => one.from).join(', ')
      return `    ${batchText({ subject: id, group, from, to, ids: next.flatMap(({ ids }) => ids) }, paint)}`
    }),
  ]
  if (actions.length > 0) lines.push('', '  a run would begin with')
  lines.push(...actions.slice(0, most), ...more(actions.length, 'other', '    '), '')
  lines.push(
    isReady
      ? `${paint.good('✓ ready')}   all is as it was planned for`
      : `${paint.bad('✗ not ready')}   a run would not move anything where something is wrong`,
  )
  return `${lines.join('\n')}\n`
}

const isWell = ({ drift, because }: Surveyed): boolean => drift.length === 0 && because === undefined

const more = (count: number, what: string, indent = '  '): readonly string[] =>
  count > most ? [`${indent}… and ${plural(count - most, what)} more`] : []

function groupCells(surveyed: Surveyed, paint: Paint): string[] {
  const { group, counts, drift, because } = surveyed
  const there = [...counts].map(
    ([version, count]) => `${version ?? 'no version'}${count === 1 ? '' : ` ${times(count)}`}`,
  )
  const differences = drift.map(({ version, ...one }) => `${version ?? 'in all'}: ${differenceText(one)}`)
  const wrong = because?.replace(`of ${group.key}, `, '') ?? differences.join('; ')
  return [`  ${isWell(surveyed) ? paint.good('✓') : paint.bad('✗')} ${group.key}`, there.join(', '), wrong]
}

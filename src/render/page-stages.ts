import { sum } from '../base/index.ts'
import { escaped, number, pace, plural, runText, times, unnamedScope } from '../explain/index.ts'
import type { Planned, Stage, Task } from '../plan/index.ts'
import { diagramSvg } from './diagram.ts'
import { stagesBefore } from './drawing.ts'
import { type Course, coursesOf, type Presence } from './moments.ts'
import { artifactsFor, notesFor } from './needs.ts'
import { commandBlock, element, linked, ruleName, tableHtml } from './page-parts.ts'
import { reasonsOf } from './reasons.ts'
import { type Alike, type Section, scopesText } from './section.ts'

/** What of a result the sections of its page need. */
export type PagePlan = Pick<Planned, 'tasks' | 'why' | 'request' | 'timetable'> & {
  readonly stages: readonly Stage[]
}

/** A diagram is drawn for as many sections; the stages of the others are told in a table each. */
const mostDrawn = 24
/** A diagram of so few moments fits on a screen, and stays there beside the stages. */
const shortMoments = 8
/** As many groups that stay are named in a section. */
const mostStaying = 8

export function sectionHtml(alike: Alike, index: number, plan: PagePlan, isOnly: boolean): string {
  const [section] = alike
  const scopes = section.scopes.filter((scope) => scope !== unnamedScope)
  const others = alike.slice(1)
  const title = isOnly && scopes.length === 0 ? 'The way' : scopesText(section.scopes)
  const id = `section-${index + 1}`
  const head = `<h2 id="${id}">${escaped(title)}${others.length === 0 ? '' : ` <span class="more">and ${plural(others.length, 'scope')} alike</span>`}</h2>`
  const moves = sum(section.stages, ({ count }) => count)
  const size = `<p class="faint">${plural(section.stages.length, 'stage')}, ${plural(moves, 'move')}${others.length === 0 ? '' : ' in each of them'}</p>`
  const parts = index < mostDrawn ? drawn(section, plan, id) : [stageTable(section)]
  return `<section class="way" aria-labelledby="${id}">${head}${size}${othersHtml(alike)}${parts.join('\n')}</section>`
}

/** The other scopes by name, with the numbers that their stages have. */
function othersHtml(alike: Alike): string {
  const [first, ...others] = alike
  if (others.length === 0) return ''
  const row = ({ scopes, stages }: Section): string =>
    `<tr><th scope="row">${escaped(scopes.join(', '))}</th><td>${escaped(idsText(stages))}</td></tr>`
  const table = tableHtml(
    'Scopes alike',
    `<thead><tr><th scope="col">Scope</th><th scope="col">Stages</th></tr></thead><tbody>${alike.map(row).join('\n')}</tbody>`,
  )
  return `<details class="alike"><summary>Shown for ${escaped(scopesText(first.scopes))}; ${plural(others.length, 'more scope does', 'more scopes do')} the same under ${others.length === 1 ? 'its' : 'their'} own name</summary>${table}</details>`
}

function idsText(stages: readonly Stage[]): string {
  const ids = stages.map(({ id }) => id)
  const isRow = ids.every((id, i) => i === 0 || Number(id) === Number(ids[i - 1]) + 1)
  return isRow && ids.length > 2 ? `${ids[0]}–${ids.at(-1)}` : ids.join(', ')
}

function drawn(section: Section, plan: PagePlan, id: string): string[] {
  const courses = coursesOf(section, plan.request.wishes.thaw)
  const moving = courses.filter(({ moments }) => moments.some(({ stages }) => stages.length > 0))
  const staying = courses.filter((course) => !moving.includes(course))
  const momentCount = moving[0]?.moments.length ?? 0
  const legend = legendOf(section)
  return [
    `<div class="layout${moving.length > 3 ? ' wide' : ''}${momentCount <= shortMoments ? ' short' : ''}">`,
    `<div class="figure"><h3>Order</h3><div class="scroll" role="group" aria-label="Diagram of the order" tabindex="0">${diagramSvg(section, moving, id)}</div>${legend}</div>`,
    `<div class="list"><h3>Stages</h3><ol class="stages">${section.stages.map((stage) => stageHtml(stage, section, plan)).join('\n')}</ol></div>`,
    '</div>',
    timelineHtml(moving, staying),
  ]
}

const legendOf = ({ stages, tasks }: Section): string => {
  const entries = [
    ...(stages.some(({ gate }) => gate !== undefined) ? [['gate', '✓', 'gate: verify before going on']] : []),
    ...(stages.some(({ undo }) => undo.outcome === 'broken')
      ? [['no-return', '═', 'no way back from here']]
      : []),
    ...(stages.some(({ mode }) => mode === 'stopped') ? [['stopped', '┄', 'stopped: downtime']] : []),
    ...(tasks.length > 0 ? [['task', '+1', 'tasks beside the stage']] : []),
  ]
  if (entries.length === 0) return ''
  return `<ul class="legend">${entries.map(([kind, sign, text]) => `<li><span class="sign ${kind}" aria-hidden="true">${sign}</span> ${text}</li>`).join('')}</ul>`
}

/** Ids of all stages that must be finished before a stage may begin. */
function allBefore(
  { needs }: Stage,
  { stages, tasks }: Pick<Section, 'stages' | 'tasks'>,
): readonly string[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]))
  const found = new Set<string>()
  const queue = [...stagesBefore(needs, tasks)]
  for (const id of queue) {
    if (found.has(id)) continue
    found.add(id)
    queue.push(...stagesBefore(byId.get(id)?.needs ?? [], tasks))
  }
  return [...found]
}

function stageHtml(stage: Stage, section: Section, plan: PagePlan): string {
  const own = plan.tasks.filter((task) => task.stage === stage.id)
  const from = stage.from.map(({ text }) => text).join(', ')
  const who = `${stage.component}${stage.part === undefined ? '' : ` ${stage.part}`}`
  const waited = stagesBefore(stage.needs, section.tasks)
  const how = [
    pace(stage) || plural(stage.count, 'instance'),
    ...(stage.batches > 1 ? [plural(stage.batches, 'batch', 'batches')] : []),
    waited.length === 0 ? 'can begin at once' : `after ${waited.join(', ')}`,
  ]
  const where = section.scopes.length > 1 ? ` <span class="faint">in ${escaped(stage.scope)}</span>` : ''
  return [
    `<li class="stage" id="stage-${escaped(stage.id)}" data-stage="${escaped(stage.id)}" data-before="${escaped(allBefore(stage, section).join(' '))}">`,
    `<h4><span class="number">${escaped(stage.id)}</span> <span>${escaped(who)} <span class="faint">${times(stage.count)}</span>${where}</span> <span class="hop">${escaped(from)} <span aria-hidden="true">→</span><span class="unseen"> to </span> <strong>${escaped(stage.to.text)}</strong></span></h4>`,
    `<p class="how">${escaped(how.join(' · '))}</p>`,
    tasksHtml(
      own.filter(({ when }) => when === 'before'),
      'Before',
    ),
    commandBlock(stage.by ?? []),
    `<dl>${factsOf(stage, section, plan).join('')}</dl>`,
    tasksHtml(
      own.filter(({ when }) => when === 'after'),
      'After',
    ),
    '</li>',
  ].join('')
}

const fact = (name: string, html: string, kind = ''): string =>
  `<div${kind === '' ? '' : ` class="${kind}"`}><dt>${name}</dt><dd>${html}</dd></div>`

function factsOf(stage: Stage, { stages, tasks }: Section, { why, request, timetable }: PagePlan): string[] {
  const { gate, delivers, downtime, undo } = stage
  const waited = stagesBefore(stage.needs, tasks)
  const before = stages.filter(({ id }) => waited.includes(id))
  const reasons = reasonsOf(stage, why, { before, stages })
  const time = timetable?.stages.find((one) => one.stage === stage.id)
  return [
    ...(time === undefined ? [] : [fact('When', escaped(runText(time)))]),
    ...(delivers === undefined
      ? []
      : [
          fact(
            'Brings',
            escaped(
              `${delivers.component} ${delivers.from.map(({ text }) => text).join(', ')} → ${delivers.to.text}`,
            ),
          ),
        ]),
    ...(gate === undefined
      ? []
      : [fact('Gate', `${escaped(gate.until)} ${ruleName(gate.rule, gate.rule.derived)}`, 'is-gate')]),
    ...(downtime === undefined
      ? []
      : [
          fact(
            'Downtime',
            downtime.rule === undefined
              ? 'everything that moves is stopped'
              : `${escaped(downtime.rule.says)} ${ruleName(downtime.rule)}`,
            'is-warning',
          ),
        ]),
    ...reasons.map(({ label, text, rule }) =>
      fact('Why', `<strong>${escaped(label)}</strong>: ${escaped(text)} ${ruleName(rule, rule.derived)}`),
    ),
    undoFact(undo),
    ...listFact(
      'Read',
      notesFor(stage, request.policies).map(({ text }) => linked(text, text)),
    ),
    ...listFact(
      'At hand',
      artifactsFor(stage, request.policies).map(({ text }) => `<code>${escaped(text)}</code>`),
    ),
  ]
}

const listFact = (name: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [fact(name, items.join('<br>'))]

function undoFact({ outcome, to, rule, until, tasks = [] }: Stage['undo']): string {
  const cited = rule === undefined ? '' : ` ${ruleName(rule, rule.derived)}`
  const also = tasks.map(({ what }) => `<br>then also: ${escaped(what)}`).join('')
  const only =
    until === undefined
      ? ''
      : `<br>only as long as stage ${escaped(until.stage)} has not begun: ${escaped(until.rule.says)} ${ruleName(until.rule, until.rule.derived)}`
  switch (outcome) {
    case 'holds':
      return fact('Undo', `back to ${escaped(to.map(({ text }) => text).join(', '))}${also}${only}`)
    case 'broken':
      return fact('Undo', `no way back once it began: ${escaped(rule?.says ?? '')}${cited}`, 'is-bad')
    case 'unknown':
    case 'untested':
      return fact('Undo', `the policy does not say whether it can be taken back${cited}`, 'is-warning')
  }
}

function tasksHtml(tasks: readonly Task[], when: 'Before' | 'After'): string {
  if (tasks.length === 0) return ''
  const items = tasks.map(
    ({ id, what, run, rule }) =>
      `<li><span class="number">${escaped(id)}</span> ${escaped(what)} ${ruleName(rule)}${commandBlock(run)}</li>`,
  )
  return `<div class="tasks"><h5>${when}</h5><ul>${items.join('')}</ul></div>`
}

/** Row by row what runs: the timeline of a section. */
function timelineHtml(moving: readonly Course[], staying: readonly Course[]): string {
  if (moving.length === 0) return ''
  const scopes = new Set(moving.map(({ group }) => group.scope))
  const head = moving.map(
    ({ group: { component, scope } }) =>
      `<th scope="col">${escaped(component)}${scopes.size > 1 ? ` <span class="faint">${escaped(scope)}</span>` : ''}</th>`,
  )
  const length = moving[0]?.moments.length ?? 0
  const rows = Array.from({ length }, (_, moment) => {
    const present = moving.flatMap(({ moments }) => moments[moment] ?? [])
    const ids = present.flatMap(({ stages }) => stages.map(({ id }) => id))
    const links = ids.map((id) => `<a href="#stage-${escaped(id)}">${escaped(id)}</a>`).join(', ')
    return `<tr><th scope="row">${ids.length === 1 ? 'Stage' : 'Stages'} ${links}</th>${present.map(presenceCell).join('')}</tr>`
  })
  const start = `<tr><th scope="row">Start</th>${moving.map(({ start }) => presenceCell(start)).join('')}</tr>`
  const end = `<tr><th scope="row">End</th>${moving.map(({ end }) => presenceCell(end)).join('')}</tr>`
  const table = tableHtml(
    'Versions in every moment',
    `<caption>Stages of one row may run side by side. While a group moves, both versions are there.</caption><thead><tr><th scope="col">Moment</th>${head.join('')}</tr></thead><tbody>${[start, ...rows, end].join('\n')}</tbody>`,
    'timeline',
  )
  return `<details class="moments" open><summary><h3>What runs when</h3></summary>${table}${stayingHtml(staying)}</details>`
}

function presenceCell({ versions, stages }: Presence): string {
  if (stages.length === 0)
    return `<td>${versions.map(({ text, count }) => `${escaped(text)} <span class="faint">${times(count)}</span>`).join('<br>')}</td>`
  const chips = versions.map(
    ({ text }) =>
      `<span class="chip${stages.some(({ to }) => to.text === text) ? ' new' : ''}">${escaped(text)}</span>`,
  )
  return `<td class="moving">${chips.join('<span class="unseen"> and </span> ')}</td>`
}

function stayingHtml(staying: readonly Course[]): string {
  if (staying.length === 0) return ''
  const texts = staying
    .slice(0, mostStaying)
    .map(({ group, start }) =>
      escaped(
        `${group.component} ${start.versions.map(({ text, count }) => `${text} ${times(count)}`).join(', ')}`,
      ),
    )
  const more = staying.length - texts.length
  return `<p class="faint">Stays as it is: ${texts.join(' · ')}${more > 0 ? ` and ${number(more)} more` : ''}</p>`
}

/** The stages of a section as plain rows, where there are too many sections to draw. */
function stageTable({ stages, tasks }: Section): string {
  const head = ['Stage', 'Component', 'From', 'To', 'Instances', 'How', 'After', 'Gate', 'Undo']
  const rows = stages.map((stage) => {
    const undo = { holds: 'yes', broken: 'no', unknown: 'unknown', untested: 'untested' }[stage.undo.outcome]
    const cells = [
      `${stage.component}${stage.part === undefined ? '' : ` ${stage.part}`}`,
      stage.from.map(({ text }) => text).join(', '),
      stage.to.text,
      number(stage.count),
      pace(stage),
      stagesBefore(stage.needs, tasks).join(', '),
      stage.gate?.until ?? '',
      undo,
    ]
    return `<tr id="stage-${escaped(stage.id)}"><th scope="row">${escaped(stage.id)}</th>${cells.map((text) => element('td', text)).join('')}</tr>`
  })
  const told = tasks.map(({ id, what, run }) => `<li>${escaped(`${id} ${what}`)}${commandBlock(run)}</li>`)
  return `<details><summary>Its stages</summary>${tableHtml(
    'Stages',
    `<thead><tr>${head.map((text) => `<th scope="col">${text}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody>`,
  )}${told.length === 0 ? '' : `<ul>${told.join('')}</ul>`}</details>`
}

/** That not every scope is told, where that is so. */
export function foldedText(sections: readonly Alike[]): string | undefined {
  const scopes = sum(sections, (alike) => sum(alike, (one) => one.scopes.length))
  if (sections.every((alike) => alike.length === 1)) return undefined
  return `${plural(scopes, 'scope')}, ${plural(sections.length, 'way')}: scopes that do the same are told once.`
}

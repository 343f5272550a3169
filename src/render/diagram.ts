import { escaped, pace } from '../explain/index.ts'
import type { Stage } from '../plan/index.ts'
import { type Box, boxTexts, type Column, type Drawing, drawingOf } from './drawing.ts'
import type { Course } from './moments.ts'
import type { Section } from './section.ts'

/** As many letters of a text are drawn; the whole of it is in the tooltip and in the list of stages. */
const mostLetters = 24

const short = (text: string, most = mostLetters): string => {
  const letters = [...text]
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join('')}…`
}

const shortPace = (stage: Stage): string => (stage.mode === 'stopped' ? 'all stopped' : short(pace(stage)))

/** The order of a section's stages as SVG that stands in a page. `name` is unique in the page. */
export function diagramSvg(section: Section, courses: readonly Course[], name: string): string {
  const drawing = drawingOf(section, courses, shortPace)
  const { width, height, columns, boxes, lines } = drawing
  const about = `${boxes.length} stages of ${new Set(columns.map(({ course }) => course)).size} groups; time runs downwards. The list of stages says the same in words.`
  return [
    `<svg class="diagram" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="group" aria-labelledby="${name}-title ${name}-about">`,
    `<title id="${name}-title">Order of the stages</title><desc id="${name}-about">${escaped(about)}</desc>`,
    `<defs><marker id="${name}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0.5L7 4L0 7.5Z"/></marker></defs>`,
    ...columns.map((column, i) =>
      trackOf(column, drawing, columns[i - 1]?.course === column.course, whereOf(section)),
    ),
    ...togetherLines(boxes),
    // Below all lines, so that a line interrupts the columns that it crosses, but no other line.
    ...lines.map(({ path }) => `<path class="halo" d="${path}"/>`),
    ...lines.map(
      ({ from, to, path }) =>
        `<path class="wait" data-from="${escaped(from)}" data-to="${escaped(to)}" d="${path}" marker-end="url(#${name}-tip)"/>`,
    ),
    ...boxes.map((box) => boxOf(box, section)),
    '</svg>',
  ].join('\n')
}

/** Only what tells the groups of a section apart: the policy where there are several, and the scope. */
function whereOf({ groups, scopes }: Section): (group: Course['group']) => string {
  const isOne = new Set(groups.map(({ policy }) => policy)).size === 1
  return ({ policy, scope }) =>
    [...(isOne ? [] : [policy]), ...(scopes.length === 1 ? [] : [scope])].join(' · ')
}

function trackOf(
  { course, x }: Column,
  { top, bottom }: Drawing,
  isSecond: boolean,
  where: (group: Course['group']) => string,
): string {
  const { group, start, end } = course
  const texts = (versions: readonly string[]): string =>
    short(versions.length > 2 ? `${versions.length} versions` : versions.join(', '))
  const from = texts(start.versions.map(({ text }) => text))
  const to = texts(end.versions.map(({ text }) => text))
  const head = isSecond
    ? ''
    : `<text class="name" x="${x}" y="14">${escaped(short(group.component))}</text><text class="where" x="${x}" y="29">${escaped(short(where(group), 28))}</text>`
  return [
    `<g class="track">${head}`,
    `<text class="version" x="${x}" y="${top - 6}">${escaped(from)}</text>`,
    `<path d="M${x} ${top}V${bottom}"/>`,
    `<text class="version" x="${x}" y="${bottom + 16}">${escaped(to)}</text></g>`,
  ].join('')
}

function boxOf({ stage, x, y, width, height }: Box, { tasks }: Section): string {
  const [first, second] = boxTexts(stage, shortPace(stage)).map((text) => short(text))
  const left = x - width / 2
  const top = y - height / 2
  const from = stage.from.map(({ text }) => text).join(', ')
  const label = `Stage ${stage.id}: ${stage.component} ${from} to ${stage.to.text}`
  const kinds = ['stage-box', ...(stage.mode === 'stopped' ? ['stopped'] : [])]
  const own = tasks.filter((task) => task.stage === stage.id)
  const marks = [
    ...(stage.undo.outcome === 'broken'
      ? [
          `<g class="no-return"><title>no way back from here</title><path d="M${x - 14} ${top - 9}h28M${x - 14} ${top - 5}h28"/></g>`,
        ]
      : []),
    ...(stage.gate === undefined
      ? []
      : [
          `<g class="gate-mark"><title>${escaped(`gate: ${stage.gate.until}`)}</title><circle cx="${x}" cy="${top + height}" r="7"/><path d="M${x - 3} ${top + height}l2 2.5l4 -5"/></g>`,
        ]),
    ...(own.length === 0
      ? []
      : [
          `<g class="task-mark"><title>${escaped(own.map(({ id, what }) => `${id} ${what}`).join('; '))}</title><rect x="${left + width - 20}" y="${top - 7}" width="26" height="14" rx="7"/><text x="${left + width - 7}" y="${top + 4}">+${own.length}</text></g>`,
        ]),
  ]
  return [
    `<a class="${kinds.join(' ')}" href="#stage-${escaped(stage.id)}" data-stage="${escaped(stage.id)}">`,
    `<title>${escaped(label)}</title>`,
    `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="9"/>`,
    `<circle class="number" cx="${left + 22}" cy="${y}" r="13"/><text class="number-text" x="${left + 22}" y="${y + 4.5}">${escaped(short(stage.id, 4))}</text>`,
    `<text class="box-version" x="${left + 42}" y="${second === '' ? y + 4.5 : y - 2}">${escaped(first ?? '')}</text>`,
    `<text class="box-pace" x="${left + 42}" y="${y + 14}">${escaped(second ?? '')}</text>`,
    ...marks,
    '</a>',
  ].join('')
}

/** Stages that are carried out at once are joined. */
function togetherLines(boxes: readonly Box[]): string[] {
  return boxes.flatMap(({ stage, x, y }) =>
    boxes
      .filter((other) => stage.together.includes(other.stage.id) && other.x > x)
      .map((other) => `<path class="together" d="M${x} ${y - 3}H${other.x}M${x} ${y + 3}H${other.x}"/>`),
  )
}

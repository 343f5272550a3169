import { groupBy } from '../base/index.ts'
import type { Stage } from '../plan/index.ts'
import { type Course, momentsOf } from './moments.ts'
import type { Section } from './section.ts'

/*
 * Where everything of a diagram stands. Time runs downwards: a row is a moment, a column is a group, its stages are boxes
 * on it. Who waits for a stage of another column is told by a line that leaves the box below, crosses the other columns in
 * the channel between two rows, where no boxes are, and comes down beside the column that it leads to.
 */

/** Units of the drawing, which are pixels where it is not scaled. */
const box = { height: 46, least: 116, most: 220 }
/** The most that a letter takes on average: of versions, which are bold, of what is written below them, and of names. */
const letter = { version: 7.6, pace: 6.2, name: 7.6 }
/** Beside the text: the number, and room on either side. */
const aside = 50
const headHeight = 74
const rowGap = 22
const lineGap = 8
const gutter = 13

export interface Box {
  readonly stage: Stage
  /** The middle of the box. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Column {
  readonly course: Course
  readonly x: number
  readonly width: number
}

export interface Line {
  readonly from: string
  readonly to: string
  readonly path: string
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly columns: readonly Column[]
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
  /** Where the columns begin and end. */
  readonly top: number
  readonly bottom: number
}

/** What is written in a box: the version, and how. */
export const boxTexts = (stage: Stage, pace: string): readonly [string, string] => [
  `→ ${stage.to.text}`,
  [stage.count > 1 ? `×${stage.count}` : '', pace].filter((text) => text !== '').join(', '),
]

/** Lays out a section. Only groups that move have a column. `paceOf` tells how a stage is carried out, in few words. */
export function drawingOf(
  section: Section,
  courses: readonly Course[],
  paceOf: (stage: Stage) => string,
): Drawing {
  const moments = momentsOf(section)
  const slots = slotsOf(courses)
  const waits = waitsOf(section, slots)
  const rowCount = Math.max(0, ...moments.values()) + 1
  const row = (id: string): number => moments.get(id) ?? 0

  // How wide boxes are, and how many lines come down on either side of each column.
  const widths = slots.map(({ course, stages }) => boxWidth(course, stages, paceOf))
  const column = new Map(slots.flatMap(({ stages }, i) => stages.map(({ id }) => [id, i] as const)))
  const isRightward = ({ from, to }: Wait): boolean => (column.get(from) ?? 0) < (column.get(to) ?? 0)
  const beside = levels(
    [...groupBy(waits, (wait) => `${wait.to} ${isRightward(wait)}`)].map(([key, all]) => ({
      key,
      lane: `${column.get(all[0]?.to ?? '')} ${all[0] !== undefined && isRightward(all[0])}`,
      from: Math.min(...all.map(({ from }) => row(from))),
      to: row(all[0]?.to ?? ''),
    })),
  )
  const xs: number[] = []
  let edge = 0
  for (const [i, width] of widths.entries()) {
    const left = beside.count(`${i} true`)
    const right = i === 0 ? 0 : beside.count(`${i - 1} false`)
    edge += i === 0 ? 14 : gutter * 2 + (left + right) * lineGap
    xs.push(edge + width / 2)
    edge += width
  }
  const lastRight = beside.count(`${widths.length - 1} false`)
  const width = edge + 14 + lastRight * lineGap

  // How many lines run between each row and the next.
  const across = levels(
    [...groupBy(waits, (wait) => `${wait.from} ${isRightward(wait)}`)].map(([key, all]) => {
      const ends = all.flatMap(({ from, to }) => [
        xs[column.get(from) ?? 0] ?? 0,
        xs[column.get(to) ?? 0] ?? 0,
      ])
      return { key, lane: String(row(all[0]?.from ?? '')), from: Math.min(...ends), to: Math.max(...ends) }
    }),
  )
  const ys: number[] = []
  let y = headHeight
  for (let i = 0; i < rowCount; i++) {
    ys.push(y + box.height / 2)
    y += box.height + rowGap + across.count(String(i)) * lineGap
  }

  const boxes = new Map<string, Box>()
  for (const [i, { stages }] of slots.entries())
    for (const stage of stages)
      boxes.set(stage.id, {
        stage,
        x: xs[i] ?? 0,
        y: ys[row(stage.id)] ?? 0,
        width: widths[i] ?? box.least,
        height: box.height,
      })
  const lines = waits.flatMap((wait): Line[] => {
    const from = boxes.get(wait.from)
    const to = boxes.get(wait.to)
    if (from === undefined || to === undefined) return []
    const side = isRightward(wait) ? 1 : -1
    const channel = from.y + box.height / 2 + 14 + across.level(`${wait.from} ${side > 0}`) * lineGap
    const down = to.x - side * (to.width / 2 + gutter - 2 + beside.level(`${wait.to} ${side > 0}`) * lineGap)
    const path = rounded([
      [from.x + side * 16, from.y + box.height / 2],
      [from.x + side * 16, channel],
      [down, channel],
      [down, to.y],
      [to.x - side * (to.width / 2 + 1), to.y],
    ])
    return [{ ...wait, path }]
  })
  return {
    width,
    height: y + 30,
    columns: slots.map(({ course }, i) => ({ course, x: xs[i] ?? 0, width: widths[i] ?? box.least })),
    boxes: [...boxes.values()],
    lines,
    top: headHeight - 18,
    bottom: y,
  }
}

interface Slot {
  readonly course: Course
  readonly stages: readonly Stage[]
}

/** A column for each group that moves; more where stages of one group may run side by side. */
function slotsOf(courses: readonly Course[]): readonly Slot[] {
  return courses.flatMap((course) => {
    const widest = Math.max(0, ...course.moments.map(({ stages }) => stages.length))
    return Array.from({ length: widest }, (_, slot) => ({
      course,
      stages: course.moments.flatMap(({ stages }) => stages[slot] ?? []),
    }))
  })
}

interface Wait {
  readonly from: string
  readonly to: string
}

/** Which stages wait for which, tasks in between left out, and what the order within a column tells. */
function waitsOf({ stages, tasks }: Section, slots: readonly Slot[]): readonly Wait[] {
  const column = new Map(slots.flatMap(({ stages: own }, i) => own.map(({ id }) => [id, i] as const)))
  return stages.flatMap(({ id, needs }) =>
    stagesBefore(needs, tasks)
      .filter((other) => column.has(other) && column.get(other) !== column.get(id))
      .map((other) => ({ from: other, to: id })),
  )
}

/** The stages that must be done before something that has these needs, with tasks replaced by what they wait for. */
export function stagesBefore(needs: readonly string[], tasks: Section['tasks']): readonly string[] {
  const found = new Set<string>()
  const seen = new Set<string>()
  const add = (id: string): void => {
    if (seen.has(id)) return
    seen.add(id)
    const task = tasks.find((one) => one.id === id)
    if (task === undefined) found.add(id)
    else for (const other of task.needs) add(other)
  }
  for (const id of needs) add(id)
  return [...found]
}

function boxWidth(course: Course, stages: readonly Stage[], paceOf: (stage: Stage) => string): number {
  const widths = stages.flatMap((stage) => {
    const [version, how] = boxTexts(stage, paceOf(stage))
    return [version.length * letter.version, how.length * letter.pace]
  })
  const longest = Math.max(
    ...widths.map((width) => Math.ceil(width) + aside),
    // A name may stand out on both sides.
    course.group.component.length * letter.name - gutter,
  )
  return Math.min(box.most, Math.max(box.least, longest))
}

interface Span {
  readonly key: string
  readonly lane: string
  readonly from: number
  readonly to: number
}

/** Puts spans of one lane that overlap on levels of their own, counted from 0. */
function levels(spans: readonly Span[]): {
  level: (key: string) => number
  count: (lane: string) => number
} {
  const levelOf = new Map<string, number>()
  const counts = new Map<string, number>()
  for (const [lane, own] of groupBy(spans, (span) => span.lane)) {
    const ends: number[] = []
    for (const { key, from, to } of own.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
      const free = ends.findIndex((end) => end < from)
      const level = free < 0 ? ends.length : free
      ends[level] = to
      levelOf.set(key, level)
    }
    counts.set(lane, ends.length)
  }
  return { level: (key) => levelOf.get(key) ?? 0, count: (lane) => counts.get(lane) ?? 0 }
}

type Point = readonly [number, number]

/** A path along the points, with rounded corners. */
function rounded(points: readonly Point[]): string {
  const radius = 6
  return points
    .map(([x, y], i) => {
      const before = points[i - 1]
      const after = points[i + 1]
      if (before === undefined) return `M${x} ${y}`
      if (after === undefined) return `L${x} ${y}`
      const into = towards([x, y], before, radius)
      const out = towards([x, y], after, radius)
      return `L${into[0]} ${into[1]}Q${x} ${y} ${out[0]} ${out[1]}`
    })
    .join('')
}

/** The point on the way from one to another, at most half of it away. Ways are upright or level. */
function towards([x, y]: Point, [toX, toY]: Point, distance: number): Point {
  const step = (from: number, to: number): number =>
    from + Math.sign(to - from) * Math.min(distance, Math.abs(to - from) / 2)
  return [step(x, toX), step(y, toY)]
}

import { describe, expect, it } from 'vitest'
import { plan } from '../../src/plan/index.ts'
import { type Drawing, drawingOf, stagesBefore } from '../../src/render/drawing.ts'
import { coursesOf, momentsOf } from '../../src/render/moments.ts'
import { type Section, sectionsOf } from '../../src/render/section.ts'
import { describeWorld, randomWorld } from '../oracle/world.ts'
import { requestOf } from '../property/worlds.ts'

/* Diagrams of the plans of random worlds: no line runs through a box, and time runs downwards. INTERLOCK_SEED=n runs one. */

const only = process.env.INTERLOCK_SEED
const seeds = only === undefined ? Array.from({ length: 1_500 }, (_, i) => i + 1) : [Number(only)]

interface Drawn {
  readonly note: string
  readonly section: Section
  readonly drawing: Drawing
}

const drawn: readonly Drawn[] = seeds.flatMap((seed): Drawn[] => {
  const world = randomWorld(seed)
  const found = plan(requestOf(world))
  if (found.outcome !== 'plan' && found.outcome !== 'unknown') return []
  return sectionsOf(found).map(([section]) => ({
    note: `INTERLOCK_SEED=${seed}\n${describeWorld(world)}`,
    section,
    drawing: drawingOf(section, coursesOf(section, []), () => 'one at a time'),
  }))
})

/** The corners of a path, where curves end: what is between two of them is upright or level, but for the curve. */
const cornersOf = (path: string): [number, number][] =>
  [...path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)])

describe('diagrams', () => {
  it('there are some, with lines', () => {
    const lines = drawn.flatMap(({ drawing }) => drawing.lines)
    if (only === undefined) expect(lines.length).toBeGreaterThan(500)
  })

  it('every stage has a box, inside of the drawing and apart from all others', () => {
    for (const { note, section, drawing } of drawn) {
      const { boxes, width, height } = drawing
      expect(boxes.map(({ stage }) => stage.id).sort(), note).toEqual(
        section.stages.map(({ id }) => id).sort(),
      )
      for (const a of boxes) {
        expect(
          a.x - a.width / 2 >= 0 && a.x + a.width / 2 <= width && a.y + a.height / 2 <= height,
          note,
        ).toBe(true)
        for (const b of boxes) {
          const apart =
            a === b ||
            Math.abs(a.x - b.x) >= (a.width + b.width) / 2 ||
            Math.abs(a.y - b.y) >= (a.height + b.height) / 2
          expect(apart, note).toBe(true)
        }
      }
    }
  })

  it('no line runs through a box, and every line ends where it leads', () => {
    for (const { note, drawing } of drawn) {
      for (const { from, to, path } of drawing.lines) {
        const corners = cornersOf(path)
        for (const [i, [x, y]] of corners.entries()) {
          const [nextX, nextY] = corners[i + 1] ?? [x, y]
          for (const box of drawing.boxes) {
            const isThrough =
              Math.max(x, nextX) > box.x - box.width / 2 &&
              Math.min(x, nextX) < box.x + box.width / 2 &&
              Math.max(y, nextY) > box.y - box.height / 2 &&
              Math.min(y, nextY) < box.y + box.height / 2
            expect(isThrough ? box.stage.id : '', `${from} to ${to}: ${path}\n${note}`).toBe('')
          }
        }
        const target = drawing.boxes.find(({ stage }) => stage.id === to)
        expect(corners.at(-1)?.[1], note).toBe(target?.y)
      }
    }
  })

  it('what a stage waits for stands above it', () => {
    for (const { note, section } of drawn) {
      const moments = momentsOf(section)
      for (const { id, needs } of section.stages)
        for (const other of stagesBefore(needs, section.tasks))
          expect(moments.get(other), note).toBeLessThan(moments.get(id) ?? -1)
    }
  })

  it('no instance is lost on the way, and where a stage ends is what is there', () => {
    for (const { note, section } of drawn) {
      for (const { group, start, moments, end } of coursesOf(section, [])) {
        const countOf = (versions: typeof end.versions): number =>
          versions.reduce((all, { count }) => all + count, 0)
        expect(countOf(end.versions), note).toBe(countOf(start.versions))
        const last = moments.flatMap(({ stages }) => stages).at(-1)
        if (last !== undefined)
          expect(
            end.versions.map(({ text }) => text),
            `${group.component}\n${note}`,
          ).toContain(last.to.text)
      }
    }
  })
})

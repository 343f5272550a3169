import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { keptPlan, readKeptPlan, readPlan, revisionDocument } from '../../src/contract/index.ts'
import { plainPaint, revisionMarkdown, revisionText } from '../../src/explain/index.ts'
import { revise } from '../../src/revision/index.ts'
import { interlock } from '../cli/command.ts'
import { expectAnswer } from './answer.ts'
import { fuzz } from './fuzz.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'

const policy = 'examples/mesh/policy.yaml'

/** A plan of a fleet whose scope and part have these names. */
function planOf(format: string, scope: string, name: string): string {
  const fleet = {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'Fleet',
    metadata: { name: 'made' },
    instances: [
      { scope, component: 'hub', version: '2.1.0', count: 2 },
      { scope, component: 'leaf', version: '2.1.0', count: 3, name },
      { scope, component: 'leaf', version: '2.2.0', count: 1, name: 'other', frozen: true },
    ],
  }
  const argv = [
    'plan',
    '-',
    '--policy',
    policy,
    '--to',
    'hub=2.2.1',
    '--to',
    'leaf=2.2.1',
    '--format',
    format,
  ]
  const { out, err } = interlock(argv, { stdin: JSON.stringify(fleet), today: '2026-07-01' })
  if (out === '') throw new Error(err)
  return out
}

describe('kept plans', () => {
  const text = planOf('json', 'prod', 'edge')
  const before = keptPlan(JSON.parse(text))

  const answer = (written: string): void => {
    const kept = readKeptPlan(written, 'plan.json')
    expectAnswer(kept, { 'plan.json': written })
    expectAnswer(readPlan(written, 'plan.json'), { 'plan.json': written })
    if (!kept.ok) return
    for (const revision of [revise(before, kept.value), revise(kept.value, before)]) {
      const { unchanged, stages } = revision
      const changes = stages.filter(({ change }) => change !== 'removed').length
      expect(unchanged + changes).toBe(revision.after.stages)
      for (const told of [revisionText(revision, plainPaint), revisionMarkdown(revision)])
        expect(told).not.toMatch(/undefined|\[object/)
      expect(JSON.parse(JSON.stringify(revisionDocument(revision)))).toMatchObject({ kind: 'PlanDiffResult' })
    }
  }

  fuzz('with characters changed', 200, mutatedText(text), answer)
  fuzz('with parts changed', 400, mutatedValue(JSON.parse(text)), (value) => answer(JSON.stringify(value)))
})

describe('names in what is written of a plan', () => {
  /** A name is text: one line, not empty, and not only spaces. */
  const name = fc
    .oneof(
      soup(),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.constantFrom(
        '<b>',
        '</script>',
        '"',
        "'",
        '&amp;',
        '\\',
        '`',
        '```',
        '](x)',
        '-->',
        '#',
        '|',
        '%%',
        '\u202e',
      ),
    )
    .filter((text) => text.trim() !== '' && !/[\n\r\u2028\u2029\u0085]/.test(text) && !/\p{Cs}/u.test(text))

  const tags = (page: string): string[] => page.match(/<\/?[a-z!][a-z0-9]*/g) ?? []
  const plainTags = tags(planOf('html', 'prod', 'edge'))
  fuzz('no name makes a tag in a page', 120, fc.tuple(name, name), ([scope, part]) => {
    expect(tags(planOf('html', scope, part))).toEqual(plainTags)
  })

  const lines = (text: string): number => text.split('\n').length
  const plainLines = new Map(
    ['runbook', 'dot', 'mermaid'].map((format) => [format, lines(planOf(format, 'prod', 'edge'))]),
  )
  fuzz('no name makes a line in a runbook or a diagram', 120, fc.tuple(name, name), ([scope, part]) => {
    for (const [format, count] of plainLines) expect(lines(planOf(format, scope, part)), format).toBe(count)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

/* Answers in which something is in doubt, and what is left certain all the same. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-careful-'))
afterAll(() => rmSync(folder, { recursive: true }))

const planned = (line: string) => {
  const { code, out } = interlock(words(`plan ${line} --format json`), { today: '2026-06-15' })
  return { code, document: JSON.parse(out) }
}

describe('a plan whose end nobody vouches for', () => {
  // A table ends before the releases that are asked for here.
  it('goes there by steps that somebody does', () => {
    const { code, document } = planned('--policy dapr runtime=1.14.4 --to 1.18.3')
    expect(code).toBe(3)
    const lines = document.stages.map(({ to }: { to: string }) => to.replace(/[.][0-9]+$/, ''))
    expect(lines).toEqual(['1.15', '1.16', '1.17', '1.18'])
    expect(document.questions).toHaveLength(1)
  })

  it('and in the recommended order', () => {
    const { document } = planned('--policy dapr chart=1.16.9 sidecar=1.16.9x2 --to 1.17.13')
    const components = document.stages.map(({ component }: { component: string }) => component)
    expect(components).toEqual(['chart', 'sidecar'])
  })
})

describe('where a table rules the end out', () => {
  it('nothing is gained by stopping, and the row that has the target is offered', () => {
    const { code, document } = planned(
      '--policy dapr runtime=1.16.4 cli=1.16.5 --to runtime=1.17.2 --allow-stopped',
    )
    expect(code).toBe(1)
    expect(document.alternatives).toEqual([
      expect.objectContaining({
        kind: 'move-all',
        targets: [
          expect.objectContaining({ component: 'runtime', version: '1.17.2' }),
          expect.objectContaining({ component: 'cli', version: '1.17.0' }),
        ],
      }),
    ])
  })
})

describe('a target out of support on the day', () => {
  it('is warned of', () => {
    const { document } = planned('--policy dapr runtime=1.14.4 --to 1.15.4 --as-of 2026-08-01')
    const kinds = document.warnings.map(({ kind }: { kind: string }) => kind)
    expect(kinds).toContain('out-of-support')
  })

  it('is not while it is in support', () => {
    const { document } = planned('--policy dapr runtime=1.14.4 --to 1.15.4 --as-of 2025-06-01')
    const kinds = document.warnings.map(({ kind }: { kind: string }) => kind)
    expect(kinds).not.toContain('out-of-support')
  })
})

it('what is due on the way back is told with the undo', () => {
  const { document } = planned('--policy dapr runtime=1.14.4 --to 1.15.4')
  expect(document.stages[0].undo.tasks).toEqual([
    { what: expect.stringContaining('delete the pods of the scheduler'), rule: 'dapr/scheduler-data' },
  ])
})

it('a file that is called JSON is held to it', () => {
  const file = join(folder, 'bad.json')
  writeFileSync(file, '{\n  "apiVersion": "dapr.io/v1alpha1",\n  "kind": }\n')
  const { code, out } = interlock(words(`scan ${file} --policy dapr --at 1.11.0`))
  expect(code).toBe(3)
  expect(out).toContain('bad.json:')
  expect(out).toContain('no JSON')
})

it('the end of a plan is found by what stages take up, whatever their order in the file', () => {
  const { out } = interlock(
    words('plan --policy spire server=1.1.1x3 agent=1.1.1x4 --to 1.3.6 --format json'),
  )
  const plan = JSON.parse(out)
  const stdin = JSON.stringify({ ...plan, stages: [...plan.stages].reverse() })
  expect(interlock(words('verify -'), { stdin }).code).toBe(0)
})

it('the text of a plan is no plan', () => {
  const { out: stdin } = interlock(words('plan --policy spire server=1.1.1x3 --to 1.2.3'))
  const { code, err } = interlock(words('verify -'), { stdin })
  expect(code).toBe(2)
  expect(err).toContain('make it with --format json')
})

it('a rule that is asked for without its policy', () => {
  const { code, err } = interlock(words('explain agent-skew'))
  expect(code).toBe(2)
  expect(err).toContain('write spire/agent-skew')
})

const own = 'examples/harbour/policy.yaml'

it.each([
  [`explain harbour/pairs --policy ${own}`, 0, 'crane and ferry go together as the table has it'],
  [`explain pairs --policy ${own}`, 0, 'crane and ferry go together as the table has it'],
  [`policy show ${own}`, 0, `interlock explain harbour/minor-compatible --policy ${own}`],
  [`policy show ${own} --format json`, 0, '"name": "harbour"'],
  ['explain harbour/pairs', 2, 'where it is a file of yours, add --policy FILE'],
  [`explain harbour/piars --policy ${own}`, 2, 'did you mean "pairs"?'],
  [`explain spire/pairs --policy ${own}`, 2, `${own} is the policy harbour, not spire`],
])('explains rules of a policy in a file: %s', (line, code, says) => {
  const answer = interlock(words(line))
  expect(answer.out + answer.err).toContain(says)
  expect(answer.code).toBe(code)
})

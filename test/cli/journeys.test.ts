import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock } from './command.ts'

/*
 * Plans that keep manifests loading all the way. In the depot, letters are read before 1.3 and mail from 1.2 on,
 * cables before 1.2 and phones always, pigeons before 1.4 and nothing instead.
 */

const folder = mkdtempSync(join(tmpdir(), 'journeys-'))
afterAll(() => rmSync(folder, { recursive: true }))

const policy = join(import.meta.dirname, 'fixtures/depot.yaml')

function planned(orders: readonly string[], ...words: readonly string[]) {
  const file = join(folder, `${orders.join('-')}.yaml`)
  writeFileSync(
    file,
    orders.map((type) => `kind: Order\nmetadata: { name: my-${type} }\ntype: ${type}\n`).join('---\n'),
  )
  const asked = ['plan', '--policy', policy, ...words, '--manifests', file, '--format', 'json']
  const { code, out, err } = interlock(asked)
  if (out === '') throw new Error(err)
  return { code, file, document: JSON.parse(out) }
}

interface Told {
  readonly id: string
  readonly component: string
  readonly to: string
  readonly needs: readonly string[]
}

const stagesOf = (document: { stages: readonly Told[] }): string[] =>
  document.stages.map(({ id, component, to, needs }) => `${id} ${component} ${to} after ${needs.join(', ')}`)

describe('a manifest that has to change on the way', () => {
  it('makes the plan stop where old and new both load', () => {
    const { code, document, file } = planned(['letter', 'box'], 'depot=1.0.0', '--to', '1.4.0')
    expect(code).toBe(0)
    expect(stagesOf(document)).toEqual(['1 depot 1.2.1 after ', '2 depot 1.4.0 after 1, 2a'])
    expect(document.tasks).toEqual([
      expect.objectContaining({
        id: '2a',
        what: `migrate my-letter, letter to mail in ${file}:3:7`,
        needs: ['1'],
        rule: 'depot/leaving',
      }),
    ])
  })

  it('needs no stop where the new one always loads', () => {
    const { document } = planned(['cable'], 'depot=1.0.0', '--to', '1.4.0')
    expect(stagesOf(document)).toEqual(['1 depot 1.4.0 after 1a'])
    expect(document.tasks).toEqual([expect.objectContaining({ id: '1a', needs: [] })])
  })

  it('waits for everybody who loads it, and keeps everybody waiting', () => {
    const { document } = planned(['letter'], 'depot=1.0.0', 'cart=1.0.0x4', '--to', '1.3.0')
    expect(stagesOf(document)).toEqual([
      '1 depot 1.2.1 after ',
      '2 cart 1.2.1 after 1',
      '3 depot 1.3.0 after 2, 3a',
      '4 cart 1.3.0 after 3',
    ])
    expect(document.tasks[0].needs).toEqual(['1', '2'])
  })

  it('is refused where nothing takes its place', () => {
    const { code, document } = planned(['pigeon'], 'depot=1.0.0', '--to', '1.4.0')
    expect(code).toBe(1)
    expect(document.conflict[0].causes[0].message).toMatch(/^pigeon does not load from 1.4.0 on, and nothing/)
    expect(document.alternatives[0]).toMatchObject({ kind: 'other-target', targets: [{ version: '1.3.0' }] })
  })

  it('is refused where going down loses it', () => {
    const { code, document } = planned(['mail'], 'depot=1.4.0', '--to', '1.1.0')
    expect(code).toBe(1)
    expect(document.conflict[0].causes[0].message).toContain('mail does not load before 1.2.0')
  })

  it('asks nothing where everything loads', () => {
    const { document } = planned(['box', 'phone'], 'depot=1.0.0', '--to', '1.4.0')
    expect(stagesOf(document)).toEqual(['1 depot 1.4.0 after '])
    expect(document.tasks).toEqual([])
  })

  it('is held by verify too', () => {
    const { document } = planned(['letter'], 'depot=1.0.0', '--to', '1.4.0')
    const verified = (changed: unknown): number => {
      const file = join(folder, 'plan.json')
      writeFileSync(file, JSON.stringify(changed))
      return interlock(['verify', file, '--policy', policy]).code
    }
    expect(verified(document)).toBe(0)
    const [, last] = document.stages
    const direct = { ...last, id: '1', from: ['1.0.0'], needs: [] }
    expect(verified({ ...document, stages: [direct] })).toBe(1)
  })

  it('makes the plan unknown where nobody can tell', () => {
    const { code, document } = planned(['feather'], 'depot=1.0.0', '--to', '1.4.0')
    expect(code).toBe(3)
    expect(document.questions).toEqual([
      expect.objectContaining({ kind: 'manifest', message: expect.stringContaining('feather') }),
    ])
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, '{"kind": }')
    const words = ['plan', '--policy', policy, 'depot=1.0.0', '--to', '1.4.0', '--manifests', broken]
    const answer = interlock(words)
    expect(answer.code).toBe(3)
    expect(answer.out).toContain('broken.json')
  })

  it('counts for the digest', () => {
    const { document } = planned(['box'], 'depot=1.0.0', '--to', '1.4.0')
    const { document: other } = planned(['cable'], 'depot=1.0.0', '--to', '1.4.0')
    expect(other.digest).not.toBe(document.digest)
  })
})

it('a folder without a policy that knows manifests is refused', () => {
  const answer = interlock([
    'plan',
    '--policy',
    'etcd',
    'member=3.5.0',
    '--to',
    '3.5.9',
    '--manifests',
    folder,
  ])
  expect(answer.code).toBe(2)
  expect(answer.err).toContain('no policy in use knows manifests')
})

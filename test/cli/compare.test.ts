import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fits } from '../fuzz/json-schema.ts'
import { interlock, words } from './command.ts'
import { sarifSchema } from './sarif-schema.ts'

/* `interlock compare`: exit codes, what is refused, and the formats that other programs read. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-compare-'))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const old = 'examples/harbour/api/crane-1.0.yaml'
const young = 'examples/harbour/api/crane-1.1.yaml'
const asked = '--policy examples/harbour/policy.yaml --component crane'
const compare = (rest: string) => interlock(words(`compare ${rest}`))

describe('compare', () => {
  it.each([
    [`${old} ${young}`, 1, '✗ 2 breaking changes: a major release'],
    [`${young} ${young}`, 0, '✓ nothing changed'],
    [`${old} ${young} ${asked} --from 1.0.0 --to 2.0.0`, 0, '✓ 2.0.0 is a major release: 1 breaking change'],
    [
      `${old} ${young} ${asked} --from 1.0.0 --to 1.1.0`,
      1,
      '✗ 1.1.0 is a minor release: 1 breaking change, should be',
    ],
    [`${old} ${young} ${asked} --from 1.0.0 --to 1.0.0`, 1, '✗ 1.0.0 is the same version: 1 breaking change'],
    [`${old} ${young} ${asked} --from 0.1.0 --to 0.2.0`, 0, 'and nothing is promised there'],
    [`${young} ${young} ${asked} --from 1.0.0 --to 2.0.0`, 0, '✓ 2.0.0 is a major release: nothing changed'],
  ])('%s: exit %d', (rest, code, says) => {
    const { code: given, out, err } = compare(rest)
    expect(err).toBe('')
    expect(out.replace(/\s+/g, ' ')).toContain(says)
    expect(given).toBe(code)
  })

  it.each([
    [`${old} nowhere.yaml`, 'there is no file or folder nowhere.yaml'],
    [`${old} examples`, 'compare two files, or two folders'],
    ['LICENSE LICENSE', 'say what it is with --as'],
    [`${old} ${young} --as opnapi`, 'did you mean "openapi"?'],
    [`${old} ${young} --component crane`, '--component needs a policy'],
    [`${old} ${young} ${asked} --from 1.0.0`, '--to is missing'],
    [`${old} ${young} ${asked} --from 1.0 --to 1.1.0`, '"1.0" is no version of Crane'],
    [
      `${old} ${young} --policy examples/harbour/policy.yaml --component crne --from 1.0.0 --to 1.1.0`,
      'did you mean "crane"?',
    ],
    [`${old} ${young} ${asked} --interface riging --from 1.0.0 --to 1.1.0`, 'did you mean "rigging"?'],
  ])('refuses %s', (rest, says) => {
    expect(compare(rest)).toMatchObject({ code: 2, out: '', err: expect.stringContaining(says) as unknown })
  })

  it('of what cannot be read, nobody can tell', () => {
    const [a, b] = [file('a.go', 'package a\ntype T struct {'), file('b.go', 'package a')]
    const { code, out } = compare(`${a} ${b}`)
    expect(code).toBe(3)
    expect(out).toContain('? 1 text could not be read')
    expect(out).toContain('a.go:2:')
  })

  it('of what nobody can judge, nobody can tell', () => {
    const [a, b] = [
      file('a.schema.json', '{"not": {"type": "string"}}'),
      file('b.schema.json', '{"not": {"type": "integer"}}'),
    ]
    expect(compare(`${a} ${b}`).code).toBe(3)
  })

  it('who implements an interface decides what one more method is', () => {
    const [a, b] = [
      file('c.go', 'package a\ntype S interface { A() }'),
      file('d.go', 'package a\ntype S interface { A(); B() }'),
    ]
    expect(compare(`${a} ${b}`).code).toBe(1)
    expect(compare(`${a} ${b} --implemented-by platform`).code).toBe(0)
  })

  it('says what decided', () => {
    const { out } = compare(`${old} ${young} ${asked} --from 1.0.0 --to 1.1.0`)
    const text = out.replace(/\s+/g, ' ')
    expect(text).toContain('"one more state of a hook" (one-more-state)')
    expect(text).toContain('harbour/major-for-breaking')
  })

  it('as JSON', () => {
    const { out } = compare(`${old} ${young} ${asked} --from 1.0.0 --to 1.1.0 --format json`)
    expect(JSON.parse(out)).toMatchObject({
      kind: 'CompareResult',
      verdict: 'broken',
      bump: 'major',
      step: {
        differs: 'minor',
        brings: 'breaking',
        needs: { bump: 'major', rule: 'harbour/major-for-breaking' },
      },
      changes: expect.arrayContaining([
        expect.objectContaining({ kind: 'operation-removed', brings: 'breaking', counts: 'lost-hook' }),
        expect.objectContaining({
          kind: 'enum-value-added',
          class: 'breaking',
          brings: 'compatible',
          rule: 'harbour/minor-compatible',
        }),
        expect.objectContaining({ kind: 'parameter-added', rule: null }),
      ]) as unknown,
    })
  })

  it.each([
    ['', 'error'],
    [`${asked} --from 1.0.0 --to 1.1.0`, 'error'],
    [`${asked} --from 1.0.0 --to 2.0.0`, 'note'],
  ])('as SARIF it fits the standard: %s', (rest, level) => {
    const { out } = compare(`${old} ${young} ${rest} --format sarif`)
    const document = JSON.parse(out) as { runs: { results: { ruleId: string; level: string }[] }[] }
    expect(fits(sarifSchema, document)).toBe(true)
    const removed = document.runs[0]?.results.find(({ ruleId }) => ruleId === 'interlock/operation-removed')
    expect(removed?.level).toBe(level)
  })

  it.each([
    ['', 'failures="2" errors="0"'],
    [`${asked} --from 1.0.0 --to 1.1.0`, 'failures="1" errors="0"'],
    [`${asked} --from 1.0.0 --to 2.0.0`, 'failures="0" errors="0"'],
  ])('as JUnit: %s', (rest, counts) => {
    expect(compare(`${old} ${young} ${rest} --format junit`).out).toContain(counts)
  })

  it('as Markdown', () => {
    const { out } = compare(`${old} ${young} --format markdown`)
    expect(out).toContain('## 2 breaking changes: a major release')
    expect(out).toContain('| breaking | DELETE /v1/hooks/{name} is gone | operation-removed |')
  })

  it('reads the newer state from the standard input', () => {
    const { code, out } = interlock(words(`compare ${old} -`), { stdin: '{"openapi": "3.0.0", "paths": {}}' })
    expect(code).toBe(1)
    expect(out).toContain('PUT /v1/hooks/{name} is gone')
  })
})

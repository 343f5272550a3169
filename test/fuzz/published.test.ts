import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHelmIndex, readOciTags } from '../../src/connect/index.ts'
import { expectAnswer } from './answer.ts'
import { fuzz } from './fuzz.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'

const lines = 'latest\nv1.2.3\r\n1.2.3-rc.1\nregistry.example/mesh/hub:1.2.3\n\nsha256-0123abcd.sig\n'
const object = '{"name": "mesh/hub", "tags": ["v1.0.0", "v1.1.0", "latest"]}'
const index = `apiVersion: v1
entries:
  hub:
  - apiVersion: v2
    appVersion: "3.1.0"
    created: "2026-03-19T10:00:00.123456789Z"
    name: hub
    version: 1.1.0
  - created: 2026-01-01T00:00:00+02:00
    appVersion: 3.0
    version: 1.0.0
    urls: [https://mesh.example/hub-1.0.0.tgz]
  leaf: []
generated: "2026-03-20T00:00:00Z"
`

describe('tags of a registry', () => {
  fuzz(
    'are read, or it is said where not',
    1000,
    fc.oneof(soup(), ...[lines, object].map(mutatedText)),
    (text) => {
      expectAnswer(readOciTags(text, 'tags'), { tags: text })
    },
  )

  fuzz('as JSON with parts changed', 300, mutatedValue(JSON.parse(object)), (value) => {
    const text = JSON.stringify(value)
    expectAnswer(readOciTags(text, 'tags'), { tags: text })
  })

  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/)
  fuzz('are the same in every form', 300, fc.array(tag, { minLength: 1, maxLength: 8 }), (tags) => {
    const expected = { ok: true, value: tags.map((name) => ({ name })) }
    expect(readOciTags(tags.join('\n'), 'tags')).toEqual(expected)
    expect(readOciTags(`${tags.map((one) => `host:5000/x:${one}`).join('\r\n')}\n`, 'tags')).toEqual(expected)
    expect(readOciTags(JSON.stringify(tags), 'tags')).toEqual(expected)
    expect(readOciTags(JSON.stringify({ Repository: 'x', Tags: tags }), 'tags')).toEqual(expected)
    expect(readOciTags(JSON.stringify({ name: 'x', tags }, null, 2), 'tags')).toEqual(expected)
  })

  it.each([
    ['', []],
    ['{"name": "x", "tags": null}', []],
    ['[]', []],
    ['\uFEFFv1.0.0', ['v1.0.0']],
  ])('%j', (text, names) => {
    expect(readOciTags(text, 'tags')).toEqual({ ok: true, value: names.map((name) => ({ name })) })
  })

  it.each([
    ['v1.0.0\n  two words', 'tags:2:3 "two words" is no tag'],
    ['{"tag": []}', 'tags:1:1 there is no list of tags'],
    ['{"tags": ["a", {}]}', 'tags:1:16 this is no tag'],
    ['["a", null]', 'tags:1:7 this is no tag'],
  ])('%j is refused', (text, expected) => {
    const read = readOciTags(text, 'tags')
    const [problem] = read.ok ? [] : read.problem
    const { line, column } = problem?.place ?? {}
    expect(`tags:${line}:${column} ${problem?.message}`).toBe(expected)
    expect(problem?.help).toContain('expected')
  })
})

describe('the index of a Helm repository', () => {
  const options = { components: ['hub'] }
  const read = (text: string, chart?: string) =>
    readHelmIndex(text, 'index', { ...(chart !== undefined && { chart }), components: ['hub'] })

  fuzz('is read, or it is said where not', 1000, fc.oneof(soup(), mutatedText(index)), (text) => {
    expectAnswer(readHelmIndex(text, 'index', options), { index: text })
    expectAnswer(readHelmIndex(text, 'index', { ...options, chart: 'leaf' }), { index: text })
  })

  it('tells version, day and what is inside', () => {
    expect(read(index)).toEqual({
      ok: true,
      value: {
        chart: 'hub',
        isMadeAnew: false,
        releases: [
          { name: '1.1.0', date: '2026-03-19', brought: '3.1.0' },
          { name: '1.0.0', date: '2026-01-01', brought: '3.0' },
        ],
      },
    })
  })

  it('has no days when it was made anew', () => {
    const anew = index.replace('2026-01-01T00:00:00+02:00', '"2026-03-19T10:00:02Z"')
    expect(read(anew)).toMatchObject({
      value: { isMadeAnew: true, releases: [{ name: '1.1.0' }, { name: '1.0.0' }] },
    })
    expect(JSON.stringify(read(anew))).not.toContain('date')
  })

  it.each([
    ['hob', 'there is no chart "hob"', 'did you mean "hub"?'],
    ['crane', 'there is no chart "crane"', 'name one of its charts: hub, leaf'],
  ])('has no chart %s', (chart, message, help) => {
    expect(read(index, chart)).toMatchObject({ problem: [{ message, help, place: { line: 3 } }] })
  })

  it('of several charts one has to be named', () => {
    expect(readHelmIndex(index, 'index', { components: ['crane'] })).toMatchObject({
      problem: [{ message: 'which chart is meant is not clear', help: 'name one of its charts: hub, leaf' }],
    })
  })

  it.each([
    [index.replace('    version: 1.0.0\n', ''), 'a chart without a version'],
    [index.replace('2026-01-01T00:00:00+02:00', 'yesterday'), 'this is no time'],
    ['[1]', 'this is no index of charts'],
    ['entries: {}', 'which chart is meant is not clear'],
    ['entries: { hub: 1 }', '"hub" is no list'],
  ])('%#', (text, message) => {
    expect(read(text)).toMatchObject({ ok: false, problem: [{ message, place: { file: 'index' } }] })
  })
})

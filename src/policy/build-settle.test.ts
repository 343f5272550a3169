import { expect, test } from 'vitest'
import { harbourText } from '../../test/negotiate/harbour.ts'
import { buildPolicy } from './build.ts'
import { readPolicy } from './read.ts'

const problemsOf = (text: string, included = ''): readonly string[] => {
  const read = readPolicy(text, 'p.yaml', (file) => ({ ok: true, value: { text: included, file } }))
  const built = read.ok ? buildPolicy(read.value.document, { locate: read.value.locate }) : read
  return built.ok ? [] : built.problem.map(({ place, message }) => `${place?.file}:${place?.line} ${message}`)
}

test('a handshake is read', () => {
  expect(problemsOf(harbourText)).toEqual([])
})

test.each([
  ['by: harbour', 'by: pilot', 'p.yaml:15 a handshake has two sides'],
  ['by: harbour', 'by: port', 'p.yaml:15 "port" is no component of this policy'],
  ['assume: 1.2.0', 'assume: "1.2"', 'p.yaml:16 "1.2" is no version'],
  ['least: 1.1.0', 'least: lots', 'p.yaml:17 "lots" is no version'],
  ['version: 1.4.0 }', 'version: 1.4 }', 'p.yaml:25'],
  ['of: [harbour], releases', 'of: [buoy], releases', 'p.yaml:25 "buoy" is no side of this handshake'],
  ['releases: 1.1.x', 'releases: 1.1.y', 'p.yaml:23 "1.1.y" is no range of versions'],
  ['capability: ICE', 'capability: FOG', 'p.yaml:31 there is another gate "FOG"'],
  ['requires: ">=1.5.0"', 'requires: ">="', 'p.yaml:31 ">=" is no range of versions'],
])('instead of %s: %s', (old, now, expected) => {
  expect(problemsOf(harbourText.replace(old, now)).join('\n')).toContain(expected)
})

const rules = `apiVersion: interlock.dev/v1alpha1
kind: Rules
sources: { log: { title: Log, ref: log } }
rules:
  - id: fog
    kind: silent
    of: tug
    says: nobody knows
    source: { in: log }
    because: so
`
const including = `include: [more.yaml]\n${harbourText}`

test('an included file brings rules and their sources along', () => {
  expect(problemsOf(including, rules.replace('tug', 'buoy'))).toEqual([])
})

test('and its problems stand in it', () => {
  expect(problemsOf(including, rules)).toEqual(['more.yaml:7 "tug" is no component of this policy'])
})

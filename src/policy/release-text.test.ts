import { describe, expect, it } from 'vitest'
import { placeText } from '../base/index.ts'
import { buildPolicy } from './build.ts'
import type { Policy } from './policy.ts'
import { readPolicy } from './read.ts'
import { artifactsOf, notesOf } from './release-text.ts'

/** A policy of one component, with these members on it. */
const policyText = (members: string): string => `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: depot, title: Depot }
sources: {}
schemes: { plain: { kind: semver, line: minor } }
components:
  crane:
    title: Crane
    scheme: plain
${members}
rules: []
catalogue: [{ of: [crane], tag: "crane-{version}", releases: [{ version: 1.0.0 }, { version: 1.1.0, tag: odd }] }]
`

function built(members: string) {
  const read = readPolicy(policyText(members), 'policy.yaml', () => ({
    ok: false,
    problem: 'there is no other file',
  }))
  if (!read.ok) throw new Error(JSON.stringify(read.problem))
  return buildPolicy(read.value.document, { locate: read.value.locate })
}

function policyOf(members: string): Policy {
  const policy = built(members)
  if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
  return policy.value
}

describe('what a version needs at hand, and where its notes are', () => {
  const policy = policyOf(`    artifacts:
      - "depot/crane:{version}"
      - { is: "depot/winch:{version}", of: ">=1.1.0" }
    notes: ["https://depot.example/{line}#{tag}", "https://depot.example/all"]`)

  it.each<[string, readonly string[], readonly string[]]>([
    ['1.0.0', ['depot/crane:1.0.0'], ['https://depot.example/1.0#crane-1.0.0', 'https://depot.example/all']],
    [
      '1.1.0',
      ['depot/crane:1.1.0', 'depot/winch:1.1.0'],
      ['https://depot.example/1.1#odd', 'https://depot.example/all'],
    ],
    // In no catalogue, so nobody knows its tag.
    ['1.2.0', ['depot/crane:1.2.0', 'depot/winch:1.2.0'], ['https://depot.example/all']],
  ])('crane %s', (text, artifacts, notes) => {
    const version = policy.components.get('crane')?.scheme.parse(text)
    if (version?.ok !== true) throw new Error(text)
    expect(artifactsOf(policy, 'crane', version.value)).toEqual(artifacts)
    expect(notesOf(policy, 'crane', version.value)).toEqual(notes)
    expect(artifactsOf(policy, 'boom', version.value)).toEqual([])
  })

  it('decides nothing, so it is no part of the fingerprint', () => {
    expect(policy.fingerprint).toBe(policyOf('').fingerprint)
  })

  it.each([
    [
      '    artifacts: ["depot/crane:{verson}"]',
      'policy.yaml:10:17 "{verson}" is nothing that a release has | did you mean "{version}"?',
    ],
    [
      '    notes: [{ is: "https://depot.example/{x}", of: "*" }]',
      'policy.yaml:10:19 "{x}" is nothing that a release has | one of: {version}, {tag}, {line}',
    ],
    [
      '    artifacts: [{ is: "depot/crane", of: ">=one" }]',
      'policy.yaml:10:42 ">=one" is no range of versions | expected a major number at character 3',
    ],
  ])('%s', (members, expected) => {
    const policy = built(members)
    if (policy.ok) throw new Error('it was built')
    expect(
      policy.problem.map(({ place, message, help }) => `${place && placeText(place)} ${message} | ${help}`),
    ).toEqual([expected])
  })
})

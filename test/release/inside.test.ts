import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { interlock } from '../cli/command.ts'
import { RepositoryBuilder } from '../git/builder.ts'

/* A repository whose file VERSION is nothing but a version, and a policy that wants it to be that of the tag. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-inside-'))
afterAll(() => rmSync(folder, { recursive: true }))

const policy = join(folder, 'policy.yaml')
writeFileSync(
  policy,
  `apiVersion: interlock.dev/v1alpha1
kind: Policy
metadata: { name: mill, title: Mill }
sources: { book: { title: The book, ref: here } }
schemes: { plain: { kind: semver } }
components: { mill: { title: Mill, scheme: plain } }
repositories:
  - { of: [mill], branches: { main: main }, reads: { file: { file: VERSION, pattern: "{value}" } } }
rules:
  - { id: inside, kind: embeds, of: [mill], reads: file, says: so, source: { in: book }, because: so }
`,
)

const builder = new RepositoryBuilder()
for (const [tag, inside] of [
  ['v1.0.0', '1.0.0\n'],
  ['v1.0.1', '1.0.0\n'],
  ['v1.0.2', '\n1.0.3\n'],
  ['v1.0.4', '\n'],
] as const) {
  builder.commit('main', { date: '2025-02-01', files: { VERSION: inside } })
  builder.tag(tag, 'main')
}
const repo = builder.write(join(folder, 'mill.git'))

it.each([
  ['v1.0.0', 0, '✓ v1.0.0 is as mill wants it', ''],
  // What is inside is a tag of its own: nothing that this one should have been.
  ['v1.0.1', 1, '✗ v1.0.1 is not as mill wants it', 'has file 1.0.0 inside, not 1.0.1'],
  ['v1.0.2', 1, '✗ v1.0.2 is not as mill wants it', 'expected v1.0.3'],
  ['v1.0.4', 3, '? whether v1.0.4 is as mill wants it cannot be told', ''],
])('%s: exit %d, %s', (tag, code, head, says) => {
  const answer = interlock(['release', 'next', '--policy', policy, '--repo', repo, '--check', tag])
  expect(answer.code).toBe(code)
  expect(answer.out.split('\n')[0]).toBe(head)
  expect(answer.out).toContain(says)
  if (tag === 'v1.0.1') expect(answer.out).not.toContain('expected')
})

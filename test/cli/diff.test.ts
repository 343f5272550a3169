import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-diff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const mesh = 'examples/mesh/policy.yaml'
const text = readFileSync(mesh, 'utf8')

/** The policy as an edit left it. */
function edited(name: string, ...edits: readonly (readonly [string, string])[]): string {
  const file = join(folder, `${name}.yaml`)
  const after = edits.reduce((before, [from, to]) => {
    expect(before).toContain(from)
    return before.replace(from, to)
  }, text)
  writeFileSync(file, after)
  return file
}

const stricter = edited(
  'stricter',
  ['    behind: 2\n', '    behind: 1\n'],
  ['two lines behind', 'one line behind'],
)
const laxer = edited('laxer', ['    behind: 2\n', '    behind: 3\n'])
const renamed = edited(
  'renamed',
  ['id: hub-line-by-line', 'id: hub-steps'],
  ['metadata: { name: mesh', 'metadata: { name: mesh2'],
)
const released = edited('released', [
  '      - { version: 2.1.0,',
  '      - { version: 2.0.9, date: "2025-08-01" }\n      - { version: 2.1.0,',
])

const fleets = [
  '--fleet',
  'hub@a=2.4.0',
  '--fleet',
  'leaf@a=2.2.1x3',
  '--fleet',
  'hub@b=2.4.0',
  '--fleet',
  'leaf@b=2.3.0',
]
const diff = (...argv: readonly string[]) => {
  const { code, out, err } = interlock(['policy', 'diff', ...argv])
  return { code, out: out.replaceAll(`${folder}/`, ''), err }
}

describe('policy diff says what an edit changes', () => {
  it('nothing', () => {
    expect(diff(mesh, mesh)).toEqual({
      code: 0,
      out: `${mesh} → ${mesh}\n\n  the policies say the same\n`,
      err: '',
    })
  })

  it('members of a rule, and the scopes that it makes unsupported', () => {
    expect(diff(mesh, stricter, ...fleets)).toEqual({
      code: 1,
      err: '',
      out: `examples/mesh/policy.yaml → stricter.yaml

  ~ rule leaf-skew
      says
        - a leaf is never ahead of its hub, and at most two lines behind
        + a leaf is never ahead of its hub, and at most one line behind
      behind: 2 → 1

✗ this edit makes 1 scope unsupported   was supported
  a: leaf 2.2.1 ×3 are 2 lines behind hub 2.4.0; at most 1 is allowed
                                                                  mesh/leaf-skew
`,
    })
  })

  it('verdicts that get better are told and are no failure', () => {
    const { code, out } = diff(stricter, mesh, ...fleets)
    expect(code).toBe(0)
    expect(out).toContain('✓ this edit makes 1 scope supported   was unsupported')
    expect(out).toContain('a: no longer: leaf 2.2.1 ×3 are 2 lines behind hub 2.4.0')
  })

  it('an edit that touches no scope', () => {
    const { code, out } = diff(mesh, laxer, ...fleets)
    expect(code).toBe(0)
    expect(out).toContain('behind: 2 → 3')
    expect(out).toContain('✓ no verdict changes in 2 scopes')
  })

  it('rules that came and went, and what the policy itself is called', () => {
    const { code, out } = diff(mesh, renamed, ...fleets)
    expect(code).toBe(0)
    expect(out).toContain('+ rule hub-steps')
    expect(out).toContain('- rule hub-line-by-line')
    expect(out).toContain('metadata.name: mesh → mesh2')
  })

  it('releases are listed', () => {
    expect(diff(mesh, released).out).toContain('+ 2 releases: hub 2.0.9, leaf 2.0.9')
  })

  it('a shipped policy by its name', () => {
    expect(diff('spire', 'spire').out).toContain('the policies say the same')
  })

  it('for machines', () => {
    const { code, out } = diff(mesh, stricter, ...fleets, '--format', 'json')
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      kind: 'PolicyDiffResult',
      rules: { added: [], removed: [], changed: [{ name: 'leaf-skew' }] },
      scopes: 2,
      verdicts: [
        {
          scope: 'a',
          before: 'supported',
          after: 'unsupported',
          isWorse: true,
          because: [{ rule: 'mesh/leaf-skew', severity: 'error' }],
        },
      ],
    })
  })

  it.each([
    [['nowhere', mesh], 'there is no policy "nowhere"'],
    [[mesh, mesh, '--fleet', 'hbu=1.0.0'], 'did you mean "hub"?'],
    [[mesh], "missing required argument 'new'"],
  ])('wrong input: %j', (argv, says) => {
    const { code, err } = diff(...argv)
    expect(code).toBe(2)
    expect(err).toContain(says)
  })
})

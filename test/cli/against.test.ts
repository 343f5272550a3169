import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interlock, root, words } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-against-'))
const kept = join(folder, 'plan.json')
const policy = join(folder, 'policy.yaml')
const mesh = readFileSync(join(root, 'examples/mesh/policy.yaml'), 'utf8')
const fleet = 'hub=2.1.0x3 leaf=2.1.0x12'

beforeAll(() => {
  writeFileSync(policy, mesh)
  writeFileSync(kept, interlock(words(`plan --policy ${policy} ${fleet} --to 2.3.0 --format json`)).out)
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Plans with an edited policy against the kept plan. */
function against(line: string, edit: (text: string) => string = (text) => text) {
  writeFileSync(policy, edit(mesh))
  return interlock(words(`plan --policy ${policy} ${line} --against ${kept}`))
}

describe('plan --against', () => {
  it('says that nothing changes', () => {
    expect(against(`${fleet} --to 2.3.0`)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^= the same plan /),
    })
  })

  it('tells words of a policy from what it decides', () => {
    const { out } = against(`${fleet} --to 2.3.0`, (text) => text.replace('A hub speaks', 'Every hub speaks'))
    expect(out).toMatch(/^= the same stages, made from something else/)
    expect(out).toContain('mesh differs only in words')
  })

  it('names the rule that changed, beside the stages that cite it', () => {
    const { out } = against(`${fleet} --to 2.3.0`, (text) => text.replace('    up: 1\n', '    up: 2\n'))
    expect(out).toContain('rule        mesh/hub-line-by-line is not as it was')
    expect(out).toMatch(/- hub ×3 2\.1\.0 → 2\.2\.1 +mesh\/hub-line-by-line/)
  })

  it('names the release that makes another stop', () => {
    const { out } = against(`${fleet} --to 2.3.0`, (text) =>
      text.replace(
        '      - { version: 2.3.0',
        '      - { version: 2.2.2, date: "2026-02-20" }\n      - { version: 2.3.0',
      ),
    )
    expect(out).toContain('mesh hub 2.2: newest 2.2.1 → 2.2.2')
    expect(out).toMatch(/~ hub → 2\.2\.2 +catalogue\n +stops at 2\.2\.2 instead of 2\.2\.1/)
  })

  it.each([
    ['a plan', `${fleet} --to 2.4.0`, 0, 'another plan'],
    ['nothing to do', 'hub=2.3.0x3 leaf=2.3.0x12 --to 2.3.0', 0, 'nothing to do now, was a plan'],
    ['impossible', `${fleet} --to leaf=2.3.0`, 1, 'impossible now, was a plan'],
    ['unknown', 'hub=?x3 leaf=2.1.0x12 --to 2.3.0', 3, 'unknown now, was a plan'],
  ])('the exit code is that of the plan now: %s', (_, line, code, head) => {
    const answer = against(line)
    expect(answer.code).toBe(code)
    expect(answer.out).toContain(head)
    expect(against(`${line} --format json`).code).toBe(code)
  })

  it('says what hinders', () => {
    expect(against(`${fleet} --to leaf=2.3.0`).out).toContain('leaf is asked to reach 2.3.0')
  })

  describe('wrong input', () => {
    const wrong = (text: string, line = '') => {
      const file = join(folder, 'wrong.json')
      writeFileSync(file, text)
      const { code, err } = interlock(
        words(`plan --policy ${policy} ${fleet} --to 2.3.0 --against ${file} ${line}`),
      )
      return { code, err: err.replaceAll(file, 'wrong.json') }
    }

    it.each<[string, (plan: string) => string, string]>([
      ['no JSON', () => '{', 'wrong.json:1:'],
      ['the text of a plan', () => '✓ 1 stage', 'this is the text of a plan, not the plan itself'],
      [
        'another document',
        () => '{ "kind": "CheckResult" }',
        'wrong.json:1:11: error: this is a CheckResult, not a PlanResult',
      ],
      [
        'a member of the wrong kind',
        (plan) => plan.replace('"count": 3,\n      "batch"', '"count": "three",\n      "batch"'),
        'error: "count" is "three"',
      ],
    ])('%s', (_, edit, expected) => {
      const plan = readFileSync(kept, 'utf8')
      const { code, err } = wrong(edit(plan))
      expect(code).toBe(2)
      expect(err).toContain(expected)
    })

    it('no file', () => {
      const { code, err } = interlock(
        words(`plan --policy ${policy} ${fleet} --to 2.3.0 --against none.json`),
      )
      expect([code, err]).toEqual([2, 'error: --against: there is no file none.json\n'])
    })

    it.each(['html', 'runbook', 'dot', 'mermaid'])(
      'a format in which there are no differences: %s',
      (format) => {
        const { code, err } = wrong(readFileSync(kept, 'utf8'), `--format ${format}`)
        expect(code).toBe(2)
        expect(err).toContain(`--against does not answer as ${format}`)
      },
    )
  })
})

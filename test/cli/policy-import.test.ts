import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { interlock, root } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'import-'))
afterAll(() => rmSync(folder, { recursive: true }))

const data = (name: string): string => join(root, 'examples/imports', name)
const imported = (kind: string, name: string, ...more: readonly string[]) =>
  interlock(['policy', 'import', kind, data(name), '--as-of', '2026-08-31', ...more])

describe('policy import', () => {
  it.each([
    ['update-graph', 'cincinnati', 'graph.json'],
    ['operator-catalogue', 'olm', 'pump-catalogue.yaml'],
    ['required-stops', 'upgrade-path', 'upgrade_path.yml'],
    ['compatibility-table', 'compatibilities', 'pump-versions.yaml'],
    ['end-of-life', 'endoflife', 'pump.json'],
  ])('%s makes a policy without findings, of whichever name', (kind, alias, name) => {
    const file = join(folder, `${kind}.yaml`)
    const written = imported(kind, name, '--out', file)
    expect(written.code).toBe(0)
    expect(written.out).toContain(`interlock policy show ${file}`)
    // The same on the standard output, where notes are not in its way.
    const printed = imported(alias, name)
    expect(printed).toEqual({ code: 0, out: readFileSync(file, 'utf8'), err: written.err })
    expect(interlock(['policy', 'test', file]).out).toContain(', 0 failed')
    expect(interlock(['policy', 'lint', file]).out).not.toContain('error:')
    expect(interlock(['policy', 'lint', file]).code).toBe(0)
  })

  it('reads folders, and the standard input', () => {
    const text = readFileSync(data('pump.json'), 'utf8')
    const piped = interlock(['policy', 'import', 'endoflife', '-', '--name', 'pump'], { stdin: text })
    expect(piped.out).toContain('ref: standard input')
    const all = interlock(['policy', 'import', 'olm', join(root, 'examples/imports')])
    expect(all.code).toBe(0)
    expect(all.err.replace(/\s+/g, ' ')).toContain('without a schema: nothing of it is carried over')
  })

  it('keeps what it tells at the top of the policy', () => {
    const { out, err } = imported('required-stops', 'upgrade_path.yml')
    expect(err.replace(/\s+/g, ' ')).toMatch(
      /^note: .*upgrade_path\.yml:9:3: the stop 16\.7\.x is taken to depend/,
    )
    expect(out).toMatch(/^# Made by `interlock policy import required-stops` of data of 2026-08-31\.\n/)
    expect(out.replace(/\s+#?\s*/g, ' ')).toMatch(
      /upgrade_path\.yml:9:3: the stop 16\.7\.x is taken to depend/,
    )
  })

  it('calls things as it is told, and cites where the data is from', () => {
    const named = [
      '--name',
      'crane',
      '--title',
      'Crane',
      '--component',
      'hoist',
      '--source',
      'https://crane.example/graph',
    ]
    const { out } = imported('cincinnati', 'graph.json', ...named)
    expect(out).toContain('name: crane\n  title: Crane\n')
    expect(out).toContain('ref: https://crane.example/graph')
    expect(out).toContain('of: hoist\n')
  })

  it.each<[string, readonly string[], string]>([
    ['data of another kind', ['endoflife', data('graph.json')], 'this is nothing that endoflife.date tells'],
    ['no file', ['olm', 'nowhere.yaml'], 'there is no file or folder nowhere.yaml'],
    ['a name that is none', ['olm', data('pump-catalogue.yaml'), '--name', 'Pump'], '--name Pump: no name'],
    ['a day that is none', ['olm', data('pump-catalogue.yaml'), '--as-of', 'soon'], '--as-of soon: no date'],
    [
      'a file that cannot be',
      ['olm', data('pump-catalogue.yaml'), '--out', '/nowhere/at/all'],
      'cannot be written',
    ],
    [
      'a policy that is not there',
      ['compatibilities', data('pump-versions.yaml'), '--against', 'nowhere/server'],
      'the policy "nowhere" cannot be used',
    ],
    ['a kind that is none', ['olmm', 'x'], "unknown command 'olmm'"],
  ])('refuses %s', (_, argv, message) => {
    const { code, out, err } = interlock(['policy', 'import', ...argv])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })
})

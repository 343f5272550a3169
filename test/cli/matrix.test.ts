import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

const matrix = (rest: string, today?: string) =>
  interlock(words(`matrix ${rest}`), today === undefined ? {} : { today })

interface Document {
  readonly unit: string
  readonly rows: readonly {
    readonly of: { readonly line?: string; readonly release?: string; readonly version: string }
    readonly against: { readonly line?: string; readonly release?: string; readonly version: string }
    readonly verdict: string
    readonly rules: readonly string[]
  }[]
}

const documentOf = (rest: string): Document => {
  const { code, out, err } = matrix(`${rest} --format json`)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out) as Document
}

const mesh = '--policy examples/mesh/policy.yaml'

describe('a matrix tells which versions go together', () => {
  it('lines by their newest release, each part with merged rows', () => {
    expect(matrix(`${mesh} --of leaf --against hub`).out).toBe(`mesh   leaf with hub
  rows: leaf, 4 lines; columns: hub, 4 lines; each line by its newest release

       2.1  2.2  2.3  2.4
  2.1  ✓    ✓    ✓    ✗
  2.2  ✗    ✓    ✓    ✓
  2.3  ✗    ✗    ✓    ✓
  2.4  ✗    ✗    ✗    ✓

  ✓ supported   ✗ unsupported

  decided by
    interlock policy show mesh/leaf-skew
`)
  })

  it('releases that say the same are one row and one column', () => {
    expect(matrix(`${mesh} --of leaf --against hub --releases --from 2.2 --until 2.3.0`).out).toContain(
      `
               2.2.0–2.2.1  2.3.0
  2.2.0–2.2.1  ✓            ✓
  2.3.0        ✗            ✓
`,
    )
  })

  it('a component beside itself', () => {
    const { rows } = documentOf('--policy spire --of server --from 1.12 --until 1.14')
    const found = rows.map(({ of, against, verdict }) => `${of.line} ${against.line} ${verdict}`)
    expect(found).toEqual([
      '1.12 1.12 supported',
      '1.12 1.13 supported',
      '1.12 1.14 unsupported',
      '1.13 1.12 supported',
      '1.13 1.13 supported',
      '1.13 1.14 supported',
      '1.14 1.12 unsupported',
      '1.14 1.13 supported',
      '1.14 1.14 supported',
    ])
  })

  it('JSON has a row per pair, with versions and rules', () => {
    const { unit, rows } = documentOf('--policy kubernetes --of kubelet --against kube-apiserver --from 1.32')
    expect(unit).toBe('line')
    expect(rows).toHaveLength(36)
    expect(rows.find(({ of, against }) => of.line === '1.32' && against.line === '1.36')).toMatchObject({
      of: { version: '1.32.13' },
      verdict: 'unsupported',
      rules: ['kubernetes/kubelet-skew'],
    })
  })

  it('what nobody judges is unknown, never a yes', () => {
    const { rows } = documentOf('--policy kubernetes --of kubectl --against kubelet --from 1.35')
    expect(new Set(rows.map(({ verdict }) => verdict))).toEqual(new Set(['unknown']))
    const { out } = matrix('--policy kubernetes --of kubectl --against kubelet')
    expect(out).toContain('? unknown')
    expect(out).not.toContain('✓')
  })

  it('agrees with check, cell by cell', () => {
    const codes = { supported: 0, unsupported: 1, unknown: 3 }
    const { rows } = documentOf('--policy spire --of agent --against server --releases --from 1.14.6')
    for (const { of, against, verdict } of rows) {
      const line = `check --policy spire agent=${of.version} server=${against.version}`
      expect(interlock(words(line)).code, line).toBe(codes[verdict as keyof typeof codes])
    }
  })

  it('fits the terminal', () => {
    const { out } = matrix('--policy kubernetes --of kube-proxy --against kube-apiserver')
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    expect(out).toContain('1.37')
  })

  it('a reading may be chosen', () => {
    const { out } = matrix('--policy spire --of agent --against server --reading agent-skew=literal')
    expect(out).toContain('spire   agent with server')
  })
})

describe('for pages', () => {
  it.each(['md', 'markdown'])('%s', (format) => {
    expect(
      matrix(`${mesh} --of leaf --against hub --until 2.2 --format ${format}`).out,
    ).toBe(`## mesh   leaf with hub

rows: leaf, 2 lines; columns: hub, 2 lines; each line by its newest release

| leaf \\ hub | 2.1 | 2.2 |
| --- | :-: | :-: |
| **2.1** | ✓ | ✓ |
| **2.2** | ✗ | ✓ |

✓ supported   ✗ unsupported

Decided by \`mesh/leaf-skew\`.
`)
  })

  it('html loads nothing and runs nothing', () => {
    const { out } = matrix(`${mesh} --of leaf --against hub --format html`)
    expect(out).toMatch(/^<!doctype html>/)
    expect(out).not.toMatch(/<script|<link|src=|href=|url\(/)
    expect(out).toContain(
      '<td class="unsupported" title="leaf 2.4.0, hub 2.1.0: unsupported (mesh/leaf-skew)">✗</td>',
    )
  })
})

describe('wrong input is told', () => {
  it.each([
    ['--of agent', 'a matrix is of one policy'],
    ['--policy spire --policy kubernetes --of agent', 'a matrix is of one policy'],
    ['--policy spire --of agnet', 'did you mean "agent"?'],
    ['--policy spire --of agent --against sever', 'did you mean "server"?'],
    ['--policy spire --of agent --from latest', '--from latest: "latest" is no version or line of agent'],
    ['--policy spire --of agent --from 2.0', 'lists no releases of agent between --from and --until'],
    ['--policy spire', '--of'],
    ['--policy spire --of agent --lines --releases', 'cannot be used with'],
  ])('matrix %s', (rest, says) => {
    const { code, out, err } = matrix(rest)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(says)
  })
})

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { interlock, root, words } from './command.ts'

/** Fleets that other programs tell of: nothing that they print is dropped without being counted. */

interface Checked {
  readonly verdict: string
  readonly input: readonly string[]
  readonly fleet: readonly {
    readonly scope: string
    readonly component: string
    readonly versions: readonly { readonly version: string; readonly count: number }[]
  }[]
}

function check(line: string, stdin = ''): Checked {
  const { out, err, code } = interlock([...words(`check --policy spire ${line}`), '--format', 'json'], {
    stdin,
  })
  if (code === 2) throw new Error(err)
  return JSON.parse(out) as Checked
}

const example = (name: string): string => readFileSync(join(root, 'examples', 'spire', name), 'utf8')

/** A fleet as it would be written on the command line. */
const textOf = ({ fleet }: Checked): readonly string[] =>
  fleet.map(({ scope, component, versions }) => {
    const texts = versions.map(({ version, count }) => `${version}x${count}`)
    return `${component}@${scope}=${texts.join(',')}`
  })

describe('pods', () => {
  const pods = 'examples/spire/pods.json'

  it('servers and agents are recognised by their images, mirrored or pinned', () => {
    expect(textOf(check(`--scope prod ${pods}`))).toEqual([
      'server@prod=1.14.6x3',
      'agent@prod=1.13.6x3,1.14.6x1',
    ])
  })

  it('what is not recognised is counted, and what has finished left out', () => {
    // Three controller managers beside the servers, and coredns, checkout, its proxy, the discovery provider,
    // the driver and its registrar; the job has finished.
    const [note] = check(`--scope prod ${pods}`).input
    expect(note).toMatch(/^read 7 instances; did not recognise 9 \(.*spire-controller-manager ×3/)
    expect(note).toContain('left out 1')
  })

  it('they come on the standard input, too', () => {
    expect(check('--scope prod -', example('pods.json'))).toEqual(check(`--scope prod ${pods}`))
  })

  it('as the API itself prints them, their items tell no kind', () => {
    const list = JSON.parse(example('pods.json')) as { items: { kind?: string }[] }
    const items = list.items.map(({ kind: _, ...item }) => item)
    const stdin = JSON.stringify({ kind: 'PodList', apiVersion: 'v1', items })
    expect(textOf(check('--scope prod -', stdin))).toEqual(textOf(check(`--scope prod ${pods}`)))
  })

  it('they can be planned for', () => {
    const { code, out } = interlock(words(`plan --policy spire --scope prod ${pods} --to 1.14.7`))
    expect(code).toBe(0)
    expect(out).toContain('agent ×4')
  })
})

describe('agents as servers list them', () => {
  const agents = 'examples/spire/agents.json'

  it('the trust domain is the scope, a banned agent is left out, an empty version is not known', () => {
    const found = check(agents)
    expect(textOf(found)).toEqual(['agent@example.org=1.14.5x1,1.14.6x2,1.16.0-dev-3f9c2d1x1,?x1'])
    expect(found.input).toEqual(['read 5 instances; left out 1, as the recipe says'])
    expect(found.verdict).toBe('unknown')
  })

  it('their servers can be told beside them', () => {
    expect(textOf(check(`${agents} server@example.org=1.14.6x3`))).toHaveLength(2)
  })
})

describe('rows', () => {
  const rows = [
    '{"component":"server","version":"1.2.3","scope":"prod","count":3}',
    '{"component":"agent","version":"1.1.1","scope":"prod","id":"node-1"}',
    '',
    '{"component":"agent","version":"1.1.1","scope":"prod","id":"node-2","labels":{"zone":"a"}}',
    '{"component":"agent","version":"","scope":"prod","id":"node-3"}',
    '{"component":"agent","version":null,"scope":"prod","id":"node-4"}',
  ].join('\n')

  it('are added up', () => {
    expect(textOf(check('-', rows))).toEqual(['server@prod=1.2.3x3', 'agent@prod=1.1.1x2,?x2'])
  })

  it('without a scope they go where the command line says', () => {
    const [server] = textOf(check('--scope prod -', '{"component":"server","version":"1.2.3"}'))
    expect(server).toBe('server@prod=1.2.3x1')
  })

  it('may end lines as other systems do, and begin with a byte order mark', () => {
    const stdin = `\uFEFF${rows.replaceAll('\n', '\r\n')}\r\n`
    expect(textOf(check('-', stdin))).toEqual(textOf(check('-', rows)))
  })
})

describe('several inputs', () => {
  it('make one fleet', () => {
    const found = check(
      'examples/spire/fleet.yaml server@lab=1.2.3 -',
      '{"component":"agent","version":"1.2.3","scope":"lab"}',
    )
    expect(textOf(found)).toEqual([
      'server@prod=1.1.1x3',
      'agent@prod=1.1.1x6,1.1.1x34',
      'server@lab=1.2.3x1',
      'agent@lab=1.2.3x1',
    ])
  })

  it('instances of a document that names no scope go where the command line says', () => {
    const stdin =
      'apiVersion: interlock.dev/v1alpha1\nkind: Fleet\ninstances: [{ component: server, version: 1.2.3 }]'
    expect(textOf(check('--scope prod -', stdin))).toEqual(['server@prod=1.2.3x1'])
    expect(textOf(check('--scope prod server=1.2.3'))).toEqual(['server@prod=1.2.3x1'])
  })

  it('a fleet document may be JSON', () => {
    const stdin = JSON.stringify({
      apiVersion: 'interlock.dev/v1alpha1',
      kind: 'Fleet',
      instances: [{ component: 'server', version: '1.2.3', count: 2 }],
    })
    expect(textOf(check('-', stdin))).toEqual(['server@default=1.2.3x2'])
  })
})

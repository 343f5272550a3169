import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDriverDocument } from './document.ts'
import { openDrivers } from './open.ts'

/* Gates and tasks, asked and done through a document. */

const seen: string[] = []
let server: Server
let port = 0
beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['x-key'] ?? ''}`)
    if (request.url === '/hangs') return
    if (request.url === '/moved') return void response.writeHead(302, { location: '/json' }).end()
    if (request.url === '/refuses') return void response.writeHead(503).end('not now')
    if (request.url === '/large') return void response.end('x'.repeat(5 * 1024 * 1024))
    response.end(JSON.stringify({ at: request.url, 'a/b': [{ version: '2.0.0', ready: true }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const group = { policy: 'harbour', scope: 'north/east', component: 'crane' }
const forever = new AbortController().signal

async function open(members: object, timeout = '50s') {
  const document = {
    apiVersion: 'interlock.dev/v1alpha1',
    kind: 'Driver',
    timeouts: { gate: timeout },
    ...members,
    components: {
      crane: {
        driver: {
          kind: 'command',
          observe: {
            run: ['printf', '%s\n', 'a 2.0.0 yes', 'b 2.0.0 no', 'c 1.0.0 yes'],
            prints: 'lines',
            columns: ['id', 'version', 'ready'],
          },
          move: { run: ['true'] },
        },
      },
    },
  }
  const read = readDriverDocument(JSON.stringify(document), 'driver.yaml')
  const opened = read.ok
    ? await openDrivers(read.value, { folder: '/', env: { ...process.env, PORT: String(port), KEY: 'k' } })
    : read
  if (!opened.ok) throw new Error(JSON.stringify(opened.problem))
  return opened.value.driver
}

const ask = async (gate: object, ids: readonly string[] = ['a'], signal = forever, timeout?: string) =>
  (await open({ gates: { some: gate } }, timeout)).ask?.({ gate: 'some', group, ids, to: '2.0.0' }, signal)

const no = (because: unknown) => ({ kind: 'no', because })
const url = (path: string) => `http://127.0.0.1:{env.PORT}${path}`

describe('gates', () => {
  it.each<[string, object, readonly string[], unknown]>([
    ['health of one that is', { kind: 'health' }, ['a'], { kind: 'yes' }],
    ['health of one that is not ready', { kind: 'health' }, ['a', 'b'], no('b is not ready')],
    ['health of one that is elsewhere', { kind: 'health' }, ['c'], no('c is at 1.0.0')],
    ['health of one that is gone', { kind: 'health' }, ['d'], no('d is gone')],
    ['a program that says yes', { kind: 'command', run: ['test', '{id}', '=', 'a'] }, ['a'], { kind: 'yes' }],
    [
      'a program that says no of one',
      { kind: 'command', run: ['test', '{id}', '=', 'a'] },
      ['a', 'b'],
      no('b: test ended with 1'),
    ],
    [
      'a program that says why',
      {
        kind: 'command',
        run: ['sh', '-c', 'echo "$@ $GATE" >&2; exit 2', 'x', '{ids}', '{scope}'],
        env: { GATE: '{to}' },
      },
      ['a', 'b c'],
      no('sh ended with 2: a b c north/east 2.0.0'),
    ],
    [
      'a program that does not end',
      { kind: 'command', run: ['sleep', '60'] },
      ['a'],
      no('no answer within 0.3 s'),
    ],
    ['an address', { kind: 'http', url: url('/json') }, ['a'], { kind: 'yes' }],
    [
      'an address of each',
      { kind: 'http', url: url('/of/{id}'), text: '/of/{id}' },
      ['a', 'b'],
      { kind: 'yes' },
    ],
    ['an address that refuses', { kind: 'http', url: url('/refuses') }, ['a'], no('status 503')],
    [
      'a refusal that is expected',
      { kind: 'http', url: url('/refuses'), status: [500, 503], text: 'not now' },
      ['a'],
      { kind: 'yes' },
    ],
    ['an address that leads elsewhere', { kind: 'http', url: url('/moved') }, ['a'], no('status 302')],
    [
      'an address without the text',
      { kind: 'http', url: url('/json'), text: 'fine' },
      ['a'],
      no('"fine" is not in the answer'),
    ],
    [
      'an address without a text that is secret',
      { kind: 'http', url: url('/json'), text: 'key {env.KEY} of {to}' },
      ['a'],
      no('"key {env.KEY} of 2.0.0" is not in the answer'),
    ],
    [
      'another value than one that is secret',
      { kind: 'http', url: url('/json'), pointer: '/a~1b/0/version', is: '{env.KEY}{to}' },
      ['a'],
      no('/a~1b/0/version is 2.0.0, not {env.KEY}2.0.0'),
    ],
    [
      'a value',
      { kind: 'http', url: url('/json'), pointer: '/a~1b/0/version', is: '{to}' },
      ['a'],
      { kind: 'yes' },
    ],
    [
      'a value that is no text',
      { kind: 'http', url: url('/json'), pointer: '/a~1b/0/ready', is: true },
      ['a'],
      { kind: 'yes' },
    ],
    [
      'another value',
      { kind: 'http', url: url('/json'), pointer: '/a~1b/0/version', is: '3' },
      ['a'],
      no('/a~1b/0/version is 2.0.0, not 3'),
    ],
    [
      'no value',
      { kind: 'http', url: url('/json'), pointer: '/a~1b/1' },
      ['a'],
      no('the answer has nothing at /a~1b/1'),
    ],
    ['an address that hangs', { kind: 'http', url: url('/hangs') }, ['a'], no('no answer within 0.3 s')],
    [
      'an address where nobody is',
      { kind: 'http', url: 'http://127.0.0.1:1/' },
      ['a'],
      no(expect.stringContaining('ECONNREFUSED')),
    ],
    ['a port that listens', { kind: 'tcp', address: '127.0.0.1:{env.PORT}' }, ['a'], { kind: 'yes' }],
    ['a port on a name', { kind: 'tcp', address: 'localhost:{env.PORT}' }, ['a'], { kind: 'yes' }],
    [
      'a port where nobody is',
      { kind: 'tcp', address: '127.0.0.1:1' },
      ['a'],
      no(expect.stringContaining('ECONNREFUSED')),
    ],
    [
      'a port of each',
      { kind: 'tcp', address: '127.0.0.{id}:{env.PORT}' },
      ['1', '2'],
      no(expect.stringMatching(/^2: .*ECONNREFUSED/)),
    ],
    [
      'an address that says too much',
      { kind: 'http', url: url('/large') },
      ['a'],
      no('it answers with more than 4 MiB'),
    ],
  ])('%s', async (_, gate, ids, answer) => {
    // Only who never answers is waited for in vain.
    const isLate = JSON.stringify(answer).includes('no answer')
    expect(await ask(gate, ids, forever, isLate ? '300ms' : undefined)).toEqual(answer)
  })

  it('are asked as the document says', async () => {
    seen.length = 0
    await ask(
      { kind: 'http', url: url('/x?{id}'), method: 'POST', headers: { 'x-key': '{env.KEY}' }, body: '{}' },
      ['a/b&c'],
    )
    expect(seen).toEqual(['POST /x?a%2Fb%26c k'])
  })

  it.each<[string, object, string]>([
    [
      'a program that is not there',
      { kind: 'command', run: ['nobody-has-this'] },
      'nobody-has-this cannot be started',
    ],
    ['one for people', { kind: 'approval' }, 'the gate some is for a person to open'],
    ['an address with two ports', { kind: 'tcp', address: '{id}:80:80' }, '{id}:80:80 is no address'],
    ['an address that is none', { kind: 'http', url: 'http://{id}:{id}/' }, 'is no address'],
  ])('%s cannot be asked', async (_, gate, message) => {
    await expect(ask(gate)).rejects.toThrow(message)
  })

  it('stop when they are told to', async () => {
    const controller = new AbortController()
    const asked = ask({ kind: 'http', url: url('/hangs') }, ['a'], controller.signal)
    setTimeout(() => controller.abort(new Error('enough')), 20)
    await expect(asked).rejects.toThrow()
  })
})

describe('tasks', () => {
  const errand = { key: 'k', group, from: ['1.0.0', '1.1.0'], to: '2.0.0', run: [] }

  it('are commands of the document', async () => {
    const run = ['sh', '-c', 'echo "$*" >&2; exit 1', 'x', '{key}', '{scope}', '{from}', '{to}']
    const driver = await open({ tasks: { 'back up': { run } } })
    await expect(driver.perform?.({ ...errand, name: 'back up' }, forever)).rejects.toThrow(
      'sh ended with 1: k north/east 1.0.0,1.1.0 2.0.0',
    )
  })

  it('may end well', async () => {
    const driver = await open({ tasks: { done: { run: ['true'] } } })
    expect(await driver.perform?.({ ...errand, name: 'done' }, forever)).toBe(undefined)
  })

  it('do not tell what the environment holds', async () => {
    const driver = await open({ tasks: { bad: { run: ['sh', '-c', 'exit 1', '{env.KEY}secret'] } } })
    const error = await driver.perform?.({ ...errand, name: 'bad' }, forever).catch(String)
    expect(error).toBe('Error: sh ended with 1')
  })
})

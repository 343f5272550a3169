import { createServer, type RequestListener, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type Heard, heardFrom, negotiateClient, negotiateServer } from '../../src/negotiate/index.ts'
import { harbour as policy } from './harbour.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const port = { policy, self: { component: 'harbour', version: '1.4.2' }, peer: 'pilot' }
const pilot = (version: string) => ({ policy, self: { component: 'pilot', version }, peer: 'harbour' })
const protocolOf = ({ negotiation }: Heard) =>
  negotiation.outcome === 'settled' ? negotiation.protocol : negotiation.outcome

test('both ends know what they have settled on', async () => {
  const negotiation = negotiateServer(port)
  const url = await serve(
    negotiation.wrap((incoming, response) => response.end(protocolOf(heardFrom(incoming) as Heard))),
  )
  const heard: Heard[] = []
  const client = negotiateClient({ ...pilot('1.2.0'), onHeard: (each) => heard.push(each) })
  const answer = await client.fetch((input: string, init?: RequestInit) => fetch(input, init))(url, {
    headers: new Headers({ accept: 'text/plain' }),
  })

  expect(answer.status).toBe(200)
  expect(await answer.text()).toBe('1.3.0')
  expect(answer.headers.get('interlock-version')).toBe('harbour/1.4.2')
  expect(heard.map(protocolOf)).toEqual(['1.3.0'])
})

test.each([
  ['too old a protocol is refused', 'pilot/1.0.0', {}, 426],
  ['a missing capability is refused', 'pilot/1.1.0', { needs: ['FOG'] }, 426],
  ['what is there is served', 'pilot/1.2.0', { needs: ['FOG'] }, 200],
  ['refusals may be turned into notes', 'pilot/1.0.0', { mode: 'annotate' as const }, 200],
  ['what is not known is served', 'pilot/0.9.0', {}, 200],
  ['unless it must be known', 'pilot/0.9.0', { unknown: 'refuse' as const }, 426],
  ['a silent peer is served', undefined, {}, 200],
  ['a broken header is a silent peer', 'pilot 1.0.0', {}, 200],
  ['so is a long one', `pilot/${'1'.repeat(5000)}`, {}, 200],
  ['so is one sent twice', ['pilot/1.0.0', 'pilot/1.0.0'], {}, 200],
  ['so is somebody else', 'buoy/1.0.0', {}, 200],
])('%s', async (_title, header, options, status) => {
  const middleware = negotiateServer({ ...port, ...options })
  const url = await serve((incoming, response) =>
    middleware(incoming, response, () => {
      response.end(heardFrom(incoming)?.note ?? '')
    }),
  )
  const { code, body } = await new Promise<{ code: number | undefined; body: string }>((done, failed) => {
    const headers = header === undefined ? {} : { 'Interlock-Version': header }
    request(url, { headers }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.on('end', () => done({ code: answer.statusCode, body: text }))
    })
      .on('error', failed)
      .end()
  })

  expect(code).toBe(status)
  if (status === 426) expect(JSON.parse(body)).toMatchObject({ kind: 'NegotiationResult' })
})

test('a refused caller is told where to go, and its connection lives on', async () => {
  const url = await serve(negotiateServer({ ...port, needs: ['FOG'] }).wrap(() => undefined))
  const { headers } = negotiateClient(pilot('1.1.0'))
  const answer = await fetch(url, { headers })

  expect(answer.status).toBe(426)
  expect(answer.headers.get('upgrade')).toBe('pilot/1.2.0')
  expect(await answer.json()).toMatchObject({ outcome: 'settled', protocol: '1.1.0' })
})

test('options of http.request keep their headers', () => {
  const { options } = negotiateClient(pilot('1.1.0'))
  const ours = { 'Interlock-Version': 'pilot/1.1.0' }

  expect(options({ port: 1 })).toEqual({ port: 1, headers: ours })
  expect(options({ headers: { a: 'b', 'interlock-version': 'x' } })).toEqual({ headers: { a: 'b', ...ours } })
  expect(options({ headers: ['a', 'b'] })).toEqual({
    headers: [
      ['a', 'b'],
      ['Interlock-Version', 'pilot/1.1.0'],
    ],
  })
})

test('a side that is wrong in itself is found at the start', () => {
  expect(() => negotiateServer({ ...port, needs: ['FOGS'] })).toThrow('"FOGS" is no capability')
  expect(() => negotiateServer({ ...port, peer: 'tug' })).toThrow('"tug" is no component')
})

import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { knock, tcpAddressOf } from './tcp.ts'

describe('the address of a port', () => {
  it.each([
    ['db.example:5432', { host: 'db.example', port: 5432 }],
    ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65_535 }],
    ['[fe80::1%eth0]:80', { host: 'fe80::1%eth0', port: 80 }],
    ['db.example', undefined],
    ['db.example:', undefined],
    [':80', undefined],
    ['db.example:0', undefined],
    ['db.example:65536', undefined],
    ['db.example:http', undefined],
    ['::1:80', undefined],
    ['http://db.example:80', undefined],
    ['db.example:80/health', undefined],
    ['user@db.example:80', undefined],
    ['db example:80', undefined],
  ])('%s', (text, address) => {
    expect(tcpAddressOf(text)).toEqual(address)
  })
})

describe('who knocks', () => {
  it('leaves at once when it is told to stop', async () => {
    // Nobody answers at an address that is kept for documents.
    const signal = AbortSignal.timeout(50)
    const knocking = knock({ host: '192.0.2.1', port: 9 }, signal)
    // Machines without a way there say so at once.
    expect(await knocking.catch((error: unknown) => error === signal.reason)).toSatisfy(
      (answer) => answer === true || answer.kind === 'no',
    )
    await expect(
      knock({ host: '127.0.0.1', port: 1 }, AbortSignal.abort(new Error('enough'))),
    ).rejects.toThrow('enough')
  })

  it('does not stay connected', async () => {
    const server = createServer()
    const gone = new Promise((resolve) =>
      server.on('connection', (socket) => socket.on('close', resolve).resume()),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await knock({ host: '127.0.0.1', port }, new AbortController().signal)).toEqual({ kind: 'yes' })
    await gone
    server.close()
  })
})

import { createServer, type Server } from 'node:net'

/*
 * Ports of loopback that nobody listens on. They are taken from below those that the system gives to outgoing connections: a
 * node that is away for a second would otherwise find its port in use by somebody who calls its neighbour.
 */
const first = 15_000
const last = 32_000

/** So many ports, all different. Whoever starts something else in between may still take one. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held: { port: number; server: Server }[] = []
  try {
    while (held.length < count) {
      const port = first + Math.floor(Math.random() * (last - first))
      const server = await listen(port)
      if (server !== undefined) held.push({ port, server })
    }
    return held.map(({ port }) => port)
  } finally {
    for (const { server } of held) server.close()
  }
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server))
  })
}

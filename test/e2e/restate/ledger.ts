import { createServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import {
  createEndpointHandler,
  handlers,
  type ObjectContext,
  type ObjectSharedContext,
  object,
} from '@restatedev/restate-sdk'

/*
 * What clients of the cluster write to: books with lines. A line that was added is in the book once and for good, as soon as the cluster
 * has answered: that is what the server promises, and nothing here helps it to keep the promise.
 */

/** How a line is put to those that a book has. */
export type Pen = (lines: readonly string[], line: string) => readonly string[]

const ledger = (pen: Pen) => {
  const lines = async (context: ObjectSharedContext) => (await context.get<readonly string[]>('lines')) ?? []
  return object({
    name: 'Ledger',
    handlers: {
      add: async (context: ObjectContext, line: string) =>
        context.set('lines', pen(await lines(context), line)),
      /** Takes its turn behind everything that was added before. */
      audit: async (context: ObjectContext) => lines(context),
      /** Does not wait for its turn. */
      count: handlers.object.shared(async (context: ObjectSharedContext) => (await lines(context)).length),
    },
  })
}

/** The program that the cluster calls to carry out what it was asked. */
export interface Service {
  readonly address: string
  close(): void
}

export async function serveLedger(pen: Pen = (lines, line) => [...lines, line]): Promise<Service> {
  const sessions = new Set<{ destroy(): void }>()
  const server = createServer(createEndpointHandler({ services: [ledger(pen)], logger: () => {} }))
  server.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      for (const session of sessions) session.destroy()
      server.close()
    },
  }
}

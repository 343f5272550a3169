import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Node } from './cluster.ts'
import { eventually } from './waiting.ts'

/*
 * Clients who never rest. Writers add lines to books of a ledger and note those that the cluster has acknowledged; readers want to know how
 * many lines a book has by now, and insist on it. Both ask another node when one does not answer.
 */

const books = Array.from({ length: 16 }, (_, index) => `book-${index}`)
const clients = 6
const attemptTimeoutMs = 2_000
const pauseMs = 5

/** What the clients saw. */
export interface Report {
  /** Lines whose acknowledgement arrived. */
  readonly acknowledged: number
  readonly reads: number
  /** The longest time for which a reader waited, from one answer to the next, and a writer likewise. */
  readonly longestReadGapMs: number
  readonly longestWriteGapMs: number
  /** Acknowledged lines that no book has at the end. */
  readonly lost: readonly string[]
  /** Lines that a book has more than once. */
  readonly repeated: readonly string[]
}

export interface Load {
  /** How many were answered so far. */
  answered(): { readonly reads: number; readonly writes: number }
  /** Ends the clients, and reads back everything that they wrote. */
  finish(): Promise<Report>
}

/** Has the cluster call this address when somebody writes or reads. Resolves once every node has answered a real read. */
export async function register(address: string, nodes: readonly Node[]): Promise<void> {
  await eventually('the cluster takes the service', async () => {
    const [first] = nodes
    try {
      const response = await post(`${first?.admin}/deployments`, { uri: address, force: true })
      return response.ok
    } catch {
      return false
    }
  })
  for (const node of nodes) await eventually(`${node.id} answers`, () => answersRead(node))
}

/** Whether a node answers a read of every book through its own door now: the books are spread over all partitions. */
export async function answersRead(node: Node): Promise<boolean> {
  try {
    await Promise.all(books.map((book) => call(node, book, 'count')))
    return true
  } catch {
    return false
  }
}

export function startLoad(nodes: readonly Node[]): Load {
  let resting = false
  const acknowledged = new Map<string, string>()
  const gaps = { read: 0, write: 0 }
  let reads = 0

  /** Asks one node after the other until one answers. Who was promised an answer waits for it, also after the others have stopped. */
  const insist = async (book: string, what: string, body?: string): Promise<unknown> => {
    const key = randomUUID()
    const end = performance.now() + 60_000
    for (let turn = Math.floor(Math.random() * nodes.length); ; turn++) {
      try {
        return await call(nodes[turn % nodes.length]!, book, what, body, key)
      } catch (error) {
        if (performance.now() > end) throw error
        await sleep(pauseMs)
      }
    }
  }

  const client = async (kind: 'read' | 'write', number: number): Promise<void> => {
    let last = performance.now()
    for (let count = 0; !resting; count++) {
      const book = books[(number + count * clients) % books.length]!
      if (kind === 'write') {
        const line = `${number}/${count}`
        await insist(book, 'add', line)
        acknowledged.set(line, book)
      } else {
        await insist(book, 'count')
        reads += 1
      }
      const now = performance.now()
      gaps[kind] = Math.max(gaps[kind], now - last)
      last = now
      await sleep(pauseMs)
    }
  }
  const running = Array.from({ length: clients }, (_, number) => [
    client('write', number),
    client('read', number),
  ]).flat()
  // Whoever gives up is heard of at the end.
  const all = Promise.all(running)
  all.catch(() => {})

  return {
    answered: () => ({ reads, writes: acknowledged.size }),
    async finish() {
      resting = true
      await all
      const found = new Map<string, number>()
      for (const book of books) {
        for (const line of (await insist(book, 'audit')) as readonly string[]) {
          found.set(`${book} ${line}`, (found.get(`${book} ${line}`) ?? 0) + 1)
        }
      }
      const lines = [...acknowledged].map(([line, book]) => `${book} ${line}`)
      return {
        acknowledged: acknowledged.size,
        reads,
        longestReadGapMs: Math.round(gaps.read),
        longestWriteGapMs: Math.round(gaps.write),
        lost: lines.filter((line) => !found.has(line)),
        repeated: [...found].filter(([, times]) => times > 1).map(([line]) => line),
      }
    },
  }
}

/** The same key twice asks for the same work: the cluster does it once and answers both. */
async function call(node: Node, book: string, what: string, body?: string, key?: string): Promise<unknown> {
  const response = await post(`${node.ingress}/Ledger/${book}/${what}`, body, key)
  const text = await response.text()
  if (!response.ok) throw new Error(`${node.id} answers ${response.status}: ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

function post(url: string, body?: unknown, key?: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(attemptTimeoutMs),
  })
}

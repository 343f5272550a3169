import { connect } from 'node:net'
import { messageOf } from '../base/index.ts'
import type { Answer } from '../execute/index.ts'

/** Where somebody may listen. */
export interface TcpAddress {
  readonly host: string
  readonly port: number
}

export const tcpAddressForm = 'HOST:PORT, as in db.example:5432 or [::1]:5432'

const form = /^(?:\[([\da-fA-F:.]+(?:%\w+)?)\]|([^\s:/@[\]]+)):(\d{1,5})$/

export function tcpAddressOf(text: string): TcpAddress | undefined {
  const [, inBrackets, plain, digits] = form.exec(text) ?? []
  const host = inBrackets ?? plain
  const port = Number(digits)
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port }
}

/** Whether somebody accepts a connection there; nothing is said to whoever does. Rejects when the signal says so. */
export async function knock({ host, port }: TcpAddress, signal: AbortSignal): Promise<Answer> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port })
    const stop = (): void => end(() => reject(signal.reason))
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
      settle()
    }
    signal.addEventListener('abort', stop)
    socket.once('connect', () => end(() => resolve({ kind: 'yes' })))
    // Of several addresses of a host, all of which refuse, there is a message for each.
    socket.once('error', (error) =>
      end(() =>
        resolve({ kind: 'no', because: messageOf(error) || `nobody accepts connections at ${host}:${port}` }),
      ),
    )
  })
}

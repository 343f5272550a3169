import { type IncomingMessage, type Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request as secureRequest } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Identity, Proof } from './identity.ts'
import type { Reach } from './kubeconfig.ts'
import type { ListObject, PatchStep, StatusObject } from './objects.ts'

/** What a server answers when it does not do what it is asked. */
export class Refusal extends Error {
  readonly code: number
  /** As the server names it: `NotFound`, `Conflict`, `Expired`. */
  readonly reason: string

  constructor(message: string, code: number, reason: string) {
    super(message)
    this.code = code
    this.reason = reason
  }
}

/** The few questions that are asked of an API server. */
export interface Api {
  readonly called: string
  get<T>(path: string, signal: AbortSignal): Promise<T>
  /** All objects that labels select, page by page; a list that grows too old between pages begins anew. */
  list<T>(path: string, labels: string, signal: AbortSignal): Promise<readonly T[]>
  /** Changes an object that is still as it was seen: refused as a conflict when it is not. */
  patch<T>(path: string, seen: string, steps: readonly PatchStep[], signal: AbortSignal): Promise<T>
  /** Deletes the object that was seen, and no other of its name. Gone is gone. */
  remove(path: string, uid: string, signal: AbortSignal): Promise<void>
  close(): void
}

/** By this name the server keeps which fields were written by whom. */
const manager = 'interlock'

const mostTries = 4
const mostListings = 3

export interface ApiLimits {
  readonly page: number
  /** Before what failed for a moment is asked again; twice as long each time. */
  readonly wait_ms: number
}

const usualLimits: ApiLimits = { page: 500, wait_ms: 250 }

interface Asked {
  readonly method: 'GET' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly type?: string
  readonly body?: unknown
}

interface Answered {
  readonly code: number
  readonly text: string
  readonly retryAfter_s: number | undefined
}

/** A client of the API server that a reach leads to. */
export function connectApi(reach: Reach, identity: Identity, limits: Partial<ApiLimits> = {}): Api {
  return new HttpApi(reach, identity, { ...usualLimits, ...limits })
}

class HttpApi implements Api {
  readonly called: string
  private readonly reach: Reach
  private readonly identity: Identity
  private readonly limits: ApiLimits
  private readonly base: URL
  private agent: { readonly proof: Proof; readonly agent: Agent } | undefined

  constructor(reach: Reach, identity: Identity, limits: ApiLimits) {
    this.called = reach.called
    this.reach = reach
    this.identity = identity
    this.limits = limits
    this.base = urlOf(reach)
  }

  get<T>(path: string, signal: AbortSignal): Promise<T> {
    return this.ask<T>({ method: 'GET', path }, signal)
  }

  async list<T>(path: string, labels: string, signal: AbortSignal): Promise<readonly T[]> {
    for (let listing = 1; ; listing++) {
      try {
        return await this.listOnce<T>(path, labels, signal)
      } catch (error) {
        const isOld = error instanceof Refusal && error.code === 410
        if (!isOld || listing === mostListings) throw error
      }
    }
  }

  patch<T>(path: string, seen: string, steps: readonly PatchStep[], signal: AbortSignal): Promise<T> {
    const body = [{ op: 'replace', path: '/metadata/resourceVersion', value: seen }, ...steps]
    const type = 'application/json-patch+json'
    return this.ask<T>({ method: 'PATCH', path: `${path}?fieldManager=${manager}`, type, body }, signal)
  }

  async remove(path: string, uid: string, signal: AbortSignal): Promise<void> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid } }
    try {
      await this.ask({ method: 'DELETE', path, type: 'application/json', body }, signal)
    } catch (error) {
      // Deleted meanwhile; or it is another one of the same name, and the one that was meant is gone.
      if (!(error instanceof Refusal) || (error.code !== 404 && error.code !== 409)) throw error
    }
  }

  close(): void {
    this.agent?.agent.destroy()
    this.agent = undefined
  }

  private async listOnce<T>(path: string, labels: string, signal: AbortSignal): Promise<readonly T[]> {
    const all: T[] = []
    let next: string | undefined
    do {
      const query = new URLSearchParams({ limit: String(this.limits.page) })
      if (labels !== '') query.set('labelSelector', labels)
      if (next !== undefined) query.set('continue', next)
      const page: ListObject<T> = await this.get(`${path}?${query}`, signal)
      for (const item of page.items ?? []) all.push(item)
      next = page.metadata?.continue || undefined
    } while (next !== undefined)
    return all
  }

  private async ask<T>(asked: Asked, signal: AbortSignal): Promise<T> {
    let hasRenewed = false
    for (let tries = 1; ; tries++) {
      const wait_ms = this.limits.wait_ms * 2 ** (tries - 1)
      let answer: Answered
      try {
        const proof = await this.identity.proof(signal)
        // Whoever waited for the proof may have been told to stop meanwhile.
        signal.throwIfAborted()
        answer = await this.send(asked, proof, signal)
      } catch (error) {
        // Whether a change was made nobody knows then: who asked for it looks before asking again.
        if (signal.aborted || asked.method !== 'GET' || tries >= mostTries || !isPassing(error)) throw error
        await sleep(wait_ms, undefined, { signal })
        continue
      }
      if (answer.code === 401 && !hasRenewed && this.identity.forget()) {
        hasRenewed = true
        continue
      }
      // With these, nothing was done.
      const isBusy = answer.code === 429 || answer.code === 503
      if (isBusy && tries < mostTries) {
        const asked_ms = Math.min((answer.retryAfter_s ?? 0) * 1000, 10_000)
        await sleep(Math.max(wait_ms, asked_ms), undefined, { signal })
        continue
      }
      return this.read<T>(asked, answer)
    }
  }

  private read<T>({ method, path }: Asked, { code, text }: Answered): T {
    const what = `${method === 'GET' ? 'reading' : method === 'PATCH' ? 'changing' : 'deleting'} ${path.split('?')[0]}`
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      value = undefined
    }
    if (code >= 200 && code < 300 && typeof value === 'object' && value !== null) return value as T
    if (code >= 200 && code < 300) throw new Error(`${this.called} answers with no JSON to ${what}`)
    const { reason = '', message } = (value ?? {}) as StatusObject
    const said = message ?? reason
    throw new Refusal(
      `${this.called} refuses ${what} (${code})${said === '' ? '' : `: ${said}`}`,
      code,
      reason,
    )
  }

  private send(asked: Asked, proof: Proof, signal: AbortSignal): Promise<Answered> {
    const isSecure = this.base.protocol === 'https:'
    const body = asked.body === undefined ? undefined : JSON.stringify(asked.body)
    const url = this.base.href.replace(/\/$/, '') + asked.path
    const options = {
      method: asked.method,
      signal,
      headers: {
        accept: 'application/json',
        'user-agent': manager,
        ...(proof.authorization !== undefined && { authorization: proof.authorization }),
        ...(body !== undefined && { 'content-type': asked.type, 'content-length': Buffer.byteLength(body) }),
      },
    }
    return new Promise((resolve, reject) => {
      const fault = (error: Error): void => reject(this.unreachable(error, signal))
      const take = (response: IncomingMessage): void => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', fault)
        response.on('end', () => {
          const after = Number(response.headers['retry-after'])
          resolve({
            code: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString('utf8'),
            retryAfter_s: Number.isFinite(after) ? after : undefined,
          })
        })
      }
      const request = isSecure
        ? secureRequest(url, { ...options, agent: this.agentFor(proof) }, take)
        : plainRequest(url, options, take)
      request.on('error', fault)
      request.end(body)
    })
  }

  /** Connections are kept as long as it is the same one who asks. */
  private agentFor(proof: Proof): Agent & PlainAgent {
    const { authority, isUnverified, serverName } = this.reach
    if (this.agent?.proof.certificate !== proof.certificate || this.agent?.proof.key !== proof.key)
      this.close()
    this.agent ??= {
      proof,
      agent: new Agent({
        keepAlive: true,
        maxSockets: 8,
        rejectUnauthorized: !isUnverified,
        ca: authority,
        servername: serverName,
        cert: proof.certificate,
        key: proof.key,
      }),
    }
    return this.agent.agent
  }

  /** Addresses and what programs say of them are left out. */
  private unreachable(error: NodeJS.ErrnoException, signal: AbortSignal): Error {
    if (signal.aborted) return new Error(`${this.called} was not waited for any longer`)
    return new Unreachable(`${this.called} cannot be reached (${error.code ?? error.name})`, error.code)
  }
}

class Unreachable extends Error {
  readonly code: string | undefined

  constructor(message: string, code: string | undefined) {
    super(message)
    this.code = code
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof Unreachable &&
  ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(error.code ?? '')

function urlOf({ server, called }: Reach): URL {
  const url = URL.canParse(server) ? new URL(server) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new Error(`the server of ${called} is no address that begins with https://`)
  return url
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { type Certified, makeAuthority } from './certificates.ts'
import { FakeCluster, type Kind, keyOf, type Stored } from './fake-cluster.ts'

/*
 * An API server over HTTPS that speaks the calls that the driver makes: list with pages, get, JSON patch with preconditions, delete.
 * What goes wrong is told to it beforehand.
 */

/** What happens to the next request that the function says yes to; each trouble happens once. */
export interface Trouble {
  readonly when: (method: string, path: string) => boolean
  readonly what:
    | 'hang-up-before'
    | 'hang-up-after'
    | 'busy'
    | 'expired'
    | 'unauthorized'
    | 'forbidden'
    | 'no-json'
    | 'changed-meanwhile'
    | 'silence'
}

export interface Seen {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: unknown
}

const token = 'token-that-nobody-may-see'

export class FakeApi {
  readonly cluster: FakeCluster
  readonly seen: Seen[] = []
  readonly troubles: Trouble[] = []
  /** Of all requests, as long as it is so. */
  state: 'well' | 'hanging' | 'refusing' = 'well'
  readonly tokens = new Set([token])
  readonly folder = mkdtempSync(join(tmpdir(), 'fake-api-'))
  readonly authority = makeAuthority()
  readonly client: Certified = this.authority.issue('somebody', 'client')
  private readonly server: Server

  private constructor(seed: number) {
    this.cluster = new FakeCluster(seed)
    const { certificate, key } = this.authority.issue('fake', 'server')
    const options = { cert: certificate, key, ca: this.authority.certificate, requestCert: true }
    this.server = createServer({ ...options, rejectUnauthorized: false }, (request, response) => {
      void this.take(request, response)
    })
  }

  static async start(seed = 1): Promise<FakeApi> {
    const made = new FakeApi(seed)
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve))
    return made
  }

  get address(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Writes a kubeconfig; `user` is what stands below `user:`. */
  kubeconfig(user: unknown = { token }, cluster: Readonly<Record<string, unknown>> = {}): string {
    const file = join(this.folder, `config-${Math.random().toString(36).slice(2)}`)
    const data = Buffer.from(this.authority.certificate).toString('base64')
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'test',
      contexts: [{ name: 'test', context: { cluster: 'here', user: 'me' } }],
      clusters: [
        { name: 'here', cluster: { server: this.address, 'certificate-authority-data': data, ...cluster } },
      ],
      users: [{ name: 'me', user }],
    }
    writeFileSync(file, JSON.stringify(config))
    return file
  }

  trouble(what: Trouble['what'], when: Trouble['when'] = () => true): void {
    this.troubles.push({ what, when })
  }

  async close(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.address)
    const method = request.method ?? 'GET'
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const body: unknown = text === '' ? undefined : JSON.parse(text)
    const path = decodeURIComponent(url.pathname)
    this.seen.push({ method, path, query: url.searchParams, body })
    this.cluster.step()
    const at = this.troubles.findIndex(({ when }) => when(method, path))
    const sudden = at < 0 ? undefined : this.troubles.splice(at, 1)[0]?.what
    const what = sudden ?? (this.state === 'refusing' ? 'forbidden' : undefined)
    if (what === 'silence' || this.state === 'hanging') return
    if (what === 'hang-up-before') return void request.socket.destroy()
    if (what === 'changed-meanwhile') this.changeSomething(path)
    const answer = answerOfTrouble(what) ?? this.answer(request, method, path, url.searchParams, body)
    if (what === 'hang-up-after') return void request.socket.destroy()
    response.writeHead(answer.code, {
      'content-type': 'application/json',
      ...(answer.code === 429 && { 'retry-after': '0' }),
    })
    response.end(what === 'no-json' ? '<html>' : JSON.stringify(answer.value))
  }

  private changeSomething(path: string): void {
    const found = this.find(path)
    if (found?.object !== undefined) this.cluster.touch(found.object)
  }

  private answer(
    request: IncomingMessage,
    method: string,
    path: string,
    query: URLSearchParams,
    body: unknown,
  ): Answer {
    const { authorization = '' } = request.headers
    const hasToken = this.tokens.has(authorization.replace(/^Bearer /, ''))
    if (!hasToken && !(request.socket as TLSSocket).authorized)
      return status(401, 'Unauthorized', 'Unauthorized')
    const found = this.find(path)
    if (found === undefined)
      return status(404, 'NotFound', 'the server could not find the requested resource')
    const { kind, namespace, name, object } = found
    if (name === undefined) return this.list(kind, namespace, query)
    if (object === undefined)
      return status(404, 'NotFound', `${kind.toLowerCase()}s.apps "${name}" not found`)
    if (method === 'GET') return { code: 200, value: object }
    if (method === 'PATCH') return this.patch(object, request.headers['content-type'] ?? '', query, body)
    return this.remove(object, body)
  }

  private find(path: string) {
    const match =
      /^(?:\/apis\/apps\/v1|\/api\/v1)\/namespaces\/([^/]+)\/(deployments|statefulsets|daemonsets|replicasets|pods)(?:\/([^/]+))?$/.exec(
        path,
      )
    if (match === null) return undefined
    const [, namespace = '', plural = '', name] = match
    const kind = kinds[plural] as Kind
    return { kind, namespace, name, object: this.cluster.objects.get(keyOf(kind, namespace, name ?? '')) }
  }

  private list(kind: Kind, namespace: string, query: URLSearchParams): Answer {
    const wanted = (query.get('labelSelector') ?? '').split(',').filter((each) => each !== '')
    const all = [...this.cluster.objects.values()]
      .filter((each) => each.kind === kind && each.metadata.namespace === namespace)
      .filter(({ metadata }) =>
        wanted.every((each) => {
          const [key = '', value] = each.split('=')
          return metadata.labels[key] === value
        }),
      )
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
    const limit = Number(query.get('limit') ?? all.length)
    const after = query.get('continue') ?? ''
    const rest = all.filter(({ metadata }) => metadata.name > after)
    const items = rest.slice(0, limit)
    const last = items.at(-1)?.metadata.name ?? ''
    const metadata = { resourceVersion: '1', ...(rest.length > items.length && { continue: last }) }
    return { code: 200, value: { kind: `${kind}List`, metadata, items } }
  }

  private patch(object: Stored, type: string, query: URLSearchParams, body: unknown): Answer {
    if (type !== 'application/json-patch+json') return status(415, 'UnsupportedMediaType', type)
    if (query.get('fieldManager') !== 'interlock') return status(400, 'BadRequest', 'who writes?')
    const copy = structuredClone(object)
    for (const { op, path, value } of body as { op: string; path: string; value: unknown }[]) {
      if (!applyStep(copy, op, path, value)) return status(422, 'Invalid', `the patch fails at ${path}`)
    }
    if (copy.metadata.resourceVersion !== object.metadata.resourceVersion)
      return status(
        409,
        'Conflict',
        'the object has been modified; please apply your changes to the latest version',
      )
    if (JSON.stringify(copy.spec) !== JSON.stringify(object.spec)) {
      object.spec = copy.spec
      object.metadata.generation++
      delete object.status.hasLost
      delete object.status.conditions
      this.cluster.touch(object)
    }
    return { code: 200, value: object }
  }

  private remove(object: Stored, body: unknown): Answer {
    const { preconditions } = (body ?? {}) as { preconditions?: { uid?: string } }
    if (preconditions?.uid !== object.metadata.uid)
      return status(409, 'Conflict', 'the UID in the precondition differs')
    this.cluster.delete(object)
    return { code: 200, value: object }
  }
}

interface Answer {
  readonly code: number
  readonly value: unknown
}

const kinds: Readonly<Record<string, Kind>> = {
  deployments: 'Deployment',
  statefulsets: 'StatefulSet',
  daemonsets: 'DaemonSet',
  replicasets: 'ReplicaSet',
  pods: 'Pod',
}

const status = (code: number, reason: string, message: string): Answer => ({
  code,
  value: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code },
})

function answerOfTrouble(what: Trouble['what'] | undefined): Answer | undefined {
  switch (what) {
    case 'busy':
      return status(429, 'TooManyRequests', 'later')
    case 'expired':
      return status(410, 'Expired', 'The provided continue parameter is too old')
    case 'unauthorized':
      return status(401, 'Unauthorized', 'Unauthorized')
    case 'forbidden':
      return status(403, 'Forbidden', 'User "somebody" cannot do that')
    default:
      return undefined
  }
}

/** One step of RFC 6902, as far as it is used; false where it cannot be made. */
function applyStep(root: unknown, op: string, path: string, value: unknown): boolean {
  const steps = path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = steps.pop() ?? ''
  let at = root
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) return false
    at = (at as Record<string, unknown>)[step]
  }
  if (typeof at !== 'object' || at === null) return false
  if (Array.isArray(at)) {
    if (op === 'add') at.splice(last === '-' ? at.length : Number(last), 0, value)
    else if (Number(last) in at) at[Number(last)] = value
    else return false
    return true
  }
  const members = at as Record<string, unknown>
  if (op === 'replace' && !Object.hasOwn(members, last)) return false
  members[last] = value
  return true
}

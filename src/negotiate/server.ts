import { negotiationDocument } from './document.ts'
import { headerName } from './header.ts'
import { Ear, type Heard, type Side } from './hear.ts'
import type { Negotiation, Upgrade } from './result.ts'

/** What is used of node's IncomingMessage. */
export interface RequestLike {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Header lines before equal ones were joined; used where it is there. */
  readonly headersDistinct?: Readonly<Record<string, string[] | undefined>>
}

/** What is used of node's ServerResponse. */
export interface ResponseLike {
  statusCode: number
  setHeader(name: string, value: string): unknown
  end(body: string): unknown
}

export interface ServerOptions extends Side {
  /** refuse (the default): who may not go on is answered 426; annotate: everybody is let through. */
  readonly mode?: 'refuse' | 'annotate'
  /** What becomes of callers of whom it cannot be told; they are let through when left out. */
  readonly unknown?: 'refuse' | 'annotate'
  readonly onHeard?: (heard: Heard) => void
}

export type Handler<Req, Res> = (request: Req, response: Res) => unknown

export interface ServerNegotiation {
  (request: RequestLike, response: ResponseLike, next: () => void): void
  /** The same around a plain handler, as `http.createServer` takes it. */
  wrap<Req extends RequestLike, Res extends ResponseLike>(handler: Handler<Req, Res>): Handler<Req, Res>
}

const heardBy = new WeakMap<object, Heard>()

/** What was agreed with the sender of a request that has passed `negotiateServer`. */
export const heardFrom = (request: object): Heard | undefined => heardBy.get(request)

/** The answering end: tells who it is with every answer, and refuses callers that cannot be served. */
export function negotiateServer(options: ServerOptions): ServerNegotiation {
  const ear = new Ear(options)
  const { mode = 'refuse', unknown = 'annotate', onHeard } = options

  const admit = (request: RequestLike, response: ResponseLike): boolean => {
    const key = headerName.toLowerCase()
    const lines = request.headersDistinct?.[key]
    const heard = ear.hear(lines?.length === 1 ? lines[0] : (lines ?? request.headers[key]))
    heardBy.set(request, heard)
    response.setHeader(headerName, ear.text)
    onHeard?.(heard)
    const isDoubtful = heard.negotiation.outcome === 'unknown' && unknown === 'refuse'
    if (mode === 'annotate' || (heard.mayGoOn && !isDoubtful)) return true
    refuse(response, heard, options.peer)
    return false
  }
  const middleware = (request: RequestLike, response: ResponseLike, next: () => void): void => {
    if (admit(request, response)) next()
  }
  const wrap = <Req extends RequestLike, Res extends ResponseLike>(handler: Handler<Req, Res>) => {
    return (request: Req, response: Res): unknown =>
      admit(request, response) ? handler(request, response) : undefined
  }
  return Object.assign(middleware, { wrap })
}

function refuse(response: ResponseLike, { negotiation, note }: Heard, peer: string): void {
  const upgrade = upgradesOf(negotiation).find(({ component }) => component === peer)
  response.statusCode = 426
  // With this status HTTP demands to say what to upgrade to.
  response.setHeader('Upgrade', upgrade === undefined ? peer : `${peer}/${upgrade.version}`)
  response.setHeader('Connection', 'Upgrade')
  response.setHeader('Content-Type', 'application/json')
  response.end(`${JSON.stringify(negotiationDocument(negotiation, note))}\n`)
}

/** Releases to go to; what is needed counts before what would be nice. */
function upgradesOf(negotiation: Negotiation): readonly Upgrade[] {
  switch (negotiation.outcome) {
    case 'settled': {
      // One need has releases of its own; for several only what gives everything is certain to do.
      const unmet = negotiation.needs.filter(({ isMet }) => !isMet)
      const [only] = unmet
      if (unmet.length === 1 && only !== undefined) return only.upgrades
      return negotiation.recommended === undefined ? [] : [negotiation.recommended]
    }
    case 'refused':
      return negotiation.recommended === undefined ? [] : [negotiation.recommended]
    default:
      return []
  }
}

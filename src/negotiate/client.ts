import { headerName } from './header.ts'
import { Ear, type Heard, type Side } from './hear.ts'

export interface ClientOptions extends Side {
  readonly onHeard?: (heard: Heard) => void
}

/** What is used of the headers of `fetch`. */
interface HeadersLike {
  get(name: string): string | null
  forEach(visit: (value: string, name: string) => void): void
}

/** An answer of `fetch`, or node's IncomingMessage. */
export interface AnswerLike {
  readonly headers: unknown
}

type FetchLike<Input, Init, Answer> = (input: Input, init?: Init) => Promise<Answer>

export interface ClientNegotiation {
  /** The header to send, for clients of any other kind. */
  readonly headers: Readonly<Record<string, string>>
  /** `fetch`, or what is called in the same way, sending the header with every request. */
  fetch<Input, Init extends object, Answer extends AnswerLike>(
    send: FetchLike<Input, Init, Answer>,
  ): FetchLike<Input, Init, Answer>
  /** Options of `http.request` with the header among theirs. */
  options<Options extends object>(options: Options): Options & { readonly headers: unknown }
  /** What was agreed with the sender of an answer. */
  heardFrom(answer: AnswerLike): Heard
}

/** The asking end: tells who it is with every request, and reads who has answered. */
export function negotiateClient(options: ClientOptions): ClientNegotiation {
  const ear = new Ear(options)
  const heardFrom = ({ headers }: AnswerLike): Heard => ear.hear(headerOf(headers))
  return {
    headers: { [headerName]: ear.text },
    fetch: (send) => async (input, init) => {
      const headers = withHeader(headersMember(init) ?? headersMember(input), ear.text)
      const answer = await send(input, { ...init, headers } as NonNullable<typeof init>)
      options.onHeard?.(heardFrom(answer))
      return answer
    },
    options: (given) => ({ ...given, headers: withHeader(headersMember(given), ear.text) }),
    heardFrom,
  }
}

const isHeaders = (value: unknown): value is HeadersLike =>
  typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function'

const headersMember = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'headers' in value ? value.headers : undefined

/** Headers of any form that fetch and http.request take, with ours in place of one of the same name. */
function withHeader(
  given: unknown,
  text: string,
): Record<string, unknown> | readonly (readonly [string, string])[] {
  const isOther = (name: string): boolean => name.toLowerCase() !== headerName.toLowerCase()
  if (isHeaders(given) && 'forEach' in given) {
    const pairs: [string, string][] = []
    given.forEach((value, name) => {
      if (isOther(name)) pairs.push([name, value])
    })
    return [...pairs, [headerName, text]]
  }
  if (Array.isArray(given)) {
    const list: readonly unknown[] = given
    // http.request also takes one flat list of names and values, one after the other.
    const pairs = list.every((each) => Array.isArray(each))
      ? list.map((pair: readonly unknown[]) => [String(pair[0]), String(pair[1])] as const)
      : list.flatMap((name, i) => (i % 2 === 0 ? [[String(name), String(list[i + 1] ?? '')] as const] : []))
    const others = pairs.filter(([name]) => isOther(name))
    return [...others, [headerName, text]]
  }
  const entries = Object.entries(typeof given === 'object' && given !== null ? given : {})
  return { ...Object.fromEntries(entries.filter(([name]) => isOther(name))), [headerName]: text }
}

function headerOf(headers: unknown): unknown {
  if (isHeaders(headers)) return headers.get(headerName) ?? undefined
  if (typeof headers !== 'object' || headers === null) return undefined
  return Object.entries(headers).find(([name]) => name.toLowerCase() === headerName.toLowerCase())?.[1]
}

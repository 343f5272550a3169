import type { Answer } from '../execute/index.ts'

/** What is sent to an address. */
export interface HttpQuestion {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

const mostBody_bytes = 4 * 1024 * 1024

/** Asks an address once, and follows it nowhere else. Rejects when nobody answers, or far too much. */
export async function askHttp(question: HttpQuestion, signal: AbortSignal): Promise<HttpAnswer> {
  // Loaded when something is asked: most commands ask nothing.
  const { request } =
    new URL(question.url).protocol === 'https:' ? await import('node:https') : await import('node:http')
  return new Promise((resolve, reject) => {
    const { method, headers } = question
    // No agent: a connection that is kept may lead to a server that has been replaced since.
    const asked = request(question.url, { method, headers, signal, agent: false }, (answer) => {
      const parts: Buffer[] = []
      let size = 0
      answer.on('data', (bytes: Buffer) => {
        size += bytes.length
        if (size > mostBody_bytes)
          asked.destroy(new Error(`it answers with more than ${mostBody_bytes >> 20} MiB`))
        else parts.push(bytes)
      })
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
      )
      answer.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(question.body)
  })
}

/** A text that is expected, and how messages show it: what the environment fills in may be a secret. */
export interface Expected {
  readonly filled: string
  readonly shown: string
}

/** What an answer has to be. */
export interface HttpExpectation {
  /** 200 to 299 when undefined. */
  readonly status: readonly number[] | undefined
  readonly text: Expected | undefined
  readonly value: { readonly pointer: string; readonly is: Expected | undefined } | undefined
}

/** Whether an answer is as expected. */
export function judgeHttp({ status, body }: HttpAnswer, expected: HttpExpectation): Answer {
  const no = (because: string): Answer => ({ kind: 'no', because })
  const isExpected = expected.status?.includes(status) ?? (status >= 200 && status < 300)
  if (!isExpected) return no(`status ${status}`)
  if (expected.text !== undefined && !body.includes(expected.text.filled))
    return no(`"${expected.text.shown}" is not in the answer`)
  if (expected.value === undefined) return { kind: 'yes' }
  const { pointer, is } = expected.value
  const found = valueAtPointer(body, pointer)
  if (found === undefined) return no(`the answer has nothing at ${pointer}`)
  return is === undefined || found === is.filled
    ? { kind: 'yes' }
    : no(`${pointer} is ${found}, not ${is.shown}`)
}

/** The value at a JSON pointer of a text: a text, or JSON for what is none; undefined where there is none. */
export function valueAtPointer(body: string, pointer: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return undefined
  }
  const found = pointed(value, pointer)
  if (found === undefined) return undefined
  return typeof found === 'string' ? found : JSON.stringify(found)
}

/** What a JSON pointer (RFC 6901) leads to. */
export function pointed(root: unknown, pointer: string): unknown {
  let value = root
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[name]
  }
  return value
}

import { messageOf } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { Answer } from '../execute/index.ts'
import {
  askHttp,
  type Expected,
  type HttpAnswer,
  type HttpExpectation,
  type HttpQuestion,
  judgeHttp,
} from './http.ts'
import {
  fill,
  fillAddress,
  fillShown,
  ofOneText,
  type Placeholder,
  type Template,
  type Values,
} from './template.ts'
import type { TemplateReader } from './template-reader.ts'

/** A question to an address as a document has it, its placeholders known. */
export interface HttpTemplate {
  readonly url: Template
  readonly method: string
  readonly headers: ReadonlyMap<string, Template>
  readonly body: Template | undefined
  readonly status: readonly number[] | undefined
  readonly text: Template | undefined
  readonly pointer: string | undefined
  readonly is: Template | undefined
}

export interface WrittenHttp {
  readonly url: string
  readonly method?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
  readonly status?: number | readonly number[] | undefined
  readonly text?: string | undefined
  readonly pointer?: string | undefined
  readonly is?: string | number | boolean | undefined
}

export function readHttp(
  written: WrittenHttp,
  placeholders: readonly Placeholder[],
  path: Path,
  reader: TemplateReader,
): HttpTemplate {
  const single = ofOneText(placeholders)
  const read = (member: keyof WrittenHttp): Template | undefined => {
    const value = written[member]
    return value === undefined ? undefined : reader.text(String(value), single, [...path, member])
  }
  if (written.is !== undefined && written.pointer === undefined)
    reader.refuse([...path, 'is'], '"is" says what stands at a pointer', 'add "pointer", or use "text"')
  const { status } = written
  return {
    url: reader.text(written.url, single, [...path, 'url']),
    method: written.method ?? 'GET',
    headers: reader.texts(written.headers, single, [...path, 'headers']),
    body: read('body'),
    status: status === undefined || typeof status !== 'number' ? status : [status],
    text: read('text'),
    pointer: written.pointer,
    is: read('is'),
  }
}

export const httpTemplates = ({ url, headers, body, text, is }: HttpTemplate): readonly Template[] =>
  [url, ...headers.values(), body, text, is].filter((each) => each !== undefined)

/**
 * Whether an address answers as expected, and with what. Who does not answer says no; rejects when there is no such address, or when the
 * signal says so.
 */
export async function askHttpTemplate(
  http: HttpTemplate,
  values: Values,
  signal: AbortSignal,
): Promise<{ readonly kind: 'yes'; readonly body: string } | Extract<Answer, { kind: 'no' }>> {
  const expectation = expectationOf(http, values)
  const question = questionOf(http, values)
  let answer: HttpAnswer
  try {
    answer = await askHttp(question, signal)
  } catch (error) {
    signal.throwIfAborted()
    return { kind: 'no', because: messageOf(error) }
  }
  const judged = judgeHttp(answer, expectation)
  return judged.kind === 'no' ? judged : { kind: 'yes', body: answer.body }
}

function questionOf(http: HttpTemplate, values: Values): HttpQuestion {
  const url = fillAddress(http.url, values)
  if (!URL.canParse(url)) throw new Error(`${http.url.written} is no address`)
  return {
    url,
    method: http.method,
    headers: Object.fromEntries([...http.headers].map(([name, value]) => [name, fill(value, values)])),
    body: http.body && fill(http.body, values),
  }
}

function expectationOf({ status, text, pointer, is }: HttpTemplate, values: Values): HttpExpectation {
  const expected = (template: Template): Expected => ({
    filled: fill(template, values),
    shown: fillShown(template, values),
  })
  return {
    status,
    text: text && expected(text),
    value: pointer === undefined ? undefined : { pointer, is: is && expected(is) },
  }
}

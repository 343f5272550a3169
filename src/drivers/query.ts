import { unreachable } from '../base/index.ts'
import { type Command, type Ground, runCommand, type WrittenCommand, withEnv } from './commands.ts'
import { askHttp, judgeHttp, valueAtPointer } from './http.ts'
import { expectationOf, type HttpTemplate, questionOf, readHttp, type WrittenHttp } from './http-template.ts'
import { patternOf } from './pattern.ts'
import type { Placeholder, Values } from './template.ts'
import type { TemplateReader } from './template-reader.ts'

/** How one instance is asked for something. */
export type Query =
  | { readonly kind: 'command'; readonly command: Command; readonly match: RegExp | undefined }
  | { readonly kind: 'http'; readonly http: HttpTemplate; readonly match: RegExp | undefined }

type WrittenQuery = (WrittenCommand | WrittenHttp) & { readonly match?: string | undefined }

/** Reads how one instance is asked, at a member of a driver's settings. */
export function readQuery(
  written: WrittenQuery,
  member: string,
  placeholders: readonly Placeholder[],
  reader: TemplateReader,
  shared: Command['env'] = new Map(),
): Query {
  const match = patternOf(written.match, [member, 'match'], reader)
  if ('run' in written) {
    const command = withEnv(reader.command(written, placeholders, [member]), shared)
    return { kind: 'command', command, match }
  }
  return { kind: 'http', http: readHttp(written, placeholders, [member], reader), match }
}

/**
 * Asks one instance. What it says; undefined when it says nothing that was expected, as while it is down or takes too long. Rejects when it
 * cannot be asked, or when the signal says so.
 */
export async function answerOf(
  query: Query,
  values: Values,
  ground: Ground,
  patience_ms: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(patience_ms)
  const either = AbortSignal.any([signal, timeout])
  try {
    return await said(query, values, ground, either)
  } catch (error) {
    if (signal.aborted || !timeout.aborted) throw error
    return undefined
  }
}

async function said(
  query: Query,
  values: Values,
  ground: Ground,
  signal: AbortSignal,
): Promise<string | undefined> {
  switch (query.kind) {
    case 'command': {
      const { code, out } = await runCommand(query.command, values, ground, signal)
      return code === 0 ? matched(out, query.match) : undefined
    }
    case 'http': {
      const { http, match } = query
      const expectation = expectationOf(http, values)
      const answer = await askHttp(questionOf(http, values), signal).catch((error: unknown) => {
        signal.throwIfAborted()
        if (error instanceof Error) return undefined
        throw error
      })
      if (answer === undefined || judgeHttp(answer, expectation).kind === 'no') return undefined
      const { pointer } = http
      return matched(
        pointer === undefined ? answer.body : (valueAtPointer(answer.body, pointer) ?? ''),
        match,
      )
    }
    default:
      return unreachable(query)
  }
}

/** The first group of the pattern, or all of it where it has none; without a pattern all of the text. */
function matched(text: string, pattern: RegExp | undefined): string | undefined {
  if (pattern === undefined) return text.trim()
  const found = pattern.exec(text)
  return found === null ? undefined : (found[1] ?? found[0]).trim()
}

import { unreachable } from '../base/index.ts'
import { type Command, type Ground, runCommand, type WrittenCommand, withEnv } from './commands.ts'
import { valueAtPointer } from './http.ts'
import { askHttpTemplate, type HttpTemplate, readHttp, type WrittenHttp } from './http-template.ts'
import { patternOf } from './pattern.ts'
import { failureOf } from './programs.ts'
import type { Placeholder, Values } from './template.ts'
import type { TemplateReader } from './template-reader.ts'
import { within } from './within.ts'

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

/** What one instance says; or why it says nothing that was expected, as while it is down or takes too long. */
export type Said =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'silent'; readonly because: string }

/** Asks one instance. Rejects when it cannot be asked, or when the signal says so. */
export async function answerOf(
  query: Query,
  values: Values,
  ground: Ground,
  patience_ms: number,
  signal: AbortSignal,
): Promise<Said> {
  const answer = await within(patience_ms, signal, (either) => said(query, values, ground, either))
  return answer ?? silent(`no answer within ${patience_ms / 1000} s`)
}

const silent = (because: string): Said => ({ kind: 'silent', because })

async function said(query: Query, values: Values, ground: Ground, signal: AbortSignal): Promise<Said> {
  switch (query.kind) {
    case 'command': {
      const ended = await runCommand(query.command, values, ground, signal)
      if (ended.code !== 0) return silent(failureOf(ended, query.command.args[0]?.written ?? ''))
      return matched(ended.out, query.match)
    }
    case 'http': {
      const { http, match } = query
      const answer = await askHttpTemplate(http, values, signal)
      if (answer.kind === 'no') return silent(answer.because)
      const { pointer } = http
      const text = pointer === undefined ? answer.body : valueAtPointer(answer.body, pointer)
      return matched(text ?? '', match)
    }
    default:
      return unreachable(query)
  }
}

/** The first group of the pattern, or all of it where it has none; without a pattern all of the text. */
function matched(text: string, pattern: RegExp | undefined): Said {
  if (pattern === undefined) return { kind: 'said', text: text.trim() }
  const found = pattern.exec(text)
  // A group that took no part in the match says nothing.
  const [whole, first] = found ?? []
  const told = found === null || found.length > 1 ? first : whole
  if (told === undefined)
    return silent(`${JSON.stringify(text.trim().slice(0, 80))} is not what was expected`)
  return { kind: 'said', text: told.trim() }
}

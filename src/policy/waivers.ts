import * as z from 'zod/mini'
import { type Diagnostic, fail, isInScope, ok, type Place, type Result } from '../base/index.ts'
import { about, date, readDocument, text, validate } from '../document/index.ts'
import { apiVersion } from './schema.ts'

/** A finding that somebody decided to live with, until a day. */
export interface Waiver {
  /** `policy/rule`. */
  readonly rule: string
  /** Only in this scope and those inside it; everywhere when left out. */
  readonly scope?: string
  /** Only of this row of a ledger or this release; of every one when left out. */
  readonly subject?: string
  readonly reason: string
  /** The last day on which it counts, ISO date. */
  readonly until: string
  readonly place: Place
}

const waiversSchema = z.strictObject({
  $schema: z.optional(about(text(), 'The JSON Schema of this document, for editors.')),
  apiVersion: about(z.literal(apiVersion), 'The version of this language.'),
  kind: about(z.literal('Waivers'), 'The kind of this document.'),
  waivers: about(
    z.array(
      z.strictObject({
        rule: about(
          z
            .string()
            .check(z.regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/, 'a rule as findings cite it: POLICY/RULE')),
          'The rule, as findings cite it: POLICY/RULE.',
        ),
        scope: z.optional(about(text(), 'The scope, with those inside it; everywhere when left out.')),
        subject: z.optional(
          about(
            text(),
            'The row of a ledger (`sieve.fine v1`) or the release (`server 1.2.3`) that a lint finding is about; every one when left out.',
          ),
        ),
        reason: about(text(), 'Why the finding is lived with.'),
        until: about(date(), 'The last day on which the waiver counts.'),
      }),
    ),
    'What is lived with, and until when.',
  ),
})

/** The JSON Schema of waivers, for editors. */
export const waiversJsonSchema = (): unknown =>
  z.toJSONSchema(waiversSchema, { io: 'input', target: 'draft-2020-12' })

/** Reads a document of waivers; every problem is reported with its place. */
export function readWaivers(content: string, file: string): Result<readonly Waiver[], readonly Diagnostic[]> {
  const source = readDocument(content, file)
  if (!source.ok) return source
  const document = validate(waiversSchema, source.value)
  if (!document.ok) return document
  const waivers = document.value.waivers.map(({ rule, scope, subject, reason, until }, i): Waiver => {
    const place = source.value.place(['waivers', i])
    const only = { ...(scope !== undefined && { scope }), ...(subject !== undefined && { subject }) }
    return { rule, ...only, reason, until, place }
  })
  const impossible = waivers.findIndex(({ until }) => Number.isNaN(Date.parse(until)))
  if (impossible < 0) return ok(waivers)
  const place = source.value.place(['waivers', impossible, 'until'])
  return fail([
    { place, message: `"${waivers[impossible]?.until}" is no day`, help: 'expected YEAR-MONTH-DAY' },
  ])
}

/** What is left after what somebody decided to live with was set aside. */
export interface Waived<F> {
  readonly kept: readonly F[]
  /** Findings that count no more, with the waiver that says so. */
  readonly waived: readonly { readonly finding: F; readonly waiver: Waiver }[]
  /** Waivers whose day is over: somebody has to decide again. */
  readonly expired: readonly Waiver[]
  /** Waivers of findings that are no longer there. */
  readonly unused: readonly Waiver[]
}

/** What a waiver looks at: which rule is broken, and where. */
export interface Waivable {
  readonly rule: string | undefined
  readonly scope?: string
  /** What it is about: a row of a ledger, a release, a thing in a manifest. */
  readonly subject?: string
}

/** Sets aside the findings that waivers name, on a day (ISO date). */
export function waive<F>(
  findings: readonly F[],
  seen: (finding: F) => Waivable,
  waivers: readonly Waiver[],
  today: string,
): Waived<F> {
  const expired = waivers.filter(({ until }) => until < today)
  const valid = waivers.filter((waiver) => !expired.includes(waiver))
  const waived: { finding: F; waiver: Waiver }[] = []
  const kept = findings.filter((finding) => {
    const waiver = valid.find((candidate) => isFor(candidate, seen(finding)))
    if (waiver !== undefined) waived.push({ finding, waiver })
    return waiver === undefined
  })
  const used = new Set(waived.map(({ waiver }) => waiver))
  return { kept, waived, expired, unused: valid.filter((waiver) => !used.has(waiver)) }
}

const isFor = ({ rule, scope, subject }: Waiver, seen: Waivable): boolean =>
  rule === seen.rule &&
  (subject === undefined || subject === seen.subject) &&
  (scope === undefined || (seen.scope !== undefined && isInScope(seen.scope, scope)))

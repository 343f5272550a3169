import * as z from 'zod/mini'
import { durationForm, durationPattern } from '../base/index.ts'

/*
 * What the schemas of all documents are written with. A description given here reaches the JSON Schema that
 * editors use and the generated reference.
 */

/** The schema, with the sentence that editors and the reference show for it. */
export const about = <T extends z.ZodMiniType>(schema: T, description: string): T => {
  z.globalRegistry.add(schema, { description })
  return schema
}

/** Text that is not empty. */
export const text = () => z.string().check(z.minLength(1))

/** The name of a thing that documents refer to. */
export const name = () =>
  z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, 'a name of lower-case letters, digits and dashes'))

/** The name of a thing, or `owner/name` for one of another document. */
export const reference = () =>
  z
    .string()
    .check(
      z.regex(
        /^([a-z][a-z0-9-]*\/)?[a-z][a-z0-9-]*$/,
        'a name, or POLICY/NAME, of lower-case letters, digits and dashes',
      ),
    )

/** A version: an unquoted whole number (`1`) is one too. */
export const version = () => z.union([text(), z.int()])

/** A day; whether the calendar has it is asked where it is read. */
export const date = () => z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-03-19'))

/** How long something takes; whether it is too long is asked where it is read. */
export const duration = () => z.string(durationForm).check(z.regex(durationPattern, durationForm))

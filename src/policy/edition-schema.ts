import * as z from 'zod/mini'
import { about, date, text } from '../document/index.ts'

/** The days on which a rule about releases is in force, and what it was on others. */
export const editionMembers = {
  from: z.optional(about(date(), 'The first day of this edition of the rule.')),
  until: z.optional(about(date(), 'The last day of this edition of the rule.')),
  editions: about(
    z._default(
      z.array(
        z.strictObject({
          from: z.optional(about(date(), 'Its first day.')),
          until: z.optional(about(date(), 'Its last day.')),
          because: about(text(), 'What was different then.'),
          set: about(z.record(z.string(), z.unknown()), 'The members of the rule that were different.'),
        }),
      ),
      [],
    ),
    'Other editions of the rule: what was released on their days is judged by them. What is of no edition is legacy.',
  ),
}

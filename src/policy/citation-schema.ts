import * as z from 'zod/mini'
import { about, name, text } from '../document/index.ts'

/** The `source` of a rule, whatever the rule is about. */
export const citation = () =>
  about(
    z.strictObject({
      in: about(name(), 'A name from `sources`.'),
      section: z.optional(about(text(), 'The heading under which it stands.')),
    }),
    'Where the rule is written.',
  )

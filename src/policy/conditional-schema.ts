import * as z from 'zod/mini'
import { about, date, reference, text } from '../document/index.ts'

/* What counts under a condition only, or on some days: required stops, blocked moves, expressions. */

const condition = () =>
  z.optional(
    about(
      z
        .string()
        .check(z.regex(/^(?:not )?[a-z0-9][a-z0-9-]*$/, 'the name of a fact, or "not" and that name')),
      'A name from `facts`, or `not` and the name. Where the fact is not told, what would be refused is unknown.',
    ),
  )

export const conditional = { when: condition() }

export const dated = {
  since: z.optional(about(date(), 'The first day on which this counts.')),
  until: z.optional(about(date(), 'The last day on which this counts.')),
  when: condition(),
}

const otherwise = (what: string) =>
  about(z._default(z.enum(['untested', 'unknown', 'unsupported']), 'unsupported'), what)

export const stopsMembers = {
  of: about(text(), 'A component, optionally with a range of the versions that a move starts from.'),
  on: about(
    z._default(z.enum(['up', 'down', 'both']), 'up'),
    'The direction in which the stops have to be made.',
  ),
  stops: about(
    z
      .array(
        z.strictObject({
          at: about(text(), 'The versions of which one is stopped at: a line `1.4.x`, or `>=1.4.2 <1.5.0`.'),
          because: z.optional(about(text(), 'Why, when the rule itself does not say it.')),
          ...dated,
        }),
      )
      .check(z.minLength(1)),
    'The stops; a move from before one to beyond it breaks the rule.',
  ),
  else: otherwise('The verdict on a move past a stop.'),
}

export const expressionMembers = {
  of: about(
    z.array(reference()).check(z.minLength(1)),
    'The components that the expression speaks of: asked where all of them see each other, of one version of each.',
  ),
  holds: about(
    text(),
    'The expression (CEL): `agent <= server`, `agent.minor() + 2 >= server.minor()`; components by their names, with `_` for `-` and `/`. Versions have `< <= > >= ==`, `.major() .minor() .patch()` (numbers), `.line() .text()` (texts), `.isPrerelease()`, `.isLessThan(v) .isGreaterThan(v) .compareTo(v)` (v: a version, or a text); `version("1.2.3")` reads a constant, and `semver` is another word for it.',
  ),
  else: otherwise('The verdict where the answer is no. Where there is no answer, it is unknown.'),
  at: about(
    z._default(z.enum(['rest', 'always']), 'always'),
    'always: asked in every moment; rest: where everybody has arrived.',
  ),
}

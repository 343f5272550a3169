import * as z from 'zod/mini'
import { about, duration, name, text } from '../document/index.ts'

/** What a rollout rule says beside what all rules say. */
export const rolloutMembers = {
  of: about(name(), 'The component.'),
  batch: about(
    z.union([z.int().check(z.minimum(1)), text()]),
    'How many instances move together: a count, or a percentage of the group.',
  ),
  most: z.optional(
    about(z.int().check(z.minimum(1)), 'The largest batch that the policy allows; no limit when left out.'),
  ),
  modes: about(
    z._default(z.array(z.enum(['rolling', 'stopped'])).check(z.minLength(1)), ['rolling', 'stopped']),
    'Ways in which a stage may be carried out; the first is the default.',
  ),
  takes: z.optional(
    about(
      z.strictObject({
        batch: z.optional(
          about(duration(), 'How long a batch takes, until its instances are healthy again: `90s`, `1h30m`.'),
        ),
        soak: z.optional(
          about(
            duration(),
            'How long a stage is watched once its last batch is done, before what waits for it begins; a canary is watched as long.',
          ),
        ),
      }),
      'How long it takes, for estimates: `batch`, until the instances of a batch are healthy again, and `soak`, for which a finished stage (and a canary) is watched before others begin. No estimate is made of what nobody says.',
    ),
  ),
}

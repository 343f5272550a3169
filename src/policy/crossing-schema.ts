import * as z from 'zod/mini'
import { about, name, text, version } from '../document/index.ts'

/* The part of the policy language about what happens where a stage crosses a boundary. */

const commands = (description: string) =>
  about(z.union([text(), z.array(text()).check(z.minLength(1))]), description)

const task = z.strictObject({
  id: about(name(), 'The name of the task, unique in its rule.'),
  do: about(
    text(),
    'What is to be done, in words; `{from}`, `{to}`, `{component}` and `{scope}` stand for those of the stage.',
  ),
  run: z.optional(commands('Commands that do it, with the same placeholders.')),
})

/** The members of a crossing rule beside those of all rules. */
export const crossingMembers = {
  of: about(z.array(name()).check(z.minLength(1)), 'The components whose stages are meant.'),
  unit: z.optional(
    about(
      z.enum(['release', 'line', 'major']),
      'Stages that go to another one of these cross; `release` are all stages.',
    ),
  ),
  at: z.optional(
    about(
      version(),
      'Instead of a unit: stages that come from below this version and reach it, or the reverse.',
    ),
  ),
  on: z.optional(about(z.enum(['up', 'down']), 'The direction that is meant; both when left out.')),
  together: about(
    z._default(z.boolean(), false),
    'true: the components cross at once, all of them stopped meanwhile. Users have to allow that.',
  ),
  by: z.optional(
    commands(
      'Commands that carry out the stage itself; `{from}`, `{to}`, `{component}` and `{scope}` as in tasks.',
    ),
  ),
  before: about(z._default(z.array(task), []), 'What is done before such a stage, and changes no version.'),
  after: about(z._default(z.array(task), []), 'What is done after it.'),
}

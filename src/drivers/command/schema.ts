import * as z from 'zod/mini'
import { about, text } from '../../document/index.ts'
import {
  answer,
  command,
  environment,
  healthQuery,
  instanceMembers,
  pattern,
  place,
  pointer,
  versionQuery,
} from '../members.ts'

/* How the settings of a `command` driver are spelled. */

const listing = () =>
  z.strictObject({
    run: command(),
    ...place(),
    prints: z.optional(
      about(
        z.enum(['json', 'lines']),
        'json: a list, or one object in each line; lines: one instance in each line. json when left out.',
      ),
    ),
    items: z.optional(about(pointer(), 'Where in the JSON the list stands, as a JSON pointer.')),
    fields: z.optional(
      about(
        z.strictObject({
          id: z.optional(pointer()),
          version: z.optional(pointer()),
          ready: z.optional(pointer()),
          trouble: z.optional(pointer()),
          part: z.optional(pointer()),
        }),
        'Where in each object of the list they stand, as JSON pointers: /id, /version, /ready, /trouble and /part when left out.',
      ),
    ),
    columns: z.optional(
      about(
        z.array(z.enum(['id', 'version', 'ready', 'trouble', 'part', '-'])).check(z.minLength(1)),
        'What stands in the columns of a line; - for what nobody needs.',
      ),
    ),
    separator: z.optional(about(text(), 'What stands between columns: any spaces when left out.')),
    match: pattern(
      'What a line looks like, in place of columns: a regular expression with the groups (?<id>…), (?<version>…), (?<ready>…), (?<trouble>…) and (?<part>…). Other lines are skipped.',
    ),
    ready: z.optional(
      about(
        z.array(text()).check(z.minLength(1)),
        'The words that mean that an instance serves: true, yes, ready and 1 when left out.',
      ),
    ),
  })

export const commandSchema = () =>
  z.strictObject({
    kind: z.literal('command'),
    env: z.optional(environment()),
    observe: z.optional(about(listing(), 'Prints all instances of the component in a scope.')),
    instances: z.optional(
      about(
        z.array(z.strictObject(instanceMembers())).check(z.minLength(1)),
        'All instances of the component, in the order in which they move, where no command can list them.',
      ),
    ),
    version: z.optional(
      about(versionQuery(), 'Asks one instance for its version. One that does not answer is seen as down.'),
    ),
    health: z.optional(about(healthQuery(), 'Asks one instance whether it serves.')),
    answer: answer(),
    move: about(
      z.strictObject({ run: command(), ...place() }),
      'Moves instances to the version {to}: one at a time where {id} is in it, all of a batch where {ids} is, else all of the group.',
    ),
    stop: z.optional(about(z.strictObject({ run: command(), ...place() }), 'Stops instances, likewise.')),
  })

export type CommandSettings = z.output<ReturnType<typeof commandSchema>>

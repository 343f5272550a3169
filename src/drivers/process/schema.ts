import * as z from 'zod/mini'
import { about, text } from '../../document/index.ts'
import { answer, environment, healthQuery, instanceMembers, wait } from '../members.ts'

/* How the settings of a `process` driver are spelled. */

const files = () =>
  about(
    z.record(text(), z.string()),
    'Files that are written before each start: the path, and what is in it.',
  )

const args = (description: string) => z.optional(about(z.array(z.string()), description))

export const processSchema = () =>
  z.strictObject({
    kind: z.literal('process'),
    state: about(
      text(),
      'A folder of its own, where it keeps which processes it has started, and what they print. {scope} and {component} may stand in it.',
    ),
    bin: about(text(), 'The program, by the version that is to run: `/opt/server/{version}/bin/server`.'),
    args: args('Its arguments.'),
    env: z.optional(environment()),
    folder: z.optional(about(text(), 'Where it runs: the folder of the document when left out.')),
    files: z.optional(files()),
    instances: about(
      z
        .array(
          z.strictObject({
            ...instanceMembers(),
            args: args('More arguments, after those for all.'),
            env: z.optional(environment()),
            files: z.optional(files()),
          }),
        )
        .check(z.minLength(1)),
      'All instances of the component, in the order in which they move.',
    ),
    begins: z.optional(
      about(
        text(),
        'The version at which an instance is started that has never run, when a run first looks at it. Each instance names its scope then.',
      ),
    ),
    health: z.optional(
      about(healthQuery(), 'Asks one instance whether it serves; without it, one that runs does.'),
    ),
    answer: answer(),
    grace: z.optional(
      about(
        wait(),
        'How long a process may take to end once it is told to: 10s when left out. Then it is killed.',
      ),
    ),
  })

export type ProcessSettings = z.output<ReturnType<typeof processSchema>>

import * as z from 'zod/mini'
import type { Place } from '../base/index.ts'
import { about, duration, name, text } from '../document/index.ts'

/* What a fleet document says beside what runs, as it is spelled. */

const scopes = () =>
  z._default(about(z.array(text()), 'The scopes, each with everything inside it; all when left out.'), [])

const barred = (what: string) =>
  z.strictObject({
    component: about(text(), 'A component, as COMPONENT or POLICY/COMPONENT.'),
    versions: about(text(), `The range of versions that ${what}.`),
    scopes: scopes(),
    because: z.optional(about(text(), 'Why not.')),
  })

const components = () =>
  about(
    z._default(z.array(text()), []),
    'The components, as COMPONENT or POLICY/COMPONENT; all when left out.',
  )

const hookTasks = (what: string) =>
  about(
    z._default(
      z.array(
        z.strictObject({
          id: about(name(), 'The name of the step.'),
          do: about(
            text(),
            'What is to be done, in words; {from}, {to}, {component} and {scope} are filled in.',
          ),
          run: about(z._default(z.array(text()), []), 'Commands that do it.'),
        }),
      ),
      [],
    ),
    what,
  )

export const limitMembers = {
  facts: about(
    z._default(z.record(text(), z.boolean()), {}),
    'What policies ask about the fleet: a fact as NAME or POLICY/NAME, and whether it is so.',
  ),
  unavailable: about(
    z._default(z.array(barred('cannot be installed')), []),
    'Releases that nobody can install here: a plan neither stops at them nor ends there.',
  ),
  avoid: about(
    z._default(z.array(barred('should not be run')), []),
    'Releases with known faults: a plan stops at them only where there is no other way, and says so.',
  ),
  waves: about(
    z._default(
      z.array(
        z.strictObject({
          name: about(name(), 'The name of the wave.'),
          scopes: scopes(),
          components: components(),
          parts: about(
            z._default(z.array(text()), []),
            'The names of instances, where it is not all of them.',
          ),
          after: z.optional(
            about(
              z.array(name()),
              'The waves that have arrived before it begins; the one before it when left out.',
            ),
          ),
          soak: z.optional(
            about(duration(), 'How long the waves before it are watched before it begins: `30m`, `2d`.'),
          ),
        }),
      ),
      [],
    ),
    'Who goes first: a wave begins when all of the waves before it have arrived. What is in no wave is free.',
  ),
  hooks: about(
    z._default(
      z.array(
        z.strictObject({
          name: about(name(), 'The name of the hook.'),
          scopes: scopes(),
          components: components(),
          before: hookTasks('What is done before each stage: preflight checks, a backup.'),
          after: hookTasks('What is done after each stage.'),
        }),
      ),
      [],
    ),
    'Steps beside every stage of these components and scopes, which change no version.',
  ),
}

const limitsSchema = z.object(limitMembers)

/** A list of releases to avoid, as a file of its own. */
export const avoidSchema = z.strictObject({
  $schema: z.optional(text()),
  apiVersion: z.literal('interlock.dev/v1alpha1'),
  kind: z.literal('Avoid'),
  avoid: limitMembers.avoid,
})

/** Nothing beside what runs. */
export const nothingWritten: z.output<typeof limitsSchema> = {
  facts: {},
  unavailable: [],
  avoid: [],
  waves: [],
  hooks: [],
}

/** What a document says beside what runs, and where. */
export interface WrittenLimits {
  readonly written: z.output<typeof limitsSchema>
  readonly place: (path: readonly (string | number)[]) => Place
}

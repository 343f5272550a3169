import * as z from 'zod/mini'
import type { Place } from '../base/index.ts'
import { about, name, text } from '../document/index.ts'

/* What a fleet document says beside what runs, as it is spelled. */

const scopes = () =>
  z._default(about(z.array(text()), 'The scopes, each with everything inside it; all when left out.'), [])

export const limitMembers = {
  facts: about(
    z._default(z.record(text(), z.boolean()), {}),
    'What policies ask about the fleet: a fact as NAME or POLICY/NAME, and whether it is so.',
  ),
  unavailable: about(
    z._default(
      z.array(
        z.strictObject({
          component: about(text(), 'A component, as COMPONENT or POLICY/COMPONENT.'),
          versions: about(text(), 'The range of versions that cannot be installed.'),
          scopes: scopes(),
          because: z.optional(about(text(), 'Why not.')),
        }),
      ),
      [],
    ),
    'Releases that nobody can install here: a plan neither stops at them nor ends there.',
  ),
  waves: about(
    z._default(
      z.array(
        z.strictObject({
          name: about(name(), 'The name of the wave.'),
          scopes: scopes(),
          components: about(
            z._default(z.array(text()), []),
            'The components, as COMPONENT or POLICY/COMPONENT; all when left out.',
          ),
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
        }),
      ),
      [],
    ),
    'Who goes first: a wave begins when all of the waves before it have arrived. What is in no wave is free.',
  ),
}

const limitsSchema = z.object(limitMembers)

/** What a document says beside what runs, and where. */
export interface WrittenLimits {
  readonly written: z.output<typeof limitsSchema>
  readonly place: (path: readonly (string | number)[]) => Place
}

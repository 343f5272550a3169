import * as z from 'zod/mini'
import { about, name, text } from '../document/index.ts'
import { editionMembers } from './edition-schema.ts'
import { matchMembers } from './interface-schema.ts'

/*
 * The members of rules about releases: what a number promises, and what publishers owe with a release. They judge the
 * catalogue, never a fleet.
 */

const components = () => about(z.array(name()).check(z.minLength(1)), 'The components.')

const bumps = () => z.array(z.enum(['major', 'minor', 'patch', 'other'])).check(z.minLength(1))

/** What a release may bring, least first. */
export const changeKinds = ['fixes', 'compatible', 'breaking'] as const
const change = () => z.enum(changeKinds)

const gratuitous = () => z.enum(['accepted', 'note', 'error'])

export const promiseMembers = {
  of: components(),
  bump: about(
    bumps(),
    'The first number in which two releases differ; other: they differ in what follows the numbers.',
  ),
  brings: about(
    change(),
    'The most that such a release may bring: fixes, what is compatible, or what is breaking.',
  ),
  gratuitous: about(
    z._default(gratuitous(), 'accepted'),
    'What it is when such a release brings less than that.',
  ),
  counts: about(
    z._default(
      z.array(
        z.strictObject({
          id: about(name(), 'The name of the change; examples use it: `brings ID`.'),
          interface: about(text(), 'The kind of interface that is changed.'),
          says: about(text(), 'The change, in words.'),
          changes: about(
            z._default(z.array(z.strictObject(matchMembers)), []),
            'How such a change is recognised when interfaces are compared: any of these fits.',
          ),
        }),
      ),
      [],
    ),
    'Changes that the policy itself names as being of this kind.',
  ),
  exempt: about(
    z._default(
      z.array(
        z.strictObject({
          versions: z.optional(about(text(), 'A range of the versions from which the step is made.')),
          unfinished: z.optional(
            about(z.literal(true), 'Versions that are not final: candidates, alphas, betas.'),
          ),
          because: about(text(), 'Why nothing is promised there.'),
        }),
      ),
      [],
    ),
    'Releases of which nothing is promised.',
  ),
}

export const documentedMembers = {
  of: components(),
  bump: about(bumps(), 'Releases that differ from the one before them in these numbers owe a document.'),
  pages: about(
    z.record(
      name(),
      z.strictObject({
        title: about(text(), 'What the document is called.'),
        ref: about(text(), 'Where it is looked for.'),
        files: about(
          z._default(z.array(text()), []),
          'Files of the repository that hold it; `*` is any text without a slash, `**` any text, `{version}` the version.',
        ),
      }),
    ),
    'The documents that have to say what breaks, by the name that releases use under `documents`.',
  ),
  ...editionMembers,
}

export const cadenceMembers = {
  of: about(name(), 'The component.'),
  unit: about(z.enum(['line', 'major']), 'Between the first releases of which the days are counted.'),
  days: about(z.int().check(z.minimum(1)), 'The fewest days between them.'),
  ...editionMembers,
}

export const listedMembers = {
  of: about(
    text(),
    'The component of which every release has to be in the table, optionally with a range: `server >=1.2.0`.',
  ),
  in: about(name(), 'The rule that holds the table.'),
  columns: about(z._default(z.array(name()), []), 'The columns that its row has to fill.'),
  ...editionMembers,
}

export const accompaniedMembers = {
  of: about(text(), 'The component that is accompanied, optionally with a range: `server >=1.2.0`.'),
  by: about(name(), 'The component that has a release of its own for it.'),
  unit: about(
    z.enum(['release', 'line']),
    'release: one of the same version for every release; line: one in the same line for every line.',
  ),
  ...editionMembers,
}

export const definitionMembers = { of: components() }

import * as z from 'zod/mini'
import { interfaceChangeKinds, interfaceFormats } from '../compare/index.ts'
import { about, name, text } from '../document/index.ts'

/* Which files of a repository describe interfaces, and which of their changes a rule speaks of. */

const format = () => z.enum(interfaceFormats)

const kinds = () => z.array(z.enum(interfaceChangeKinds as [string, ...string[]])).check(z.minLength(1))

const paths = () => z.union([text(), z.array(text()).check(z.minLength(1))])

/** Changes that a rule counts; all that is said has to fit. */
export const matchMembers = {
  in: z.optional(about(name(), 'The interface, by its name in `interfaces`.')),
  format: z.optional(about(format(), 'The kind of description.')),
  kinds: z.optional(about(kinds(), 'What changes, as `interlock compare` calls it: `method-removed`.')),
  path: z.optional(
    about(paths(), 'What is changed, as `interlock compare` calls it; `*` is any text: `Store.*`.'),
  ),
}

export const interfaceSchema = z.strictObject({
  id: about(name(), 'The name of the interface, unique in its policy.'),
  of: about(z.array(name()).check(z.minLength(1)), 'The components whose interface it is.'),
  format: about(format(), 'The kind of description.'),
  files: about(
    z.array(text()).check(z.minLength(1)),
    'Files of the repository that describe it: `*` is any text without a slash, `**` any text.',
  ),
  not: about(z._default(z.array(text()), []), 'Files that do not, of those.'),
  select: about(
    z._default(z.array(text()), []),
    'Only changes of what is called like this; `*` is any text. All of them where nothing is said.',
  ),
  'implemented-by': z.optional(
    about(
      z.enum(['users', 'platform']),
      'Who implements what it asks for: one more method breaks those who do. Users, where nothing is said.',
    ),
  ),
  version: about(
    z._default(z.enum(['tag', 'path', 'none']), 'tag'),
    'What says which version it is: the tag of the repository, the path of what is changed (`store.shelf v1`), or nothing.',
  ),
})

export type InterfaceDocument = z.output<typeof interfaceSchema>

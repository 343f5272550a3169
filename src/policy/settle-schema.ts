import * as z from 'zod/mini'
import { about, name, text } from '../document/index.ts'

/*
 * The members of a settle rule: a handshake that is about a protocol, not about releases.
 */

const capability = () =>
  z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_.-]{0,80}$/, 'a name of letters, digits, "_", "." and "-"'))

export const settleMembers = {
  of: about(name(), 'The component that opens the connection.'),
  by: about(name(), 'The component that answers it.'),
  as: about(z._default(z.enum(['lower']), 'lower'), 'lower: the two speak the lower of their versions.'),
  assume: z.optional(
    about(text(), 'The protocol version that a silent peer is taken to speak; without it, nothing is known.'),
  ),
  least: z.optional(
    about(text(), 'The lowest protocol version with which the two talk at all; below it they refuse.'),
  ),
  scheme: z.optional(
    about(name(), 'How protocol versions are written, a name from `schemes`; semver when left out.'),
  ),
  protocol: about(
    z
      .array(
        z.strictObject({
          of: z.optional(
            about(z.array(name()).check(z.minLength(1)), 'The components spoken of; both when left out.'),
          ),
          releases: about(text(), 'A range of their releases: `>=1.2.0 <=1.4.1`.'),
          version: about(text(), 'The protocol version that these releases speak.'),
        }),
      )
      .check(z.minLength(1)),
    'Which release speaks which protocol version; the first row that matches decides. Of a release in no row it is not known.',
  ),
  gates: about(
    z
      .array(
        z.strictObject({
          capability: about(capability(), 'What the two can do together; users ask for it with --needs.'),
          requires: about(text(), 'The range of settled protocol versions that have it: `>=1.5.0`.'),
          because: z.optional(about(text(), 'What it is, or why it needs that version.')),
        }),
      )
      .check(z.minLength(1)),
    'The capabilities. Examples ask for them: `client=1.4.0 server=1.1.0 needs STREAMS`; `server=?` is a silent peer.',
  ),
}

import * as z from 'zod/mini'
import { about, duration, text } from '../document/index.ts'

/* What the schemas of drivers, gates and tasks are written with. */

/** How long somebody waits: less than a second makes sense for programs on the same machine. */
export const wait = () =>
  z.union([duration(), z.string(milliseconds).check(z.regex(/^\d{1,5}ms$/, milliseconds))])

const milliseconds = 'milliseconds such as 500ms'

/** A program with its arguments. */
export const command = () =>
  about(
    z.array(z.string()).check(z.minLength(1)),
    'A program and its arguments, each handed over as it stands: no shell reads them.',
  )

export const environment = () =>
  about(
    z.record(z.string().check(z.regex(/^[^=\0]+$/, 'the name of a variable')), z.string()),
    'Variables of the environment, beside those that Interlock itself runs with.',
  )

/** A question to an address, and what is expected of the answer. */
export const httpMembers = () => ({
  url: about(
    z.string().check(z.regex(/^https?:\/\//, 'an address such as http://127.0.0.1:8080/health')),
    'The address.',
  ),
  method: z.optional(about(z.enum(['GET', 'HEAD', 'POST', 'PUT']), 'GET when left out.')),
  headers: z.optional(about(z.record(text(), z.string()), 'What is sent in the head.')),
  body: z.optional(about(z.string(), 'What is sent in the body.')),
  status: z.optional(
    about(
      z.union([z.int().check(z.minimum(100), z.maximum(599)), z.array(z.int()).check(z.minLength(1))]),
      'The status, or any of several: 200 to 299 when left out.',
    ),
  ),
  text: z.optional(about(text(), 'A text that the body contains.')),
  pointer: z.optional(about(pointer(), 'Where in the body, which is JSON, a value stands.')),
  is: z.optional(about(z.union([z.string(), z.int(), z.boolean()]), 'What that value is.')),
})

/** One of the instances that a document lists itself. */
export const instanceMembers = () => ({
  id: about(text(), 'Its name, alone in its group.'),
  scope: z.optional(about(text(), 'The scope that it is in; it is in each when left out.')),
  part: z.optional(about(text(), 'The name of the part of the fleet document that it belongs to.')),
  vars: z.optional(
    about(
      z.record(
        z.string().check(z.regex(/^[A-Za-z][\w-]*$/, 'a name of letters, digits, - and _')),
        z.union([z.string(), z.int()]),
      ),
      'What is different for each instance, for placeholders {vars.NAME}: ports, folders.',
    ),
  ),
})

export const pattern = (description: string) => z.optional(about(text(), description))

export const pointer = () => z.string().check(z.regex(/^(\/.*)?$/, 'a JSON pointer such as /status/version'))

/** Where a command runs. */
export const place = () => ({
  env: z.optional(environment()),
  folder: z.optional(about(text(), 'Where it runs: the folder of the document when left out.')),
})

export const versionQuery = () =>
  z.union([
    z.strictObject({
      run: command(),
      ...place(),
      match: pattern('Where in what it prints the version stands: the first group of a regular expression.'),
    }),
    z.strictObject({
      ...httpMembers(),
      match: pattern('Where in the body the version stands: the first group of a regular expression.'),
    }),
  ])

export const healthQuery = () =>
  z.union([z.strictObject({ run: command(), ...place() }), z.strictObject(httpMembers())])

/** How long one instance may take. */
export const answer = () =>
  z.optional(about(wait(), 'How long one instance may take to answer: 10s when left out.'))

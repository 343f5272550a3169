import * as z from 'zod/mini'
import { about, duration, name, reference, text } from '../document/index.ts'
import { driverKinds } from './kinds.ts'
import { command, httpMembers, place, wait } from './members.ts'

/* The driver document, as it is spelled. */

const optionalWait = (description: string) => z.optional(about(wait(), description))

const asked = {
  within: optionalWait('How long it may say no: 2m when left out.'),
  every: optionalWait('How long until it is asked again: 5s when left out.'),
}

const gate = () =>
  z.discriminatedUnion('kind', [
    about(
      z.strictObject({ kind: z.literal('health'), ...asked }),
      'The instances that have moved are seen at their new version, ready.',
    ),
    about(
      z.strictObject({
        kind: z.literal('command'),
        run: command(),
        ...place(),
        ...asked,
      }),
      'A program says yes by ending with 0. With {id} in its arguments it is run for each instance that has moved.',
    ),
    about(
      z.strictObject({ kind: z.literal('http'), ...httpMembers(), ...asked }),
      'An address answers as expected. With {id} in it, it is asked for each instance that has moved.',
    ),
    about(
      z.strictObject({
        kind: z.literal('tcp'),
        address: about(text(), 'HOST:PORT; an address of IPv6 stands in brackets.'),
        ...asked,
      }),
      'Somebody accepts a connection. With {id} in the address, each instance that has moved is asked.',
    ),
    about(z.strictObject({ kind: z.literal('approval') }), 'A person says yes.'),
  ])

const task = () =>
  z.strictObject({
    run: command(),
    ...place(),
  })

const retry = () =>
  z.strictObject({
    attempts: z.optional(
      about(
        z.int().check(z.minimum(1), z.maximum(1000)),
        'How often something is tried before it counts as failed: 4 when left out.',
      ),
    ),
    first: optionalWait(
      'How long until the second try: 2s when left out. Each later one waits twice as long.',
    ),
    most: optionalWait('The longest wait between two tries: 1m when left out.'),
  })

const timeouts = () =>
  z.strictObject({
    observe: optionalWait('For one look at all instances of a component: 1m when left out.'),
    stop: optionalWait('For stopping a batch: 5m when left out.'),
    move: optionalWait('For the order to move a batch: 10m when left out.'),
    settle: optionalWait(
      'From that order until all of the batch are seen at their version, ready: 10m when left out.',
    ),
    gate: optionalWait('For one answer of a gate: 30s when left out.'),
    task: optionalWait('For a task: 30m when left out.'),
  })

const patience = () => ({
  gates: z.optional(
    about(
      z.record(name(), gate()),
      'What is asked after each stage, by name, in this order; of a component, in place of those for all.',
    ),
  ),
  soak: z.optional(
    about(duration(), 'How long a stage is watched once its gates are open, where the plan does not say it.'),
  ),
  retry: z.optional(about(retry(), 'How often something is tried.')),
  timeouts: z.optional(about(timeouts(), 'How long each kind of work may take.')),
  poll: optionalWait('How long until it looks again at what has not arrived: 2s when left out.'),
  unready: z.optional(
    about(
      z.union([
        z.int().check(z.minimum(0)),
        z.string().check(z.regex(/^(\d{1,2}|100)%$/, 'a number, or a percentage such as 10%')),
      ]),
      'How many instances of a component may be out of service, apart from those that are moving, while others move: none when left out.',
    ),
  ),
  tasks: z.optional(
    about(
      z.record(text(), task()),
      'What does a task of the plan, by the name of the task; those that are not named are done by a person.',
    ),
  ),
})

const componentName = () => z.union([reference(), z.literal('*')])

const makeSchema = () => {
  const [first, ...others] = driverKinds().map(({ schema }) => schema)
  if (first === undefined) throw new Error('there are no kinds of drivers')
  return z.strictObject({
    $schema: z.optional(about(text(), 'The JSON Schema of this document, for editors.')),
    apiVersion: about(z.literal('interlock.dev/v1alpha1'), 'The version of this language.'),
    kind: about(z.literal('Driver'), 'The kind of this document.'),
    ...patience(),
    components: about(
      z.record(
        componentName(),
        z.strictObject({
          driver: about(
            z.discriminatedUnion('kind', [first, ...others]),
            'What sees the instances and moves them.',
          ),
          ...patience(),
        }),
      ),
      'Who serves which component, by COMPONENT or POLICY/COMPONENT; * serves the rest.',
    ),
  })
}

type Schema = ReturnType<typeof makeSchema>

export type Written = z.output<Schema>
export type WrittenPatience = Omit<Written['components'][string], 'driver'>
export type WrittenGate = NonNullable<WrittenPatience['gates']>[string]

let made: Schema | undefined

/** Made when the first document is read, so that commands without one do not wait for it. */
export const driverSchema = (): Schema => {
  made ??= makeSchema()
  return made
}

/** The JSON Schema of driver documents, for editors. */
export const driverJsonSchema = (): unknown =>
  z.toJSONSchema(driverSchema(), { io: 'input', target: 'draft-2020-12' })

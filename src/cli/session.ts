import {
  loadPolicy,
  namedPolicies,
  openInputs,
  otherPolicies,
  readFleet,
  readPolicyText,
  shippedPolicies,
} from '../connect/index.ts'
import {
  type FleetRow,
  type Limits,
  limitsOf,
  type Summary,
  summarise,
  type Vocabulary,
} from '../fleet/index.ts'
import { buildPolicy, type Policy, policyOn } from '../policy/index.ts'
import { dateOf } from './dates.ts'
import { factsOf } from './facts.ts'
import { InputProblem, type Io, wrong } from './io.ts'
import type { SessionOptions } from './options.ts'

/** What most commands begin with: the policies in use and the fleet they judge. */
export interface Session {
  readonly policies: readonly Policy[]
  readonly summary: Summary
  /** What the fleet says beside what runs, with the facts that the command tells. */
  readonly limits: Limits
  readonly notes: readonly string[]
  /** The policies that were named by file: a later command has to name them again. */
  readonly files: readonly string[]
}

export function openSession(inputs: readonly string[], options: SessionOptions, io: Io): Session {
  if (inputs.length === 0) {
    throw wrong(
      'no fleet was given',
      'write a fleet document, rows, COMPONENT=VERSION, or - for the standard input',
    )
  }
  const opened = openInputs(inputs, io.readStdin)
  if (!opened.ok) throw new InputProblem(opened.problem)
  const named = [...new Set(options.policy.length > 0 ? options.policy : namedPolicies(opened.value))]
  const policies = named.length > 0 ? loadPolicies(named, options.reading, io) : []
  const read = readFleet(
    opened.value,
    policies.flatMap(({ recipes }) => recipes),
    options.scope,
  )
  if (!read.ok) throw new InputProblem(read.problem)
  if (policies.length === 0) {
    const shipped = shippedPolicies(io.folders).join(', ')
    throw wrong(
      'no policy was named',
      `add --policy NAME (shipped: ${shipped}) or "policies:" in the fleet document`,
    )
  }
  if (read.value.fleet.rows.length === 0) {
    throw wrong('the fleet is empty', 'there is nothing to judge: it needs at least one instance')
  }
  const shipped = shippedPolicies(io.folders)
  const limits = limitsOf(read.value.fleet.limits ?? [], vocabularyOf(policies))
  if (!limits.ok) throw new InputProblem(limits.problem)
  const facts = factsOf(options.fact, limits.value, read.value.fleet.limits ?? [], policies)
  const day = dateOf(options.asOf) ?? io.today
  return {
    policies: policies.map((policy) => policyOn(policy, { day, facts })),
    summary: summaryOf(read.value.fleet.rows, policies),
    limits: { ...limits.value, facts },
    notes: read.value.notes,
    files: named.filter((name) => !shipped.includes(name)),
  }
}

export const vocabularyOf = (policies: readonly Policy[]): Vocabulary =>
  new Map(
    policies.map((policy) => [
      policy.name,
      new Map([...policy.components].map(([name, { scheme }]) => [name, scheme])),
    ]),
  )

export function summaryOf(rows: readonly FleetRow[], policies: readonly Policy[]): Summary {
  const summary = summarise({ policies: [], rows }, vocabularyOf(policies))
  if (!summary.ok) throw new InputProblem(summary.problem)
  return summary.value
}

/** What has to be said of a policy to find it again, where it is not one that is shipped. */
export const fileOf = (reference: string | undefined, io: Io): string | undefined =>
  reference === undefined || shippedPolicies(io.folders).includes(reference) ? undefined : reference

/** Loads policies with the readings chosen for them: `RULE=READING` or `POLICY/RULE=READING`. */
export function loadPolicies(
  references: readonly string[],
  readings: readonly string[],
  io: Io,
): readonly Policy[] {
  const chosen = readings.map((text) => {
    const match = /^(?:([^/=]+)\/)?([^/=]+)=([^=]+)$/.exec(text)
    if (match === null)
      throw wrong(`"${text}" chooses no reading`, 'write RULE=READING, as in agent-skew=literal')
    return { text, policy: match[1], rule: match[2] ?? '', reading: match[3] ?? '' }
  })
  const plain = references.map((reference) => {
    const loaded = loadPolicy(reference, io.folders)
    if (!loaded.ok) throw new InputProblem(loaded.problem)
    return { reference, policy: loaded.value }
  })
  const used = new Set<string>()
  const policies = plain.map(({ reference, policy }) => {
    const mine = chosen.filter((choice) => {
      if (choice.policy !== undefined) return choice.policy === policy.name
      return (
        plain.length === 1 ||
        policy.rules.some(({ id, reading }) => id === choice.rule && reading !== undefined)
      )
    })
    for (const { text } of mine) used.add(text)
    if (mine.length === 0) return policy
    const loaded = loadPolicy(
      reference,
      io.folders,
      Object.fromEntries(mine.map(({ rule, reading }) => [rule, reading])),
    )
    if (!loaded.ok) throw new InputProblem(loaded.problem)
    return loaded.value
  })
  const unused = chosen.find(({ text }) => !used.has(text))
  if (unused !== undefined) throw wrong(`no policy in use has a rule with readings for "${unused.text}"`)
  return policies
}

/** A policy read from its text and not as compiled, so that findings can tell where in it they stand. */
export function policyFromText(reference: string, io: Io): Policy {
  const read = readPolicyText(reference, io.folders)
  if (!read.ok) throw new InputProblem(read.problem)
  const policy = buildPolicy(read.value.document, {
    locate: read.value.locate,
    other: otherPolicies(reference, io.folders),
  })
  if (!policy.ok) throw new InputProblem(policy.problem)
  return policy.value
}

import { groupBy, sum } from '../base/index.ts'
import { openInputs, readFleet, readText } from '../connect/index.ts'
import { readPlan, verifyDocument } from '../contract/index.ts'
import { type Drift, isWrong, verifyText } from '../explain/index.ts'
import { type Group, readingText, type Summary } from '../fleet/index.ts'
import type { Policy } from '../policy/index.ts'
import { type ExitCode, InputProblem, type Io, paintOf, wrong } from './io.ts'
import type { VerifyOptions } from './options.ts'
import { proveAgain } from './proved-plan.ts'
import { summaryOf } from './session.ts'

/** Proves a plan again from its file, and says how the fleet has drifted from the one it was made for. */
export function runVerify(file: string, options: VerifyOptions, io: Io): ExitCode {
  const text = file === '-' ? io.readStdin() : readText(file)
  const content = typeof text === 'string' ? text : text.ok ? text.value : undefined
  if (content === undefined)
    throw wrong(typeof text === 'object' && !text.ok ? text.problem : `there is no file ${file}`)
  const read = readPlan(content, file === '-' ? '<stdin>' : file)
  if (!read.ok) throw new InputProblem(read.problem)
  const { document } = read.value
  if (document.outcome === 'impossible') throw wrong(`${file} is no plan: it says that there is none`)
  const { policies, stages, start, proof, changedPolicies } = proveAgain(read.value, options.policy, io)
  const result = {
    ...{ proof, changedPolicies },
    stages: stages.length,
    digest: document.digest,
    drift:
      options.fleet.length === 0
        ? []
        : driftOf(start, currentFleet(options, policies, document.wishes.thaw, io)),
  }
  if (options.format === 'json') io.write(`${JSON.stringify(verifyDocument(result), null, 2)}\n`)
  else io.write(verifyText(result, paintOf(io)))
  if (result.proof.faults.some(isWrong) || result.drift.length > 0) return 1
  return result.proof.faults.some(({ outcome }) => outcome !== 'broken') ? 3 : 0
}

/** What is running now; what the plan has thawed is taken for free to move. */
function currentFleet(
  options: VerifyOptions,
  policies: readonly Policy[],
  thawed: readonly string[],
  io: Io,
): Summary {
  const opened = openInputs(options.fleet, io.readStdin)
  if (!opened.ok) throw new InputProblem(opened.problem)
  const read = readFleet(
    opened.value,
    policies.flatMap(({ recipes }) => recipes),
    options.scope,
  )
  if (!read.ok) throw new InputProblem(read.problem)
  const rows = read.value.fleet.rows.map((row) =>
    row.name !== undefined && thawed.includes(row.name) ? { ...row, frozen: false } : row,
  )
  return summaryOf(rows, policies)
}

/** Groups whose versions or numbers are not as they were when the plan was made. */
function driftOf(planned: Summary, found: Summary): readonly Drift[] {
  const key = ({ policy, scope, component }: Group): string => `${policy}\n${scope}\n${component}`
  const before = new Map(planned.groups.map((group) => [key(group), group]))
  const now = new Map(found.groups.map((group) => [key(group), group]))
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((name) => {
    const was = contentText(before.get(name))
    const is = contentText(now.get(name))
    const group = before.get(name) ?? now.get(name)
    return was === is || group === undefined
      ? []
      : [{ scope: group.scope, component: group.component, planned: was, found: is }]
  })
}

function contentText(group: Group | undefined): string {
  if (group === undefined) return 'nothing'
  const versions = groupBy(group.parts, ({ reading }) => readingText(reading))
  return [...versions]
    .map(([version, parts]) => {
      const frozen = sum(parts, (part) => (part.frozen ? part.count : 0))
      return `${version} ×${sum(parts, ({ count }) => count)}${frozen > 0 ? ` (${frozen} frozen)` : ''}`
    })
    .join(', ')
}

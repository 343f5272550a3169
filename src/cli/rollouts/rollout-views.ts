import { nearest, sum } from '../../base/index.ts'
import { rolloutDocument } from '../../contract/index.ts'
import { Progress } from '../../execute/index.ts'
import { approvalText, haltText, number, type Paint, plural, table } from '../../explain/index.ts'
import {
  type Connection,
  type RolloutStatus,
  rolloutIds,
  rolloutStatus,
  type UnitApproval,
  unitApprovals,
  unitLog,
  unitsIn,
} from '../../workers/index.ts'
import { type ExitCode, type Io, paintOf, wrong } from '../io.ts'
import { entryTeller } from '../runs/entry-teller.ts'
import { manualOf } from '../runs/manual.ts'
import { connected, type DatabaseOption } from './shared-database.ts'
import { placesText } from './worker.ts'

/* Where rollouts stand, and what they did. */

export interface RolloutViewOptions extends DatabaseOption {
  readonly format?: 'text' | 'json'
}

export function listRollouts(given: RolloutViewOptions, io: Io): Promise<ExitCode> {
  return connected<ExitCode>(given, io, async (connection) => {
    const rows: string[][] = []
    for (const id of await rolloutIds(connection)) {
      const status = await rolloutStatus(connection, id)
      if (status === undefined) continue
      if (given.format === 'json') {
        const approvals = await approvalsOf(connection, id)
        io.write(`${JSON.stringify(rolloutDocument(status, approvals))}\n`)
      } else rows.push([id, stateText(status), partsText(totalOf(status))])
    }
    if (given.format === 'json') return 0
    io.write(rows.length === 0 ? 'no rollouts\n' : `${table(rows).join('\n')}\n`)
    return 0
  })
}

export function showRollout(name: string | undefined, given: RolloutViewOptions, io: Io): Promise<ExitCode> {
  return connected<ExitCode>(given, io, async (connection) => {
    const id = name ?? (await rolloutIds(connection)).at(-1)
    if (id === undefined) throw wrong('there are no rollouts', 'begin with interlock rollout start')
    const status = await rolloutStatus(connection, id)
    if (status === undefined) throw await unknownRollout(connection, id)
    const approvals = await approvalsOf(connection, id)
    if (given.format === 'json') io.write(`${JSON.stringify(rolloutDocument(status, approvals), null, 2)}\n`)
    else io.write(statusText(status, approvals, paintOf(io)))
    return isWell(status) ? 0 : 1
  })
}

const approvalsOf = async (connection: Connection, id: string): Promise<readonly UnitApproval[]> =>
  unitApprovals(connection, id, await manualOf(connection, id))

export function logRollout(
  name: string,
  scope: string | undefined,
  given: RolloutViewOptions,
  io: Io,
): Promise<ExitCode> {
  return connected<ExitCode>(given, io, async (connection) => {
    const units = await unitsIn(connection, name, scope)
    if (units.length === 0) throw await nothingOf(connection, name, scope)
    for (const unit of units) {
      const telling = { run: `${name}/${unit.number}`, where: placesText(unit.scopes), format: given.format }
      const tell = entryTeller(new Progress(unit.route), telling, io)
      for await (const written of unitLog(connection, unit)) tell(written)
    }
    return 0
  })
}

async function nothingOf(connection: Connection, name: string, scope: string | undefined): Promise<Error> {
  const units = scope === undefined ? [] : await unitsIn(connection, name)
  if (scope === undefined || units.length === 0) return unknownRollout(connection, name)
  const guess = nearest(
    scope,
    units.flatMap(({ scopes }) => scopes),
  )
  const help = guess === undefined ? undefined : `did you mean "${guess}"?`
  return wrong(`rollout ${name} moves nothing in "${scope}"`, help)
}

/** That there is no such rollout, and which there are. */
export async function unknownRollout(connection: Connection, name: string): Promise<Error> {
  const ids = await rolloutIds(connection)
  const guess = nearest(name, ids)
  const help =
    guess === undefined
      ? `interlock rollout list tells all ${number(ids.length)}`
      : `did you mean "${guess}"?`
  return wrong(`there is no rollout "${name}"`, ids.length === 0 ? 'there are none' : help)
}

type Parts = RolloutStatus['waves'][number]

/** In this order they are told. */
const told = ['done', 'running', 'queued', 'waiting', 'paused', 'failed', 'undone', 'aborted'] as const

const partsText = (parts: Parts): string =>
  told.flatMap((status) => (parts[status] ? [`${number(parts[status])} ${status}`] : [])).join(', ')

const totalOf = ({ waves }: RolloutStatus): Parts =>
  Object.fromEntries(told.map((status) => [status, sum(waves, (wave) => wave[status] ?? 0)]))

/** Whether nothing has to be looked after: it goes on as it was asked, or all of it is done. */
const isWell = (status: RolloutStatus): boolean => {
  const { failed = 0, paused = 0, undone = 0, aborted = 0 } = totalOf(status)
  switch (status.state) {
    case 'halted':
      return false
    case 'ended':
      return status.outcome === 'done'
    case 'rolling':
      return failed + paused + (status.wanted === 'done' ? undone + aborted : 0) === 0
  }
}

const rollingTexts = { done: 'rolling', undone: 'rolling back', aborted: 'aborting' } as const

/** How it stands, and how it ended. */
export function stateText(status: RolloutStatus): string {
  const { state, because, wanted, outcome } = status
  if (state === 'rolling') return rollingTexts[wanted]
  if (state === 'ended') return `ended: ${outcome === 'failed' ? failedText(status) : outcome}`
  const where = wanted === 'done' ? '' : ' on the way back'
  switch (because?.kind) {
    case undefined:
      return `${state}${where}`
    case 'asked':
      return `${state}${where}: asked by ${because.by}`
    case 'failures':
      return `${state}${where}: ${because.failed} of ${plural(because.begun, 'part')} failed`
  }
}

/** Where parts were to be undone, those are not what failed. */
function failedText(status: RolloutStatus): string {
  const parts = totalOf(status)
  const all = sum(told, (one) => parts[one] ?? 0)
  const failed = (parts.failed ?? 0) + (status.wanted === 'done' ? (parts.undone ?? 0) : 0)
  return `${number(failed)} of ${plural(all, 'part')} failed`
}

/** That nobody is there to do what there is to do; undefined where somebody is. */
export function nobodyText(status: RolloutStatus): string | undefined {
  const { queued = 0, running = 0 } = totalOf(status)
  return queued + running > 0 && status.workers === 0
    ? 'no worker is there: begin one with interlock worker'
    : undefined
}

function signOf(status: RolloutStatus, paint: Paint): string {
  const isBack = status.wanted === 'undone' && status.state !== 'halted' && status.outcome !== 'failed'
  if (isBack) return paint.unsure('↶')
  if (!isWell(status)) return paint.bad('✗')
  return paint.good(status.state === 'ended' ? '✓' : '▸')
}

/** So many that wait for somebody are told; of more, how many there are. */
const mostApprovals = 20

function statusText(status: RolloutStatus, approvals: readonly UnitApproval[], paint: Paint): string {
  const lines = [`${signOf(status, paint)} ${paint.strong(status.id)}  ${stateText(status)}`, '']
  lines.push(...table(status.waves.map((wave, i) => [`  wave ${i + 1}`, partsText(wave)])))
  if (status.troubles.length > 0) lines.push('')
  for (const { scopes, status: own, because } of status.troubles) {
    const text = haltText(because)
    lines.push(`  ${placesText(scopes)}: ${own === 'undone' ? text.replace(/^paused/, 'undone') : text}`)
  }
  if (approvals.length > 0) lines.push('')
  for (const approval of approvals.slice(0, mostApprovals))
    lines.push(`  ${placesText(approval.scopes)}: ${approvalText('rollout', status.id, approval, paint)}`)
  if (approvals.length > mostApprovals) lines.push(`  … and ${number(approvals.length - mostApprovals)} more`)
  const nobody = nobodyText(status)
  if (nobody !== undefined) lines.push('', `  ${nobody}`)
  const isStill = status.state === 'halted' || (status.state === 'ended' && totalOf(status).failed !== 0)
  if (isStill) lines.push('', `  interlock rollout resume ${status.id}`)
  return `${lines.join('\n')}\n`
}

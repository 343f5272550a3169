import { parseDuration } from '../base/index.ts'
import type { GateSettings, Settings } from '../execute/index.ts'
import type { WrittenGate, WrittenPatience } from './schema.ts'
import { parseWait } from './wait.ts'

/** What a document may leave out, in milliseconds. The schema tells people the same. */
const usual = {
  attempts: 4,
  first: 2000,
  most: 60_000,
  poll: 2000,
  within: 120_000,
  every: 5000,
  timeouts: {
    observe: 60_000,
    stop: 300_000,
    move: 600_000,
    settle: 600_000,
    gate: 30_000,
    task: 1_800_000,
  },
} as const

/** How long a gate may say no where nothing is said of it. */
export const usualWithin_ms = usual.within

const waited = (written: string | undefined, otherwise: number): number =>
  written === undefined ? otherwise : (parseWait(written) ?? otherwise)

/** What is said of a component, before what is said for all. */
export function mergePatience(own: WrittenPatience, all: WrittenPatience): WrittenPatience {
  return {
    ...all,
    ...own,
    retry: { ...all.retry, ...own.retry },
    timeouts: { ...all.timeouts, ...own.timeouts },
    tasks: { ...all.tasks, ...own.tasks },
  }
}

/** How patient a run is, as a document says it. */
export function settingsOf({ retry, timeouts, gates, soak, poll, unready }: WrittenPatience): Settings {
  const timeout = (work: 'observe' | 'stop' | 'move' | 'settle' | 'task') =>
    waited(timeouts?.[work], usual.timeouts[work])
  const percent = typeof unready === 'string' ? Number.parseInt(unready, 10) : undefined
  return {
    attempts: retry?.attempts ?? usual.attempts,
    backoff: { first_ms: waited(retry?.first, usual.first), most_ms: waited(retry?.most, usual.most) },
    timeouts: {
      observe: timeout('observe'),
      stop: timeout('stop'),
      move: timeout('move'),
      settle: timeout('settle'),
      task: timeout('task'),
    },
    poll_ms: waited(poll, usual.poll),
    tolerated: percent === undefined ? { count: Number(unready ?? 0) } : { percent },
    gates: new Map(Object.entries(gates ?? {}).map(([name, gate]) => [name, gateSettingsOf(gate)])),
    soak_s: soak === undefined ? undefined : parseDuration(soak),
  }
}

function gateSettingsOf(gate: WrittenGate): GateSettings {
  if (gate.kind === 'approval') return { isManual: true, every_ms: usual.every, within_ms: usual.within }
  return {
    isManual: false,
    every_ms: waited(gate.every, usual.every),
    within_ms: waited(gate.within, usual.within),
  }
}

/** How long one answer of a gate may take. */
export const answerTimeout = ({ timeouts }: WrittenPatience): number =>
  waited(timeouts?.gate, usual.timeouts.gate)

import { type Diagnostic, writeDuration } from '../base/index.ts'
import type { Seen } from './hold.ts'

/**
 * Why a run may not be taken. driven: somebody drives it already; busy: somebody drives another one in its scopes; reserved: another
 * one has begun there and is not over, though nobody drives it now.
 */
export interface Refusal extends Diagnostic {
  readonly kind: 'driven' | 'busy' | 'reserved'
  readonly hold: Seen
}

/** Silent for so long, a process on another host may be taken for gone by somebody who knows it. */
export const longestSilence_ms = 60_000

export function refusalOf(kind: Refusal['kind'], hold: Seen): Refusal {
  const { run } = hold
  switch (kind) {
    case 'driven':
      return { kind, hold, message: `${whoDrives(hold)} drives run ${run}`, help: helpWhileDriven(hold) }
    case 'busy':
      return {
        kind,
        hold,
        message: `${whoDrives(hold)} drives run ${run} in ${scopesText(hold)}`,
        help: `wait until run ${run} is over`,
      }
    case 'reserved':
      return {
        kind,
        hold,
        message: `run ${run} has begun in ${scopesText(hold)} and is not over`,
        help: `resume, undo or abort it first`,
      }
  }
}

function whoDrives({ holder, isAlive, silent_ms }: Seen): string {
  if (holder === undefined) return 'nobody'
  const who = `process ${holder.pid}`
  if (isAlive !== undefined) return `${who} on this host`
  return `${who} on ${holder.host}, last heard of ${ago(silent_ms ?? 0)},`
}

function helpWhileDriven({ isAlive, silent_ms }: Seen): string {
  if (isAlive !== undefined) return 'ask it to pause first'
  return (silent_ms ?? 0) > longestSilence_ms
    ? 'if you know that it is gone, take the run over with --take-over'
    : `once it was silent for ${writeDuration(longestSilence_ms / 1000)}, the run can be taken over with --take-over`
}

const ago = (silent_ms: number): string => `${writeDuration(Math.floor(silent_ms / 1000))} ago`

const scopesText = ({ scopes }: Seen): string =>
  scopes.map((scope) => (scope === '' ? 'all scopes' : scope)).join(', ')

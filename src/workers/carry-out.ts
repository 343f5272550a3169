import type { Pool } from 'pg'
import { messageOf } from '../base/index.ts'
import {
  type Clock,
  type Driver,
  type Entry,
  execute,
  type Halt,
  type Random,
  type RouteGroup,
  recall,
  type Settings,
  type Written,
} from '../execute/index.ts'
import type { AskBox, OpenBox } from './ask-box.ts'
import { guarded, type Lease } from './guard.ts'
import { concludeUnit, type Standing, standingOf, type Taken } from './hold.ts'
import type { Ledger } from './ledger.ts'
import { patiently } from './patience.ts'

/** What a rollout's papers were opened to. */
export interface Platform {
  readonly driver: Driver
  readonly settingsOf: (group: RouteGroup) => Settings
}

/** What a worker carries units out with. */
export interface Tools {
  readonly worker: string
  readonly clock: Clock
  readonly random: Random
  readonly pool: Pool
  readonly ledger: Ledger
  readonly asks: AskBox
  readonly lease: Lease
  /** Nothing more is done from here on. */
  readonly over: AbortSignal
}

/** Carries a unit out until it stands still, and lays it down; as what. Rejects when it cannot be known in whose hands it is. */
export async function carryOut(
  taken: Taken,
  open: () => Promise<Platform>,
  tools: Tools,
): Promise<Standing['status']> {
  const { pool, asks, over } = tools
  try {
    for (;;) {
      // All of them anew: the journal knows which were heard.
      const box = await patiently(over, () => asks.open(taken.unit))
      const standing = await openAndRun(taken, open, box, tools)
      over.throwIfAborted()
      const conclusion = await patiently(over, () => concludeUnit(pool, taken, standing, box.taken))
      if (conclusion === 'concluded') return standing.status
      if (conclusion === 'lost') throw new Error('somebody else carries it out by now')
    }
  } finally {
    asks.close(taken.unit)
  }
}

async function openAndRun(
  taken: Taken,
  open: () => Promise<Platform>,
  asks: OpenBox,
  tools: Tools,
): Promise<Standing> {
  let platform: Platform
  try {
    platform = await open()
  } catch (error) {
    const because = messageOf(error)
    // They stay where they are: whoever opens it hears them.
    asks.take()
    return {
      status: 'failed',
      because: { kind: 'failed', subject: 'drivers', doing: 'observe', error: because },
    }
  }
  return run(taken, platform, asks, tools)
}

async function run(
  { unit, fence, rollout, route, options }: Taken,
  { driver, settingsOf }: Platform,
  asks: OpenBox,
  { worker, clock, random, ledger, lease, over }: Tools,
): Promise<Standing> {
  let last = 0
  let failure: Halt | undefined
  const note = (entry: Entry): void => {
    if (entry.kind === 'halted') failure = entry.because
    if (entry.kind === 'resumed') failure = undefined
  }
  const read = async function* (): AsyncGenerator<Written> {
    for await (const written of ledger.read(unit)) {
      last = written.seq
      note(written.entry)
      yield written
    }
  }
  const progress = await recall(route, read)
  const journal = ledger.journal({ unit, fence }, last)
  if (progress.run === undefined) {
    const begun = { kind: 'begun', run: `${rollout}/${unit}`, digest: route.digest } as const
    journal.append(begun)
    progress.take(begun)
  }
  const world = {
    driver: guarded(driver, lease, over),
    clock,
    random,
    journal,
    asks,
    read,
  }
  const ending = await execute(progress, world, {
    by: worker,
    settingsOf,
    maxParallel: Math.min(options.stagesAtOnce, route.maxParallel ?? options.stagesAtOnce),
    onFailure: options.onFailure,
    staysWhenPaused: false,
    onEntry: note,
  })
  if (ending.kind === 'lost') throw new Error(ending.error)
  return standingOf(ending, failure)
}

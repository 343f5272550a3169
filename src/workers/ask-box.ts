import type { Pool } from 'pg'
import type { Ask, Asks } from '../execute/index.ts'
import { isPassing } from './patience.ts'

type Asked = ReturnType<Asks['take']>[number]

interface Box {
  last: string
  asked: Asked[]
  wake: () => void
}

/** Asks of one unit, from the first one on. */
export interface OpenBox extends Asks {
  /** How many were taken out. What has only come was heard by nobody. */
  readonly taken: number
}

/** How often it is looked for asks, in milliseconds. */
const every_ms = 250

/** Asks of all units that one worker holds, looked for at once. */
export class AskBox {
  private readonly pool: Pool
  private readonly onTrouble: (error: unknown) => void
  private readonly boxes = new Map<string, Box>()
  private timer: NodeJS.Timeout | undefined

  constructor(pool: Pool, onTrouble: (error: unknown) => void) {
    this.pool = pool
    this.onTrouble = onTrouble
  }

  /** All asks of a unit, those that were heard before too: whoever carries it out knows which. */
  async open(unit: string): Promise<OpenBox> {
    const box: Box = { last: '0', asked: [], wake: () => {} }
    let taken = 0
    this.boxes.set(unit, box)
    await this.look([unit])
    this.plan()
    return {
      take: () => {
        const some = box.asked.splice(0)
        taken += some.length
        return some
      },
      get taken() {
        return taken
      },
      wait: (signal) =>
        new Promise((resolve) => {
          if (signal.aborted || box.asked.length > 0) return resolve()
          box.wake = resolve
          signal.addEventListener('abort', () => resolve(), { once: true })
        }),
    }
  }

  close(unit: string): void {
    this.boxes.delete(unit)
    if (this.boxes.size === 0) this.stop()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private plan(): void {
    this.timer ??= setTimeout(() => {
      this.look([...this.boxes.keys()])
        .catch((error: unknown) => {
          if (!isPassing(error)) this.onTrouble(error)
        })
        .finally(() => {
          this.timer = undefined
          if (this.boxes.size > 0) this.plan()
        })
    }, every_ms)
  }

  private async look(units: readonly string[]): Promise<void> {
    const lasts = units.map((unit) => this.boxes.get(unit)?.last ?? '0')
    const { rows } = await this.pool.query<{ unit: string; id: string; ask: Ask; by: string }>(
      `select a.unit::text as unit, a.id::text as id, a.ask, a.by
       from unnest($1::bigint[], $2::bigint[]) as mine (unit, last)
       join interlock.ask a on a.unit = mine.unit and a.id > mine.last
       order by a.id`,
      [units, lasts],
    )
    for (const { unit, id, ask, by } of rows) {
      const box = this.boxes.get(unit)
      if (box === undefined || BigInt(id) <= BigInt(box.last)) continue
      box.last = id
      box.asked.push({ ask, by, id })
      box.wake()
    }
  }
}

import type { Duty } from './duties.ts'
import type { Finding, Site } from './effects.ts'
import * as effects from './effects.ts'
import { Look } from './look.ts'
import type { Progress, Unsettled } from './progress.ts'

/** Does what there is to do on the platform, and knows what this process has under way there beside. */
export class Performer {
  private readonly site: Site
  /** Batches that this process chose, and has not yet given an order for. */
  private readonly fresh = new Set<string>()
  private readonly looks = new Set<Look>()

  constructor(site: Site) {
    this.site = site
  }

  /** A batch was chosen by this process: nobody can have ordered it before. */
  chosen(subject: string): void {
    this.fresh.add(subject)
  }

  startAfresh(): void {
    this.fresh.clear()
  }

  /** Instances of a group go on their way, while others may be looking. */
  note(group: string, moves: readonly Unsettled[]): void {
    for (const look of this.looks) look.note(group, moves)
  }

  async perform(duty: Duty, progress: Progress, signal: AbortSignal): Promise<Finding> {
    const { site } = this
    const { subject } = duty
    switch (duty.kind) {
      case 'look':
        return this.look(subject, progress, signal)
      case 'stop':
      case 'move': {
        const { mode } = progress.stageOf(subject).stage
        const isFirst = this.fresh.has(subject) && duty.kind === (mode === 'stopped' ? 'stop' : 'move')
        this.fresh.delete(subject)
        return effects.order(duty, isFirst, progress, site, signal)
      }
      case 'settle':
        return effects.settle(subject, progress, site, signal)
      case 'gate':
        return effects.gate(subject, duty.gate, progress, site, signal)
      case 'watch':
        return effects.watch(subject, progress, site, signal)
      case 'task':
        return effects.perform(subject, progress, site, signal)
    }
  }

  private async look(subject: string, progress: Progress, signal: AbortSignal): Promise<Finding> {
    const { site } = this
    const { stage } = progress.stageOf(subject)
    const look = new Look(progress, stage, site.groupOf(stage.group).neighbours.map(site.groupOf))
    this.looks.add(look)
    try {
      return await effects.look(look, progress, site, signal)
    } finally {
      this.looks.delete(look)
    }
  }
}

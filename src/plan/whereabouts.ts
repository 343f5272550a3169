import type { Group } from '../fleet/index.ts'
import type { Version } from '../version/index.ts'
import { isAmong } from './part-name.ts'
import { movesPart, type Stage } from './stage.ts'

/** Where the parts of a group are, as its stages are carried out one after the other. */
export class Whereabouts {
  private readonly group: Group
  private readonly at: (Version | undefined)[]

  constructor(group: Group) {
    this.group = group
    this.at = group.parts.map(({ reading }) => (reading.kind === 'known' ? reading.version : undefined))
  }

  /** Of each part as of now; undefined where nobody knows. */
  get versions(): readonly (Version | undefined)[] {
    return [...this.at]
  }

  /** Carries out the next stage; for each part, whether it moves. */
  move(stage: Pick<Stage, 'part' | 'from' | 'to'>): readonly boolean[] {
    return this.group.parts.map((part, k) => {
      const version = this.at[k]
      const isMoving = !part.frozen && movesPart(stage, part) && isAmong(version, stage.from)
      if (isMoving) this.at[k] = stage.to
      return isMoving
    })
  }
}

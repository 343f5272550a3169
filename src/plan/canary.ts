import type { Wishes } from './request.ts'
import type { Stage } from './stage.ts'

/**
 * The stages with a first batch of a few instances, where that is wished and there are more than those. It is never
 * more than would move together anyway; what is stopped is moved at once.
 */
export const withCanary = (stages: readonly Stage[], { canary }: Wishes): readonly Stage[] =>
  canary === undefined
    ? stages
    : stages.map((stage) => {
        if (stage.mode === 'stopped' || stage.count <= canary) return stage
        const first = Math.min(canary, stage.batch)
        return { ...stage, canary: first, batches: 1 + Math.ceil((stage.count - first) / stage.batch) }
      })

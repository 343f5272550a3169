import type { Answer } from '../../execute/index.ts'
import type { Sight } from './move.ts'
import { said } from './pods.ts'

/** Why a workload has not finished its roll-out, in the words of the platform; undefined once it has. */
function unfinished({ workload, members }: Sight): string | undefined {
  const { called, object } = workload
  const { metadata = {}, spec = {}, status = {} } = object
  const condition = (type: string) => status.conditions?.find((each) => each.type === type)
  const troubled = members.find(({ pod }) => pod?.trouble !== undefined)
  const trouble = troubled === undefined ? '' : `; "${troubled.id}": ${troubled.pod?.trouble}`
  if (spec.paused === true) return `${called} is paused`
  const progress = condition('Progressing')
  if (progress?.status === 'False')
    return `${called} makes no progress (${said(progress.reason, progress.message)})${trouble}`
  const failure = condition('ReplicaFailure')
  if (failure?.status === 'True')
    return `${called} cannot make its pods (${said(failure.reason, failure.message)})`
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return `the last change of ${called} was not seen by its controller yet`
  const due = members.length
  const ready = members.filter(({ pod }) => pod?.isReady === true).length
  return ready < due ? `${ready} of ${due} pods of ${called} are ready${trouble}` : undefined
}

export const answerOf = (sights: readonly Sight[]): Answer => {
  const because = sights.map(unfinished).find((each) => each !== undefined)
  return because === undefined ? { kind: 'yes' } : { kind: 'no', because }
}

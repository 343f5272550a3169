import type { Route, Survey } from '../execute/index.ts'
import { contractVersion } from './check.ts'

/** What a run would find if it began now. */
export const surveyDocument = (
  { digest }: Route,
  { groups, begins, tasks }: Survey,
  isReady: boolean,
  notes: readonly string[],
): unknown => ({
  apiVersion: contractVersion,
  kind: 'ApplyPreview',
  plan: digest,
  ready: isReady,
  groups: groups.map(({ group, counts, drift, because }) => ({
    group: group.key,
    observed: [...counts].map(([version, count]) => ({ version: version ?? null, count })),
    drift: drift.map(({ version, expected, observed }) => ({ version: version ?? null, expected, observed })),
    ...(because !== undefined && { because }),
  })),
  begins: begins.map(({ stage: { id, group, to }, next }) => ({
    stage: id,
    group,
    to,
    ...(typeof next === 'string' ? { because: next } : { moving: next }),
  })),
  tasks: tasks.map(({ id, what }) => ({ id, what })),
  notes,
})

import type { GroupName } from '../execute/index.ts'

/** A component of a policy, in whatever scope. */
export type ComponentName = Pick<GroupName, 'policy' | 'component'>

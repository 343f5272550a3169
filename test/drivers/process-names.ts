import type { GroupName } from '../../src/execute/index.ts'

export const processGroup: GroupName = { policy: 'harbour', scope: 'north', component: 'crane' }
export const processVersions = { first: '1.0.0', second: '2.0.0', missing: '9.9.9' }

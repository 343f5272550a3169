import { hostname, userInfo } from 'node:os'

/** Who asks, for those who later read what was asked. */
export const somebody = (): string => `${userInfo().username}@${hostname()}`

import type { DLogger } from '@dbos-inc/dbos-sdk'

/** What the engine says to itself. What it cannot do it throws. */
export const silent: DLogger = { info: () => {}, debug: () => {}, warn: () => {}, error: () => {} }

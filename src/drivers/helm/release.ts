/** A release, as far as it is known by the last that was done with it. */
export interface Release {
  /** Of the chart. */
  readonly version: string
  readonly status: string
}

/** What is going on with a release. */
export type ReleaseState = 'settled' | 'moving' | 'failed'

/** Reads what `helm get metadata -o json` prints; undefined where it is something else. */
export function readRelease(printed: string): Release | undefined {
  let value: unknown
  try {
    value = JSON.parse(printed)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { version, status } = value as Readonly<Record<string, unknown>>
  if (typeof version !== 'string' || typeof status !== 'string') return undefined
  return { version, status }
}

export function stateOf({ status }: Release): ReleaseState {
  if (status === 'deployed') return 'settled'
  return status.startsWith('pending-') || status === 'uninstalling' ? 'moving' : 'failed'
}

import type { Papers } from './itinerary.ts'

/** What travels with a rollout, so that any worker can open it: texts, and no paths of the machine that it came from. */
interface Travelling {
  readonly plan: Papers['plan']
  readonly driver: { readonly text: string; readonly file: string }
  readonly policies: readonly string[]
  readonly unsealed: boolean
}

export const writePapers = ({ plan, driver: { text, file }, policies, allowUnsealed }: Papers): string =>
  JSON.stringify({ plan, driver: { text, file }, policies, unsealed: allowUnsealed } satisfies Travelling)

/** Reads what `writePapers` wrote, on a machine where paths begin in this folder. */
export function readPapers(written: string, folder: string, env: Papers['env']): Papers {
  // Nobody else writes there.
  const { plan, driver, policies, unsealed } = JSON.parse(written) as Travelling
  return { plan, driver: { ...driver, folder }, policies, allowUnsealed: unsealed, env }
}

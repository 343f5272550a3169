import type { Written } from './entry.ts'
import { Progress } from './progress.ts'
import type { Route } from './route.ts'

/** What a run knows by what is written: read once, or twice on its way back, for which all names are needed. */
export async function recall(
  route: Route,
  read: () => AsyncIterable<Written> | Iterable<Written>,
): Promise<Progress> {
  const first = new Progress(route)
  for await (const { entry } of read()) first.take(entry)
  if (first.direction === 'forward') return first
  const again = new Progress(route, { remembers: true })
  for await (const { entry } of read()) again.take(entry)
  return again
}

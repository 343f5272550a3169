import { placeText } from '../../src/base/index.ts'
import {
  type OpenedDrivers,
  type OpenRequest,
  openDrivers,
  readDriverDocument,
} from '../../src/drivers/index.ts'
import type { Driver } from '../../src/execute/index.ts'

const head = { apiVersion: 'interlock.dev/v1alpha1', kind: 'Driver' }

/** What a document opens; throws what is wrong with it. */
export async function openedAll(
  document: object | string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  folder = process.cwd(),
  more: Pick<OpenRequest, 'looksOnly'> = {},
): Promise<OpenedDrivers> {
  const text = typeof document === 'string' ? document : JSON.stringify({ ...head, ...document })
  const read = readDriverDocument(text, 'driver.yaml')
  const opened = read.ok ? await openDrivers(read.value, { folder, env, ...more }) : read
  if (opened.ok) return opened.value
  throw new Error(
    opened.problem
      .map(
        ({ place, message, help }) =>
          `${place ? placeText(place) : '-'} ${message}${help ? ` | ${help}` : ''}`,
      )
      .join('\n'),
  )
}

export const openedFrom = async (
  document: object | string,
  more: Pick<OpenRequest, 'looksOnly'> = {},
): Promise<Driver> => (await openedAll(document, process.env, process.cwd(), more)).driver

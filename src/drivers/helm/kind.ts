import { type DriverKind, defineKind } from '../kind.ts'
import { helmSchema } from './schema.ts'

/** Releases of charts, seen and moved by the helm program. */
export const helmKind = (): DriverKind =>
  defineKind('helm', helmSchema(), async (settings, context) => {
    const { openHelmDriver } = await import('./open.ts')
    return openHelmDriver(settings, context)
  })

import { type DriverKind, defineKind } from '../kind.ts'
import { commandSchema } from './schema.ts'

/** Programs of the user see and move the instances. */
export const commandKind = (): DriverKind =>
  defineKind('command', commandSchema(), async (settings, context) => {
    const { openCommandDriver } = await import('./open.ts')
    return openCommandDriver(settings, context)
  })

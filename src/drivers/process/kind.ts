import { type DriverKind, defineKind } from '../kind.ts'
import { processSchema } from './schema.ts'

/** Processes on this machine, which are started and ended here. */
export const processKind = (): DriverKind =>
  defineKind('process', processSchema(), async (settings, context) => {
    const { openProcessDriver } = await import('./open.ts')
    return openProcessDriver(settings, context)
  })

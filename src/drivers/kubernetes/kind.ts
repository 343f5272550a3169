import { type DriverKind, defineKind } from '../kind.ts'
import { kubernetesSchema } from './schema.ts'

/** Workloads on Kubernetes, seen and moved through its API. */
export const kubernetesKind = (): DriverKind =>
  defineKind('kubernetes', kubernetesSchema(), async (settings, context) => {
    const { openKubernetesDriver } = await import('./open.ts')
    return openKubernetesDriver(settings, context)
  })

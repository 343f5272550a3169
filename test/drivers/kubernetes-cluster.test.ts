import { describe, expect, it } from 'vitest'
import { openedAll } from './open.ts'

/*
 * Against a real cluster, for whoever has one to spare: INTERLOCK_KUBECONFIG_TESTS=1 with KUBECONFIG, and a workload whose image has the
 * two tags. It moves the workload to INTERLOCK_TEST_TO and back.
 *
 *     INTERLOCK_TEST_WORKLOAD=StatefulSet/NAMESPACE/NAME INTERLOCK_TEST_IMAGE='docker.io/library/nginx:{version}'
 *     INTERLOCK_TEST_FROM=1.26 INTERLOCK_TEST_TO=1.27
 */

const { env } = process
const [workload, namespace, name] = (env.INTERLOCK_TEST_WORKLOAD ?? '').split('/')
const { INTERLOCK_TEST_FROM: from = '', INTERLOCK_TEST_TO: to = '' } = env

describe.runIf(env.INTERLOCK_KUBECONFIG_TESTS === '1')('a real cluster', () => {
  it('moves a workload there and back', { timeout: 1_200_000 }, async () => {
    const settings = { kind: 'kubernetes', namespace, workload, name, image: env.INTERLOCK_TEST_IMAGE }
    const { driver } = await openedAll({ components: { subject: { driver: settings } } })
    const group = { policy: 'test', scope: 'test', component: 'subject' }
    const signal = AbortSignal.timeout(1_200_000)
    const look = async () => {
      const seen = []
      for await (const page of driver.observe(group, signal)) seen.push(...page)
      return seen
    }
    const ids = (await look()).map(({ id }) => id)
    const size = driver.granularity?.(group) === 'instance' ? 1 : ids.length
    for (const [here, there] of [
      [from, to],
      [to, from],
    ] as const) {
      for (let i = 0; i < ids.length; i += size) {
        const batch = ids.slice(i, i + size)
        const order = { key: `${there}/${i}`, group, ids: batch, from: [here], to: there }
        await driver.move(order, signal)
        await driver.move(order, signal)
        for (;;) {
          const all = await look()
          const own = all.filter(({ id }) => batch.includes(id))
          if (own.every(({ version, isReady }) => isReady && version === there)) break
          for (const { id, version } of all)
            if (!ids.slice(0, i + size).includes(id)) expect(version).toBe(here)
          await new Promise((resolve) => setTimeout(resolve, 2000))
        }
      }
    }
    expect(await driver.ask?.({ gate: 'healthy', group, ids, to: from }, signal)).toEqual({ kind: 'yes' })
    await driver.close?.()
  })
})

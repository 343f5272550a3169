import { expect, it } from 'vitest'
import { versionOf } from './cluster.ts'
import { eachWithCluster } from './each.ts'
import { answersRead } from './load.ts'
import { eventually } from './waiting.ts'

const cluster = eachWithCluster('1.6.2')

it('a server that has lost its cluster calls itself healthy, and answers no read', async () => {
  const [last, ...others] = cluster().nodes
  for (const node of others) await cluster().kill(node)

  const isHealthy = async () => (await fetch(`${last!.admin}/health`)).ok
  expect(await isHealthy()).toBe(true)
  expect(await versionOf(last!)).toBe('1.6.2')
  expect(await answersRead(last!)).toBe(false)
  expect(await isHealthy()).toBe(true)

  await cluster().start('1.6.2', others)
  await eventually('it answers again', () => answersRead(last!))
})

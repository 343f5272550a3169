import { expect, it } from 'vitest'
import { versionOf } from './cluster.ts'
import { eachWithCluster } from './each.ts'
import { answersRead, type Load, startLoad } from './load.ts'
import { eventually } from './waiting.ts'

const cluster = eachWithCluster('1.5.3')

it('a cluster goes up by two minors and back by one, server by server, and keeps what it acknowledged', async () => {
  const load = startLoad(cluster().nodes)
  for (const version of ['1.6.2', '1.7.12', '1.6.2']) {
    for (const node of cluster().nodes) {
      await cluster().stop(node)
      await cluster().start(version, [node])
      await eventually(`${node.id} answers`, () => answersRead(node))
      await servesOn(load)
    }
    expect(await Promise.all(cluster().nodes.map(versionOf))).toEqual([version, version, version])
  }

  const { lost, repeated, ...figures } = await load.finish()
  console.log(figures)
  expect(lost).toEqual([])
  expect(repeated).toEqual([])
})

/** Waits until a few more reads and writes were answered: a cluster that is half upgraded does its work. */
async function servesOn(load: Load): Promise<void> {
  const before = load.answered()
  await eventually('the cluster serves on', async () => {
    const { reads, writes } = load.answered()
    return reads > before.reads + 50 && writes > before.writes + 50
  })
}

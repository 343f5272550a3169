import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { readDocument } from '../../src/document/index.ts'
import { openedAll } from './open.ts'
import { makeSite } from './site.ts'

/* What the guide shows of documents is a part of one that can be opened. */

const site = makeSite()
afterAll(site.close)

const guide = readFileSync('docs/guides/write-a-driver.md', 'utf8')
const blocks = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, block = '']) => block)

/** The rest of a document around a part that the guide shows. */
function around(part: Record<string, unknown>): object {
  const move = { run: ['upgrade', '{id}'] }
  const bare = { kind: 'command', observe: { run: ['list'] }, move }
  if ('gates' in part) return { ...part, components: { server: { driver: bare } } }
  if ('driver' in part) return { components: { server: part } }
  return { components: { server: { driver: { kind: 'command', move, ...part } } } }
}

describe('the guide', () => {
  it('shows some documents', () => {
    expect(blocks.length).toBeGreaterThan(3)
  })

  it.each(blocks)('%s', async (block) => {
    const source = readDocument(block, 'guide.yaml')
    if (!source.ok) throw new Error(JSON.stringify(source.problem))
    const opened = await openedAll(
      around(source.value.value as Record<string, unknown>),
      site.env,
      site.folder,
    )
    expect(opened.settingsOf({ policy: 'relay', component: 'server' }).attempts).toBe(4)
  })
})

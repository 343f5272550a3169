import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { ask, readAsk, waitingAsks } from './ask-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-ask-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('an ask is a file that a person can read, under a name that sorts by time', async () => {
  const asks = join(folder, 'asks')
  const at = Date.parse('2026-11-21T12:28:23.123Z')
  const ids: string[] = []
  for (const when of [at, at, at + 1, at + 60_000]) {
    const asked = await ask(asks, { ask: { what: 'approve', name: '3/healthy' }, by: 'ada', at: when })
    if (!asked.ok) throw new Error(asked.problem.message)
    ids.push(asked.value)
  }
  expect(ids[0]).toMatch(/^20261121T122823123Z-000-[0-9a-f]{8}$/)
  expect(waitingAsks(asks)).toEqual(ids)
  expect(readdirSync(asks).sort()).toEqual(ids.map((id) => `${id}.json`))
  expect(readAsk(join(asks, `${ids[0]}.json`))).toEqual({
    ok: true,
    value: { ask: { what: 'approve', name: '3/healthy' }, by: 'ada', at },
  })
})

it.each([
  ['{', 'it is no JSON'],
  ['', 'it is no JSON'],
  ['[]', 'it should be a mapping'],
  ['{ "ask": { "what": "dance" }, "by": "ada", "at": 1 }', 'ask.what should be pause, resume, undo or abort'],
  ['{ "ask": { "what": "pause" }, "by": "ada", "at": 1, "to": 2 }', 'to should be nothing'],
  ['{ "ask": { "what": "pause" }, "by": "ada", "at": "now" }', 'at should be a number'],
  [`"${' '.repeat(70_000)}"`, 'it is too long, or no file'],
])('%.40s: %s', (text, problem) => {
  const file = join(folder, 'some.json')
  writeFileSync(file, text)
  expect(readAsk(file)).toEqual({ ok: false, problem })
})

it('what is no file is no ask', () => {
  mkdirSync(join(folder, 'a-folder'))
  expect(readAsk(join(folder, 'a-folder'))).toEqual({ ok: false, problem: 'it is too long, or no file' })
  expect(readAsk(join(folder, 'nothing'))).toEqual({ ok: false, problem: 'there is no such file' })
})

it('where nothing can be asked, that is a problem', async () => {
  writeFileSync(join(folder, 'file'), '')
  expect(await ask(join(folder, 'file'), { ask: { what: 'pause' }, by: 'ada', at: 0 })).toMatchObject({
    ok: false,
  })
  expect(waitingAsks(join(folder, 'no-such'))).toEqual([])
})

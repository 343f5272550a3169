import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { Diagnostic, Result } from '../../src/base/index.ts'
import type { Entry, Written } from '../../src/execute/index.ts'
import { Locks, openJournal, type Reading, readAsk, readJournal } from '../../src/runs/index.ts'
import { asRead, someEntry } from '../runs/entries.ts'
import { SimulatedDisk } from '../runs/simulated-disk.ts'
import { fuzz } from './fuzz.ts'
import { mutatedText, mutatedValue, soup } from './mutation.ts'
import { runs, timeoutMilliseconds } from './runs.ts'

/* What runs leave on a disk, and others may have touched: journals, asks, locks. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function written(entries: readonly Entry[]): Promise<string> {
  const disk = new SimulatedDisk()
  const opened = await openJournal('journal', () => undefined, { by: '0.1.0', wall: () => 0, disk })
  if (!opened.ok) throw new Error(opened.problem.message)
  for (const entry of entries) opened.value.journal.append(entry)
  await opened.value.journal.flush()
  return disk.bytes('journal')?.toString('utf8') ?? ''
}

async function read(text: string): Promise<{ result: Result<Reading, Diagnostic>; entries: Entry[] }> {
  const disk = new SimulatedDisk()
  disk.put('journal', Buffer.from(text, 'utf8'))
  const all: Written[] = []
  const result = await readJournal('journal', (one) => all.push(one), { disk })
  return { result, entries: all.map(({ entry }) => entry) }
}

function expectAnswer(result: Result<Reading, Diagnostic>, text: string): void {
  if (result.ok) {
    const { end, torn } = result.value
    expect(end.bytes + (torn?.bytes ?? 0)).toBe(Buffer.byteLength(text))
    return
  }
  const { place, message, help } = result.problem
  expect(message).toMatch(/./)
  expect(`${message} ${help}`).not.toMatch(/NaN|\[object/)
  expect(place?.line).toBeGreaterThan(0)
  expect(place?.line).toBeLessThanOrEqual(text.split('\n').length)
}

const entries = fc.array(someEntry, { minLength: 1, maxLength: 5 })

describe('journals', () => {
  it(
    'of which something was changed hold nothing that was not written, and what they hold is in its order',
    () =>
      fc.assert(
        fc.asyncProperty(entries, fc.gen(), async (all, gen) => {
          const text = await written(all)
          const changed = gen(mutatedText, text)
          const { result, entries: found } = await read(changed)
          expectAnswer(result, changed)
          expect(found).toEqual(all.map(asRead).slice(0, found.length))
        }),
        runs(600),
      ),
    timeoutMilliseconds,
  )

  it(
    'that were written by somebody else hold entries, or say what is none',
    () => {
      const line = fc.oneof(
        someEntry.chain((entry) => mutatedValue(asRead(entry))).map((value) => JSON.stringify(value)),
        soup(10),
      )
      return fc.assert(
        fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 4 }), async (lines) => {
          const text = sealed(lines)
          const { result, entries: found } = await read(text)
          expectAnswer(result, text)
          // What comes in can go out: it is an entry.
          expect((await read(await written(found))).entries).toEqual(found)
        }),
        runs(600),
      )
    },
    timeoutMilliseconds,
  )
})

/** Lines with checksums that fit, whatever they hold. */
function sealed(lines: readonly string[]): string {
  const hex = (value: number): string => value.toString(16).padStart(8, '0')
  const header = 'interlock journal 1.0, written by interlock 0.1.0'
  let check = crc32(header)
  let text = `${header}, 00000000 ${hex(check)}\n`
  for (const [i, line] of lines.entries()) {
    const body = `${i + 1} 2026-11-21T12:00:00.000Z ${line}`
    const before = check
    check = crc32(body, before)
    text += `${hex(before)} ${hex(check)} ${body}\n`
  }
  return text
}

describe('asks', () => {
  const asked = '{ "ask": { "what": "approve", "name": "3/healthy" }, "by": "ada", "at": 1795262903123 }'
  const file = join(folder, 'ask.json')

  fuzz('are read, or it is said why not', 500, fc.oneof(mutatedText(asked), soup(20)), (text) => {
    writeFileSync(file, text)
    const found = readAsk(file)
    if (found.ok) expect(['pause', 'resume', 'undo', 'abort', 'approve']).toContain(found.value.ask.what)
    else expect(found.problem).toMatch(/^(it is no JSON|(it|[\w.]+) should be .+)$/)
  })
})

describe('locks', () => {
  it(
    'are read, or it is said why not',
    () => {
      const table = JSON.stringify({
        format: 'interlock locks 1.0',
        holds: [
          {
            run: 'first',
            scopes: ['prod'],
            fence: 1,
            holder: { host: 'a', space: '', pid: 1, started: '', taken: 0 },
          },
        ],
      })
      let count = 0
      return fc.assert(
        fc.asyncProperty(
          fc.oneof(
            mutatedText(table),
            mutatedValue(JSON.parse(table)).map((one) => JSON.stringify(one)),
          ),
          async (text) => {
            const state = join(folder, String(++count))
            const locks = new Locks(state, () => 0)
            // Who only looks makes nothing: a run that begins does.
            const taken = await locks.take({
              ...{ run: 'r', scopes: [], takesOver: false },
              isOver: async () => true,
            })
            if (taken.ok) await taken.value.letGo('over')
            const inside = join(state, 'locks')
            const name = readdirSync(inside).find((one) => one.startsWith('state-')) ?? ''
            writeFileSync(join(inside, name), text)
            const listed = await locks.list()
            if (listed.ok) for (const { run } of listed.value) expect(typeof run).toBe('string')
            else
              expect(listed.problem.message).toMatch(
                /cannot be used: (the table is damaged: .+|they are ".*", and this .+)/s,
              )
          },
        ),
        runs(150),
      )
    },
    timeoutMilliseconds,
  )
})

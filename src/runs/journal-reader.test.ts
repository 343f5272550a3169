import { describe, expect, it } from 'vitest'
import { SimulatedDisk } from '../../test/runs/simulated-disk.ts'
import type { Written } from '../execute/index.ts'
import { encodeEntry, encodeHeader, type Format } from './format.ts'
import { openJournal } from './journal.ts'
import { entriesOf, type Reading, readJournal } from './journal-reader.ts'
import { longestLine } from './splitter.ts'

/* Journals as texts: lines that stand behind each other as they should, and what became of them. */

const at = Date.parse('2026-11-21T12:28:23.123Z')
const format = { major: 1, minor: 0 }

/** Lines of a journal: a text is an entry, another value a header. */
function journal(...all: readonly (string | { format: Format; by: string })[]): string[] {
  let check = 0
  let seq = 0
  return all.map((one) => {
    const line = typeof one === 'string' ? encodeEntry(++seq, at, one, check) : encodeHeader(one, check)
    check = line.check
    return line.text
  })
}

const entry = (subject: string): string => JSON.stringify({ kind: 'moved', subject })
const four = journal({ format, by: '0.1.0' }, entry('1'), entry('2'), entry('3'), entry('4'))

async function read(text: string | Buffer, reader: Format = format) {
  const disk = new SimulatedDisk()
  disk.put('run/journal', Buffer.from(text))
  const found: Written[] = []
  const result = await readJournal('run/journal', (written) => found.push(written), { disk, format: reader })
  return { result, subjects: found.map((one) => ('subject' in one.entry ? one.entry.subject : '')) }
}

const without = (line: number): string => four.toSpliced(line - 1, 1).join('')
const swapped = (line: number): string =>
  four.toSpliced(line - 1, 2, four[line] as string, four[line - 1] as string).join('')
const changed = (line: number, from: string, to: string): string =>
  four.toSpliced(line - 1, 1, (four[line - 1] as string).replace(from, to)).join('')

describe('damage with something sound behind it is told with its place, and loses nothing', () => {
  it.each<[title: string, text: string, line: number, message: string]>([
    [
      'a letter of an entry',
      changed(3, 'moved', 'mowed'),
      3,
      'this line is damaged, and sound ones follow it',
    ],
    ['a checksum', changed(3, ' ', 'f'), 3, 'this line is damaged'],
    ['the header', changed(1, 'interlock', 'interlook'), 1, 'this line is damaged'],
    ['the first byte of the file', `x${four.join('')}`, 1, 'this line is damaged'],
    [
      'a line of zeros',
      changed(4, (four[3] as string).trimEnd(), '\0'.repeat(90)),
      4,
      'this line is damaged',
    ],
    ['several lines', changed(3, 'moved', 'mowed').replace('"subject":"3"', ''), 3, 'this line is damaged'],
    ['an empty line', four.toSpliced(2, 0, '\n').join(''), 3, 'this line is damaged'],
    ['a line that is missing', without(3), 3, 'before this line, one or more are missing or out of order'],
    ['the first line', without(1), 1, 'the first line of the journal is missing'],
    ['lines out of order', swapped(3), 3, 'before this line, one or more are missing or out of order'],
    [
      'a line that is there twice',
      four.toSpliced(3, 0, four[2] as string).join(''),
      4,
      'missing or out of order',
    ],
    ['another file', 'to do:\n- buy milk\n', 1, 'this is no journal'],
    ['another file, without an end of line', 'to do', 1, 'this is no journal'],
    [
      'an entry that is no JSON',
      journal({ format, by: '0.1.0' }, '{"kind"').join(''),
      2,
      'this entry is no JSON',
    ],
    [
      'an entry without a member',
      journal({ format, by: '0.1.0' }, '{"kind":"moved"}').join(''),
      2,
      'this is no entry of a run: subject should be text',
    ],
    [
      'an entry of a kind that its format does not have',
      journal({ format, by: '0.1.0' }, '{"kind":"blessed"}').join(''),
      2,
      'this is no entry of a run: kind should be one of begun, taken',
    ],
  ])('%s', async (_, text, line, message) => {
    const { result } = await read(text)
    expect(result).toMatchObject({
      ok: false,
      problem: { place: { file: 'run/journal', line }, message: expect.stringContaining(message) },
    })

    const disk = new SimulatedDisk()
    disk.put('run/journal', Buffer.from(text))
    const opened = await openJournal('run/journal', () => undefined, { by: '0.1.0', wall: () => at, disk })
    expect(opened.ok).toBe(false)
    expect(disk.bytes('run/journal')?.toString()).toBe(text)
  })

  it('numbers of entries that do not count up', async () => {
    const header = encodeHeader({ format, by: '0.1.0' }, 0)
    const { result } = await read(header.text + encodeEntry(2, at, entry('1'), header.check).text)
    expect(result).toMatchObject({ ok: false, problem: { message: 'this is entry 2, and 1 is expected' } })
  })
})

describe('damage with nothing sound behind it is a torn end', () => {
  const whole = four.join('')
  it.each<
    [
      title: string,
      text: string | Buffer,
      subjects: string[],
      torn: { line: number; bytes: number } | undefined,
    ]
  >([
    ['an empty file', '', [], undefined],
    ['nothing', whole, ['1', '2', '3', '4'], undefined],
    ['a part of the header', whole.slice(0, 25), [], { line: 1, bytes: 25 }],
    ['a part of the header, and zeros', `interl${'\0'.repeat(40)}`, [], { line: 1, bytes: 46 }],
    ['the last end of line', whole.slice(0, -1), ['1', '2', '3'], { line: 5, bytes: 75 }],
    ['a letter of the last line', changed(5, 'moved', 'mowed'), ['1', '2', '3'], { line: 5, bytes: 76 }],
    ['zeros behind it', `${whole}${'\0'.repeat(9)}`, ['1', '2', '3', '4'], { line: 6, bytes: 9 }],
    [
      'two lines that were damaged',
      `${whole.slice(0, -200)}${'\0'.repeat(123)}${whole.slice(-76).replace('4', '5')}`,
      ['1'],
      { line: 3, bytes: 227 },
    ],
    [
      'a line without an end',
      Buffer.concat([Buffer.from(whole), Buffer.alloc(longestLine + 1, 'x')]),
      ['1', '2', '3', '4'],
      { line: 6, bytes: longestLine + 1 },
    ],
  ])('%s', async (_, text, subjects, torn) => {
    const found = await read(text)
    expect(found.subjects).toEqual(subjects)
    expect(found.result).toMatchObject({ ok: true, value: { entries: subjects.length } })
    expect(found.result.ok && found.result.value.torn).toEqual(torn)
  })
})

describe('journals of other versions', () => {
  const older = { major: 1, minor: 0 }
  const newer = { major: 1, minor: 2 }
  const next = { major: 2, minor: 0 }

  it('of an older minor are read', async () => {
    expect((await read(four.join(''), newer)).subjects).toEqual(['1', '2', '3', '4'])
  })

  it('of a newer minor are read up to what is not known', async () => {
    const known = journal(
      { format: older, by: '0.1.0' },
      entry('1'),
      { format: newer, by: '0.3.0' },
      entry('2'),
    )
    expect((await read(known.join(''))).subjects).toEqual(['1', '2'])
    const unknown = journal({ format: newer, by: '0.3.0' }, entry('1'), '{"kind":"blessed"}')
    expect((await read(unknown.join(''))).result).toEqual({
      ok: false,
      problem: {
        place: { file: 'run/journal', line: 3, column: 1 },
        message:
          'this entry was written by interlock 0.3.0 as journal 1.2, and this interlock reads journals up to 1.0',
        help: 'read it with interlock 0.3.0 or newer',
      },
    })
  })

  it('of a newer major are refused, whatever their lines look like', async () => {
    const other = 'interlock journal 2.0, written by interlock 7.1.0, of another kind\n\x01\x02\x03\n'
    expect((await read(other)).result).toEqual({
      ok: false,
      problem: {
        place: { file: 'run/journal', line: 1, column: 1 },
        message: 'this journal was written as 2.0 by interlock 7.1.0, and this interlock reads journals 1.x',
        help: 'use an interlock of the line of 7.1.0',
      },
    })
    const turned = journal(
      { format: older, by: '0.1.0' },
      entry('1'),
      { format: next, by: '7.1.0' },
      entry('2'),
    )
    expect((await read(turned.join(''))).result).toMatchObject({ problem: { place: { line: 3 } } })
    expect((await read('interlock journal 2.0')).result.ok).toBe(false)
  })

  it('of an older major are refused by a newer one', async () => {
    expect((await read(four.join(''), next)).result.ok).toBe(false)
  })

  it('of a newer minor are not gone on with', async () => {
    const disk = new SimulatedDisk()
    disk.put('journal', Buffer.from(journal({ format: newer, by: '0.3.0' }, entry('1')).join('')))
    const opened = await openJournal('journal', () => undefined, {
      by: '0.1.0',
      wall: () => at,
      disk,
      format,
    })
    expect(opened).toMatchObject({
      ok: false,
      problem: {
        message:
          'interlock 0.3.0 has written journal 1.2, and this interlock goes on with journals up to 1.0',
        help: 'resume the run with interlock 0.3.0 or newer',
      },
    })
  })
})

it('whoever looks on reads what was put behind, wherever a write has got to', async () => {
  const whole = four.join('')
  const disk = new SimulatedDisk()
  const found: string[] = []
  let after: Reading | undefined
  for (let size = 0; size <= whole.length; size++) {
    disk.put('journal', Buffer.from(whole.slice(0, size)))
    const read = await readJournal(
      'journal',
      ({ seq, entry: one }) => found.push(`${seq} ${'subject' in one ? one.subject : ''}`),
      { disk, after },
    )
    if (!read.ok) throw new Error(read.problem.message)
    after = read.value
    expect(after.end.bytes + (after.torn?.bytes ?? 0)).toBe(size)
  }
  expect(found).toEqual(['1 1', '2 2', '3 3', '4 4'])
  expect(after).toMatchObject({ entries: 4, writers: [{ by: '0.1.0' }], end: { lines: 5 } })

  disk.put('journal', Buffer.from(`${whole}${four[2]}`))
  expect(await readJournal('journal', () => undefined, { disk, after })).toMatchObject({
    problem: { place: { line: 6 }, message: 'before this line, one or more are missing or out of order' },
  })
})

it('entries can be asked for, one by one', async () => {
  const disk = new SimulatedDisk()
  const asked = async () => {
    const found: string[] = []
    const all = entriesOf('journal', { disk })
    try {
      for await (const { entry: one } of all) found.push('subject' in one ? one.subject : '')
    } catch (error) {
      found.push(String(error))
    }
    return found
  }
  disk.put('journal', Buffer.from(`${four.join('')}torn`))
  expect(await asked()).toEqual(['1', '2', '3', '4'])
  disk.put('journal', Buffer.from(without(4)))
  expect(await asked()).toEqual([
    '1',
    '2',
    'Error: journal:4:1: before this line, one or more are missing or out of order',
  ])
  disk.put('journal', Buffer.from('to do'))
  expect(await asked()).toEqual(['Error: journal:1:1: this is no journal, or its first line is damaged'])
})

it('what the taker throws is thrown', async () => {
  const disk = new SimulatedDisk()
  disk.put('journal', Buffer.from(four.join('')))
  const stop = () => {
    throw new Error('enough')
  }
  await expect(readJournal('journal', stop, { disk })).rejects.toThrow('enough')
})

it('a file that is not there is a problem', async () => {
  expect(await readJournal('no/journal', () => undefined)).toEqual({
    ok: false,
    problem: { message: 'the journal no/journal cannot be read: there is no such file' },
  })
})

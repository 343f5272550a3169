import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { diskFault, makeFolder, realDisk } from './disk.ts'

const folder = mkdtempSync(join(tmpdir(), 'interlock-disk-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('writes at the end, reads from the beginning, and puts one file in the place of another', async () => {
  const [one, other] = [join(folder, 'one'), join(folder, 'other')]
  const file = await realDisk.create(one)
  await file.write(Buffer.from('a'))
  await file.write(Buffer.from('b'))
  await file.sync()
  await expect(realDisk.create(one)).rejects.toMatchObject({ code: 'EEXIST' })
  const second = await realDisk.create(other)
  await second.write(Buffer.from('c'))
  await realDisk.rename(other, one)
  await realDisk.syncFolderOf(one)
  // Who has the old one open writes to nobody.
  await file.write(Buffer.from('d'))
  await second.write(Buffer.from('e'))
  await Promise.all([file.close(), second.close()])
  expect(readFileSync(one, 'utf8')).toBe('ce')

  const read = async (behind: number): Promise<string[]> => {
    const chunks: string[] = []
    for await (const chunk of realDisk.read(one, behind)) chunks.push(Buffer.from(chunk).toString())
    return chunks
  }
  expect([await read(0), await read(1), await read(2), await read(3)]).toEqual([['ce'], ['e'], [], []])
})

it('removes copies that were begun, and nothing else', async () => {
  const names = ['journal', 'journal.1a.new', 'journal.2b.new', 'journal.old', 'notes.new']
  for (const name of names) writeFileSync(join(folder, name), '')
  await realDisk.removeCopies(join(folder, 'journal'))
  expect(names.filter((name) => existsSync(join(folder, name)))).toEqual([
    'journal',
    'journal.old',
    'notes.new',
  ])
})

it.each(['a/b/c', 'a/b', relative(process.cwd(), join(folder, 'x/y')), '.'])(
  'makes the folder %s',
  async (path) => {
    const whole = path.startsWith('..') ? path : join(folder, path)
    await makeFolder(whole)
    await makeFolder(whole)
    expect(existsSync(whole)).toBe(true)
  },
)

describe('folders that cannot be made are told', () => {
  it.each([
    [[], '/proc/x', '/proc/x', 'nothing can be made in /proc'],
    [[], '/proc/x/y/z', '/proc/x', 'nothing can be made in /proc'],
    [['EROFS'], 'ro/a/b', 'ro', 'the disk is read-only'],
    [['', 'ENOSPC'], 'full/a/b', 'full/a', 'the disk is full'],
    [[], 'one/a/b', 'one', 'there is something of that name already'],
  ] as const)('%j for %s: %s', async (codes, path, fault, because) => {
    if (path.startsWith('/proc') && process.platform !== 'linux') return
    const [whole, at] = [path, fault].map((each) => resolve(folder, each))
    const answers: string[] = [...codes]
    const make = async (each: string) => {
      const code = answers.shift()
      if (code) throw Object.assign(new Error(code), { code })
      await mkdir(each)
    }
    const error = await makeFolder(whole ?? '', make).then(() => undefined, diskFault)
    expect(error).toBe(`the folder ${at} cannot be made: ${because}`)
  })

  it('but not where somebody else was faster', async () => {
    const make = async (each: string) => {
      await mkdir(each)
      await mkdir(each)
    }
    await makeFolder(join(folder, 'fast/er'), make)
    expect(existsSync(join(folder, 'fast/er'))).toBe(true)
  })
})

describe('faults have words', () => {
  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the quota of the disk is used up'],
    ['EROFS', 'the disk is read-only'],
    ['EIO', 'the disk has a fault'],
    ['EACCES', 'permission is denied'],
    ['EMFILE', 'too many files are open'],
    ['EWHAT', 'in its own words'],
  ])('%s: %s', (code, words) => {
    expect(diskFault(Object.assign(new Error('in its own words'), { code }))).toBe(words)
  })
})

import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { messageOf } from '../base/index.ts'

/*
 * What a journal needs of a disk, and no more, so that disks can be made that are full, tear what is written, or lose it. Everything
 * rejects with the error of the system.
 */

export interface Disk {
  /** What stands in a file behind so many bytes, in pieces that are gone when the next one is asked for. */
  read(path: string, behind: number): AsyncIterable<Uint8Array>
  /** Makes a file that is written at its end, and rejects when there is one already. */
  create(path: string): Promise<DiskFile>
  /** Removes the copies of a file that were begun, `PATH.ANYTHING.new`, whoever may still be at work on them. */
  removeCopies(path: string): Promise<void>
  /** Puts a file in the place of another one, at once. Whoever has that one open writes to nobody. */
  rename(from: string, to: string): Promise<void>
  /** Makes what was created, renamed or removed in the folder of this file stay so. */
  syncFolderOf(path: string): Promise<void>
}

export interface DiskFile {
  /** Writes at the end and resolves with how much of it was written, which may be less than all. */
  write(bytes: Uint8Array): Promise<number>
  /** Resolves when what was written stays, whatever happens to the machine. */
  sync(): Promise<void>
  close(): Promise<void>
}

const chunkSize = 256 * 1024

/** The disk of this machine. */
export const realDisk: Disk = {
  async *read(path, behind) {
    const file = await open(path, 'r')
    try {
      const buffer = Buffer.allocUnsafe(chunkSize)
      for (let at = behind; ; ) {
        const { bytesRead } = await file.read(buffer, 0, chunkSize, at)
        if (bytesRead === 0) return
        at += bytesRead
        yield buffer.subarray(0, bytesRead)
      }
    } finally {
      await file.close()
    }
  },

  create: async (path) => fileOf(await open(path, 'ax', 0o644)),

  async removeCopies(path) {
    const folder = dirname(path)
    for (const name of await readdir(folder)) {
      if (!name.startsWith(`${basename(path)}.`) || !name.endsWith('.new')) continue
      await rm(join(folder, name), { force: true })
    }
  },

  rename,

  syncFolderOf: (path) => syncFolder(dirname(path)),
}

/** Makes what was created, renamed or removed in a folder stay so. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows knows no handles of folders, and keeps their entries by itself.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A folder that is not there and cannot be made: which one of those on the way it is, and why. */
class FolderFault extends Error {
  constructor(path: string, because: string) {
    super(`the folder ${path} cannot be made: ${because}`)
  }
}

/**
 * Makes a folder, and those around it that are not there, so that they stay: one after the other, from the nearest that is there. Node's
 * own way tries for ever under /proc, and takes a disk that is read-only for one on which something is missing. `make` makes one.
 */
export async function makeFolder(
  path: string,
  make: (folder: string) => Promise<unknown> = mkdir,
): Promise<void> {
  const missing: string[] = []
  for (let at = resolve(path); !(await isFolder(at)); at = dirname(at)) missing.unshift(at)
  for (const folder of missing) {
    try {
      await make(folder)
    } catch (error) {
      // Whoever else makes it at the same time may be faster.
      if (codeOf(error) === 'EEXIST' && (await isFolder(folder))) continue
      const because = isAbsent(error) ? `nothing can be made in ${dirname(folder)}` : diskFault(error)
      throw new FolderFault(folder, because)
    }
    await syncFolder(dirname(folder))
  }
}

/** False where there is nothing. Throws where there is something else, or nobody can tell. */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true
  } catch (error) {
    // On the way there is a file: it is found when its own path is looked at.
    if (isAbsent(error) || codeOf(error) === 'ENOTDIR') return false
    throw new FolderFault(path, diskFault(error))
  }
  throw new FolderFault(path, 'there is something of that name already')
}

const fileOf = (file: FileHandle): DiskFile => ({
  write: async (bytes) => (await file.write(bytes)).bytesWritten,
  // The size is part of what fdatasync keeps; times are not, and nobody asks for them.
  sync: () => file.datasync(),
  close: () => file.close(),
})

/** What went wrong on a disk, for a person: `the disk is full`. */
export function diskFault(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
      return 'the disk is full'
    case 'EDQUOT':
      return 'the quota of the disk is used up'
    case 'EROFS':
      return 'the disk is read-only'
    case 'EIO':
      return 'the disk has a fault'
    case 'EACCES':
    case 'EPERM':
      return 'permission is denied'
    case 'ENOENT':
      return 'there is no such file'
    case 'ENOTDIR':
      return 'a part of its path is no folder'
    case 'EEXIST':
      return 'there is something of that name already'
    case 'EISDIR':
      return 'it is a folder'
    case 'EFBIG':
      return 'the file is as large as it may be'
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open'
    default:
      return messageOf(error)
  }
}

/** Whether a file or folder is not there. */
export const isAbsent = (error: unknown): boolean => codeOf(error) === 'ENOENT'

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined

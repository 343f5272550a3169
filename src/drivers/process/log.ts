import { closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './folder.ts'

/** What was printed before is kept once. */
const mostLog_bytes = 8 * 1024 * 1024

/** Opens what a process prints to, at its end. */
export function openLog(file: string): number {
  makeFolder(dirname(file))
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > mostLog_bytes) renameSync(file, `${file}.old`)
  return openSync(file, 'a', 0o600)
}

/** `: LINES`, the last few that a process has printed; nothing where it printed none. */
export function lastLinesOf(file: string): string {
  let handle: number
  try {
    handle = openSync(file, 'r')
  } catch {
    return ''
  }
  try {
    const { size } = fstatSync(handle)
    const bytes = Buffer.alloc(Math.min(size, 2000))
    readSync(handle, bytes, 0, bytes.length, size - bytes.length)
    const lines = bytes.toString('utf8').trimEnd().split('\n').slice(-8).join('\n')
    return lines.trim() === '' ? '' : `: ${lines}`
  } finally {
    closeSync(handle)
  }
}

import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeFolder } from './folder.ts'
import type { ProcessName } from './proc.ts'

/** What is kept of an instance. */
export interface ProcessRecord {
  /**
   * `starting` is written before the process is: from then on there may be one, which is found by its mark. `stopped` ones were ended on
   * purpose.
   */
  readonly phase: 'starting' | 'running' | 'stopped'
  /** The version that was started last. */
  readonly version: string
  /** In the environment of the process. */
  readonly mark: string
  /** Known while it is running. */
  readonly process: ProcessName | undefined
}

/** Names of any characters as names of files, none of which leads anywhere. */
export const fileNameOf = (...names: readonly string[]): string =>
  names.map((name) => encodeURIComponent(name).replaceAll('.', '%2E')).join(',')

/** What was written last; undefined where nothing ever was. */
export function readRecord(file: string): ProcessRecord | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const record = parsedRecord(text)
  if (record === undefined) throw new Error(`${file} is no record of a process`)
  return record
}

function parsedRecord(text: string): ProcessRecord | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { phase, version, mark, process } = value as Record<string, unknown>
  if (phase !== 'starting' && phase !== 'running' && phase !== 'stopped') return undefined
  if (typeof version !== 'string' || typeof mark !== 'string') return undefined
  return { phase, version, mark, process: parsedName(process) }
}

function parsedName(value: unknown): ProcessName | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { pid, began, boot } = value as Record<string, unknown>
  return typeof pid === 'number' && typeof began === 'number' && typeof boot === 'string'
    ? { pid, began, boot }
    : undefined
}

/** Writes a record so that whoever comes later reads either this one or the one before. */
export function writeRecord(file: string, record: ProcessRecord): void {
  writeWhole(file, `${JSON.stringify(record)}\n`)
}

/** Replaces a file by a whole other one. */
export function writeWhole(file: string, content: string): void {
  makeFolder(dirname(file))
  const next = `${file}.next`
  const handle = openSync(next, 'w', 0o600)
  try {
    writeSync(handle, content)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(next, file)
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

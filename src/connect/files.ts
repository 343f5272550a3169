import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fail, messageOf, ok, type Result } from '../base/index.ts'

/** Reads a text file; the reason, when it cannot be read, is for the user. */
export function readText(file: string): Result<string, string> {
  try {
    return ok(readFileSync(file, 'utf8'))
  } catch (error) {
    return fail(reasonOf(error, file))
  }
}

/** Writes a text file; the reason, when it cannot be written, is for the user. */
export function writeText(file: string, text: string): Result<void, string> {
  try {
    return ok(writeFileSync(file, text))
  } catch (error) {
    return fail(`${file} cannot be written: ${messageOf(error)}`)
  }
}

export function reasonOf(error: unknown, file: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
      return `there is no file ${file}`
    case 'EISDIR':
      return `${file} is a folder`
    case 'EACCES':
    case 'EPERM':
      return `${file} may not be read`
    default:
      return `${file} cannot be read: ${messageOf(error)}`
  }
}

export const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

export const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()

/** The names in a folder, sorted; none when there is no such folder. */
export const namesIn = (folder: string): string[] => (isFolder(folder) ? readdirSync(folder).sort() : [])

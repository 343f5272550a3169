import { accessSync, constants, statSync } from 'node:fs'

/** Why a file cannot be run; undefined where it can. */
export function programFault(file: string): string | undefined {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return `there is no ${file}`
  try {
    accessSync(file, constants.X_OK)
  } catch {
    return `${file} may not be run`
  }
  return undefined
}

export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

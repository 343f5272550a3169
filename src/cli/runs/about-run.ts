import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { RunFolder } from '../../runs/index.ts'

/** What was said when a run began, so that whoever goes on with it need not say it again. */
export interface AboutRun {
  /** Policies that the plan does not find by their names. */
  readonly policies: readonly string[]
  /** Where the driver document stood: relative paths in it begin there. */
  readonly folder: string
  readonly unsealed: boolean
  /** How it was to be carried out, where that was said. */
  readonly maxParallel?: number | undefined
  readonly onFailure?: 'pause' | 'undo' | undefined
}

export const aboutText = (about: AboutRun): Uint8Array => Buffer.from(`${JSON.stringify(about, null, 2)}\n`)

/** Says it anew: whoever reads it meanwhile finds the one or the other. */
export function keepAbout({ about: file }: RunFolder, about: AboutRun): void {
  const beside = `${file}.new`
  writeFileSync(beside, aboutText(about), { flush: true })
  renameSync(beside, file)
}

/** Where it was lost, the run can be gone on with if nothing of it is needed. */
export function readAbout(run: RunFolder): AboutRun {
  const plain = { policies: [], folder: run.folder, unsealed: false }
  try {
    const about: unknown = JSON.parse(readFileSync(run.about, 'utf8'))
    return typeof about === 'object' && about !== null ? { ...plain, ...about } : plain
  } catch {
    return plain
  }
}

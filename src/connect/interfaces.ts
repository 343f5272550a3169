import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fail, ok, type Result } from '../base/index.ts'
import type { InterfaceSide, InterfaceText } from '../compare/index.ts'
import { readText } from './files.ts'

/** What was named, and whether it is a file or a folder of them. */
export interface OpenedInterface extends InterfaceSide {
  readonly isFolder: boolean
}

/** Names of files that may describe an interface. */
const described = /\.(?:proto|go|[cm]?tsx?|ya?ml|json)$/i
const foreign = new Set(['node_modules', '.git', 'vendor', 'dist'])

/** Reads a file, or all files of a folder that may describe an interface; the reason, when one cannot be read. */
export function openInterface(name: string, readStdin: () => string): Result<OpenedInterface, string> {
  if (name === '-') return ok({ isFolder: false, texts: [{ file: 'standard input', text: readStdin() }] })
  const stat = statSync(name, { throwIfNoEntry: false })
  if (stat?.isDirectory() === true) {
    const texts = folderTexts(name)
    if (!texts.ok) return texts
    return ok({ isFolder: true, texts: texts.value, place: (file) => join(name, file) })
  }
  if (stat === undefined) return fail(`there is no file or folder ${name}`)
  const text = readText(name)
  if (!text.ok) return text
  return ok({ isFolder: false, texts: [{ file: basename(name), text: text.value }], place: () => name })
}

/** Reads the documents of a folder; `inside` is the path below it. */
export function openDocuments(
  folder: string,
): Result<readonly { readonly file: string; readonly inside: string; readonly text: string }[], string> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return fail(`there is no folder ${folder}`)
  const texts = folderTexts(folder, /\.(?:mdx?|markdown|rst|adoc|txt|html?)$/i)
  if (!texts.ok) return texts
  return ok(texts.value.map(({ file, text }) => ({ file: join(folder, file), inside: file, text })))
}

function folderTexts(folder: string, wanted = described): Result<readonly InterfaceText[], string> {
  const texts: InterfaceText[] = []
  const visit = (inside: string): string | undefined => {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      // Links are left out: what they lead to is somewhere in the folder, or not of it.
      if (entry.isDirectory()) {
        const problem = foreign.has(entry.name) ? undefined : visit(path)
        if (problem !== undefined) return problem
      } else if (entry.isFile() && wanted.test(entry.name)) {
        const text = readText(join(folder, path))
        if (!text.ok) return text.problem
        texts.push({ file: path, text: text.value })
      }
    }
    return undefined
  }
  try {
    const problem = visit('')
    return problem === undefined ? ok(texts) : fail(problem)
  } catch {
    return fail(`${folder} may not be read`)
  }
}

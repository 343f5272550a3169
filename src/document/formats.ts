import { isEnvironment, readEnvironment } from './environment.ts'
import { readHcl } from './hcl.ts'
import { type ReadOne, readDocuments } from './read.ts'
import type { Format, Source } from './source.ts'
import { readToml } from './toml.ts'

/** Endings of names that tell a format; `.conf` is used for many, of which HCL and JSON can be read. */
const endings: readonly (readonly [RegExp, Format])[] = [
  [/\.(?:ya?ml|json)$/i, 'yaml'],
  [/\.(?:hcl|conf)$/i, 'hcl'],
  [/\.toml$/i, 'toml'],
  [/(?:^|\.)env(?:\.[\w-]+)?$/i, 'environment'],
]

/** The format that the name of a file promises, if it promises one. */
export function formatOfName(file: string): Format | undefined {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return endings.find(([ending]) => ending.test(name))?.[1]
}

/**
 * Reads the documents of a text in whatever format it is: as its name says, else as its content shows. With `isSure`
 * a text that cannot be read is a mistake of whoever wrote it; without, a `.conf` that is no HCL is somebody else's,
 * and a document of the format `other`.
 */
export function* readConfigurations(text: string, file: string, isSure: boolean): Iterable<ReadOne> {
  const format = formatOfName(file) ?? formatOfContent(text, file)
  switch (format) {
    case 'hcl':
      // Where HCL is read, JSON is as well.
      if (/^\s*\{/.test(text)) yield* readDocuments(text, file)
      else
        yield* isSure || !/\.conf$/i.test(file) ? [readHcl(text, file)] : orOther(readHcl(text, file), file)
      return
    case 'toml':
      yield readToml(text, file)
      return
    case 'environment':
      yield readEnvironment(text, file)
      return
    case 'yaml':
    case 'other':
      // What is called JSON is held to it: YAML would take much of it for something else.
      if (/\.json$/i.test(file) && text.trim() !== '') yield* strictly(text, file)
      else yield* readDocuments(text, file)
  }
}

function strictly(text: string, file: string): Iterable<ReadOne> {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    const why = error instanceof Error ? error.message : ''
    const offset = Number(/at position (\d+)/.exec(why)?.[1] ?? text.length)
    const before = text.slice(0, offset).split('\n')
    const place = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
    return [{ ok: false, problem: [{ place, message: 'this is no JSON from here on' }] }]
  }
  return readDocuments(text, file)
}

function orOther(read: ReadOne, file: string): readonly ReadOne[] {
  if (read.ok) return [read]
  const [problem] = read.problem
  const place = problem?.place ?? { file, line: 1, column: 1 }
  const other: Source = { file, format: 'other', value: undefined, place: () => place }
  return [{ ok: true, value: other }]
}

/** Everything may be YAML, whose one line of text is a document too: the others are asked first. */
function formatOfContent(text: string, file: string): Format {
  if (/^\s*[[{]/.test(text)) return 'yaml'
  if (isEnvironment(text)) return 'environment'
  // A block is opened by a name, perhaps labels, and a brace at the end of a line: YAML has no such line.
  return /^[ \t]*[\w-]+(?:[ \t]+"[^"\n]*")*[ \t]*\{[ \t]*(?:#.*)?$/m.test(text) && readHcl(text, file).ok
    ? 'hcl'
    : 'yaml'
}

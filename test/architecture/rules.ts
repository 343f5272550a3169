import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { type FolderRule, folders, testPackages } from './folders.ts'
import { codeOf, type Import, importsOf, lineAt } from './source.ts'

export interface Finding {
  readonly rule: string
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly message: string
  readonly because: string
}

/** Source files by path from the project root: 'src/version/index.ts' → its text. */
export type Tree = ReadonlyMap<string, string>

interface SourceFile {
  readonly path: string
  /** The folder right under src/, '' for a file that lies in none. */
  readonly folder: string
  readonly isTest: boolean
  readonly text: string
  /** The text without comments and the insides of strings; offsets agree. */
  readonly code: string
  readonly imports: readonly ResolvedImport[]
}

interface ResolvedImport extends Import {
  /** The file that a relative specifier leads to. */
  readonly target: string | undefined
}

interface Broken {
  readonly line: number
  readonly message: string
  /** Where the folder's own reason says more than the rule's. */
  readonly because?: string
}

interface Rule {
  readonly id: string
  readonly because: string
  check(file: SourceFile, tree: Tree): Iterable<Broken>
}

const maximumLines = 500

const rules: readonly Rule[] = [
  {
    id: 'known-folder',
    because: 'the tree is the data flow, so each folder says what it stands on and why',
    *check(file) {
      if (folders[file.folder] !== undefined) return
      const where = file.folder === '' ? 'lies in no folder of src/' : `lies in src/${file.folder}/`
      yield { line: 1, message: `${where}: add it to the table in folders.ts, with a because` }
    },
  },
  {
    id: 'folder-imports',
    because: 'data flows one way',
    *check(file) {
      const rule = ruleFor(file)
      if (rule === undefined || file.isTest) return
      for (const { target, typeOnly, line } of file.imports) {
        const folder = folderOf(target)
        if (folder === undefined || folder === file.folder || rule.imports.includes(folder)) continue
        if (rule.types?.includes(folder)) {
          if (typeOnly) continue
          const message = `imports values of src/${folder}/, of which it may have types only: write import type`
          yield { line, message, because: rule.because }
        } else {
          yield { line, message: `imports src/${folder}/`, because: rule.because }
        }
      }
    },
  },
  {
    id: 'door',
    because: "a folder's index.ts is its only door: behind it everything may change",
    *check(file) {
      for (const { target, line } of file.imports) {
        const folder = folderOf(target)
        if (folder === undefined || folder === file.folder) continue
        const door = `src/${folder}/index.ts`
        if (target !== door) yield { line, message: `imports ${target} past its door, ${door}` }
      }
    },
  },
  {
    id: 'own-door',
    because: 'a file that enters by its own door imports itself in a circle',
    *check(file) {
      if (file.isTest) return
      for (const { target, line } of file.imports) {
        if (file.folder === '' || target !== `src/${file.folder}/index.ts` || target === file.path) continue
        yield { line, message: `imports its own folder's index.ts: import the sibling that it needs` }
      }
    },
  },
  {
    id: 'inside-src',
    because: 'what is not below src/ is not shipped with it',
    *check(file) {
      for (const { target, line } of file.imports) {
        if (target === undefined || target.startsWith('src/') || file.isTest) continue
        // The command line tells its own version.
        if (file.folder === 'cli' && target === 'package.json') continue
        yield { line, message: `imports ${target}, which lies outside src/` }
      }
    },
  },
  {
    id: 'plain-import',
    because: 'an import whose path is computed cannot be checked, nor bundled',
    *check(file) {
      for (const { specifier, line } of file.imports) {
        if (specifier === undefined) yield { line, message: 'imports a computed path: write it out' }
      }
    },
  },
  {
    id: 'packages',
    because: 'every dependency is a decision, taken once per folder in folders.ts',
    *check(file) {
      const rule = ruleFor(file)
      if (rule === undefined) return
      const allowed = [...(rule.packages ?? []), ...(file.isTest ? testPackages : [])]
      for (const { specifier, target, line } of file.imports) {
        if (specifier === undefined || target !== undefined || isBuiltin(specifier)) continue
        const name = packageOf(specifier)
        if (!allowed.includes(name)) yield { line, message: `imports the package ${name}` }
      }
    },
  },
  {
    id: 'builtins',
    because: 'time, chance and the world are arguments: same input, same answer',
    *check(file) {
      const rule = ruleFor(file)
      if (rule === undefined || rule.builtins === 'any' || file.isTest) return
      for (const { specifier, line } of file.imports) {
        if (specifier === undefined || !isBuiltin(specifier)) continue
        const name = specifier.startsWith('node:') ? specifier : `node:${specifier}`
        if (!rule.builtins?.includes(name)) yield { line, message: `imports ${name}` }
      }
    },
  },
  {
    id: 'pure',
    because: 'time, chance and the world are arguments: same input, same answer',
    *check(file) {
      const rule = ruleFor(file)
      if (rule === undefined || rule.builtins === 'any' || file.isTest) return
      const world =
        /(?<![.\w$])(?:process\.\w+|Date\.now|Math\.random|performance\.now|console\.\w+|new Date(?:\s*\(\s*\)|(?!\s*[(\w$]))|(?:fetch|setTimeout|setInterval|setImmediate)(?=\s*\()|random(?:UUID|Bytes|Int)|(?:crypto\.)?getRandomValues)/g
      yield* matches(file.code, world, (found) => `uses ${found.trim()}`)
    },
  },
  {
    id: 'no-cycle',
    because: 'files that need each other are one file, or miss a third',
    *check(file, tree) {
      if (file.isTest) return
      const cycle = shortestCycle(file.path, tree)
      // Each cycle is told once, by its first file.
      if (cycle === undefined || cycle.some((path) => path < file.path)) return
      const line = file.imports.find(({ target }) => target === cycle[1])?.line ?? 1
      yield { line, message: `imports itself in a circle: ${cycle.join(' → ')}` }
    },
  },
  {
    id: 'no-product',
    because: 'the engine never knows a product: what a policy cannot express is a gap in the policy language',
    *check(file) {
      const names = /spire|dapr|mirrord|crossplane|uxp|restate|kubelet/gi
      const systems = ['connect', 'drivers'].includes(file.folder) ? /(?!)/g : /kubernetes/gi
      for (const pattern of [names, systems]) {
        if (file.path.search(pattern) >= 0) yield { line: 1, message: 'is named after a product' }
        yield* matches(file.text, pattern, (found) => `names ${found}`)
      }
    },
  },
  {
    id: 'short-file',
    because: 'a file is read in one sitting',
    *check(file) {
      const lines = file.text.replace(/\n$/, '').split('\n').length
      if (lines <= maximumLines) return
      yield { line: maximumLines + 1, message: `has ${lines} lines, more than ${maximumLines}` }
    },
  },
  {
    id: 'typed',
    because: 'beyond the door, text has become a type',
    *check(file) {
      yield* matches(file.code, /:\s*any\b(?!\s*[(.])|\bas\s+any\b/g, (found) => `says "${found}"`)
      yield* matches(file.text, /@ts-(?:ignore|nocheck)/g, (found) => `says ${found}`)
    },
  },
  {
    id: 'test-beside-source',
    because: 'a unit test is found beside what it tests',
    *check(file, tree) {
      if (!file.isTest) return
      // window.test.ts and window.property.test.ts both test window.ts.
      const source = file.path.replace(/(?:\.\w+)?\.test\.ts$/, '.ts')
      if (!tree.has(source)) yield { line: 1, message: `tests ${source}, which does not exist` }
    },
  },
]

/** Everything that breaks a rule, by file and line. Answers nothing for a clean tree. */
export function findingsIn(tree: Tree): Finding[] {
  const findings: Finding[] = []
  for (const [path, text] of tree) {
    const file = parse(path, text)
    for (const { id, because, check } of rules) {
      for (const broken of check(file, tree)) findings.push({ rule: id, file: path, because, ...broken })
    }
  }
  return findings.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1))
}

/** The findings as text, one block each; '' when there are none. */
export function report(findings: readonly Finding[]): string {
  return findings
    .map(({ rule, file, line, message, because }) => `${file}:${line} ${message}\n  ${rule}: ${because}\n`)
    .join('')
}

/** The ids of all rules, so that a test can ask for a violation of each. */
export const ruleIds = rules.map(({ id }) => id)

function parse(path: string, text: string): SourceFile {
  const code = codeOf(text)
  return {
    path,
    folder: folderOf(path) ?? '',
    isTest: isTest(path),
    text,
    code,
    imports: importsOf(text, code).map((each) => ({ ...each, target: resolve(path, each.specifier) })),
  }
}

const isTest = (path: string) => path.endsWith('.test.ts')

function resolve(from: string, specifier: string | undefined): string | undefined {
  return specifier?.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined
}

function folderOf(path: string | undefined): string | undefined {
  return path === undefined ? undefined : /^src\/([^/]+)\//.exec(path)?.[1]
}

const ruleFor = (file: SourceFile): FolderRule | undefined => folders[file.folder]

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

function* matches(text: string, pattern: RegExp, word: (found: string) => string): Iterable<Broken> {
  for (const match of text.matchAll(pattern)) {
    yield { line: lineAt(text, match.index), message: word(match[0]) }
  }
}

/** The shortest way along imports from a file back to itself, with the file at both ends. */
function shortestCycle(start: string, tree: Tree): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const path of queue) {
    for (const target of targetsOf(path, tree)) {
      if (target === start) {
        const back = [start]
        for (let at = path; at !== start; at = cameFrom.get(at) ?? start) back.unshift(at)
        return [start, ...back]
      }
      if (cameFrom.has(target)) continue
      cameFrom.set(target, path)
      queue.push(target)
    }
  }
  return undefined
}

const targetsByTree = new WeakMap<Tree, Map<string, string[]>>()

function targetsOf(path: string, tree: Tree): string[] {
  let targets = targetsByTree.get(tree)
  if (targets === undefined) {
    targets = new Map()
    for (const [from, text] of tree) {
      const all = importsOf(text).map(({ specifier }) => resolve(from, specifier))
      targets.set(from, all.filter((target) => target !== undefined && tree.has(target)) as string[])
    }
    targetsByTree.set(tree, targets)
  }
  return targets.get(path) ?? []
}

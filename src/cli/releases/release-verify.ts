import type { Command } from 'commander'
import { fitsPath, isLike, nearest } from '../../base/index.ts'
import { compareInterfaces, type InterfaceSide, type InterfaceText } from '../../compare/index.ts'
import {
  fileKey,
  type GitRepository,
  type GitTree,
  openDocuments,
  openRepository,
  readFiles,
  readTags,
  readTree,
} from '../../connect/index.ts'
import { releaseVerifyDocument } from '../../contract/index.ts'
import { releaseVerifyMarkdown, releaseVerifyText } from '../../explain/index.ts'
import type { Component, Interface, Policy } from '../../policy/index.ts'
import { type ComparedInterface, type ReleaseAsked, verifyRelease } from '../../release/index.ts'
import { compareVersions } from '../../version/index.ts'
import { componentNamed } from '../compare.ts'
import { type ExitCode, type Io, paintOf, wrong } from '../io.ts'
import { formatOption, repeatable } from '../options.ts'
import { withProtobuf } from '../protobuf.ts'
import { fileOf, loadPolicies } from '../session.ts'

export interface ReleaseVerifyOptions {
  readonly policy?: string
  readonly component?: string
  readonly repo?: string
  readonly from?: string
  readonly to?: string
  readonly documents?: readonly string[]
  /** What the newer one is going to be called, where it is no tag yet. */
  readonly asVersion?: string
  readonly format?: 'text' | 'json' | 'markdown'
}

/** Adds `verify` to the commands about releases. */
export function addReleaseVerify(release: Command, io: Io, done: (code: ExitCode) => void): void {
  release
    .command('verify')
    .summary('did this release keep its promise?')
    .description(
      'Compares the interfaces of two tags of a repository, and says whether the number allows what changed, whether what breaks is documented, and whether everybody who is supported gets there.',
    )
    .option('-p, --policy <name>', 'a shipped policy, or a file')
    .option('--component <name>', 'the component that is released (default: the main one of the policy)')
    .option('--repo <folder>', 'the repository, with or without a work tree (default: here)')
    .option('--from <tag>', 'the release before')
    .option('--to <tag>', 'the release to judge: a tag, branch or commit')
    .option('--as-version <version>', 'what the release is going to be called, where --to is no tag yet')
    .addOption(
      repeatable(
        '--documents <folder>',
        'where documents are that the policy asks for, if not in the repository; may be repeated',
      ),
    )
    .addOption(formatOption(['text', 'json', 'markdown']))
    .addHelpText(
      'after',
      `
Examples:
  interlock release verify --policy NAME --from v1.2.0 --to v1.3.0
  interlock release verify --policy NAME --from v1.2.0 --to release-1.3 --as-version v1.3.0
  interlock release verify --policy NAME --component sdk --repo ../sdk --from v1.2.0 --to v1.3.0

Exit codes:
  0  the release kept its promise
  1  it brings more than its number promises, does not tell what it breaks, or
     leaves somebody behind
  2  wrong input or command
  3  cannot tell`,
    )
    .showHelpAfterError('(interlock release verify --help explains it)')
    .action((options: ReleaseVerifyOptions) => done(runReleaseVerify(options, io)))
}

function runReleaseVerify(options: ReleaseVerifyOptions, io: Io): ExitCode {
  const { policy: reference, from, to, repo = '.', format = 'text' } = options
  if (reference === undefined) throw wrong('no policy was named', 'add --policy NAME')
  if (from === undefined) throw wrong('--from is missing', 'add --from TAG, the release before')
  if (to === undefined) throw wrong('--to is missing', 'add --to TAG, the release to judge')
  const [policy] = loadPolicies([reference], [], io)
  if (policy === undefined) throw wrong('no policy was named', 'add --policy NAME')
  const component = componentOf(policy, options.component)
  const interfaces = policy.interfaces.filter(({ of }) => of.includes(component.name))
  const isReleased = policy.repositories.some(({ of }) => of.includes(component.name))
  if (interfaces.length === 0 && !isReleased) {
    const known = [...new Set(policy.interfaces.flatMap(({ of }) => of))]
    throw wrong(
      `the policy ${policy.name} names no interface of ${component.name}`,
      known.length === 0
        ? 'it says which files are one under "interfaces"'
        : `it names some of: ${known.join(', ')}`,
    )
  }
  const repository = openRepository(repo)
  if (!repository.ok) throw wrong(repository.problem)
  const trees = { old: treeOf(repository.value, from, '--from'), new: treeOf(repository.value, to, '--to') }
  const texts = textsOf(repository.value, trees, interfaces, policy, component)
  const compared = interfaces.map((each) => comparedOf(each, trees, texts, from))
  const named = options.asVersion === undefined ? [from, to] : [from, options.asVersion]
  const versions = versionsOf(
    component,
    named,
    isReleased ? undefined : interfaces,
    options.asVersion !== undefined,
  )
  const documents = documentsIn(options.documents ?? [])
  const tags = readTags(repository.value)
  const date = tags.ok ? tags.value.find(({ name }) => name === to)?.date : undefined
  const asked: ReleaseAsked = {
    component: component.name,
    tags: [from, options.asVersion ?? to],
    versions,
    day: date ?? io.today,
    compared,
    ...(date !== undefined && { date }),
    filesLike: (pattern) => [
      ...trees.new.files
        .filter((file) => fitsPath(file, pattern))
        .flatMap((file) => {
          const text = texts.get(fileKey({ commit: trees.new.commit, path: file }))
          return text === undefined ? [] : [{ file, text }]
        }),
      ...documents.filter(({ inside }) => fitsPath(inside, pattern)),
    ],
  }
  const result = verifyRelease(policy, asked)
  if (format === 'json') io.write(`${JSON.stringify(releaseVerifyDocument(result), null, 2)}\n`)
  else if (format === 'markdown') io.write(releaseVerifyMarkdown(result))
  else io.write(releaseVerifyText(result, paintOf(io), fileOf(reference, io)))
  return result.verdict === 'kept' ? 0 : result.verdict === 'broken' ? 1 : 3
}

/** The one that was named, the policy's namesake, or the only one that has interfaces or a repository. */
function componentOf(policy: Policy, name: string | undefined): Component {
  const owners = [...new Set(policy.interfaces.flatMap(({ of }) => of))]
  const [only, other] = policy.repositories
  if (name === undefined && !policy.components.has(policy.name)) {
    if (owners.length === 1) return componentNamed(policy, owners[0])
    if (owners.length === 0 && other === undefined && only !== undefined)
      return componentNamed(policy, only.of[0])
  }
  return componentNamed(policy, name)
}

interface Trees {
  readonly old: GitTree
  readonly new: GitTree
}

function treeOf(repository: GitRepository, name: string, option: string): GitTree {
  const tree = readTree(repository, name)
  if (tree.ok) return tree.value
  const tags = readTags(repository)
  const guess = tags.ok
    ? nearest(
        name,
        tags.value.map((tag) => tag.name),
      )
    : undefined
  throw wrong(`${option}: ${tree.problem}`, guess === undefined ? undefined : `did you mean "${guess}"?`)
}

const isOf = ({ files, not }: Interface, file: string): boolean =>
  files.some((pattern) => fitsPath(file, pattern)) && !not.some((pattern) => fitsPath(file, pattern))

/** Everything that will be looked into, read at once. */
function textsOf(
  repository: GitRepository,
  trees: Trees,
  interfaces: readonly Interface[],
  policy: Policy,
  component: Component,
): ReadonlyMap<string, string> {
  const pages = policy.rules.flatMap((rule) =>
    rule.kind === 'documented' && rule.of.includes(component.name)
      ? [...rule.pages.values()].flatMap(({ files }) =>
          files.map((pattern) => pattern.replaceAll('{version}', '*')),
        )
      : [],
  )
  const ofInterfaces = ({ commit, files }: GitTree) =>
    files.filter((file) => interfaces.some((each) => isOf(each, file))).map((path) => ({ commit, path }))
  const ofPages = trees.new.files
    .filter((file) => pages.some((pattern) => fitsPath(file, pattern)))
    .map((path) => ({ commit: trees.new.commit, path }))
  const read = readFiles(repository, [...ofInterfaces(trees.old), ...ofInterfaces(trees.new), ...ofPages])
  if (!read.ok) throw wrong(read.problem)
  return read.value
}

function comparedOf(
  inside: Interface,
  trees: Trees,
  texts: ReadonlyMap<string, string>,
  from: string,
): ComparedInterface {
  const side = ({ commit, files }: GitTree, place: (file: string) => string): InterfaceSide => ({
    place,
    texts: files.flatMap((file): readonly InterfaceText[] => {
      const text = isOf(inside, file) ? texts.get(fileKey({ commit, path: file })) : undefined
      return text === undefined ? [] : [{ file, text }]
    }),
  })
  // What is gone stands in the older release only, and is told so.
  const [old, young] = [side(trees.old, (file) => `${from}:${file}`), side(trees.new, (file) => file)]
  const { format, implementedBy, select } = inside
  const plain = compareInterfaces(old, young, {
    as: format,
    ...(implementedBy !== undefined && { implementedBy }),
  })
  const comparison = withProtobuf(plain, old, young, format)
  const isChosen = ({ path }: { readonly path: string }): boolean =>
    select.length === 0 || select.some((pattern) => isLike(path, pattern))
  return { interface: inside, comparison: { ...comparison, changes: comparison.changes.filter(isChosen) } }
}

/** The texts of folders that hold documents, by their paths inside them. */
function documentsIn(folders: readonly string[]) {
  return folders.flatMap((folder) => {
    const read = openDocuments(folder)
    if (!read.ok) throw wrong(`--documents: ${read.problem}`)
    return read.value
  })
}

/** The tags as versions of the component, where its interfaces have the version of their repository. */
function versionsOf(
  component: Component,
  [from = '', to = '']: readonly string[],
  interfaces: readonly Interface[] | undefined,
  isNamed: boolean,
): ReleaseAsked['versions'] {
  const { scheme } = component
  const [a, b] = [scheme.parse(from), scheme.parse(to)]
  if (a.ok && b.ok) {
    if (compareVersions(b.value, a.value) < 0)
      throw wrong(`${to} comes before ${from}`, `write --from ${to} --to ${from}`)
    return [a.value, b.value]
  }
  if (interfaces?.every(({ version }) => version !== 'tag') === true) return undefined
  const [text, read] = a.ok ? [to, b] : [from, a]
  const expected = read.ok ? '' : `expected ${read.problem.expected} at character ${read.problem.at + 1}`
  if (!isNamed && text === to)
    throw wrong(
      `${text} is no version of ${component.title}`,
      'where it is a branch or a commit, add --as-version VERSION: what it is going to be called',
    )
  throw wrong(`${text} is no version of ${component.title}`, expected)
}

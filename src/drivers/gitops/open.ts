import { resolve } from 'node:path'
import { type Diagnostic, fail, messageOf, nearest, ok, type Result } from '../../base/index.ts'
import { type Path, parseScalarPath, type ScalarStep } from '../../document/index.ts'
import type { OpenContext, ServingDriver } from '../kind.ts'
import { mentions, type Placeholder, plainText, type Template } from '../template.ts'
import { TemplateReader } from '../template-reader.ts'
import { ofGroup, readVersionTemplate } from '../version-text.ts'
import { GitopsDriver } from './driver.ts'
import { GitFailure } from './git.ts'
import type { FieldPlan, GitopsPlan } from './plan.ts'
import { Repository } from './repository.ts'
import type { GitopsSettings } from './schema.ts'

const ofField: readonly Placeholder[] = [...ofGroup, 'id']

/** Makes a driver of its settings and of one that sees the instances. The repository has to be there; nothing is read from it yet. */
export async function openGitopsDriver(
  settings: GitopsSettings,
  observer: Result<ServingDriver, readonly Diagnostic[]>,
  { folder, env, component, problem, spell }: OpenContext,
): Promise<Result<ServingDriver, readonly Diagnostic[]>> {
  const reader = new TemplateReader({ folder, env }, undefined, problem)
  const { repository, remote, branch, base, message, author } = settings
  const fields = settings.fields.map((field, i) => readField(field, ['fields', i], reader))
  const isEach = fields.map(({ file, at }) => mentions([file, ...textsOf(at)], 'id'))
  if (isEach.includes(true) && isEach.includes(false))
    reader.refuse(
      ['fields', isEach.indexOf(false)],
      'it is for all instances, others are for one by {id}',
      'a commit moves some instances, and this field would move all of them',
    )
  if (remote?.startsWith('-') === true) reader.refuse(['remote'], 'no remote is called so')
  const plan: GitopsPlan = {
    repository: resolve(folder, repository),
    remote,
    branch: reader.text(branch, ofGroup, ['branch']),
    base: base === undefined ? undefined : reader.text(base, ofGroup, ['base']),
    fields,
    each: isEach.includes(true) ? 'instance' : 'group',
    message: reader.text(
      message ?? 'Move {component} in {scope} to {to}',
      [...ofGroup, 'to', 'from', 'key'],
      ['message'],
    ),
    author,
  }
  if (reader.problems.length === 0) await checkRepository(plan, settings, reader)
  const problems = [...reader.problems, ...(observer.ok ? [] : observer.problem)]
  const around = { env, ...(spell !== undefined && { spell }) }
  if (problems.length === 0 && observer.ok)
    return ok(new GitopsDriver(`gitops driver of ${component}`, plan, around, observer.value))
  if (observer.ok) await observer.value.close?.()
  return fail(problems)
}

/** A repository that is not there, is none, or has no such remote, stays so however often a run tries. */
async function checkRepository(
  { repository, remote }: GitopsPlan,
  { repository: written }: GitopsSettings,
  reader: TemplateReader,
): Promise<void> {
  if (!reader.checkIs('folder', plainText(written), ['repository'])) return
  try {
    const place = new Repository({ folder: repository, env: reader.ground.env })
    const known = await place.remotes(new AbortController().signal)
    if (remote === undefined || known.includes(remote)) return
    const guess = nearest(remote, known)
    const help = guess === undefined ? `it has: ${known.join(', ') || 'none'}` : `did you mean "${guess}"?`
    reader.refuse(['remote'], `the repository has no remote "${remote}"`, help)
  } catch (error) {
    if (error instanceof GitFailure && /not a git repository/i.test(error.printed))
      reader.refuse(['repository'], `${written} is no git repository`)
    else reader.refuse(['repository'], messageOf(error))
  }
}

function readField(
  { file, at, where, value }: GitopsSettings['fields'][number],
  path: Path,
  reader: TemplateReader,
): FieldPlan {
  const steps = (written: string, at: Path): readonly ScalarStep[] => {
    const read = parseScalarPath(written)
    if (read.ok) return read.value
    reader.refuse(at, read.problem)
    return []
  }
  if (file.startsWith('/') || file.split('/').includes('..'))
    reader.refuse([...path, 'file'], 'it is not in the repository', 'a path from its root')
  const text = (written: string) => reader.text(written, ofField, [...path, 'at'])
  return {
    file: reader.text(file, ofField, [...path, 'file']),
    at: steps(at, [...path, 'at']).map((step): ScalarStep<Template> => {
      switch (step.kind) {
        case 'member':
          return { kind: 'member', name: text(step.name) }
        case 'item':
          return step
        case 'where':
          return { kind: 'where', name: text(step.name), value: text(step.value) }
      }
    }),
    where: Object.entries(where ?? {}).map(([name, value]) => {
      const place = [...path, 'where', name]
      return [steps(name, place), reader.text(value, ofField, place)] as const
    }),
    value: readVersionTemplate(value ?? '{version}', [...path, 'value'], reader),
  }
}

const textsOf = (steps: readonly ScalarStep<Template>[]): readonly Template[] =>
  steps.flatMap((step) => {
    switch (step.kind) {
      case 'member':
        return [step.name]
      case 'item':
        return []
      case 'where':
        return [step.name, step.value]
    }
  })

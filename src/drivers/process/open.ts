import { existsSync } from 'node:fs'
import { type Diagnostic, fail, ok, type Result } from '../../base/index.ts'
import type { Path } from '../../document/index.ts'
import { commonVars, readInstances } from '../instances.ts'
import type { OpenContext, ServingDriver } from '../kind.ts'
import { readQuery } from '../query.ts'
import type { Placeholder } from '../template.ts'
import { TemplateReader } from '../template-reader.ts'
import { ofGroup } from '../version-text.ts'
import { ProcessDriver } from './driver.ts'
import type { ProcessInstance, ProcessPlan } from './plan.ts'
import type { ProcessSettings } from './schema.ts'

const ofInstance: readonly Placeholder[] = ['policy', 'scope', 'component', 'id', 'version']

/** Makes a driver of its settings. */
export function openProcessDriver(
  settings: ProcessSettings,
  context: OpenContext,
): Result<ServingDriver, readonly Diagnostic[]> {
  const { folder, env } = context
  const ground = { folder, env }
  const reader = new TemplateReader(ground, commonVars(settings.instances), context.problem)
  // Which process is which is read there; a number alone may be another one's by now.
  if (!existsSync('/proc/self/stat'))
    reader.refuse(['kind'], 'processes are only found on systems that show them in /proc')
  const read = (written: string, path: Path) => reader.text(written, ofInstance, path)
  const state = reader.text(settings.state, ofGroup, ['state'])
  const filesOf = (files: Readonly<Record<string, string>> | undefined, path: Path) =>
    Object.entries(files ?? {}).map(
      ([name, content]) => [read(name, [...path, name]), read(content, [...path, name])] as const,
    )
  const envOf = (written: Readonly<Record<string, string>> | undefined, path: Path) =>
    reader.texts(written, ofInstance, path)
  const argsOf = (written: readonly string[] | undefined, path: Path) =>
    (written ?? []).map((argument, i) => read(argument, [...path, i]))
  const bin = read(settings.bin, ['bin'])
  reader.checkProgram(bin, ['bin'])
  const shared = {
    args: [bin, ...argsOf(settings.args, ['args'])],
    env: envOf(settings.env, ['env']),
    files: filesOf(settings.files, ['files']),
  }
  const listed = readInstances(settings.instances, reader)
  // One without a scope is in every scope that anybody asks for: a slip in a plan would start it there.
  const nowhere = listed.findIndex(({ scope }) => scope === undefined)
  if (settings.begins !== undefined && nowhere >= 0)
    reader.refuse(
      ['instances', nowhere],
      'it does not say in which scope it begins',
      'with "begins", each instance has a "scope"',
    )
  const instances = settings.instances.flatMap((own, i): readonly ProcessInstance[] => {
    const path = ['instances', i]
    const known = listed[i]
    return known === undefined
      ? []
      : [
          {
            ...known,
            args: [...shared.args, ...argsOf(own.args, [...path, 'args'])],
            env: new Map([...shared.env, ...envOf(own.env, [...path, 'env'])]),
            files: [...shared.files, ...filesOf(own.files, [...path, 'files'])],
          },
        ]
  })
  const inFolder = read(settings.folder ?? '.', ['folder'])
  if (settings.folder !== undefined) reader.checkIs('folder', inFolder, ['folder'])
  const plan: ProcessPlan = {
    state,
    begins: settings.begins,
    looksOnly: context.looksOnly ?? false,
    folder: inFolder,
    instances,
    health: settings.health && readQuery(settings.health, 'health', ofInstance, reader),
    answer_ms: reader.wait(settings.answer ?? '10s', ['answer'], 'some'),
    grace_ms: reader.wait(settings.grace ?? '10s', ['grace'], 'any'),
  }
  if (reader.problems.length > 0) return fail(reader.problems)
  return ok(new ProcessDriver(`process driver of ${context.component}`, plan, ground, context.spell))
}

import { type Diagnostic, fail, ok, type Result } from '../../base/index.ts'
import { templatesOf } from '../commands.ts'
import { readHttp } from '../http-template.ts'
import { commonVars, readInstances } from '../instances.ts'
import type { OpenContext, ServingDriver } from '../kind.ts'
import { patternOf } from '../pattern.ts'
import { mentions, mentionsInstance, type Placeholder } from '../template.ts'
import { TemplateReader } from '../template-reader.ts'
import { parseWait } from '../wait.ts'
import { CommandDriver } from './driver.ts'
import { readListing } from './listing.ts'
import type { Change, CommandPlan, Query } from './plan.ts'
import type { CommandSettings } from './schema.ts'

const group: readonly Placeholder[] = ['policy', 'scope', 'component']
const ofInstance: readonly Placeholder[] = [...group, 'id']
const ofChange: readonly Placeholder[] = [...ofInstance, 'ids', 'from', 'to', 'key']

/** Makes a driver of its settings. */
export function openCommandDriver(
  settings: CommandSettings,
  context: OpenContext,
): Result<ServingDriver, readonly Diagnostic[]> {
  const { folder, env } = context
  const ground = { folder, env }
  const written = settings.instances ?? []
  const forAll = new TemplateReader(ground, undefined, context.problem)
  const reader = new TemplateReader(ground, commonVars(written), context.problem)
  if (settings.observe === undefined && settings.instances === undefined)
    reader.refuse([], 'nothing says which instances there are', 'add "observe" or "instances"')
  if (settings.observe !== undefined && settings.instances !== undefined)
    reader.refuse(['instances'], 'the instances are listed, and printed by "observe"', 'keep one of them')
  if (settings.instances !== undefined && settings.version === undefined)
    reader.refuse([], 'nothing says which version an instance has', 'add "version"')
  const shared = settings.env ?? {}
  const { observe, version, health, stop } = settings
  const instances = readInstances(written, reader)
  const plan: CommandPlan = {
    listing: observe && {
      command: forAll.command(withEnv(observe, shared), group, ['observe']),
      listing: readListing(observe, (path, message, help) =>
        reader.refuse(['observe', ...path], message, help),
      ),
    },
    instances,
    version: version && queryOf(version, 'version', shared, reader),
    health: health && queryOf(health, 'health', shared, reader),
    answer_ms: parseWait(settings.answer ?? '10s') ?? 10_000,
    move: changeOf(settings.move, 'move', shared, reader),
    stop: stop && changeOf(stop, 'stop', shared, reader),
  }
  const problems = [...forAll.problems, ...reader.problems]
  if (problems.length > 0) return fail(problems)
  return ok(new CommandDriver(`command driver of ${context.component}`, plan, ground))
}

interface WrittenRun {
  readonly run: readonly string[]
  readonly env?: Readonly<Record<string, string>> | undefined
  readonly folder?: string | undefined
}

type WrittenQuery = NonNullable<CommandSettings['version']> | NonNullable<CommandSettings['health']>

const withEnv = (written: WrittenRun, shared: Readonly<Record<string, string>>): WrittenRun => ({
  ...written,
  env: { ...shared, ...written.env },
})

function queryOf(
  written: WrittenQuery,
  member: string,
  shared: Readonly<Record<string, string>>,
  reader: TemplateReader,
): Query {
  const match = patternOf('match' in written ? written.match : undefined, [member, 'match'], reader)
  if ('run' in written) {
    const command = reader.command(withEnv(written, shared), ofInstance, [member])
    return { kind: 'command', command, match }
  }
  return { kind: 'http', http: readHttp(written, ofInstance, [member], reader), match }
}

function changeOf(
  written: WrittenRun,
  member: string,
  shared: Readonly<Record<string, string>>,
  reader: TemplateReader,
): Change {
  const command = reader.command(withEnv(written, shared), ofChange, [member])
  const texts = templatesOf(command)
  const isEach = mentionsInstance(texts)
  const isBatch = mentions(texts, 'ids')
  if (isEach && isBatch)
    reader.refuse(
      [member, 'run'],
      'it is for one instance, by {id} or {vars.NAME}, and for a batch, by {ids}',
    )
  return {
    command,
    each: isEach ? 'instance' : isBatch ? 'batch' : 'group',
    namesFrom: mentions(texts, 'from'),
  }
}

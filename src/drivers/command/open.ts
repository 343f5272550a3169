import { type Diagnostic, fail, ok, type Result } from '../../base/index.ts'
import { type Command, templatesOf, type WrittenCommand, withEnv } from '../commands.ts'
import { commonVars, readInstances } from '../instances.ts'
import type { OpenContext, ServingDriver } from '../kind.ts'
import { readQuery } from '../query.ts'
import { mentions, mentionsInstance, type Placeholder } from '../template.ts'
import { TemplateReader } from '../template-reader.ts'
import { CommandDriver } from './driver.ts'
import { readListing } from './listing.ts'
import type { Change, CommandPlan } from './plan.ts'
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
  const shared = forAll.texts(settings.env, group, ['env'])
  const { observe, version, health, stop } = settings
  const instances = readInstances(written, reader)
  const plan: CommandPlan = {
    listing: observe && {
      command: withEnv(forAll.command(observe, group, ['observe']), shared),
      listing: readListing(observe, version !== undefined, (path, message, help) =>
        reader.refuse(['observe', ...path], message, help),
      ),
    },
    instances,
    version: version && readQuery(version, 'version', ofInstance, reader, shared),
    health: health && readQuery(health, 'health', ofInstance, reader, shared),
    answer_ms: reader.wait(settings.answer ?? '10s', ['answer'], 'some'),
    move: changeOf(settings.move, 'move', shared, reader),
    stop: stop && changeOf(stop, 'stop', shared, reader),
  }
  // A batch that is stopped is not all of them.
  if (plan.stop?.each === 'group' && plan.move.each !== 'group')
    reader.refuse(
      ['stop', 'run'],
      'it stops all instances, and "move" moves some',
      'name them by {id} or {ids}',
    )
  const problems = [...forAll.problems, ...reader.problems]
  if (problems.length > 0) return fail(problems)
  return ok(new CommandDriver(`command driver of ${context.component}`, plan, ground, context.spell))
}

function changeOf(
  written: WrittenCommand,
  member: string,
  shared: Command['env'],
  reader: TemplateReader,
): Change {
  const command = withEnv(reader.command(written, ofChange, [member]), shared)
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

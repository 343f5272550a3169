import { groupBy, mapAtOnce, messageOf } from '../../base/index.ts'
import { type GroupName, groupKey, type Instance, type Order } from '../../execute/index.ts'
import { allAtOnce } from '../at-once.ts'
import { type Ground, mustRun } from '../commands.ts'
import { InTurn } from '../in-turn.ts'
import { instancesOf, varsOf } from '../instances.ts'
import type { ServingDriver, Spelling } from '../kind.ts'
import { type Due, dueIn, refuseLeftOut, respelt, seenAll } from '../order.ts'
import { answerOf, type Query, type Said } from '../query.ts'
import type { Values } from '../template.ts'
import { listedIn } from './listing.ts'
import type { Change, CommandPlan } from './plan.ts'

/** So many programs run at the same time. */
const mostPrograms = 8

/** Sees and moves instances by programs of the user. */
export class CommandDriver implements ServingDriver {
  readonly name: string
  readonly vars: NonNullable<ServingDriver['vars']>
  /** Only where the document says how. */
  readonly stop?: (order: Order, signal: AbortSignal) => Promise<void>
  private readonly plan: CommandPlan
  private readonly ground: Ground
  private readonly spell: Spelling | undefined
  private readonly inTurn = new InTurn()

  constructor(name: string, plan: CommandPlan, ground: Ground, spell?: Spelling) {
    this.name = name
    this.plan = plan
    this.vars = varsOf(plan.instances)
    this.ground = ground
    this.spell = spell
    const { stop } = plan
    if (stop !== undefined) this.stop = (order, signal) => this.change(stop, order, signal)
  }

  granularity(): 'instance' | 'group' {
    return this.plan.move.each === 'group' ? 'group' : 'instance'
  }

  async *observe(group: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]> {
    signal.throwIfAborted()
    const { listing, instances, version, health } = this.plan
    const listed: readonly Instance[] =
      listing === undefined
        ? instancesOf(instances, group).map(({ id, part }) => ({
            id,
            version: undefined,
            isReady: true,
            ...(part !== undefined && { part }),
          }))
        : listedIn(await mustRun(listing.command, { ...group }, this.ground, signal), listing.listing)
    const seen =
      version === undefined && health === undefined
        ? listed
        : await mapAtOnce(listed, mostPrograms, (each) => this.asked(each, group, signal))
    yield seen.map((each) => respelt(each, group, this.spell))
  }

  async move(order: Order, signal: AbortSignal): Promise<void> {
    await this.change(this.plan.move, order, signal)
  }

  /** What the instance itself says, beside what was listed of it. */
  private async asked(listed: Instance, group: GroupName, signal: AbortSignal): Promise<Instance> {
    const { version, health, answer_ms } = this.plan
    const values = this.valuesOf(group, listed.id)
    const ask = (query: Query): Promise<Said> => answerOf(query, values, this.ground, answer_ms, signal)
    const told = version && (await ask(version))
    if (told?.kind === 'silent')
      return { ...listed, version: undefined, isReady: false, trouble: told.because }
    const at = told === undefined || told.text === '' ? undefined : told.text
    const seen = { ...listed, ...(version !== undefined && { version: at }) }
    if (!listed.isReady || seen.version === undefined) return { ...seen, isReady: false }
    const well = health && (await ask(health))
    return well?.kind === 'silent' ? { ...seen, isReady: false, trouble: well.because } : seen
  }

  /**
   * Orders for an instance are carried out one after the other: the second of two that say the same finds nothing left to do. Programs are run
   * for what has not arrived, so those that were started by somebody who died since are run again.
   */
  private async change(change: Change, order: Order, signal: AbortSignal): Promise<void> {
    const group = groupKey(order.group)
    const names = change.each === 'group' ? [group] : order.ids.map((id) => `${group} ${id}`)
    await this.inTurn.run(names, signal, async () => {
      const seen = await seenAll(this.observe(order.group, signal))
      const due = dueIn(seen, order)
      if (due.length === 0) return
      if (change.each === 'group') refuseLeftOut(seen, order, 'the command is for all instances')
      await this.carryOut(change, order, due, signal)
    })
  }

  private async carryOut(
    { command, each, namesFrom }: Change,
    order: Order,
    due: readonly Due[],
    signal: AbortSignal,
  ): Promise<void> {
    const { group, to, key } = order
    for (const { instance, from } of due) {
      if (namesFrom && from === undefined)
        throw new Error(
          `nobody can tell where ${JSON.stringify(instance.id)} comes from, and the command asks for it`,
        )
    }
    const run = async (values: Values): Promise<void> => {
      await mustRun(command, { ...values, to, key }, this.ground, signal)
    }
    if (each === 'instance') {
      await allAtOnce(due, mostPrograms, async ({ instance: { id }, from }) => {
        try {
          await run({ ...this.valuesOf(group, id), ...(from !== undefined && { from }) })
        } catch (error) {
          throw new Error(`${id}: ${messageOf(error)}`)
        }
      })
      return
    }
    for (const [from, some] of groupBy(due, (each) => (namesFrom ? each.from : undefined))) {
      const ids = some.map(({ instance }) => instance.id)
      await run({ ...group, ids, ...(from !== undefined && { from }) })
    }
  }

  private valuesOf({ policy, scope, component }: GroupName, id: string): Values {
    const vars = this.vars.of(id)
    return { policy, scope, component, id, ...(vars !== undefined && { vars }) }
  }
}

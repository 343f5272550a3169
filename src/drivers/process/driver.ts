import { join, resolve } from 'node:path'
import { mapAtOnce, messageOf } from '../../base/index.ts'
import type { GroupName, Instance, Order } from '../../execute/index.ts'
import { allAtOnce } from '../at-once.ts'
import type { Ground } from '../commands.ts'
import { instancesOf, varsOf } from '../instances.ts'
import type { ServingDriver, Spelling } from '../kind.ts'
import { refuseStrangers } from '../order.ts'
import { answerOf } from '../query.ts'
import { fillPath, type Values } from '../template.ts'
import { holding } from './hold.ts'
import { lastLinesOf } from './log.ts'
import type { ProcessInstance, ProcessPlan } from './plan.ts'
import { fileNameOf } from './record.ts'
import { Supervised } from './supervised.ts'

/** So many instances are looked at, or changed, at the same time. */
const mostInstances = 16

/** Starts and ends processes on this machine. They outlive it, and whoever comes next finds them again. */
export class ProcessDriver implements ServingDriver {
  readonly name: string
  readonly vars: NonNullable<ServingDriver['vars']>
  private readonly plan: ProcessPlan
  private readonly ground: Ground
  private readonly spell: Spelling

  constructor(name: string, plan: ProcessPlan, ground: Ground, spell: Spelling = (_, version) => version) {
    this.name = name
    this.plan = plan
    this.ground = ground
    this.spell = spell
    this.vars = varsOf(plan.instances)
  }

  async *observe(group: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]> {
    signal.throwIfAborted()
    const listed = instancesOf(this.plan.instances, group)
    yield await mapAtOnce(listed, mostInstances, (each) => this.look(each, group, signal))
  }

  move(order: Order, signal: AbortSignal): Promise<void> {
    return this.change(order, signal, async (instance, values) => {
      const seen = instance.look()
      // One that has ended is started again: it does not serve, and nothing is lost.
      if (seen.isRunning && seen.version === order.to) return
      const start = instance.startOf(values)
      await instance.end(this.plan.grace_ms, signal)
      signal.throwIfAborted()
      await instance.start(start, order.to)
    })
  }

  stop(order: Order, signal: AbortSignal): Promise<void> {
    return this.change(order, signal, async (instance) => {
      const { isRunning, version } = instance.look()
      if (isRunning && version !== order.to) await instance.end(this.plan.grace_ms, signal)
    })
  }

  /** One change of an instance after the other, of all that there are on this machine: what was seen is still so while it is changed. */
  private async change(
    { group, ids, from, to }: Order,
    signal: AbortSignal,
    work: (instance: Supervised, values: Values) => Promise<void>,
  ): Promise<void> {
    signal.throwIfAborted()
    const byId = new Map(instancesOf(this.plan.instances, group).map((each) => [each.id, each]))
    const named = ids.map((id) => {
      const instance = byId.get(id)
      if (instance === undefined) throw new Error(`there is no instance ${JSON.stringify(id)}`)
      return { instance, supervised: this.supervised(instance, group) }
    })
    for (const { instance, supervised } of named)
      refuseStrangers(instance.id, supervised.look().version, from, to)
    await allAtOnce(named, mostInstances, async ({ instance, supervised }) => {
      try {
        const values = { ...this.valuesOf(group, instance), version: to }
        await holding(supervised.log, signal, () => work(supervised, values))
      } catch (error) {
        throw new Error(`${instance.id}: ${messageOf(error)}`)
      }
    })
  }

  /**
   * Starts one that has never run, where the document says at which version. Once there is a record of it, nothing of this is done again,
   * whatever became of the process: who died on the way left a record, or nothing.
   */
  private async begin(
    instance: ProcessInstance,
    supervised: Supervised,
    group: GroupName,
    signal: AbortSignal,
  ): Promise<void> {
    const { begins } = this.plan
    if (begins === undefined || supervised.look().version !== undefined) return
    try {
      await holding(supervised.log, signal, async () => {
        // Others may have been faster.
        if (supervised.look().version !== undefined) return
        const start = supervised.startOf({ ...this.valuesOf(group, instance), version: begins })
        await supervised.start(start, begins)
      })
    } catch (error) {
      throw new Error(`${instance.id} cannot begin: ${messageOf(error)}`)
    }
  }

  private async look(instance: ProcessInstance, group: GroupName, signal: AbortSignal): Promise<Instance> {
    const supervised = this.supervised(instance, group)
    const { begins, looksOnly } = this.plan
    if (looksOnly && begins !== undefined && supervised.look().version === undefined) {
      const { id, part } = instance
      return { id, version: begins, isReady: true, ...(part !== undefined && { part }) }
    }
    await this.begin(instance, supervised, group, signal)
    const { version, isRunning, hasEnded } = supervised.look()
    const { health, answer_ms } = this.plan
    const { id, part } = instance
    const values = { ...this.valuesOf(group, instance), ...(version !== undefined && { version }) }
    const well =
      isRunning && health !== undefined
        ? await answerOf(health, values, this.ground, answer_ms, signal)
        : undefined
    const trouble = hasEnded
      ? `it has ended${lastLinesOf(supervised.log)}`
      : version === undefined
        ? 'it has never been started: "begins" says at which version it is'
        : well?.kind === 'silent'
          ? well.because
          : undefined
    const isReady = isRunning && well?.kind !== 'silent'
    return {
      id,
      version,
      isReady,
      ...(part !== undefined && { part }),
      ...(trouble !== undefined && { trouble }),
    }
  }

  private supervised(instance: ProcessInstance, group: GroupName): Supervised {
    return new Supervised(
      join(resolve(this.ground.folder, fillPath(this.plan.state, { ...group })), groupFile(group)),
      instance,
      this.plan.folder,
      this.ground,
      (version) => this.spell(group, version),
    )
  }

  private valuesOf({ policy, scope, component }: GroupName, { id, vars }: ProcessInstance): Values {
    return { policy, scope, component, id, vars }
  }
}

const groupFile = ({ policy, scope, component }: GroupName): string => fileNameOf(policy, scope, component)

import type { Answer, Driver, Errand, GroupName, Instance, Order, Question } from '../execute/index.ts'
import { type Command, type Ground, mustRun } from './commands.ts'
import { askGate, type Gate } from './gates.ts'
import type { ServingDriver } from './kind.ts'
import { within } from './within.ts'

/** All that a document says of the groups of one component. */
export interface Served {
  readonly driver: ServingDriver
  /** How long one answer of a gate may take. */
  readonly answer_ms: number
  readonly gates: ReadonlyMap<string, Gate>
  readonly tasks: ReadonlyMap<string, Command>
}

/** Hands each group on to the driver that serves it; asks gates and does tasks itself, as the document says. */
export class Router implements Driver {
  readonly name = 'driver document'
  /** There where some of the drivers can do it. */
  readonly stop?: (order: Order, signal: AbortSignal) => Promise<void>
  private readonly of: (group: GroupName) => Served
  private readonly all: readonly Served[]
  private readonly ground: Ground

  constructor(all: readonly Served[], of: (group: GroupName) => Served, ground: Ground) {
    this.all = all
    this.of = of
    this.ground = ground
    if (all.some(({ driver }) => driver.stop !== undefined)) this.stop = stopBy(of)
  }

  granularity(group: GroupName): 'instance' | 'group' {
    return this.of(group).driver.granularity?.(group) ?? 'instance'
  }

  async *observe(group: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]> {
    yield* this.of(group).driver.observe(group, signal)
  }

  async move(order: Order, signal: AbortSignal): Promise<void> {
    await this.of(order.group).driver.move(order, signal)
  }

  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    const { driver, gates, answer_ms } = this.of(question.group)
    const gate = gates.get(question.gate)
    if (gate === undefined) {
      if (driver.ask !== undefined) return driver.ask(question, signal)
      throw new Error(`the document knows no gate ${question.gate}`)
    }
    const answer = await within(answer_ms, signal, (either) =>
      askGate(gate, question, driver, this.ground, either),
    )
    // Who takes too long to answer does not say yes, and may do so the next time.
    return answer ?? { kind: 'no', because: `no answer within ${answer_ms / 1000} s` }
  }

  async perform(task: Errand, signal: AbortSignal): Promise<void> {
    const { driver, tasks } = this.of(task.group)
    const command = tasks.get(task.name)
    if (command !== undefined) {
      const { key, group, from, to } = task
      await mustRun(command, { ...group, key, from: from.join(','), to }, this.ground, signal)
    } else if (driver.perform !== undefined) await driver.perform(task, signal)
    else throw new Error(`the document names no command for the task ${task.name}`)
  }

  async close(): Promise<void> {
    const closed = await Promise.allSettled(this.all.map(({ driver }) => driver.close?.()))
    for (const each of closed) if (each.status === 'rejected') throw each.reason
  }
}

const stopBy =
  (of: (group: GroupName) => Served) =>
  async (order: Order, signal: AbortSignal): Promise<void> => {
    const { driver } = of(order.group)
    if (driver.stop === undefined)
      throw new Error(`the document does not say how ${order.group.component} is stopped`)
    await driver.stop(order, signal)
  }

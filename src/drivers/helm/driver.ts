import type { Answer, GroupName, Instance, Order, Question } from '../../execute/index.ts'
import type { Ground } from '../commands.ts'
import { InTurn } from '../in-turn.ts'
import type { ServingDriver } from '../kind.ts'
import { checkGate } from '../own-gates.ts'
import { type Ended, failureOf, runProgram } from '../programs.ts'
import { fill } from '../template.ts'
import { type HelmPlan, type HelmTarget, helmTargetOf } from './plan.ts'
import { type Release, readRelease, stateOf } from './release.ts'

/** Sees and moves the release of one component in each scope. The release is its only instance, unless its pods are. */
export class HelmDriver implements ServingDriver {
  readonly name: string
  private readonly plan: HelmPlan
  private readonly ground: Ground
  private readonly pods: ServingDriver | undefined
  private readonly inTurn = new InTurn()

  constructor(name: string, plan: HelmPlan, ground: Ground, pods: ServingDriver | undefined) {
    this.name = name
    this.plan = plan
    this.ground = ground
    this.pods = pods
  }

  granularity(): 'group' {
    return 'group'
  }

  async *observe(group: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]> {
    const target = helmTargetOf(this.plan, group)
    const release = await this.release(target, signal)
    const trouble = troubleOf(target, release)
    if (this.pods === undefined) {
      // What a release is made of is at several versions until it is deployed.
      const version = trouble === undefined ? target.versionOf(release.version) : undefined
      const isReady = trouble === undefined
      yield [{ id: target.release, version, isReady, ...(trouble !== undefined && { trouble }) }]
      return
    }
    for await (const page of this.pods.observe(group, signal))
      yield trouble === undefined ? page : page.map((instance) => ({ trouble, ...instance, isReady: false }))
  }

  async move(order: Order, signal: AbortSignal): Promise<void> {
    const target = helmTargetOf(this.plan, order.group)
    await this.inTurn.run([calledOf(target)], signal, async () => {
      const release = await this.release(target, signal)
      await this.checkInstances(order, target, signal)
      if (this.isDue(order, target, release)) await this.upgrade(order, target, signal)
    })
  }

  async ask({ gate, group, ...rest }: Question, signal: AbortSignal): Promise<Answer> {
    checkGate(gate, 'helm')
    const target = helmTargetOf(this.plan, group)
    const because = troubleOf(target, await this.release(target, signal))
    if (because !== undefined) return { kind: 'no', because }
    return this.pods?.ask?.({ gate, group, ...rest }, signal) ?? { kind: 'yes' }
  }

  async close(): Promise<void> {
    await this.pods?.close?.()
  }

  /** Whether there is something to do; throws where the release is not where the order says. */
  private isDue(order: Order, target: HelmTarget, release: Release): boolean {
    const version = target.versionOf(release.version)
    const state = stateOf(release)
    const called = calledOf(target)
    if (version === order.to && state !== 'failed') return false
    if (state === 'moving')
      throw new Error(`${called} is ${release.status} to ${release.version}: it has to come to its end first`)
    if (version !== order.to && (version === undefined || !order.from.includes(version)))
      throw new Error(
        `${called} is at chart ${release.version}, neither at ${order.from.join(', ')} nor at ${order.to}`,
      )
    return true
  }

  /** A release moves as a whole: the order has to name all of it. */
  private async checkInstances(order: Order, target: HelmTarget, signal: AbortSignal): Promise<void> {
    const known = new Set<string>()
    if (this.pods === undefined) known.add(target.release)
    else
      for await (const page of this.pods.observe(order.group, signal)) {
        for (const { id } of page) known.add(id)
      }
    const missing = order.ids.find((id) => !known.has(id))
    if (missing !== undefined)
      throw new Error(`${calledOf(target)} has no instance ${JSON.stringify(missing)}`)
    const left = [...known].find((id) => !order.ids.includes(id))
    if (left !== undefined)
      throw new Error(`${calledOf(target)} moves as a whole: the order leaves out ${JSON.stringify(left)}`)
  }

  private async upgrade({ group, to }: Order, target: HelmTarget, signal: AbortSignal): Promise<void> {
    const { values, set, args, wait_s } = this.plan
    const given = [...set].map(([name, value]) => {
      const text = fill(value, { ...group, to })
      // What separates values in the argument is text here.
      return `--set-string=${name}=${text.replace(/[\\,]/g, '\\$&')}`
    })
    const ended = await this.run(
      [
        'upgrade',
        ...target.common,
        `--version=${target.chartOf(to)}`,
        '--wait',
        `--timeout=${wait_s}s`,
        ...values.map((file) => `--values=${file}`),
        ...given,
        ...args,
        // Whatever they are called, these are no options.
        '--',
        target.release,
        target.chart,
      ],
      signal,
    )
    if (ended.code !== 0) throw new Error(failureOf(ended, `${this.plan.program} upgrade`))
  }

  private async release(target: HelmTarget, signal: AbortSignal): Promise<Release> {
    const args = ['get', 'metadata', ...target.common, '--output=json', '--', target.release]
    const ended = await this.run(args, signal)
    if (ended.code !== 0) {
      if (/release: not found/.test(ended.err)) throw new Error(`there is no ${calledOf(target)}`)
      throw new Error(failureOf(ended, `${this.plan.program} get metadata`))
    }
    const release = readRelease(ended.out)
    if (release === undefined)
      throw new Error(`${this.plan.program} tells no version and status of ${calledOf(target)}`)
    return release
  }

  private run(args: readonly string[], signal: AbortSignal): Promise<Ended> {
    const { folder, env } = this.ground
    return runProgram(
      { args: [this.plan.program, ...args], folder, env: { ...env, ...this.plan.env } },
      signal,
    )
  }
}

const calledOf = ({ release, namespace }: HelmTarget): string =>
  `release "${release}" in namespace "${namespace}"`

/** Why a release does not serve; undefined when it does. */
function troubleOf(target: HelmTarget, release: Release): string | undefined {
  switch (stateOf(release)) {
    case 'settled':
      return undefined
    case 'moving':
      return `${calledOf(target)} is ${release.status}, to ${release.version}`
    case 'failed':
      return `${calledOf(target)} is ${release.status}, at ${release.version}`
  }
}

import { resolve } from 'node:path'
import type { Answer, GroupName, Instance, Order, Question } from '../../execute/index.ts'
import type { Ground } from '../commands.ts'
import type { ServingDriver } from '../kind.ts'
import { checkGate } from '../own-gates.ts'
import { fill, type Template } from '../template.ts'
import { type Api, type ApiLimits, connectApi } from './api.ts'
import { identityOf } from './identity.ts'
import { accountFolder, findReach } from './kubeconfig.ts'
import { instanceOf, membersOf } from './members.ts'
import { moveWorkload, type Scene, type Sight } from './move.ts'
import { type KubernetesPlan, targetOf } from './plan.ts'
import { answerOf } from './rollout.ts'
import { again, findWorkloads, podsOf, type Workload } from './workload.ts'

/** How often and how much is asked at once. */
export interface KubernetesLimits extends Partial<ApiLimits> {
  readonly poll_ms?: number
}

/** How many instances are told at once. */
const page = 500

/** Sees and moves the instances of one component on Kubernetes. Nothing is reached before it is asked. */
export class KubernetesDriver implements ServingDriver {
  readonly name: string
  private readonly plan: KubernetesPlan
  private readonly ground: Ground
  private readonly limits: KubernetesLimits
  private readonly apis = new Map<string, Api>()
  /** Nodes on which a pod was seen: while it is replaced, there is none, and its instance is still one. */
  private readonly nodes = new Map<string, Set<string>>()

  constructor(name: string, plan: KubernetesPlan, ground: Ground, limits: KubernetesLimits = {}) {
    this.name = name
    this.plan = plan
    this.ground = ground
    this.limits = limits
  }

  granularity(): 'instance' | 'group' {
    return this.plan.manner === 'rolls' ? 'group' : 'instance'
  }

  async *observe(group: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]> {
    const instances: Instance[] = []
    for (const { members } of await this.look(group, signal)) instances.push(...members.map(instanceOf))
    for (let at = 0; at < instances.length; at += page) yield instances.slice(at, at + page)
  }

  async move(order: Order, signal: AbortSignal): Promise<void> {
    const { group, ids } = order
    const sights = await this.look(group, signal)
    const known = new Set(sights.flatMap(({ members }) => members.map(({ id }) => id)))
    const missing = ids.find((id) => !known.has(id))
    if (missing !== undefined)
      throw new Error(`there is no "${missing}" among those of ${group.component} in ${group.scope}`)
    const scene = this.scene(group)
    for (const sight of sights) {
      if (!sight.members.some(({ id }) => ids.includes(id))) continue
      const look = async (): Promise<Sight> => {
        const workload = await again(scene, sight.workload, signal)
        return this.sightOf(scene, workload, signal)
      }
      await moveWorkload(scene, order, sight, look, signal)
    }
  }

  /** Whether the roll-out has come to its end, and if not, why. */
  async ask({ gate, group }: Question, signal: AbortSignal): Promise<Answer> {
    checkGate(gate, 'Kubernetes')
    return answerOf(await this.look(group, signal))
  }

  async close(): Promise<void> {
    for (const api of this.apis.values()) api.close()
    this.apis.clear()
  }

  private async look(group: GroupName, signal: AbortSignal): Promise<readonly Sight[]> {
    const scene = this.scene(group)
    const sights: Sight[] = []
    for (const workload of await findWorkloads(scene.api, scene.of, signal))
      sights.push(await this.sightOf(scene, workload, signal))
    return sights
  }

  private async sightOf({ api, of }: Scene, workload: Workload, signal: AbortSignal): Promise<Sight> {
    of.place.check(workload.template)
    const pods = await podsOf(api, of, workload, signal)
    const nodes = this.nodes.get(workload.path) ?? new Set()
    const members = membersOf(of, workload, pods, of.place.read(workload.template), nodes)
    const seen = pods.map(({ node }) => node).filter((node) => node !== '')
    this.nodes.set(workload.path, new Set([...nodes, ...seen]))
    return { workload, members }
  }

  private scene(group: GroupName): Scene {
    const { poll_ms = 250 } = this.limits
    return { api: this.api(group), of: targetOf(this.plan, group), poll_ms }
  }

  private api(group: GroupName): Api {
    const filled = (template: Template | undefined) => template && fill(template, { ...group })
    const [context, file] = [filled(this.plan.context), filled(this.plan.kubeconfig)]
    const key = JSON.stringify([context, file])
    const known = this.apis.get(key)
    if (known !== undefined) return known
    const { env, folder } = this.ground
    const path = file === undefined ? undefined : resolve(folder, file)
    const reach = findReach(path, context, { env, accountFolder })
    const api = connectApi(reach, identityOf(reach.user, env, Date.now), this.limits)
    this.apis.set(key, api)
    return api
  }
}

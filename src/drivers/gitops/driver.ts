import { groupBy, placeText } from '../../base/index.ts'
import { findScalar, scalarPathText } from '../../document/index.ts'
import type { Answer, GroupName, Instance, Order, Question } from '../../execute/index.ts'
import { InTurn } from '../in-turn.ts'
import type { OpenContext, ServingDriver } from '../kind.ts'
import { dueIn, refuseLeftOut, respelt, seenAll } from '../order.ts'
import { fill } from '../template.ts'
import { type Field, fieldsOf, type GitopsPlan } from './plan.ts'
import { type Branch, type Change, Repository } from './repository.ts'

/** Somebody else was faster so often that something is wrong. */
const mostTries = 10

/** A work tree has room for one at a time, whichever driver it is. */
const turns = new InTurn()

type Around = Pick<OpenContext, 'env' | 'spell'>

/** Writes versions into files of a repository, one commit for each order, and sees by another driver what becomes of them. */
export class GitopsDriver implements ServingDriver {
  readonly name: string
  readonly vars?: NonNullable<ServingDriver['vars']>
  private readonly plan: GitopsPlan
  private readonly repository: Repository
  private readonly observer: ServingDriver
  private readonly spell: OpenContext['spell']

  constructor(name: string, plan: GitopsPlan, { env, spell }: Around, observer: ServingDriver) {
    this.spell = spell
    this.name = name
    this.plan = plan
    this.repository = new Repository({ folder: plan.repository, env })
    this.observer = observer
    if (observer.vars !== undefined) this.vars = observer.vars
  }

  granularity(): 'instance' | 'group' {
    return this.plan.each
  }

  observe(group: GroupName, signal: AbortSignal): AsyncIterable<readonly Instance[]> {
    return this.observer.observe(group, signal)
  }

  async move(order: Order, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    await this.checkInstances(order, signal)
    await turns.run([this.plan.repository], signal, () => this.write(order, signal))
  }

  async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    if (this.observer.ask === undefined) throw new Error(`the document knows no gate ${question.gate}`)
    return this.observer.ask(question, signal)
  }

  async close(): Promise<void> {
    await this.observer.close?.()
  }

  private async checkInstances(order: Order, signal: AbortSignal): Promise<void> {
    const pages = await seenAll(this.observer.observe(order.group, signal))
    const seen = pages.map((instance) => respelt(instance, order.group, this.spell))
    dueIn(seen, order)
    if (this.plan.each === 'group') refuseLeftOut(seen, order, 'the fields are for all instances')
  }

  private async write(order: Order, signal: AbortSignal): Promise<void> {
    const { group, ids } = order
    const { repository } = this
    const branch = this.branchOf(group)
    const fields = fieldsOf(this.plan, group, ids)
    const trailer = `Interlock-Order: ${keyText(order.key)}`
    for (let tries = 1; tries <= mostTries; tries++) {
      signal.throwIfAborted()
      const tip = await repository.tip(branch, signal)
      const changes = await this.changesAt(tip.commit, fields, order, signal)
      const folder =
        branch.remote === undefined ? await repository.workTreeOf(branch.name, signal) : undefined
      if (changes.length === 0 && folder === undefined) return
      const files = [...new Set(fields.map(({ file }) => file))]
      const made = await repository.carrying(tip.commit, trailer, signal)
      if (made !== undefined && folder !== undefined && made === tip.commit)
        await this.catchUp(folder, files, made, signal)
      if (changes.length === 0) return
      if (made !== undefined)
        throw new Error(
          `commit ${made.slice(0, 12)} has carried this order out, and somebody has taken it back: ${changes.map(({ file }) => file).join(', ')}`,
        )
      const dirty = folder === undefined ? undefined : await repository.changedIn(folder, files, signal)
      if (dirty !== undefined)
        throw new Error(
          `${dirty} in ${folder} has changes that are not committed: commit them, or put them away`,
        )
      const commit = await repository.commit(
        tip.commit,
        changes,
        this.message(order, trailer),
        this.who(),
        signal,
      )
      if (!(await repository.advance(branch, tip, commit, signal))) continue
      if (folder !== undefined) await repository.follow(folder, tip.commit, commit, signal)
      return
    }
    throw new Error(`the branch "${branch.name}" moves on faster than a commit can be made for it`)
  }

  /** Who died between a commit and the files leaves a work tree in which the commit looks undone. */
  private async catchUp(
    folder: string,
    files: readonly string[],
    commit: string,
    signal: AbortSignal,
  ): Promise<void> {
    if ((await this.repository.changedIn(folder, files, signal)) === undefined) return
    const before = await this.repository.parentOf(commit, signal)
    await this.repository.follow(folder, before, commit, signal)
  }

  /** Files with their new texts; those in which the versions stand already are none. */
  private async changesAt(
    commit: string,
    fields: readonly Field[],
    order: Order,
    signal: AbortSignal,
  ): Promise<readonly Change[]> {
    const changes: Change[] = []
    for (const [file, own] of groupBy(fields, (field) => field.file)) {
      const { mode, text } = await this.repository.read(commit, file, signal)
      const edited = own.reduce((so, field) => edit(so, field, order), text)
      if (edited !== text) changes.push({ file, mode, text: edited })
    }
    return changes
  }

  private branchOf(group: GroupName): Branch {
    const { branch, base, remote } = this.plan
    return {
      name: fill(branch, { ...group }),
      base: base === undefined ? undefined : fill(base, { ...group }),
      remote,
    }
  }

  private message({ group, ids, from, to, key }: Order, trailer: string): string {
    const subject = fill(this.plan.message, { ...group, to, key, from: from.join(', ') })
    const shown = ids.slice(0, 20).map((id) => `- ${JSON.stringify(id)}`)
    const more = ids.length - shown.length
    const list = this.plan.each === 'group' ? [] : [...shown, ...(more > 0 ? [`- and ${more} more`] : []), '']
    return [oneLine(subject), '', ...list, trailer, ''].join('\n')
  }

  private who(): Readonly<Record<string, string>> {
    const { author } = this.plan
    if (author === undefined) return {}
    const { name, email } = author
    return {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    }
  }
}

function edit(text: string, { file, wish, text: form }: Field, { from, to }: Order): string {
  const found = findScalar(text, file, wish)
  if (!found.ok) {
    const { place, message, help } = found.problem
    throw new Error(
      `${place === undefined ? file : placeText(place)} ${message}${help === undefined ? '' : `: ${help}`}`,
    )
  }
  const version = form.read(found.value.text)
  if (version === to) return text
  if (version === undefined || !from.includes(version))
    throw new Error(
      `${placeText(found.value.place)} ${scalarPathText(wish.path)} is ${JSON.stringify(found.value.text)}, neither ${written(from, form)} nor ${form.write(to)}`,
    )
  const made = found.value.replace(form.write(to))
  if (!made.ok) throw new Error(`${placeText(found.value.place)} ${made.problem.message}`)
  return made.value
}

const written = (versions: readonly string[], form: Field['text']): string =>
  versions.map((version) => form.write(version)).join(' or ')

/** In one line, whatever it is made of, and never two keys alike. */
const keyText = (key: string): string =>
  key.replace(/[^\x21-\x24\x26-\x7e]/gu, (character) => encodeURIComponent(character))

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

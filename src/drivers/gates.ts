import { mapAtOnce, unreachable } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { Answer, Question } from '../execute/index.ts'
import { type Command, type Ground, runCommand, templatesOf } from './commands.ts'
import { askHttpTemplate, type HttpTemplate, httpTemplates, readHttp } from './http-template.ts'
import type { ServingDriver } from './kind.ts'
import { failureOf } from './programs.ts'
import type { WrittenGate } from './schema.ts'
import { knock, tcpAddressForm, tcpAddressOf } from './tcp.ts'
import {
  fill,
  mentionsInstance,
  ofOneText,
  type Placeholder,
  settledText,
  type Template,
  type Values,
} from './template.ts'
import type { TemplateReader } from './template-reader.ts'

/** A gate as a document has it, ready to be asked. */
export type Gate =
  | { readonly kind: 'health' }
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'http'; readonly http: HttpTemplate }
  | { readonly kind: 'tcp'; readonly address: Template }
  | { readonly kind: 'approval' }

/** So many instances are asked at the same time. */
const mostAsked = 8

const placeholders: readonly Placeholder[] = ['policy', 'scope', 'component', 'id', 'ids', 'to']

export function readGate(gate: WrittenGate, path: Path, reader: TemplateReader): Gate {
  switch (gate.kind) {
    case 'health':
    case 'approval':
      return { kind: gate.kind }
    case 'command':
      return { kind: 'command', command: reader.command(gate, placeholders, path) }
    case 'http':
      return { kind: 'http', http: readHttp(gate, placeholders, path, reader) }
    case 'tcp':
      return { kind: 'tcp', address: readAddress(gate.address, [...path, 'address'], reader) }
    default:
      return unreachable(gate)
  }
}

function readAddress(written: string, path: Path, reader: TemplateReader): Template {
  const address = reader.text(written, ofOneText(placeholders), path)
  const settled = settledText(address)
  if (settled !== undefined && tcpAddressOf(settled) === undefined)
    reader.refuse(path, `${written} is no address`, `expected ${tcpAddressForm}`)
  return address
}

/** Asks a gate once. Rejects when it cannot be asked at all. */
export async function askGate(
  gate: Gate,
  question: Question,
  driver: ServingDriver,
  ground: Ground,
  signal: AbortSignal,
): Promise<Answer> {
  const values = { ...question.group, ids: question.ids, to: question.to }
  switch (gate.kind) {
    case 'health':
      return areHealthy(question, driver, signal)
    case 'command': {
      const { command } = gate
      const ask = async (each: Values): Promise<Answer> => {
        const ended = await runCommand(command, each, ground, signal)
        if (ended.code === 0) return { kind: 'yes' }
        return { kind: 'no', because: failureOf(ended, command.args[0]?.written ?? '') }
      }
      return each(mentionsInstance(templatesOf(command)), values, driver, ask)
    }
    case 'http':
      return each(mentionsInstance(httpTemplates(gate.http)), values, driver, async (each) => {
        const answer = await askHttpTemplate(gate.http, each, signal)
        return answer.kind === 'no' ? answer : { kind: 'yes' }
      })
    case 'tcp':
      return each(mentionsInstance([gate.address]), values, driver, (each) => {
        const address = tcpAddressOf(fill(gate.address, each))
        // As it is written: what is filled in may be a secret of the environment.
        if (address === undefined) throw new Error(`${gate.address.written} is no address`)
        return knock(address, signal)
      })
    case 'approval':
      throw new Error(`the gate ${question.gate} is for a person to open`)
    default:
      return unreachable(gate)
  }
}

/** A few at a time; the first that says no is enough. */
async function each(
  isPerInstance: boolean,
  values: Values & { readonly ids: readonly string[] },
  driver: ServingDriver,
  ask: (values: Values) => Promise<Answer>,
): Promise<Answer> {
  if (!isPerInstance) return ask(values)
  const { ids } = values
  for (let at = 0; at < ids.length; at += mostAsked) {
    const some = ids.slice(at, at + mostAsked)
    const answers = await mapAtOnce(some, mostAsked, async (id): Promise<Answer> => {
      const vars = driver.vars?.of(id)
      const answer = await ask({ ...values, id, ...(vars !== undefined && { vars }) })
      return answer.kind === 'yes' ? answer : { kind: 'no', because: `${id}: ${answer.because}` }
    })
    const no = answers.find(({ kind }) => kind === 'no')
    if (no !== undefined) return no
  }
  return { kind: 'yes' }
}

async function areHealthy(
  { group, ids, to }: Question,
  driver: ServingDriver,
  signal: AbortSignal,
): Promise<Answer> {
  const missing = new Set(ids)
  for await (const page of driver.observe(group, signal)) {
    for (const { id, version, isReady } of page) {
      if (!missing.delete(id)) continue
      if (version !== to)
        return { kind: 'no', because: `${id} is at ${version ?? 'no version that it tells'}` }
      if (!isReady) return { kind: 'no', because: `${id} is not ready` }
    }
  }
  const [gone] = missing
  return gone === undefined ? { kind: 'yes' } : { kind: 'no', because: `${gone} is gone` }
}

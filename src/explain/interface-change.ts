import type { InterfaceChange, InterfaceChangeKind } from '../compare/index.ts'
import type { JudgedChange } from '../release/index.ts'

type Phrase = (before: string, after: string) => string

const is =
  (text: string): Phrase =>
  () =>
    text
const fromTo =
  (verb: string): Phrase =>
  (before, after) => {
    if (before !== '' && after !== '') return `${verb} ${after}, was ${before}`
    if (after !== '') return `${verb} ${after}`
    return before === '' ? verb : `${verb} something else than ${before}`
  }
const named =
  (one: string, other: string): Phrase =>
  (before, after) =>
    `${one}${before || after ? ` ${before || after}` : ''}${other}`

/** What each kind of change says of what is changed. */
const phrases: Readonly<Record<InterfaceChangeKind, Phrase>> = {
  'interface-added': is('is new'),
  'interface-removed': is('is gone'),
  'type-added': is('is new'),
  'type-removed': is('is gone'),
  'type-changed': fromTo('is now'),
  'type-parameter-changed': fromTo('has other type parameters:'),
  'function-added': is('is new'),
  'function-removed': is('is gone'),
  'method-added': is('is new'),
  'method-removed': is('is gone'),
  'parameter-added': (_, after) =>
    after === '' ? 'is new and may be left out' : `takes one more parameter, which may be left out: ${after}`,
  'required-parameter-added': (_, after) =>
    after === '' ? 'is new and has to be given' : `takes one more parameter: ${after}`,
  'parameter-removed': (before) => (before === '' ? 'is gone' : `no longer takes ${before}`),
  'parameter-required': is('has to be given now'),
  'parameter-optional': is('may be left out now'),
  'parameter-type-changed': fromTo('takes'),
  'result-type-changed': fromTo('gives'),
  'embedding-added': named('now includes', ''),
  'embedding-removed': named('no longer includes', ''),
  'constant-added': is('is new'),
  'constant-removed': is('is gone'),
  'value-changed': fromTo('has the value'),
  'modifier-changed': fromTo('is now'),
  'path-added': is('is new'),
  'path-removed': is('is gone'),
  'operation-added': is('is new'),
  'operation-removed': is('is gone'),
  'operation-renamed': fromTo('has the operationId'),
  'body-added': is('takes a body now'),
  'body-removed': is('no longer takes a body'),
  'response-added': is('is new'),
  'response-removed': is('is gone'),
  'media-type-added': is('is new'),
  'media-type-removed': is('is gone'),
  'security-changed': is('asks for other credentials'),
  'field-added': is('is new'),
  'required-field-added': is('is new and has to be there'),
  'field-removed': is('is gone'),
  'field-required': is('has to be there now'),
  'field-optional': is('may be missing now'),
  'field-type-changed': fromTo('is now'),
  'field-renamed': fromTo('is now called'),
  'enum-value-added': named('may be', ' now'),
  'enum-value-removed': named('may no longer be', ''),
  'constraint-tightened': (before, after) =>
    after === ''
      ? `is held closer than: ${before}`
      : before === ''
        ? `has to fit: ${after}`
        : `has to fit: ${after}, was ${before}`,
  'constraint-loosened': (before, after) =>
    after === '' ? `no longer has to fit: ${before}` : `has to fit less: ${after}, was ${before}`,
  'constraint-changed': fromTo('has to fit something else:'),
  'alternative-added': named('may be', ' as well'),
  'alternative-removed': named('may no longer be', ''),
  'default-added': named('is', ' where it is left out'),
  'default-removed': named('is no longer', ' where it is left out'),
  'default-changed': (before, after) => `is ${after} where it is left out, was ${before}`,
  'access-changed': fromTo('is now'),
  'merge-changed': is('is merged in another way'),
  'version-added': is('is new'),
  'version-removed': is('is gone'),
  'version-served': is('is served now'),
  'version-not-served': is('is no longer served'),
  'storage-version-changed': is('is what is stored now'),
  'scope-changed': fromTo('is now'),
  'name-added': named('has the name', ''),
  'name-removed': named('no longer has the name', ''),
  'subresource-added': is('is a subresource now'),
  'subresource-removed': is('is no subresource any more'),
  'column-changed': is('is printed in other columns'),
  'status-changed': fromTo('is now'),
  'capability-added': named('now include', ''),
  'capability-removed': named('no longer include', ''),
  'profile-added': is('is new'),
  'profile-removed': is('is gone'),
  deprecated: is('is deprecated'),
  restored: is('is no longer deprecated'),
  'description-changed': is('is described in other words'),
  'extension-changed': is('carries other marks'),
  'encoding-changed': fromTo('is written as'),
  'other-changed': fromTo('is not the same:'),
}

/** What a change says, as one sentence without a full stop. */
export function changeSentence({ kind, path, before = '', after = '' }: InterfaceChange): string {
  return `${path} ${phrases[kind](oneLine(before), oneLine(after))}`
}

const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

/** Whom a change concerns, where that is not everybody. */
export const concernText = ({ concerns }: InterfaceChange): string | undefined =>
  concerns &&
  { implementers: 'who implements it', writers: 'who writes it', readers: 'who reads it' }[concerns]

/** What decided: a definition of the policy, or the meaning that the format gives to it. */
export const decidedText = ({ by, brings, change }: JudgedChange): string =>
  by === undefined
    ? brings === 'unknown'
      ? 'nobody can tell from the text'
      : `by the meaning of ${change.format}`
    : `"${by.count.says}" (${by.count.id})`

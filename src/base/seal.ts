import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical.ts'

/** A document with a seal as its last member: whoever changes anything in it breaks that. */
export const sealed = <T extends object>(document: T): T & { readonly seal: string } => ({
  ...document,
  seal: sealOf(document),
})

/** Whether a document is as it was when it was sealed; undefined where it never was. */
export function isIntact(document: object): boolean | undefined {
  const { seal, ...rest } = document as { readonly seal?: unknown }
  return seal === undefined ? undefined : seal === sealOf(rest)
}

const sealOf = (document: object): string =>
  createHash('sha256').update(canonicalJson(document)).digest('hex')

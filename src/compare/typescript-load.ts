import { createRequire } from 'node:module'
import type * as Parser from '@babel/parser'

let loaded: typeof Parser | undefined

/**
 * The parser of TypeScript, loaded when it is first needed: it is larger than all the rest of the program, and most
 * commands never ask for it. TypeScript's own has no stable interface.
 */
export function babel(): typeof Parser {
  loaded ??= createRequire(import.meta.url)('@babel/parser') as typeof Parser
  return loaded
}

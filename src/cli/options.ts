import { Option } from 'commander'
import type { Objective } from '../plan/index.ts'
import type { Mode } from '../policy/index.ts'
import type { LivingOptions } from './living.ts'

/** What the commands take, as the command line spells it. */

export interface SessionOptions {
  readonly policy: readonly string[]
  readonly reading: readonly string[]
  readonly scope: string | undefined
  /** What is told of facts that policies ask for. */
  readonly fact: readonly string[]
  readonly asOf: string | undefined
}

export interface CheckOptions extends SessionOptions, LivingOptions {
  readonly to: readonly string[]
  readonly strict: boolean
  /** Features that must work. */
  readonly needs: readonly string[]
  readonly format: 'text' | 'json' | 'markdown'
}

export type PlanFormat = 'text' | 'json' | 'markdown' | 'html' | 'runbook' | 'dot' | 'mermaid'

/** When a plan runs, and how careful. */
export interface TimingOptions {
  readonly canary: string | undefined
  readonly maxParallel: string | undefined
  readonly takes: readonly string[]
  readonly soak: readonly string[]
  readonly calendar: readonly string[]
  readonly start: string | undefined
}

export interface PlanOptions extends SessionOptions, TimingOptions {
  readonly to: readonly string[]
  readonly via: readonly string[]
  readonly mode: Mode
  readonly batch: readonly string[]
  readonly thaw: readonly string[]
  readonly allowStopped: boolean
  readonly minimise: Objective
  readonly requireUndo: boolean
  /** Files with releases to avoid. */
  readonly avoid: readonly string[]
  /** Whether all reasons are shown, and how the plan was found. */
  readonly why: boolean
  /** Files and folders of manifests that must load all the way. */
  readonly manifests: readonly string[]
  readonly allowUnreleased: boolean
  /** An earlier plan as JSON, to set this one beside. */
  readonly against: string | undefined
  readonly format: PlanFormat
}

export interface VerifyOptions {
  readonly fleet: readonly string[]
  readonly policy: readonly string[]
  readonly scope: string | undefined
  readonly format: 'text' | 'json'
}

/** An option that may be given several times. Without a default, so that help does not show an empty one. */
export const repeatable = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((value: string, before?: readonly string[]) => [
    ...(before ?? []),
    value,
  ])

/** How a command tells what it has to tell; text where nothing is said. */
export const formatOption = (choices: readonly string[] = ['text', 'json']): Option =>
  new Option('--format <format>', 'how to answer').choices(choices).default('text')

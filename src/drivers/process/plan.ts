import type { ListedInstance } from '../instances.ts'
import type { Query } from '../query.ts'
import type { Template } from '../template.ts'

/** The settings of a process driver, ready for use. */
export interface ProcessPlan {
  /** Where records are kept. */
  readonly state: Template
  /** The version at which those are started that have never run; nobody starts them when undefined. */
  readonly begins: string | undefined
  /** Whether nobody is started: those that would be are seen as whoever starts them would find them then. */
  readonly looksOnly: boolean
  readonly folder: Template
  readonly instances: readonly ProcessInstance[]
  readonly health: Query | undefined
  readonly answer_ms: number
  readonly grace_ms: number
}

export interface ProcessInstance extends ListedInstance {
  /** The program, and its arguments. */
  readonly args: readonly Template[]
  readonly env: ReadonlyMap<string, Template>
  /** What is in each file, by its path. */
  readonly files: readonly (readonly [path: Template, content: Template])[]
}

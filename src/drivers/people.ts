import type { ComponentName } from './component-name.ts'
import type { DriverDocument } from './document.ts'
import type { WrittenPatience } from './schema.ts'
import { mergePatience } from './settings.ts'

/** What of a run a person does, by a driver document alone. */
export interface People {
  /** The gates behind a stage of this component, in the order in which they are asked. */
  gatesOf(component: ComponentName): readonly string[]
  opens(component: ComponentName, gate: string): boolean
  performs(component: ComponentName, task: string): boolean
}

/** Opens nothing: where a run stands can be told without what it is carried out with. */
export function peopleOf({ written }: DriverDocument): People {
  const of = ({ policy, component }: ComponentName): WrittenPatience => {
    const { components } = written
    const own = components[`${policy}/${component}`] ?? components[component] ?? components['*'] ?? {}
    return mergePatience(own, written)
  }
  return {
    gatesOf: (component) => Object.keys(of(component).gates ?? {}),
    opens: (component, gate) => of(component).gates?.[gate]?.kind === 'approval',
    performs: (component, task) => of(component).tasks?.[task] === undefined,
  }
}

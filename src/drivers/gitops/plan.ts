import type { ScalarStep, ScalarWish } from '../../document/index.ts'
import type { GroupName } from '../../execute/index.ts'
import { fill, fillPath, type Template } from '../template.ts'
import { type VersionTemplate, type VersionText, versionTextOf } from '../version-text.ts'

/** Settings that were read: what their texts stand for is known. */
export interface GitopsPlan {
  readonly repository: string
  readonly remote: string | undefined
  readonly branch: Template
  readonly base: Template | undefined
  readonly fields: readonly FieldPlan[]
  /** Whether each instance has fields of its own. */
  readonly each: 'instance' | 'group'
  readonly message: Template
  readonly author: { readonly name: string; readonly email: string } | undefined
}

export interface FieldPlan {
  readonly file: Template
  readonly at: readonly ScalarStep<Template>[]
  readonly where: readonly (readonly [path: readonly ScalarStep[], value: Template])[]
  readonly value: VersionTemplate
}

/** One value in one file. */
export interface Field {
  readonly file: string
  readonly wish: ScalarWish
  readonly text: VersionText
}

/** The fields of some instances, each once, or those of all of the group. */
export function fieldsOf(plan: GitopsPlan, group: GroupName, ids: readonly string[]): readonly Field[] {
  if (plan.each === 'group') return plan.fields.map((field) => fieldOf(field, group, undefined))
  return ids.flatMap((id) => plan.fields.map((field) => fieldOf(field, group, id)))
}

function fieldOf(field: FieldPlan, group: GroupName, id: string | undefined): Field {
  const values = { ...group, ...(id !== undefined && { id }) }
  const step = (each: ScalarStep<Template>): ScalarStep => {
    switch (each.kind) {
      case 'member':
        return { kind: 'member', name: fill(each.name, values) }
      case 'item':
        return each
      case 'where':
        return { kind: 'where', name: fill(each.name, values), value: fill(each.value, values) }
    }
  }
  return {
    file: fillPath(field.file, values),
    wish: {
      path: field.at.map(step),
      where: field.where.map(([path, value]) => [path, fill(value, values)] as const),
    },
    text: versionTextOf(field.value, group),
  }
}

import { messageOf } from '../base/index.ts'
import {
  numbered,
  type Scheme,
  semver,
  type TemplateField,
  type TemplateProblem,
  template,
} from '../version/index.ts'
import type { SchemeDocument } from './scheme-schema.ts'

interface BuiltScheme {
  /** Where there is a problem, some scheme to read on with: one mistake is told once. */
  readonly scheme: Scheme
  readonly problem?: TemplateProblem
}

/** Makes a scheme of its document. */
export function buildScheme(written: SchemeDocument): BuiltScheme {
  switch (written.kind) {
    case 'semver':
      try {
        const { vendors, ...rest } = written
        return { scheme: semver({ ...rest, ...(vendors !== undefined && { vendors }) }) }
      } catch (error) {
        const message = messageOf(error)
        return {
          scheme: semver({ line: written.line, development: written.development }),
          problem: { path: ['joined'], message },
        }
      }
    case 'template': {
      const { line, fields, ...rest } = written
      const made = template({
        ...rest,
        fields: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)])),
        ...(line && { line }),
      })
      return made.ok ? { scheme: made.value } : { scheme: semver(), problem: made.problem }
    }
    case 'numbered':
      return { scheme: numbered(written) }
  }
}

type WrittenField = Extract<SchemeDocument, { kind: 'template' }>['fields'][string]

function fieldOf(written: WrittenField): TemplateField {
  if (typeof written === 'string') return { type: written }
  return { type: written.type, ...(written.prefix !== undefined && { prefix: written.prefix }) }
}

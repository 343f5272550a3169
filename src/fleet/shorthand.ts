import { type Diagnostic, fail, ok, type Result } from '../base/index.ts'
import type { FleetRow } from './fleet.ts'
import { scopePath } from './scope.ts'

/**
 * Reads `server=1.2.3,1.2.2x2`: a component, its versions, and after an x how many instances have them. The
 * component may carry its policy and scope: `mesh/server@prod/eu=1.2.3`. `?` is an instance that does not
 * tell its version.
 */
export function parseShorthand(text: string): Result<readonly FleetRow[], Diagnostic> {
  const equals = text.indexOf('=')
  if (equals < 1) {
    return fail({
      message: `"${text}" is no part of a fleet`,
      help: 'write COMPONENT=VERSION, as in server=1.2.3',
    })
  }
  if (/\s[^,=]*=/.test(text.trim())) {
    return fail({
      message: `"${text}" is more than one part of a fleet`,
      help: 'write each as an argument of its own: server=1.2.3 agent=1.2.3',
    })
  }
  const [subject = '', ...scope] = text.slice(0, equals).split('@')
  if (scope.some((name) => scopePath(name) === 'default' && name.trim() !== 'default')) {
    return fail({ message: `"${text}" names no scope after @`, help: 'write COMPONENT@SCOPE=VERSION' })
  }
  const slash = subject.lastIndexOf('/')
  const policy = slash < 0 ? undefined : subject.slice(0, slash)
  const component = subject.slice(slash + 1)
  if (component === '' || policy === '') {
    return fail({
      message: `"${text}" names no component`,
      help: 'write COMPONENT=VERSION, as in server=1.2.3',
    })
  }
  const rows: FleetRow[] = []
  for (const written of text.slice(equals + 1).split(',')) {
    const { version, count } = counted(written.trim())
    if (version !== '' && (!Number.isSafeInteger(count) || count < 1)) {
      return fail({
        message: `"${written}" in "${text}" has no count of instances after its x`,
        help: 'write a whole number from 1 on: x3 means three instances',
      })
    }
    if (version === '') {
      return fail({
        message: `"${written}" in "${text}" is no version`,
        help: 'write a version, or ? when it is not known; x3 after it means three instances',
      })
    }
    rows.push({
      ...(policy !== undefined && { policy }),
      scope: scopePath(scope.join('@')),
      component,
      version: version === '?' ? '' : version,
      count,
    })
  }
  return ok(rows)
}

/** The x of a count follows a digit or `?`; in `1.0.0-linux3` it is a part of the version. */
function counted(written: string): { version: string; count: number } {
  const match = /[\d?][x×](-?\d+)$/.exec(written)
  if (match === null) return { version: written, count: 1 }
  return { version: written.slice(0, match.index + 1), count: Number(match[1]) }
}

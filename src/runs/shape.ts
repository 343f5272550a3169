/*
 * Shapes of plain data, as strict as what writes it: every member is there, and no other. Journals of millions of entries are read by
 * them, so what is right costs no allocation; only a fault builds its path.
 */

export interface Fault {
  /** Names of members, innermost first. */
  readonly path: string[]
  readonly expected: string
}

/** What values of a type look like. */
export interface Shape<T> {
  /** Undefined for a value that is one. */
  fault(value: unknown): Fault | undefined
  /** Only for the compiler: shapes of different types differ. */
  readonly of?: T
}

const faultOf = (expected: string): Fault => ({ path: [], expected })

function at(fault: Fault, name: string): Fault {
  fault.path.push(name)
  return fault
}

export const text: Shape<string> = {
  fault: (value) => (typeof value === 'string' ? undefined : faultOf('text')),
}

export const whole: Shape<number> = {
  fault: (value) =>
    Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : faultOf('a whole number'),
}

export const amount: Shape<number> = {
  fault: (value) => (Number.isFinite(value) && (value as number) >= 0 ? undefined : faultOf('a number')),
}

export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => ({
  fault: (value) => (value === undefined ? undefined : shape.fault(value)),
})

/** One of these words: all of the type, or the compiler says which is missing. */
export function oneOf<T extends string>(all: { readonly [K in T]: true }): Shape<T> {
  const words = Object.keys(all)
  const expected = words.join(', ').replace(/, ([^,]+)$/, ' or $1')
  return {
    fault: (value) =>
      typeof value === 'string' && Object.hasOwn(all, value) ? undefined : faultOf(expected),
  }
}

export const list = <T>(item: Shape<T>): Shape<readonly T[]> => ({
  fault(value) {
    if (!Array.isArray(value)) return faultOf('a list')
    for (let i = 0; i < value.length; i++) {
      const fault = item.fault(value[i])
      if (fault !== undefined) return at(fault, String(i))
    }
    return undefined
  },
})

export const pair = <T>(item: Shape<T>): Shape<readonly [T, T]> => ({
  fault: (value) =>
    Array.isArray(value) && value.length === 2 ? list(item).fault(value) : faultOf('a list of two'),
})

/** The shape of each member; those that may be missing are of a shape that may be undefined. */
export type Members<T> = { readonly [K in keyof T]-?: Shape<T[K]> }

export function record<T extends object>(members: Members<T>): Shape<T> {
  const names = Object.keys(members) as (keyof T & string)[]
  return {
    fault(value) {
      if (!isRecord(value)) return faultOf('a mapping')
      for (const name of names) {
        const fault = members[name].fault(Object.hasOwn(value, name) ? value[name] : undefined)
        if (fault !== undefined) return at(fault, name)
      }
      for (const name in value) {
        if (!Object.hasOwn(members, name)) return at(faultOf('nothing'), name)
      }
      return undefined
    },
  }
}

type OfKind<T extends { kind: string }, K extends T['kind']> = Extract<T, { kind: K }>

/** Records that are told apart by their `kind`. */
export type Kinds<T extends { kind: string }> = {
  readonly [K in T['kind']]: Members<Omit<OfKind<T, K>, 'kind'>>
}

export function kinds<T extends { kind: string }>(
  byKind: Kinds<T>,
): Shape<T> & { readonly names: readonly string[] } {
  const names = Object.keys(byKind)
  const shapes = new Map<unknown, Shape<object>>()
  for (const [name, members] of Object.entries<Members<object>>(byKind)) {
    shapes.set(name, record({ ...members, kind: oneOf({ [name]: true }) }))
  }
  return {
    names,
    fault(value) {
      if (!isRecord(value)) return faultOf('a mapping')
      const shape = shapes.get(Object.hasOwn(value, 'kind') ? value.kind : undefined)
      return shape === undefined ? at(faultOf(`one of ${names.join(', ')}`), 'kind') : shape.fault(value)
    },
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `because.kind should be text`. */
export const faultText = ({ path, expected }: Fault): string =>
  path.length === 0 ? `it should be ${expected}` : `${[...path].reverse().join('.')} should be ${expected}`

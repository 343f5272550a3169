/** Where something stands in the user's own input. Lines and columns count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What is wrong with the user's input: where, what was found and expected, and what to write instead. */
export interface Diagnostic {
  readonly place?: Place
  readonly message: string
  readonly help?: string
}

export const placeText = (place: Place): string => `${place.file}:${place.line}:${place.column}`

/** Works something out when it is first asked for, and once for each thing that it is about: many tags ask the same. */
export function once<K extends object, T>(workOut: (about: K) => T): (about: K) => T {
  const known = new WeakMap<K, { readonly value: T }>()
  return (about) => {
    let found = known.get(about)
    if (found === undefined) {
      found = { value: workOut(about) }
      known.set(about, found)
    }
    return found.value
  }
}

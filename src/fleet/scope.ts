/** A scope in its one spelling: no empty names, no slashes at the ends. */
export function scopePath(written: string | undefined): string {
  const path = (written ?? '')
    .split('/')
    .filter((name) => name !== '')
    .join('/')
  return path === '' ? 'default' : path
}

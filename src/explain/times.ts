const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** 2022-07-13 as people read it: 13 Jul 2022. */
export function day(date: string): string {
  const [year, month, ofMonth] = date.split('-')
  return `${Number(ofMonth)} ${months[Number(month) - 1] ?? month} ${year}`
}

/**
 * 2026-11-24T09:00:00+01:00 as people read it: `Tue 24 Nov 09:00`. After another moment only what is new is said: the
 * time on the same day, the year when it is another one.
 */
export function moment(clock: string, after?: string): string {
  const time = clock.slice(11, clock.slice(17, 19) === '00' ? 16 : 19)
  const date = clock.slice(0, 10)
  if (after?.slice(0, 10) === date) return time
  const [year = '', month, ofMonth] = date.split('-')
  const isNewYear = after !== undefined && after.slice(0, 4) !== year
  const weekday = weekdays[new Date(`${date}T00:00:00Z`).getUTCDay()]
  return `${weekday} ${Number(ofMonth)} ${months[Number(month) - 1] ?? month}${isNewYear ? ` ${year}` : ''} ${time}`
}

/** 13,290 seconds as people read them: `3 h 41 min 30 s`. */
export function duration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const told = parts.filter(([amount]) => amount > 0).map(([amount, unit]) => `${amount} ${unit}`)
  return told.length === 0 ? 'no time' : told.join(' ')
}

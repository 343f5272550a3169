/** One way to do a task, measured beside others. `run` does it once and returns the result. */
export interface Contestant<T> {
  readonly name: string
  run(): T | Promise<T>
}

export interface Measured<T> {
  readonly name: string
  readonly median_ms: number
  readonly runs: number
  readonly last: T
}

export interface MeasureOptions {
  readonly rounds: number
  /** For so long each contestant runs uncounted before, so that its code is compiled. */
  readonly warmUp_ms: number
  /** A contestant that has used more than this goes on no further: slow ones are not repeated for minutes. */
  readonly budget_ms: number
}

/** Shorter than this, the clock and its noise would be measured. */
const shortestSample_ms = 2

/**
 * Runs the contestants in turns (A B C A B C …), so that whatever else the machine does meets all of them alike.
 * The first turn warms up; it counts only for those whom it leaves no time for a second.
 */
export async function measure<T>(
  contestants: readonly Contestant<T>[],
  { rounds, warmUp_ms, budget_ms }: MeasureOptions,
): Promise<Measured<T>[]> {
  const states = contestants.map((contestant) => ({
    contestant,
    samples: [] as number[],
    used_ms: 0,
    batch: 1,
    last: undefined as { value: T } | undefined,
  }))
  for (const state of states) {
    const started = performance.now()
    let runs = 0
    do {
      state.last = { value: await state.contestant.run() }
      runs++
      state.used_ms = performance.now() - started
    } while (state.used_ms < warmUp_ms)
    const each_ms = state.used_ms / runs
    if (state.used_ms > budget_ms) state.samples.push(each_ms)
    state.batch = Math.max(1, Math.ceil(shortestSample_ms / each_ms))
  }
  for (let round = 0; round < rounds; round++) {
    for (const state of states) {
      if (state.used_ms > budget_ms) continue
      const started = performance.now()
      for (let i = 0; i < state.batch; i++) state.last = { value: await state.contestant.run() }
      const total_ms = performance.now() - started
      state.used_ms += total_ms
      state.samples.push(total_ms / state.batch)
    }
  }
  return states.map(({ contestant, samples, last }) => {
    if (last === undefined) throw new Error(`${contestant.name} has not run`)
    return { name: contestant.name, median_ms: median(samples), runs: samples.length, last: last.value }
  })
}

export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  if (upper === undefined) throw new Error('no samples')
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2
}

export function medianOf(measured: readonly Measured<unknown>[], name: string): number {
  const found = measured.find((each) => each.name === name)
  if (found === undefined) throw new Error(`${name} was not measured`)
  return found.median_ms
}

/** The b of time = a × size^b, by least squares over the logarithms: 1 is linear, 2 quadratic. */
export function growthExponent(points: readonly { size: number; ms: number }[]): number {
  const xs = points.map(({ size }) => Math.log(size))
  const ys = points.map(({ ms }) => Math.log(ms))
  const meanX = mean(xs)
  const meanY = mean(ys)
  const covariance = mean(xs.map((x, i) => (x - meanX) * ((ys[i] as number) - meanY)))
  return covariance / mean(xs.map((x) => (x - meanX) ** 2))
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length

/** What contestants must agree on before their times mean anything. Throws an Error that names who does not. */
export function assertAgreement(what: string, found: readonly { name: string; value: number }[]): number {
  const [first] = found
  if (first === undefined) throw new Error('nobody to agree')
  const other = found.find(({ value }) => value !== first.value)
  if (other !== undefined) {
    throw new Error(`${what}: ${first.name} finds ${first.value}, ${other.name} ${other.value}`)
  }
  return first.value
}

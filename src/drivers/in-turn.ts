/** Lets one piece of work of each name go on at a time, in the order in which they came. */
export class InTurn {
  private readonly last = new Map<string, Promise<unknown>>()

  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name) ?? Promise.resolve()
    const mine = before.then(work, work)
    this.last.set(name, mine)
    try {
      return await mine
    } finally {
      if (this.last.get(name) === mine) this.last.delete(name)
    }
  }
}

export const groupText = ({
  policy,
  scope,
  component,
}: {
  readonly policy: string
  readonly scope: string
  readonly component: string
}): string => JSON.stringify([policy, scope, component])

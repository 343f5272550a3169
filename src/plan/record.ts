import type { Judged } from './fault.ts'
import { type Moment, type Timeline, versionsIn } from './itinerary.ts'

/** That something was judged, as the record keeps it. */
export type Note = Entry

interface Entry {
  readonly present: Judged['present']
  readonly rules: Set<string>
  readonly borne: Set<string>
  /** The rule that was asked first: each time it is asked again is another moment, or another scope. */
  readonly first: string
  times: number
}

/** What a walk judged, kept so that whoever reads a plan can see it. */
export class ProofRecord {
  private readonly entries = new Map<string, Entry>()
  /** What was judged, time after time, since the last mark. */
  private latest: Entry[] = []

  note(rule: string, lines: readonly Timeline[], moments: readonly Moment[], isBorne: boolean): void {
    let key = ''
    for (const [i, moment] of moments.entries()) {
      const { group } = lines[i] as Timeline
      key += `${group.policy}/${group.component} ${versionsIn(moment).join()};`
    }
    let entry = this.entries.get(key)
    if (entry === undefined) {
      const present = moments.map((moment, i) => {
        const { group } = lines[i] as Timeline
        return { component: `${group.policy}/${group.component}`, versions: versionsIn(moment) }
      })
      entry = { present, rules: new Set(), borne: new Set(), first: rule, times: 0 }
      this.entries.set(key, entry)
    }
    entry.rules.add(rule)
    if (isBorne) entry.borne.add(rule)
    if (entry.first !== rule) return
    entry.times++
    this.latest.push(entry)
  }

  /** From here on it is remembered what is judged. */
  mark(): void {
    this.latest = []
  }

  /** What was judged since the mark. */
  sinceMark(): readonly Note[] {
    return this.latest
  }

  /** The same was judged once more, by the same rules. */
  repeat(notes: readonly Note[]): void {
    for (const note of notes) note.times++
  }

  judged(): readonly Judged[] {
    return [...this.entries.values()].map(({ present, rules, borne, times }) => ({
      present,
      rules: [...rules],
      borne: [...borne],
      times,
    }))
  }
}

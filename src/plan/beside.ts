import type { WalkedTask } from './itinerary.ts'
import type { Stage } from './stage.ts'

/** The tasks on both sides of stages: those that a stage waits for and that wait for it, with no other stage between. */
export class Beside {
  private readonly byId: ReadonlyMap<string, WalkedTask>
  private readonly followers = new Map<string, WalkedTask[]>()

  constructor(tasks: readonly WalkedTask[]) {
    this.byId = new Map(tasks.map((task) => [task.id, task]))
    for (const task of tasks) {
      for (const need of task.needs) {
        const known = this.followers.get(need)
        if (known === undefined) this.followers.set(need, [task])
        else known.push(task)
      }
    }
  }

  before({ needs }: Pick<Stage, 'needs'>): readonly WalkedTask[] {
    const tasksOf = (ids: readonly string[]): WalkedTask[] => ids.flatMap((id) => this.byId.get(id) ?? [])
    return reached(tasksOf(needs), (task) => tasksOf(task.needs))
  }

  after({ id }: Pick<Stage, 'id'>): readonly WalkedTask[] {
    return reached(this.followers.get(id) ?? [], (task) => this.followers.get(task.id) ?? [])
  }
}

function reached(
  from: readonly WalkedTask[],
  next: (task: WalkedTask) => readonly WalkedTask[],
): readonly WalkedTask[] {
  const found = new Set(from)
  for (const task of found) for (const other of next(task)) found.add(other)
  return [...found]
}

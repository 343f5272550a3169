import type { Diagnostic } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { Command, Ground, WrittenCommand } from './commands.ts'
import type { ProblemAt } from './problem.ts'
import { type Placeholder, parseTemplate, type Surroundings, type Template } from './template.ts'
import { parseWait } from './wait.ts'

/** Reads texts of one part of a document, and collects what is wrong with them. */
export class TemplateReader {
  readonly problems: Diagnostic[] = []
  readonly ground: Ground
  private readonly vars: readonly string[] | undefined
  private readonly problem: ProblemAt

  constructor(ground: Ground, vars: readonly string[] | undefined, problem: ProblemAt) {
    this.ground = ground
    this.vars = vars
    this.problem = problem
  }

  text(written: string, placeholders: readonly Placeholder[], path: Path): Template {
    const around: Surroundings = { placeholders, vars: this.vars, env: this.ground.env }
    const read = parseTemplate(written, around)
    if (read.ok) return read.value
    this.refuse(path, read.problem.message, read.problem.help)
    return { pieces: [], written }
  }

  command({ run, env, folder }: WrittenCommand, placeholders: readonly Placeholder[], path: Path): Command {
    if (run[0] === '') this.refuse([...path, 'run', 0], 'there is no program')
    const single = placeholders.filter((each) => each !== 'ids')
    return {
      args: run.map((argument, i) =>
        this.text(argument, i === 0 ? single : placeholders, [...path, 'run', i]),
      ),
      env: this.texts(env, single, [...path, 'env']),
      folder: folder === undefined ? undefined : this.text(folder, single, [...path, 'folder']),
    }
  }

  texts(
    written: Readonly<Record<string, string>> | undefined,
    placeholders: readonly Placeholder[],
    path: Path,
  ): ReadonlyMap<string, Template> {
    return new Map(
      Object.entries(written ?? {}).map(([name, value]) => [
        name,
        this.text(value, placeholders, [...path, name]),
      ]),
    )
  }

  /** Milliseconds. */
  wait(written: string, path: Path): number {
    const ms = parseWait(written)
    if (ms === undefined) this.refuse(path, `${written} is longer than a year`)
    return ms ?? 0
  }

  refuse(path: Path, message: string, help?: string): void {
    this.problems.push(this.problem(path, message, help))
  }
}

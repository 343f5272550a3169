import { isAbsolute, resolve } from 'node:path'
import type { Diagnostic } from '../base/index.ts'
import type { Path } from '../document/index.ts'
import type { Command, Ground, WrittenCommand } from './commands.ts'
import { isFile, isFolder, programFault } from './present.ts'
import type { ProblemAt } from './problem.ts'
import {
  ofOneText,
  type Placeholder,
  parseTemplate,
  type Surroundings,
  settledText,
  type Template,
} from './template.ts'
import { parseWait, waitFault } from './wait.ts'

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
    const single = ofOneText(placeholders)
    const args = run.map((argument, i) =>
      this.text(argument, i === 0 ? single : placeholders, [...path, 'run', i]),
    )
    const where = folder === undefined ? undefined : this.text(folder, single, [...path, 'folder'])
    if (args[0] !== undefined) this.checkProgram(args[0], [...path, 'run', 0])
    if (where !== undefined) this.checkIs('folder', where, [...path, 'folder'])
    return { args, env: this.texts(env, single, [...path, 'env']), folder: where }
  }

  /** A program that is known now, and a file, has to be one that can be run. Others are looked for when they are. */
  checkProgram(program: Template, path: Path): void {
    const settled = settledText(program)
    if (settled?.includes('/') !== true || programFault(this.pathOf(settled)) === undefined) return
    // As it is written: what is filled in may be a secret of the environment.
    if (isFile(this.pathOf(settled)))
      this.refuse(path, `${program.written} may not be run`, 'its file has to be executable')
    else this.refuse(path, `there is no program ${program.written}`, this.whereItBegins(settled))
  }

  /** A file or folder that is known now has to be there. Whether nothing is known to be wrong with it. */
  checkIs(what: 'file' | 'folder', template: Template, path: Path): boolean {
    const settled = settledText(template)
    if (settled === undefined) return true
    const isThere = what === 'file' ? isFile(this.pathOf(settled)) : isFolder(this.pathOf(settled))
    if (!isThere) this.refuse(path, `there is no ${what} ${template.written}`, this.whereItBegins(settled))
    return isThere
  }

  private pathOf(written: string): string {
    return resolve(this.ground.folder, written)
  }

  private whereItBegins(written: string): string | undefined {
    return isAbsolute(written) ? undefined : `it is looked for in ${this.ground.folder}`
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
  wait(written: string, path: Path, least: 'any' | 'some'): number {
    const fault = waitFault(written, least)
    if (fault !== undefined) this.refuse(path, fault)
    return parseWait(written) ?? 0
  }

  refuse(path: Path, message: string, help?: string): void {
    this.problems.push(this.problem(path, message, help))
  }
}

import type { Command } from 'commander'
import { wrong } from './io.ts'

export const shells = ['bash', 'zsh', 'fish'] as const

interface Words {
  /** The command as it is typed, without the program's name. */
  readonly path: readonly string[]
  readonly words: readonly string[]
}

/** A completion script made of the commands themselves, so that it cannot be out of date. */
export function completionScript(shell: string, program: Command): string {
  const all = wordsOf(program, [])
  switch (shell) {
    case 'bash':
      return bash(all)
    case 'zsh':
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(all)}`
    case 'fish':
      return fish(all)
    default:
      throw wrong(`there is no completion for "${shell}"`, `one of: ${shells.join(', ')}`)
  }
}

function wordsOf(command: Command, path: readonly string[]): Words[] {
  const options = command.options.flatMap(({ long }) => long ?? [])
  const commands = command.commands.map((child) => child.name())
  const own = { path, words: [...commands, ...options, '--help'] }
  return [own, ...command.commands.flatMap((child) => wordsOf(child, [...path, child.name()]))]
}

function bash(all: readonly Words[]): string {
  const cases = [...all]
    .sort((a, b) => b.path.length - a.path.length)
    .map(({ path, words }) => `    "${path.join(' ')}"*) words="${words.join(' ')}" ;;`)
  return `_interlock() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line="\${COMP_WORDS[*]:1:COMP_CWORD-1}" words=""
  case "$line" in
${cases.join('\n')}
  esac
  COMPREPLY=( $(compgen -W "$words" -- "$current") )
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=( $(compgen -f -- "$current") )
  return 0
}
complete -o filenames -F _interlock interlock
`
}

function fish(all: readonly Words[]): string {
  return `${all
    .flatMap(({ path, words }) => {
      const seen = path.length === 0 ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${path.at(-1)}`
      return words.map((word) =>
        word.startsWith('--')
          ? `complete -c interlock -n '${seen}' -l ${word.slice(2)}`
          : `complete -c interlock -n '${seen}' -a ${word}`,
      )
    })
    .join('\n')}\n`
}

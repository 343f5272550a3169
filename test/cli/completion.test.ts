import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { interlock, words } from './command.ts'

/** What the help of a command lists. */
function listed(line: string, heading: string): readonly string[] {
  const { out } = interlock(words(`${line} --help`))
  const [, section = ''] = out.split(`${heading}:\n`)
  return (section.split('\n\n')[0] ?? '')
    .split('\n')
    .flatMap((text) => /^ {2}(?:-\w, )?(\S+)/.exec(text)?.[1] ?? [])
}

const commands = listed('', 'Commands').filter((name) => name !== 'help')
const policyCommands = listed('policy', 'Commands').filter((name) => name !== 'help')

const script = (shell: string): string => interlock(['completion', shell]).out

describe.each(['bash', 'zsh', 'fish'])('completion for %s', (shell) => {
  it('knows every command', () => {
    expect(commands).toContain('check')
    expect(policyCommands).toContain('lint')
    for (const name of [...commands, ...policyCommands]) expect(script(shell)).toContain(name)
  })

  it.each(commands.concat(policyCommands.map((name) => `policy ${name}`)))(
    'knows every option of %s',
    (name) => {
      const options = listed(name, 'Options')
      expect(options).toContain('--help')
      const spelling = (option: string): string => (shell === 'fish' ? `-l ${option.slice(2)}` : option)
      for (const option of options) expect(script(shell)).toContain(spelling(option))
    },
  )
})

/** Whether the machine has a bash of a version that can tell. */
const bash = (text: string, ...args: readonly string[]) =>
  spawnSync('bash', [...args], { input: text, encoding: 'utf8', timeout: 20_000 })

describe('bash itself', () => {
  it('finds no fault with the script', () => {
    const { status, stderr } = bash(script('bash'), '-n')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  it.each([
    [['interlock', ''], commands],
    [['interlock', 'pol'], ['policy']],
    [['interlock', 'policy', ''], policyCommands],
    [['interlock', 'plan', 'fleet.yaml', '--th'], ['--thaw']],
    [['interlock', '--format', 'json', 'ch'], ['check']],
  ])('completes %j', (typed, expected) => {
    const quoted = typed.map((word) => `'${word}'`).join(' ')
    const call = `COMP_WORDS=(${quoted}); COMP_CWORD=${typed.length - 1}; _interlock; echo "\${COMPREPLY[@]}"`
    const { stdout } = bash(`${script('bash')}\n${call}\n`)
    const offered = stdout.trim().split(/\s+/)
    expect(offered).toEqual(expect.arrayContaining([...expected]))
  })
})

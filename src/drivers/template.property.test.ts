import fc from 'fast-check'
import { expect, it } from 'vitest'
import { runs } from '../../test/fuzz/runs.ts'
import { runProgram } from './programs.ts'
import { fillAddress, fillCommand, fillPath, parseTemplate, type Template } from './template.ts'

/* What comes from plans and platforms is anything at all, and stays where it was put. */

const around = { placeholders: ['id', 'ids', 'to'], vars: undefined, env: {} } as const
const read = (written: string): Template => {
  const template = parseTemplate(written, around)
  if (!template.ok) throw new Error(template.problem.message)
  return template.value
}

/** Texts that have what options, paths, shells and addresses are made of. */
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('-', '.', '/', '\\', ' ', '"', "'", '$', '`', '{', '}', '@', ':', '\n', '\0', 'a'),
  }),
)

const filled = (work: () => readonly string[] | string) => {
  try {
    return work()
  } catch (error) {
    return error as Error
  }
}

const options = runs(1000)

it('arguments stay as many as there were, and none becomes an option', () => {
  const templates = ['x', '{id}', '--to={to}', '{ids}', '--', '{id}'].map(read)
  const isOption = (text: string) => text.startsWith('-')
  fc.assert(
    fc.property(anything, anything, fc.array(anything), (id, to, ids) => {
      const args = filled(() => fillCommand(templates, { id, to, ids }))
      const isRefused = [id, to, ...ids].some((text) => text.includes('\0')) || [id, ...ids].some(isOption)
      if (isRefused) expect(args).toBeInstanceOf(Error)
      else expect(args).toEqual(['x', id, `--to=${to}`, ...ids, '--', id])
    }),
    options,
  )
})

it('paths stay in the folder in which they begin', () => {
  const template = read('/opt/{id}/bin')
  fc.assert(
    fc.property(anything, (id) => {
      const path = filled(() => fillPath(template, { id }))
      if (path instanceof Error) return
      expect(new URL(`file://${String(path).replaceAll(/[%#?\t\n\r]/g, '_')}`).pathname).toMatch(
        /^\/opt\/.+\/bin$/,
      )
      expect(String(path).split('/')).not.toContain('..')
    }),
    options,
  )
})

it('addresses stay those of their host', () => {
  const template = read('http://example.test:8080/a/{id}?b={to}#c')
  fc.assert(
    fc.property(anything, anything, (id, to) => {
      const address = filled(() => fillAddress(template, { id, to }))
      if (address instanceof Error) return
      const { host, hash, pathname, searchParams } = new URL(String(address))
      expect([host, hash, [...searchParams.keys()]]).toEqual(['example.test:8080', '#c', ['b']])
      expect(pathname).toMatch(/^\/a\/[^/]*$/)
    }),
    options,
  )
})

it('programs get what was filled in, character by character', async () => {
  const templates = ['printf', '%s\\0', '--', '{id}', '{ids}'].map(read)
  const texts = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'))
  await fc.assert(
    fc.asyncProperty(texts, fc.array(texts, { maxLength: 4 }), async (id, ids) => {
      const args = fillCommand(templates, { id, ids })
      const { out } = await runProgram({ args, folder: '/', env: process.env }, new AbortController().signal)
      expect(out.split('\0').slice(0, -1)).toEqual(['--', id, ...ids])
    }),
    runs(50),
  )
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { findBuf } from '../../src/connect/index.ts'
import { interlock, words } from './command.ts'

/* Protobuf: with the real buf, which is a package of the development only, and without any. */

const folder = mkdtempSync(join(tmpdir(), 'interlock-proto-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

const proto = (service: string, fields: string) =>
  `syntax = "proto3";\npackage hub.v1;\nservice Store {\n${service}}\nmessage Req { ${fields} }\n`

function side(name: string, text: string): string {
  const path = join(folder, name, 'hub', 'v1')
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'hub.proto'), text)
  return join(folder, name)
}

const get = '  rpc Get(Req) returns (Req);\n'
const put = '  rpc Put(Req) returns (Req);\n'
const old = side('old', proto(get, 'string key = 1; int32 size = 2;'))
const more = side('more', proto(get + put, 'string key = 1; int32 size = 2; bool deep = 3;'))
const less = side('less', proto(get, 'string key = 1; string size = 2;'))
const broken = side('broken', 'syntax = "proto3";\nimport "nowhere.proto";\n')

describe.skipIf(findBuf() === undefined)('with buf', () => {
  it.each([
    [old, more, 0, '✓ nothing breaks: a minor release'],
    [more, old, 1, '✗ 2 breaking changes: a major release'],
    [old, less, 1, 'Req.size is now string, was int32'],
    [old, old, 0, '✓ nothing changed'],
    [old, broken, 3, 'imported file does not exist'],
  ])('%s to %s: exit %d, %s', (a, b, code, says) => {
    const answer = interlock(words(`compare ${a} ${b}`))
    expect(answer.out.replace(/\s+/g, ' ')).toContain(says)
    expect(answer.code).toBe(code)
  })

  it('a method that is new is told as well', () => {
    expect(interlock(words(`compare ${old} ${more}`)).out).toContain('hub/v1/hub.proto Store.Put is new')
  })

  it('a message that moves to another file of its package is the same to everybody', () => {
    const moved = side(
      'moved',
      proto(get, 'string key = 1;')
        .replace(/message.*\n/, '')
        .replace('service', 'import "hub/v1/req.proto";\nservice'),
    )
    const whole = side('whole', proto(get, 'string key = 1;'))
    writeFileSync(
      join(moved, 'hub', 'v1', 'req.proto'),
      'syntax = "proto3";\npackage hub.v1;\nmessage Req { string key = 1; }\n',
    )
    expect(interlock(words(`compare ${whole} ${moved}`)).out).toContain('✓ nothing changed')
  })

  it('two files may be called as they like', () => {
    const [a, b] = [join(folder, 'a.proto'), join(folder, 'b.proto')]
    writeFileSync(a, proto(get, 'string key = 1;'))
    writeFileSync(b, proto(get, 'int32 key = 1;'))
    const { code, out } = interlock(words(`compare ${a} ${b}`))
    expect(code).toBe(1)
    expect(out).toContain('Req.key is now int32, was string')
  })
})

describe('without buf', () => {
  it('nobody can tell, and it is said how to get it', () => {
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
    vi.stubEnv('PATH', '')
    const { code, out } = interlock(words(`compare ${old} ${less}`))
    vi.unstubAllEnvs()
    expect(code).toBe(3)
    expect(out.replace(/\s+/g, ' ')).toContain('npm install --save-dev @bufbuild/buf')
  })
})

import { describe, expect, it } from 'vitest'
import { readBufOutput } from './protobuf.ts'

/* Recorded from buf 1.73: what it prints for a method, a field and a value that are gone or changed. */
const forth = `{"path":"new/pkg/v1/x.proto","start_line":4,"start_column":1,"end_line":4,"end_column":46,"type":"RPC_NO_DELETE","message":"Previously present RPC \\"Del\\" on service \\"Store\\" was deleted."}
{"path":"new/pkg/v1/x.proto","start_line":5,"start_column":22,"end_line":5,"end_column":26,"type":"FIELD_SAME_NAME","message":"Field \\"1\\" on message \\"Req\\" changed name from \\"key\\" to \\"name\\"."}
{"path":"new/pkg/v1/x.proto","start_line":5,"start_column":32,"end_line":5,"end_column":38,"type":"FIELD_SAME_TYPE","message":"Field \\"2\\" with name \\"n\\" on message \\"Req\\" changed type from \\"int32\\" to \\"string\\"."}
{"path":"new/pkg/v1/x.proto","start_line":6,"start_column":1,"end_line":6,"end_column":19,"type":"ENUM_VALUE_NO_DELETE","message":"Previously present enum value \\"1\\" on enum \\"E\\" was deleted."}
{"type":"FILE_NO_DELETE","message":"Previously present file \\"pkg/v1/y.proto\\" was deleted."}
{"path":"new/pkg/v1/x.proto","start_line":1,"start_column":1,"type":"SOMETHING_NEW","message":"What nobody knows yet."}
`
const back = `{"path":"old/pkg/v1/x.proto","start_line":7,"start_column":1,"end_line":7,"end_column":2,"type":"MESSAGE_NO_DELETE","message":"Previously present message \\"Extra\\" was deleted from file."}
{"path":"old/pkg/v1/x.proto","start_line":5,"start_column":32,"type":"FIELD_SAME_TYPE","message":"Field \\"2\\" with name \\"n\\" on message \\"Req\\" changed type from \\"string\\" to \\"int32\\"."}
`
const places = { old: (file: string) => `a/${file}`, new: (file: string) => `b/${file}` }

describe('what buf prints', () => {
  it('is told in our words', () => {
    const { changes, problems } = readBufOutput(forth, back, places)
    expect(problems).toEqual([])
    expect(changes.map((each) => `${each.class} ${each.kind} ${each.path}`)).toEqual([
      'breaking method-removed pkg/v1/x.proto Store.Del',
      'breaking field-renamed pkg/v1/x.proto Req.key',
      'breaking field-type-changed pkg/v1/x.proto Req.n',
      'breaking enum-value-removed pkg/v1/x.proto E.1',
      'breaking interface-removed pkg/v1/y.proto',
      'breaking other-changed pkg/v1/x.proto',
      'compatible type-added pkg/v1/x.proto Extra',
    ])
    expect(changes[0]?.places).toEqual({ new: { file: 'b/pkg/v1/x.proto', line: 4, column: 1 } })
    expect(changes[2]).toMatchObject({ before: 'int32', after: 'string' })
    expect(changes[6]?.places).toEqual({ new: { file: 'b/pkg/v1/x.proto', line: 1, column: 1 } })
  })

  it('what does not compile is known to nobody', () => {
    const line =
      '{"path":"new/x.proto","start_line":4,"start_column":1,"type":"COMPILE","message":"imported file does not exist"}'
    expect(readBufOutput(line, '', places)).toMatchObject({
      changes: [],
      problems: [
        {
          place: { file: 'b/x.proto', line: 4, column: 1 },
          message: 'buf says: imported file does not exist',
        },
      ],
    })
  })

  it.each(['no JSON', '[]', '3', '{}', '{"type":7}'])('%s is no finding', (text) => {
    expect(readBufOutput(text, '', places).problems).toHaveLength(1)
  })
})

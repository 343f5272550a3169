// A server that answers only clients with which it can stream. Run it after `npm install interlock`:
//   node server.mjs
import { createServer } from 'node:http'
import { readFileSync } from 'node:fs'
import { heardFrom, negotiateServer } from 'interlock/negotiate'
import { buildPolicy, readPolicy } from 'interlock/policy'

const file = new URL('policy.yaml', import.meta.url)
const read = readPolicy(readFileSync(file, 'utf8'), 'policy.yaml', () => ({ ok: false, problem: 'no includes' }))
const policy = read.ok ? buildPolicy(read.value.document) : read
if (!policy.ok) throw new Error(JSON.stringify(policy.problem))

const negotiation = negotiateServer({
  policy: policy.value,
  self: { component: 'server', version: '2.4.0' },
  peer: 'client',
  needs: ['STREAMS'],
})

createServer(
  negotiation.wrap((request, response) => {
    const { negotiation: agreed } = heardFrom(request)
    response.end(`we speak ${agreed.protocol ?? agreed.outcome}\n`)
  }),
).listen(8080, '127.0.0.1')

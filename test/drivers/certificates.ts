import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/* Certificates made for one run of a test, so that no key lies in a repository and none ever expires. */

export interface Certified {
  readonly certificate: string
  readonly key: string
}

/** An authority, and what it certifies. */
export interface Authority {
  readonly certificate: string
  issue(name: string, use: 'server' | 'client'): Certified
}

const wrap = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const size = body.length
  const head = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), body])
}
const sequence = (...parts: readonly Buffer[]) => wrap(0x30, ...parts)
const bits = (bytes: Buffer) => wrap(0x03, Buffer.from([0]), bytes)
const bytes = (of: Buffer) => wrap(0x04, of)
const integer = (value: number) => wrap(0x02, Buffer.from([value]))
const oid = (...hex: readonly number[]) => wrap(0x06, Buffer.from(hex))
const word = (text: string) => wrap(0x0c, Buffer.from(text))
const time = (text: string) => wrap(0x17, Buffer.from(text))
const yes = wrap(0x01, Buffer.from([255]))

const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))
const nameOf = (common: string) => sequence(wrap(0x31, sequence(oid(0x55, 0x04, 0x03), word(common))))
const extension = (id: Buffer, isCritical: boolean, value: Buffer) =>
  sequence(id, ...(isCritical ? [yes] : []), bytes(value))

const basic = (isAuthority: boolean) =>
  extension(oid(0x55, 0x1d, 0x13), true, sequence(...(isAuthority ? [yes] : [])))
const loopback = extension(
  oid(0x55, 0x1d, 0x11),
  false,
  sequence(wrap(0x82, Buffer.from('localhost')), wrap(0x87, Buffer.from([127, 0, 0, 1]))),
)
const forUse = (use: 'server' | 'client') =>
  extension(
    oid(0x55, 0x1d, 0x25),
    false,
    sequence(oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, use === 'server' ? 1 : 2)),
  )

let serial = 0

function certify(
  subject: string,
  subjectKey: KeyObject,
  issuer: string,
  issuerKey: KeyObject,
  extensions: readonly Buffer[],
): string {
  serial = (serial % 126) + 1
  const body = sequence(
    wrap(0xa0, integer(2)),
    integer(serial),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(time('200101000000Z'), time('491231235959Z')),
    nameOf(subject),
    createPublicKey(subjectKey).export({ type: 'spki', format: 'der' }),
    wrap(0xa3, sequence(...extensions)),
  )
  const made = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, issuerKey)))
  const lines = made.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

export function makeAuthority(name = 'test authority'): Authority {
  const key = newKey()
  return {
    certificate: certify(name, key, name, key, [basic(true)]),
    issue(subject, use) {
      const own = newKey()
      const extensions = [basic(false), forUse(use), ...(use === 'server' ? [loopback] : [])]
      return {
        certificate: certify(subject, own, name, key, extensions),
        key: own.export({ type: 'pkcs8', format: 'pem' }).toString(),
      }
    },
  }
}

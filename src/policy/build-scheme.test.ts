import { describe, expect, it } from 'vitest'
import { compareVersions } from '../version/index.ts'
import { buildPolicy } from './build.ts'
import { apiVersion, policySchema, type SchemeDocument } from './schema.ts'

const documentWith = (scheme: unknown) => ({
  apiVersion,
  kind: 'Policy',
  metadata: { name: 'mesh', title: 'Mesh' },
  sources: {},
  schemes: { own: scheme },
  components: { server: { title: 'Server', scheme: 'own' } },
  rules: [],
})

const built = (scheme: unknown) => buildPolicy(policySchema.parse(documentWith(scheme)))

const templated = {
  kind: 'template',
  form: 'v{core}-re.{marker}[-{candidate}]',
  fields: { core: 'core', marker: 'number', candidate: { type: 'pre', prefix: 're' } },
  order: ['core', 'marker', 'candidate'],
}

describe('schemes of every kind', () => {
  it.each([
    [{ kind: 'semver' }, '1.4.0-rc.1', '1.4.0', '1.4'],
    [{ kind: 'semver', line: 'major' }, '1.4.0-rc.1', '1.4.0', '1'],
    [templated, '1.4.0-re.1-rerc.0', '1.4.0-re.1', '1.4'],
    [{ ...templated, line: 'major' }, '1.4.0-re.1-rerc.0', '1.4.0-re.1', '1'],
    [{ kind: 'numbered' }, '1', '2', '1'],
    [{ kind: 'numbered', numbers: 2, suffixes: ['alpha'] }, '1.0alpha1', '1.0', '1'],
  ])('%j: %s < %s', (scheme, a, b, line) => {
    const policy = built(scheme)
    if (!policy.ok) throw new Error(JSON.stringify(policy.problem))
    const own = policy.value.components.get('server')?.scheme
    const [left, right] = [own?.parse(a), own?.parse(b)]
    if (!left?.ok || !right?.ok) throw new Error('no versions')
    expect(compareVersions(left.value, right.value)).toBeLessThan(0)
    expect(left.value.line.label).toBe(line)
  })

  it('the prefix of a field is kept', () => {
    const policy = built(templated)
    const read = policy.ok && policy.value.components.get('server')?.scheme.parse('1.4.0-re.1-rc.0')
    expect(read).toMatchObject({ ok: true, value: { advice: [{ at: 11 }] } })
  })

  it('what is wrong with a template is told where it stands, once', () => {
    const places: unknown[] = []
    const document = policySchema.parse(documentWith({ ...templated, order: ['core', 'mark'] }))
    const policy = buildPolicy(document, {
      locate: (path) => {
        places.push(path)
        return undefined
      },
    })
    expect(policy).toEqual({ ok: false, problem: [{ message: '"mark" is no field of this scheme' }] })
    expect(places).toEqual([['schemes', 'own', 'order', 1]])
  })

  it.each([
    { kind: 'templat' },
    { ...templated, fields: { core: 'cor' } },
    { ...templated, fields: { 'a-b': 'core' } },
    { ...templated, order: [] },
    { kind: 'numbered', numbers: 3 },
    { kind: 'numbered', suffixes: ['Alpha'] },
    { kind: 'numbered', line: 'minor' },
  ])('%j is refused at the door', (scheme) => {
    expect(policySchema.safeParse(documentWith(scheme)).success).toBe(false)
  })

  it('members that are left out have their defaults', () => {
    const { schemes } = policySchema.parse(documentWith({ kind: 'numbered' }))
    expect(schemes.own satisfies SchemeDocument | undefined).toEqual({
      kind: 'numbered',
      numbers: 1,
      suffixes: [],
    })
  })
})

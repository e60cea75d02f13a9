import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { has, hostText, manifestText, siteText, withId } from '../../../src/onboarding/files.ts'

describe('a new site.yaml', () => {
  const node = { dnsServers: ['192.0.2.53', '192.0.2.54'], domain: 'lab.test', timezone: 'Europe/Berlin' }

  test('says what the host says of its network', () => {
    const bridge = { name: 'vmbr1', gateway: '192.0.2.1' }
    expect(parse(siteText({ id: 'lab-123', host: 'hv0', bridge, node }))).toEqual({
      id: 'lab-123',
      defaults: {
        host: 'hv0',
        bridge: 'vmbr1',
        timezone: 'Europe/Berlin',
        domain: 'lab.test',
        gateway: '192.0.2.1',
        dns_servers: ['192.0.2.53', '192.0.2.54'],
      },
    })
  })

  test('leaves what nobody knows as an example', () => {
    const text = siteText({
      id: 'lab-123',
      host: 'hv0',
      bridge: { name: 'vmbr0' },
      node: { dnsServers: [], domain: null, timezone: null },
    })
    expect(parse(text)).toEqual({ id: 'lab-123', defaults: { host: 'hv0', bridge: 'vmbr0' } })
    expect(text).toContain('# gateway: 192.0.2.1')
    expect(text).toContain('# dns_servers:')
  })

  test('quotes what YAML would take for something else', () => {
    const text = siteText({ id: 'lab-1', host: 'no', bridge: { name: '1e3' }, node: { ...node, domain: 'yes' } })
    expect(parse(text, { version: '1.1' }).defaults).toMatchObject({ host: 'no', bridge: '1e3', domain: 'yes' })
  })
})

test('a host has a fingerprint only where nothing else vouches for it', () => {
  const host = { name: 'hv0', node: 'pve', endpoint: 'https://192.0.2.10:8006', datastore: 'zfs' }
  const plain = { node: 'pve', api_endpoint: 'https://192.0.2.10:8006', api_token: 'hv0', datastore: 'zfs' }
  expect(parse(hostText(host))).toEqual(plain)
  expect(parse(hostText({ ...host, fingerprint: 'AA:BB' }))).toEqual({
    ...plain,
    fingerprint: 'AA:BB',
  })
})

test('the first manifest has one guest, made as was chosen', () => {
  const [node] = parse(manifestText({ image: 'debian-12', preset: 'vm-small', provisioner: 'api' })).nodes
  expect(node).toEqual({ name: 'hello', type: 'vm', preset: 'vm-small', image: 'debian-12' })
  const [tofu] = parse(manifestText({ image: 'debian-12', preset: 'vm-small', provisioner: 'tofu' })).nodes
  expect(tofu).toMatchObject({ provisioner: 'tofu' })
})

test('an id goes to the top of what is there; empty values count as none', () => {
  expect(withId('# mine\ndefaults:\n', 'lab-1')).toBe('id: lab-1\n# mine\ndefaults:\n')
  expect(has('a: { b: 1 }', ['a', 'b'])).toBe(true)
  expect(has('a: { b: }', ['a', 'b'])).toBe(false)
  expect(has('a: ""', ['a'])).toBe(false)
  expect(has('', ['a'])).toBe(false)
})

/** What the tofu module is told of a guest, in the seed's words. */
import { describe, expect, test } from 'vitest'
import { tofuVariables, type TofuInput } from '../../../../controllers/vm/tofu/variables.ts'

const position = { file: 'nodes/hv0.yaml', line: 1, column: 1 }
const host: TofuInput['host'] = {
  name: 'hv0',
  node: 'pve1',
  apiEndpoint: 'https://192.0.2.10:8006',
  datastore: 'local-zfs',
  ip: '192.0.2.20',
  position,
}
const variables = (more: Partial<TofuInput['host']> = {}) =>
  tofuVariables({
    host: { ...host, ...more },
    defaults: { vm_user: 'ops', dns_servers: ['192.0.2.53'] },
    apiToken: 'op@pve!t=x',
    rootPassword: '$6$hash',
    sshKeys: ['ssh-ed25519 AAAA one'],
    sshPrivateKeyFile: '/home/op/.ssh/id_rsa',
    serverUrl: '',
    guest: { name: 'web1', vmid: 201, bridge: 'vmbr0', boot_scenario: '', auth_token: '' },
  })

describe('the variables of a guest', () => {
  test('carry its host, the keys and the guest itself', () => {
    expect(variables()).toEqual({
      node: 'pve1',
      api_endpoint: 'https://192.0.2.10:8006',
      api_token: 'op@pve!t=x',
      ssh_private_key_file: '/home/op/.ssh/id_rsa',
      ssh_host: '192.0.2.20',
      vm_user: 'ops',
      datastore: 'local-zfs',
      root_password: '$6$hash',
      ssh_keys: ['ssh-ed25519 AAAA one'],
      server_url: '',
      dns_servers: ['192.0.2.53'],
      vms: [{ name: 'web1', vmid: 201, bridge: 'vmbr0', boot_scenario: '', auth_token: '' }],
    })
  })

  test.each([
    [{ apiEndpoint: 'https://localhost:8006' }, '127.0.0.1'],
    [{ apiEndpoint: 'https://127.0.0.1:8006' }, '127.0.0.1'],
    [{ apiEndpoint: 'https://[::1]:8006' }, '127.0.0.1'],
    [{ ip: null }, '192.0.2.10'],
    [{ ip: null, apiEndpoint: 'https://[2001:db8::1]:8006' }, '2001:db8::1'],
    [{ apiEndpoint: '' }, '192.0.2.20'],
    [{ ip: null, apiEndpoint: '' }, ''],
  ])('have files uploaded to where the host %j answers', (more, address) => {
    expect(variables(more).ssh_host).toBe(address)
  })

  test('are refused for a host without a datastore, with its place', () => {
    expect(() => variables({ datastore: null })).toThrow("nodes/hv0.yaml:1:1: host 'hv0' has no datastore")
  })
})

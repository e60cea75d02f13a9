import { describe, expect, test } from 'vitest'
import type { Script } from './scripted-host.ts'
import { observeHost } from '../../../src/pve/snapshot.ts'
import { TransportError } from '../../../src/pve/transport.ts'
import { ok, refusal, scriptedHost } from './scripted-host.ts'

const node = (name: string, status = 'online') => ({
  type: 'node',
  id: `node/${name}`,
  node: name,
  status,
  level: '',
  'cgroup-mode': 2,
})
const storage = {
  type: 'storage',
  id: 'storage/pve/local',
  node: 'pve',
  storage: 'local',
  status: 'available',
  content: 'iso',
  shared: 0,
}
const network = {
  type: 'network',
  'network-type': 'zone',
  status: 'ok',
  node: 'pve',
  network: 'localnetwork',
  id: 'network/pve/zone/localnetwork',
}
const fresh = {
  type: 'qemu',
  id: 'qemu/100',
  node: 'pve',
  vmid: 100,
  status: 'unknown',
  tags: 'homestak;web',
  lock: 'create',
}
const known = {
  type: 'qemu',
  id: 'qemu/303',
  node: 'pve',
  vmid: 303,
  name: 'ok-303',
  status: 'running',
  template: 0,
  uptime: 0,
}
const container = { type: 'lxc', id: 'lxc/400', node: 'pve', vmid: 400, name: 'ct', status: 'running', template: 0 }
const listed = (vmid: number, name: string, status: string) => ({ vmid, name, status, cpus: 1, maxmem: 67108864 })

const standalone: Script = {
  'GET /cluster/resources': [ok([node('pve'), storage, network, fresh, known, container])],
  'GET /nodes/pve/qemu': [ok([listed(100, 'VM 100', 'stopped'), listed(303, 'ok-303', 'stopped')])],
}

describe('one host', () => {
  test('is seen in two calls: who is there from one, how it runs from the other', async () => {
    const host = scriptedHost(standalone)
    const { guests, nodes } = await observeHost(host.client, { node: 'pve' })
    expect(nodes).toEqual([{ name: 'pve', online: true }])
    expect(new Set(guests.keys())).toEqual(new Set([100, 303, 400]))
    expect(guests.get(100)).toEqual({
      vmid: 100,
      node: 'pve',
      type: 'qemu',
      name: 'VM 100',
      status: 'stopped',
      tags: ['homestak', 'web'],
      template: false,
      lock: 'create',
    })
    expect(guests.get(303)).toMatchObject({ status: 'stopped' })
    expect(guests.get(400)).toMatchObject({ type: 'lxc', status: 'running' })
    expect(host.calls()).toEqual(['GET /cluster/resources', 'GET /nodes/pve/qemu'])
  })

  test('a guest made between the two calls is seen, one that went is not called running', async () => {
    const host = scriptedHost({ ...standalone, 'GET /nodes/pve/qemu': [ok([listed(104, 'new', 'running')])] })
    const { guests } = await observeHost(host.client, { node: 'pve' })
    expect(guests.get(104)).toMatchObject({ name: 'new', status: 'running', tags: [] })
    expect(guests.get(303)).toMatchObject({ status: 'unknown' })
  })

  test('a guest that just became a template is one, whatever the list that is late says', async () => {
    const template = { ...listed(303, 'ok-303', 'stopped'), template: 1 }
    const host = scriptedHost({ ...standalone, 'GET /nodes/pve/qemu': [ok([template])] })
    expect((await observeHost(host.client, { node: 'pve' })).guests.get(303)?.template).toBe(true)
  })

  test('is known by its node and certificate, as two hosts may have nodes of one name', async () => {
    const keys = await Promise.all(
      ['AA:BB', 'CC:DD', undefined].map(
        async (fingerprint) =>
          (await observeHost(scriptedHost(standalone).client, { node: 'pve', peerFingerprint: () => fingerprint }))
            .clusterKey,
      ),
    )
    expect(new Set(keys).size).toBe(3)
  })

  test('that does not answer is an error, never an empty host', async () => {
    const silent = scriptedHost({
      ...standalone,
      'GET /nodes/pve/qemu': [new TransportError({ kind: 'reset', sent: true, message: 'cut' })],
    })
    await expect(observeHost(silent.client, { node: 'pve' })).rejects.toMatchObject({ code: 'Unreachable' })
    const dead = scriptedHost({ 'GET /cluster/resources': [refusal(596, 'Broken pipe')] })
    await expect(observeHost(dead.client, { node: 'pve' })).rejects.toMatchObject({ code: 'Unreachable' })
  })

  test('that lacks the node of site-config is refused with the nodes that it has', async () => {
    await expect(observeHost(scriptedHost(standalone).client, { node: 'pve2' })).rejects.toMatchObject({
      code: 'InvalidSiteConfig',
      message: 'hv0: what answers has no node pve2; its nodes: pve',
      hint: expect.stringContaining('nodes/hv0.yaml'),
    })
  })
})

describe('a cluster', () => {
  const status = (name: string, addresses: readonly string[]) =>
    ok([
      { type: 'cluster', id: 'cluster', name, nodes: addresses.length, quorate: 1 },
      ...addresses.map((ip, index) => ({ type: 'node', id: `node/pve${index}`, name: `pve${index}`, ip, online: 1 })),
    ])
  const cluster: Script = {
    'GET /cluster/resources': [
      ok([
        node('pve'),
        node('pve2'),
        node('pve3', 'offline'),
        { ...known, vmid: 500, node: 'pve2' },
        { ...known, vmid: 600, node: 'pve3' },
      ]),
    ],
    'GET /cluster/status': [status('lab', ['10.9.9.2', '10.9.9.1'])],
    'GET /nodes/pve/qemu': [ok([])],
    'GET /nodes/pve2/qemu': [ok([listed(500, 'far', 'running')])],
  }

  test('is asked node by node, but only those that are online', async () => {
    const host = scriptedHost(cluster)
    const { nodes, guests } = await observeHost(host.client, { node: 'pve' })
    expect(nodes).toEqual([
      { name: 'pve', online: true },
      { name: 'pve2', online: true },
      { name: 'pve3', online: false },
    ])
    expect(guests.get(500)).toMatchObject({ node: 'pve2', status: 'running', name: 'far' })
    expect(guests.get(600)).toMatchObject({ node: 'pve3', status: 'unknown' })
    expect(host.calls().sort()).toEqual([
      'GET /cluster/resources',
      'GET /cluster/status',
      'GET /nodes/pve/qemu',
      'GET /nodes/pve2/qemu',
    ])
  })

  test('has one key from whichever node it is asked, and another than a cluster of the same name elsewhere', async () => {
    const keyOf = async (script: Script, asked: string) =>
      (await observeHost(scriptedHost(script).client, { node: asked, peerFingerprint: () => asked })).clusterKey
    const here = await keyOf(cluster, 'pve')
    expect(await keyOf({ ...cluster, 'GET /cluster/status': [status('lab', ['10.9.9.1', '10.9.9.2'])] }, 'pve2')).toBe(
      here,
    )
    expect(
      await keyOf({ ...cluster, 'GET /cluster/status': [status('lab', ['10.8.8.1', '10.8.8.2'])] }, 'pve'),
    ).not.toBe(here)
  })

  test('is seen although another of its nodes is silent, whose guests are then unknown and not gone', async () => {
    const host = scriptedHost({ ...cluster, 'GET /nodes/pve2/qemu': [refusal(595, 'Connection refused')] })
    const { nodes, guests } = await observeHost(host.client, { node: 'pve' })
    expect(nodes).toContainEqual({ name: 'pve2', online: false })
    expect(guests.get(500)).toMatchObject({ node: 'pve2', status: 'unknown' })
  })
})

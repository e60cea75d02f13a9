/** A guest is on a bridge with a card that it has, or will have from its next start. */
import { expect, test } from 'vitest'
import { readBridges } from '../../../src/pve/read-bridges.ts'
import { ok, scriptedHost } from './scripted-host.ts'

const place = { node: 'pve', vmid: 100 }

test('a virtual machine, now and from its next start, also where a card is to go', async () => {
  const settings = [
    { key: 'net0', value: 'virtio=BC:24:11:00:00:01,bridge=vmbr0', pending: 'virtio=BC:24:11:00:00:01,bridge=devnet' },
    { key: 'net1', value: 'virtio=BC:24:11:00:00:02,bridge=labnet,tag=7', delete: 1 },
    { key: 'net2', pending: 'virtio=BC:24:11:00:00:03' },
    { key: 'description', value: 'bridge=other' },
  ]
  const { client } = scriptedHost({ 'GET /nodes/pve/qemu/100/pending': [ok(settings)] })
  expect(await readBridges(client, { ...place, type: 'qemu' })).toEqual(['vmbr0', 'devnet', 'labnet'])
})

test('a container, too: its configuration shows what is to come unless what is now is asked for', async () => {
  const config = (bridge: string) => ok({ net0: `name=eth0,bridge=${bridge},hwaddr=BC:24:11:00:00:01`, memory: 512 })
  const host = scriptedHost({ 'GET /nodes/pve/lxc/100/config': [config('devnet'), config('vmbr0')] })
  expect(await readBridges(host.client, { ...place, type: 'lxc' })).toEqual(['devnet', 'vmbr0'])
  expect(host.calls()).toEqual(['GET /nodes/pve/lxc/100/config?current=1', 'GET /nodes/pve/lxc/100/config?current=0'])
})

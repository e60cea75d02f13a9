/** What a program that works for us gets through to Proxmox VE. */
import { describe, expect, test } from 'vitest'
import { writeMark } from '../../../src/pve/mark.ts'
import { readingRelay, relayFor } from '../../../src/pve/relayed-writes.ts'
import { issueWarrant, type Act } from '../../../src/pve/warrant.ts'
import type { RelayedRequest } from '../../../src/pve/wire.ts'
import { ok, refusal, scriptedHost, type Script } from './scripted-host.ts'

const uid = 'a0'.repeat(16)
const upid = 'UPID:pve:00000056:00099183:6B010E82:qmcreate:303:auto@pve!rig:'
const mark = { site: 'lab', host: 'hv0', manifest: 'web', node: 'web1', uid, vmid: 303, type: 'vm' } as const
const seen = (more: Record<string, unknown> = {}) => ok({ digest: 'd1', description: writeMark('', mark), ...more })

const script: Script = {
  'GET /nodes/pve/qemu/303/config': [seen()],
  'GET /cluster/resources': [ok([])],
  'POST /nodes/pve/qemu': [ok(upid)],
  'PUT /nodes/pve/qemu/303/config': [ok(null)],
  'PUT /nodes/pve/qemu/303/resize': [ok(upid)],
}

function relayed(act: Act, more: Script = {}, digest = 'd1') {
  const host = scriptedHost({ ...script, ...more })
  const relay = relayFor(
    host.client,
    issueWarrant({
      host: 'hv0',
      node: 'pve',
      vmid: 303,
      uid,
      digest: act === 'create' ? '' : digest,
      act,
      because: 'a test',
    }),
  )
  const pass = (method: RelayedRequest['method'], path: string, form = '') =>
    relay.pass({ method, path, body: form, contentType: 'application/x-www-form-urlencoded' })
  return { host, pass }
}

type Call = readonly [RelayedRequest['method'], string, string]
const create: Call = ['POST', '/nodes/pve/qemu', 'vmid=303&name=web1']
const configure: Call = ['PUT', '/nodes/pve/qemu/303/config', 'cores=2']
const resize: Call = ['PUT', '/nodes/pve/qemu/303/resize', 'disk=virtio0&size=20G']

test('anything is read, with our own credential', async () => {
  const { host, pass } = relayed('configure')
  const { response } = await pass('GET', '/cluster/resources?type=vm')
  expect(response.body).toBe('{"data":[]}')
  expect(host.requests[0]?.headers.authorization).toBe('PVEAPIToken=auto@pve!rig=6b0b53a8-0000')
  expect(host.calls()).toEqual(['GET /cluster/resources?type=vm'])
})

describe('a guest that is to be made', () => {
  test('is created once, and changed once it is', async () => {
    const { host, pass } = relayed('create')
    expect(await pass(...create)).toMatchObject({ upid })
    await pass(...resize)
    expect(host.calls()).toEqual(['POST /nodes/pve/qemu', 'PUT /nodes/pve/qemu/303/resize'])
    await expect(pass(...create)).rejects.toMatchObject({ code: 'Conflict' })
  })

  test('is not changed where somebody else was faster, nor tried again', async () => {
    const taken = refusal(500, "unable to create VM 303: VM 303 already exists on node 'pve'")
    const { host, pass } = relayed('create', { 'POST /nodes/pve/qemu': [taken] })
    await expect(pass(...create)).rejects.toMatchObject({ code: 'VmidTaken' })
    for (const call of [create, configure, resize])
      await expect(pass(...call)).rejects.toMatchObject({ code: 'Conflict' })
    expect(host.calls()).toEqual(['POST /nodes/pve/qemu'])
  })

  test.each<readonly [string, Call]>([
    ['a change before the create', configure],
    ['a create under another vmid', ['POST', '/nodes/pve/qemu', 'vmid=304']],
    ['a create on another node', ['POST', '/nodes/other/qemu', 'vmid=303']],
    ['a start', ['POST', '/nodes/pve/qemu/303/status/start', '']],
  ])('%s is not let through', async (_, call) => {
    const { host, pass } = relayed('create')
    await expect(pass(...call)).rejects.toMatchObject({ code: 'Conflict' })
    expect(host.calls()).toEqual([])
  })
})

describe('a guest that exists', () => {
  test('is looked at directly before the first change, which holds for that look only', async () => {
    const { host, pass } = relayed('configure')
    await pass(...configure)
    expect(host.form()).toEqual({ cores: '2', digest: 'd1' })
    await pass(...resize)
    expect(host.form()).toEqual({ disk: 'virtio0', size: '20G' })
    expect(host.calls()).toEqual([
      'GET /nodes/pve/qemu/303/config?current=1',
      'PUT /nodes/pve/qemu/303/config',
      'PUT /nodes/pve/qemu/303/resize',
    ])
  })

  test.each([
    ['carries the mark of another', seen({ description: writeMark('', { ...mark, uid: 'b1'.repeat(16) }) })],
    ['carries none', seen({ description: 'by hand' })],
    ['changed since', seen({ digest: 'd2' })],
  ])('is not changed where it %s', async (_, answer) => {
    const { host, pass } = relayed('configure', { 'GET /nodes/pve/qemu/303/config': [answer] })
    await expect(pass(...configure)).rejects.toMatchObject({ code: 'Conflict' })
    await expect(pass(...configure)).rejects.toMatchObject({ code: 'Conflict' })
    expect(host.calls()).toEqual(['GET /nodes/pve/qemu/303/config?current=1'])
  })

  test.each([
    ['is destroyed', 'DELETE', '/nodes/pve/qemu/303/?purge=1'],
    ['is stopped', 'POST', '/nodes/pve/qemu/303/status/stop'],
    ['is restarted', 'POST', '/nodes/pve/qemu/303/status/reboot'],
    ['is moved', 'POST', '/nodes/pve/qemu/303/migrate'],
    ['loses a disk to another storage', 'POST', '/nodes/pve/qemu/303/move_disk'],
    ['is changed together with another', 'PUT', '/nodes/pve/qemu/304/config'],
    ['is made anew', 'POST', '/nodes/pve/qemu'],
    ['brings a snippet', 'POST', '/nodes/pve/storage/local/upload'],
  ] as const)('never %s', async (_, method, path) => {
    const { host, pass } = relayed('configure')
    await expect(pass(method, path)).rejects.toMatchObject({ code: 'Conflict', message: expect.stringContaining(path) })
    expect(host.calls()).toEqual([])
  })
})

test('what Proxmox VE refuses is the error that our own call would end with', async () => {
  const full = refusal(403, 'Permission check failed (/vms/303, VM.Config.CPU)')
  const { pass } = relayed('configure', { 'PUT /nodes/pve/qemu/303/config': [full] })
  await expect(pass(...configure)).rejects.toMatchObject({ code: 'MissingPrivilege' })
})

test('before there is leave to change anything, only what looks gets through', async () => {
  const host = scriptedHost(script)
  const relay = readingRelay(host.client)
  const answer = await relay.pass({ method: 'GET', path: '/nodes/pve/qemu/303/config' })
  expect(answer.response.status).toBe(200)
  for (const [method, path, body] of [create, configure, resize]) {
    await expect(relay.pass({ method, path, body })).rejects.toMatchObject({ code: 'Conflict' })
  }
  expect(host.calls()).toEqual(['GET /nodes/pve/qemu/303/config'])
})

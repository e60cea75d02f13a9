import { expect, test } from 'vitest'
import type { CallReport } from '../../../src/pve/wire.ts'
import { list, number, record, text } from '../../../src/pve/checks.ts'
import { createPveClient } from '../../../src/pve/client.ts'
import { tokenCredentials } from '../../../src/pve/credentials.ts'
import { TransportError } from '../../../src/pve/transport.ts'
import { write } from '../../../src/pve/write.ts'
import { ok, refusal, scriptedHost, steppedClock } from './scripted-host.ts'

test('a read fills the path, puts the rest into the query and gives the checked data', async () => {
  const host = scriptedHost({
    'GET /nodes/pve/storage/vmstore/content': [ok([{ volid: 'vmstore:100/vm-100-disk-0.qcow2', size: '96' }])],
  })
  const sizes = list((entry) => number(record(entry).size))
  const params = { node: 'pve', storage: 'vmstore', content: 'images', vmid: 100 }
  expect(await host.client.get('/nodes/{node}/storage/{storage}/content', params, sizes)).toEqual([96])
  expect(host.calls()).toEqual(['GET /nodes/pve/storage/vmstore/content?content=images&vmid=100'])
  expect(host.requests[0]?.headers).toMatchObject({ authorization: 'PVEAPIToken=auto@pve!rig=6b0b53a8-0000' })
  expect(host.requests[0]?.body).toBeUndefined()
})

test('what goes into a path cannot leave it', async () => {
  const host = scriptedHost({})
  await expect(host.client.get('/nodes/{node}/qemu', { node: '../access?x' }, text)).rejects.toThrow()
  expect(host.calls()).toEqual(['GET /nodes/..%2Faccess%3Fx/qemu'])
})

test('booleans go as 1 and 0, absent parameters not at all, lists as a repeated field', async () => {
  const host = scriptedHost({
    'GET /nodes/pve/qemu': [ok([])],
    'PUT /nodes/pve/qemu/100/config': [ok(null)],
  })
  await host.client.get('/nodes/{node}/qemu', { node: 'pve', full: true }, list(text))
  expect(host.calls()).toEqual(['GET /nodes/pve/qemu?full=1'])
  const settings = { delete: ['net1', 'cores'], name: undefined, description: 'a&b\nü' }
  await write(
    host.client,
    'PUT /nodes/{node}/qemu/{vmid}/config',
    { node: 'pve', vmid: 100, onboot: false },
    () => null,
    { settings },
  )
  expect(String(host.requests[1]?.body)).toBe('delete=net1&delete=cores&description=a%26b%0A%C3%BC&onboot=0')
  expect(host.requests[1]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
})

test('reads and writes are counted apart, failed ones too', async () => {
  const host = scriptedHost({
    'GET /version': [refusal(500, 'broken'), ok({})],
    'PUT /nodes/pve/qemu/100/config': [ok(null)],
  })
  await expect(host.client.get('/version', {}, record)).rejects.toMatchObject({ code: 'Unreachable' })
  await host.client.get('/version', {}, record)
  await write(host.client, 'PUT /nodes/{node}/qemu/{vmid}/config', { node: 'pve', vmid: 100 }, () => null)
  expect(host.client.calls()).toEqual({ reads: 2, writes: 1 })
})

test('a reply of another shape is named with the call, and is no crash', async () => {
  const host = scriptedHost({
    'GET /nodes': [ok('nothing')],
    'GET /version': [{ status: 200, reason: 'OK', headers: {}, body: '<html>' }],
  })
  await expect(host.client.get('/nodes', {}, list(record))).rejects.toMatchObject({
    code: 'Unreachable',
    message: 'hv0 gives an answer to GET /nodes that Proxmox VE would not give: expected a list, got string',
  })
  await expect(host.client.get('/version', {}, record)).rejects.toMatchObject({ code: 'Unreachable' })
})

test('a write with a strange reply has an unknown outcome', async () => {
  const host = scriptedHost({
    'PUT /nodes/pve/qemu/100/config': [{ status: 200, reason: 'OK', headers: {}, body: '' }],
  })
  await expect(
    write(host.client, 'PUT /nodes/{node}/qemu/{vmid}/config', { node: 'pve', vmid: 100 }, () => null),
  ).rejects.toMatchObject({ code: 'OutcomeUnknown', retry: 'conflict' })
})

test('a write that was cut off is sent once and its outcome is unknown', async () => {
  const host = scriptedHost({
    'POST /nodes/pve/qemu/100/status/start': [new TransportError({ kind: 'reset', sent: true, message: 'cut' })],
  })
  await expect(
    write(host.client, 'POST /nodes/{node}/qemu/{vmid}/status/start', { node: 'pve', vmid: 100 }, text),
  ).rejects.toMatchObject({ code: 'OutcomeUnknown' })
  expect(host.requests).toHaveLength(1)
})

test('a refused token is not tried again', async () => {
  const host = scriptedHost({ 'GET /version': [{ status: 401, reason: 'No ticket', headers: {}, body: '' }] })
  await expect(host.client.get('/version', {}, record)).rejects.toMatchObject({ code: 'RefusedCredential' })
  expect(host.requests).toHaveLength(1)
})

test('reports of calls hold neither secrets nor parameters', async () => {
  const { transport } = scriptedHost({ 'GET /nodes/pve/qemu': [ok([])] })
  const reports: CallReport[] = []
  const parts = {
    host: 'hv0',
    transport,
    clock: steppedClock(),
    credentials: tokenCredentials('hv0', 'auto@pve!rig=very-secret'),
  }
  await createPveClient({ ...parts, onCall: (report) => reports.push(report) }).get(
    '/nodes/{node}/qemu',
    { node: 'pve', full: 1 },
    list(text),
  )
  expect(reports).toEqual([{ host: 'hv0', method: 'GET', path: '/nodes/pve/qemu', status: 200, ms: 0 }])
})

test('only a client that was made here can write', async () => {
  const { client } = scriptedHost({})
  await expect(
    write({ ...client }, 'DELETE /nodes/{node}/qemu/{vmid}', { node: 'pve', vmid: 100 }, text),
  ).rejects.toMatchObject({ code: 'Bug' })
})

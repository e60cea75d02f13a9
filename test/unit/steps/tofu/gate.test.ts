/** The endpoint that OpenTofu is given: who gets through, and what comes back. */
import { request } from 'node:https'
import { describe, expect, onTestFinished, test } from 'vitest'
import { seededRandom } from '../../../../src/clock.ts'
import { HomestakError } from '../../../../src/errors.ts'
import type { RelayedRequest } from '../../../../src/pve/wire.ts'
import { openGate, type Gate } from '../../../../src/steps/tofu/gate.ts'

const upid = 'UPID:pve:00000056:00099183:6B010E82:qmcreate:303:auto@pve!rig:'

async function opened({
  stop = new AbortController().signal,
  refusal,
}: { stop?: AbortSignal; refusal?: HomestakError } = {}) {
  const passed: RelayedRequest[] = []
  const tasks: string[] = []
  const gate = await openGate({
    random: seededRandom(1),
    stop,
    onTask: (task) => tasks.push(task),
    relay: {
      async pass(asked) {
        passed.push(asked)
        if (refusal) throw refusal
        const response = { status: 200, reason: 'OK', headers: {}, body: `{"data":"${upid}"}` }
        return asked.method === 'GET' ? { response } : { response, upid }
      },
    },
  })
  onTestFinished(() => gate.close())
  return { gate, passed, tasks }
}

/** As the provider asks, trusting nothing but the gate's own certificate. */
const ask = (
  { endpoint, token, certificate }: Gate,
  { method = 'GET', path = '/api2/json/version', body = '', as = token } = {},
) => {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status?: number | undefined
    message?: string | undefined
    text: string
  }>()
  const headers = { authorization: `PVEAPIToken=${as}`, 'content-type': 'application/x-www-form-urlencoded' }
  const sent = request(
    new URL(path, endpoint),
    { method, headers, ca: certificate, minVersion: 'TLSv1.3', agent: false },
    (answer) => {
      let text = ''
      answer.on('data', (chunk) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode, message: answer.statusMessage, text }))
    },
  )
  sent.on('error', reject)
  sent.end(body)
  return promise
}

describe('the gate', () => {
  test('hands on what is asked, and tells of the task that a write began', async () => {
    const { gate, passed, tasks } = await opened()
    expect(await ask(gate, { path: '/api2/json/cluster/resources?type=vm' })).toMatchObject({ status: 200 })
    await ask(gate, { method: 'POST', path: '/api2/json/nodes/pve/qemu', body: 'vmid=303' })
    expect(passed).toMatchObject([
      { method: 'GET', path: '/cluster/resources?type=vm' },
      { method: 'POST', path: '/nodes/pve/qemu', body: 'vmid=303' },
    ])
    expect(tasks).toEqual([upid])
    expect(gate.failure()).toBeUndefined()
  })

  test('lets nobody through who does not have its token', async () => {
    const { gate, passed } = await opened()
    expect(await ask(gate, { as: 'root@pam!x=1' })).toMatchObject({ status: 401 })
    expect(passed).toEqual([])
  })

  test('answers a refusal so that nothing is tried again, and remembers why', async () => {
    const refusal = new HomestakError({ code: 'VmidTaken', message: 'VM 303 already exists\non node pve' })
    const { gate } = await opened({ refusal })
    expect(await ask(gate, { method: 'POST', path: '/api2/json/nodes/pve/qemu' })).toMatchObject({
      status: 400,
      message: 'VM 303 already exists on node pve',
    })
    expect(gate.failure()).toBe(refusal)
  })

  test('begins nothing once the run is to stop, and still lets it look', async () => {
    const { gate, passed } = await opened({ stop: AbortSignal.abort() })
    expect(await ask(gate, { method: 'PUT', path: '/api2/json/nodes/pve/qemu/303/config' })).toMatchObject({
      status: 400,
    })
    expect(await ask(gate)).toMatchObject({ status: 200 })
    expect(passed.map(({ method }) => method)).toEqual(['GET'])
  })

  test.each([
    ['another path', { path: '/version' }],
    ['another method', { method: 'PATCH' }],
    ['more than any call has', { method: 'POST', body: 'x'.repeat(2 * 1024 * 1024) }],
  ])('takes no %s', async (_, asked) => {
    const { gate, passed } = await opened()
    expect(await ask(gate, asked)).toMatchObject({ status: 400 })
    expect(passed).toEqual([])
  })
})

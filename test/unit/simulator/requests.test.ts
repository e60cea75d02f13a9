/** Requests that no method answers, and parameters that are wrong. */
import { describe, expect, test } from 'vitest'
import { bench, guests, webGuest } from './bench.ts'
import type { Form } from './bench.ts'

describe('a request', () => {
  test('for what is not there is a 501 that names it', async () => {
    const { ask } = bench()
    for (const [verb, path] of [
      ['GET', '/nope'],
      ['DELETE', '/version'],
      ['GET', '/nodes/pve/netstat'],
      ['POST', '/nodes/pve/startall'],
    ] as const) {
      expect(await ask(verb, path)).toMatchObject({
        status: 501,
        reason: `Method '${verb} ${path}' not implemented`,
        data: null,
      })
    }
  })

  test('that asks for more than is simulated names what', async () => {
    const { ask, run } = bench()
    await run('POST', guests, webGuest(100))
    expect(await ask('POST', `${guests}/100/status/suspend`, { todisk: 1 })).toMatchObject({
      status: 501,
      reason: `Method 'POST ${guests}/100/status/suspend' with 'todisk' not implemented`,
    })
    expect(await ask('POST', `${guests}/100/snapshot`, { snapname: 'ab', vmstate: 0 })).toMatchObject({ status: 200 })
  })

  test('with another verb, or with a body where none belongs, is a 501 too', async () => {
    const { clock, simulator } = bench()
    const send = (method: string, body: string) =>
      clock.settle(
        simulator.handle({
          method,
          path: '/api2/json/version',
          headers: { authorization: `PVEAPIToken=${simulator.token}` },
          body: Buffer.from(body),
        }),
      )
    expect(await send('PATCH', '')).toMatchObject({ status: 501, reason: "method 'PATCH' not available" })
    expect(await send('GET', 'a=b')).toMatchObject({ status: 501, reason: "Unexpected content for method 'GET'" })
  })

  test('is logged with its status, what is done by hand is not', async () => {
    const { ask, run, simulator } = bench()
    await run('POST', guests, { vmid: 100 })
    await ask('GET', '/version')
    await ask('PUT', `${guests}/100/config`, { cores: 2 })
    await ask('GET', '/nope', { a: 1 })
    expect(simulator.world.requests()).toEqual([
      { method: 'GET', path: '/api2/json/version', status: 200 },
      { method: 'PUT', path: '/api2/json/nodes/pve/qemu/100/config', status: 200 },
      { method: 'GET', path: '/api2/json/nope?a=1', status: 501 },
    ])
    expect(simulator.world.writes()).toBe(1)
  })

  test('takes JSON with native types', async () => {
    const { clock, simulator, record } = bench()
    const send = (body: string) =>
      clock.settle(
        simulator.handle({
          method: 'POST',
          path: `/api2/json${guests}`,
          body: Buffer.from(body),
          headers: { authorization: `PVEAPIToken=${simulator.token}`, 'content-type': 'application/json' },
        }),
      )
    expect(await send('{"vmid":100,"onboot":true,"cores":2,"name":null}')).toMatchObject({ status: 200 })
    await clock.advance(1000)
    expect(await record(`${guests}/100/config`)).toMatchObject({ onboot: 1, cores: 2 })
    expect(await send('{"vmid":')).toMatchObject({ status: 500 })
  })

  test('below an unknown node fails as a look-up of its name does', async () => {
    const { ask } = bench()
    expect(await ask('GET', '/nodes/nope/qemu')).toMatchObject({
      status: 500,
      reason: "hostname lookup 'nope' failed - failed to get address info for: nope: Name or service not known",
    })
  })

  test('for a guest that is not there names the file that is missing', async () => {
    const { ask } = bench()
    expect(await ask('GET', `${guests}/399/config`)).toMatchObject({
      status: 500,
      reason: "Configuration file 'nodes/pve/qemu-server/399.conf' does not exist",
    })
  })
})

describe('parameters', () => {
  const refused: readonly (readonly [Form, Record<string, string>])[] = [
    [{}, { vmid: 'property is missing and it is not optional' }],
    [{ vmid: 'abc' }, { vmid: "type check ('integer') failed - got 'abc'" }],
    [{ vmid: 99 }, { vmid: 'invalid format - value does not look like a valid VM ID\n' }],
    [{ vmid: 100, name: 'bad_name' }, { name: 'invalid format - value does not look like a valid DNS name\n' }],
    [{ vmid: 100, onboot: 'yes' }, { onboot: "type check ('boolean') failed - got 'yes'" }],
    [{ vmid: 100, cores: 0 }, { cores: 'value must have a minimum value of 1' }],
    [{ vmid: 100, tags: 'bad tag!' }, { tags: 'invalid format - invalid characters in tag\n' }],
    [{ vmid: 100, description: 'x'.repeat(8193) }, { description: 'value may only be 8192 characters long' }],
    [
      { vmid: 100, memory: 'lots' },
      { memory: "invalid format - format error\nmemory.current: type check ('integer') failed - got 'lots'\n" },
    ],
    [
      { vmid: 100, scsi1: 'vmstore:1,frmat=raw' },
      {
        scsi1:
          'invalid format - format error\nscsi1.frmat: property is not defined in schema and the schema does not allow additional properties\n',
      },
    ],
    [
      { vmid: 100, ipconfig0: 'ip=10.9.9.1' },
      {
        ipconfig0:
          'invalid format - format error\nipconfig0.ip: invalid format - value does not look like a valid ipv4 network configuration\n\n',
      },
    ],
    [
      { vmid: 100, net40: 'virtio' },
      { net40: 'property is not defined in schema and the schema does not allow additional properties' },
    ],
    [
      { vmid: 100, net0: 'virtio=BC:24:11:00:00:01,e1000' },
      { net0: 'invalid format - duplicate key in comma-separated list property: model\n' },
    ],
    [
      { vmid: 100, ipconfig0: 'gw=10.9.9.254' },
      {
        ipconfig0:
          "invalid format - format error\nipconfig0.ip: missing property - 'ipconfig0.gw' requires this property\n",
      },
    ],
    [
      { vmid: 100, cpu: 'foo' },
      { cpu: "invalid format - Built-in cputype 'foo' is not defined (missing 'custom-' prefix?)\n" },
    ],
    [
      { vmid: 100, nameserver: '1.1.1.1 nope!' },
      {
        nameserver: 'invalid format - value does not look like a valid address: nope!\n',
      },
    ],
    [{ vmid: 100, startup: 'soon' }, { startup: 'invalid format - unable to parse startup options\n' }],
    [{ vmid: 100, scsi0: 'local:4' }, { storage: "storage 'local' does not support vm images" }],
    [
      { vmid: 100, scsi0: 'vmstore:8,import-from=local:import/debian-12.qcow2' },
      { scsi0: "'import-from' requires special syntax - use <storage ID>:0,import-from=<source>" },
    ],
  ]

  test.each(refused)('%j are refused with the text of the real server', async (form, errors) => {
    const { ask } = bench()
    expect(await ask('POST', guests, form)).toMatchObject({
      status: 400,
      reason: 'Parameter verification failed.',
      errors,
    })
  })

  test('are all looked at before one is refused', async () => {
    const { ask } = bench()
    const { errors } = await ask('POST', guests, webGuest(1, { foo: 1, cores: 'two', onboot: 2 }))
    expect(Object.keys(Object(errors)).toSorted()).toEqual(['cores', 'foo', 'onboot', 'vmid'])
  })
})

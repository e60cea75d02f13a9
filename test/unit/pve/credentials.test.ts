import { describe, expect, test } from 'vitest'
import { record } from '../../../src/pve/checks.ts'
import { createPveClient } from '../../../src/pve/client.ts'
import { ticketCredentials, tokenCredentials } from '../../../src/pve/credentials.ts'
import { write } from '../../../src/pve/write.ts'
import type { Script } from './scripted-host.ts'
import { ok, refusal, scriptedHost, steppedClock } from './scripted-host.ts'

const hour = 60 * 60 * 1000
const granted = (name: string) =>
  ok({ ticket: `PVE:root@pam:${name}::sig+/=`, CSRFPreventionToken: `${name}:csrf`, username: 'root@pam' })

function hostWithTicket(script: Script) {
  const clock = steppedClock()
  const host = scriptedHost(
    { 'GET /version': [ok({})], 'PUT /nodes/pve/qemu/100/config': [ok(null)], ...script },
    clock,
  )
  const credentials = ticketCredentials({
    host: 'hv0',
    transport: host.transport,
    username: 'root@pam',
    password: 'p w',
    clock,
  })
  const client = createPveClient({ host: 'hv0', transport: host.transport, clock, credentials })
  return { clock, calls: host.calls, requests: host.requests, client, ask: () => client.get('/version', {}, record) }
}

describe('a ticket', () => {
  test('is had once for many calls at the same time', async () => {
    const host = hostWithTicket({ 'POST /access/ticket': [granted('A'), granted('B')] })
    await Promise.all([host.ask(), host.ask(), host.ask()])
    expect(host.calls().filter((call) => call.startsWith('POST'))).toHaveLength(1)
    expect(String(host.requests[0]?.body)).toBe('username=root%40pam&password=p+w')
    expect(host.requests.at(-1)?.headers.cookie).toBe(`PVEAuthCookie=${encodeURIComponent('PVE:root@pam:A::sig+/=')}`)
  })

  test('brings the CSRF header with writes only', async () => {
    const host = hostWithTicket({ 'POST /access/ticket': [granted('A')] })
    await host.ask()
    expect(host.requests.at(-1)?.headers).not.toHaveProperty('csrfpreventiontoken')
    await write(host.client, 'PUT /nodes/{node}/qemu/{vmid}/config', { node: 'pve', vmid: 100 }, () => null)
    expect(host.requests.at(-1)?.headers.csrfpreventiontoken).toBe('A:csrf')
  })

  test('is renewed at half of its two hours', async () => {
    const host = hostWithTicket({ 'POST /access/ticket': [granted('A'), granted('B')] })
    await host.ask()
    await host.clock.sleep(hour - 1)
    await host.ask()
    expect(host.requests.at(-1)?.headers.cookie).toContain('%3AA%3A%3A')
    await host.clock.sleep(1)
    await host.ask()
    expect(host.requests.at(-1)?.headers.cookie).toContain('%3AB%3A%3A')
  })

  test('that the server no longer takes is had anew, once', async () => {
    const host = hostWithTicket({
      'POST /access/ticket': [granted('A'), granted('B')],
      'GET /version': [refusal(401, 'invalid PVE ticket'), ok({})],
    })
    await host.ask()
    expect(host.calls()).toEqual(['POST /access/ticket', 'GET /version', 'POST /access/ticket', 'GET /version'])
  })

  test('that is refused again is a refused credential', async () => {
    const host = hostWithTicket({
      'POST /access/ticket': [granted('A'), granted('B')],
      'GET /version': [refusal(401, 'invalid PVE ticket')],
    })
    await expect(host.ask()).rejects.toMatchObject({ code: 'RefusedCredential' })
    expect(host.requests).toHaveLength(4)
  })

  test('is asked for again after a log-in that failed', async () => {
    const host = hostWithTicket({ 'POST /access/ticket': [refusal(401, 'authentication failure'), granted('A')] })
    await expect(host.ask()).rejects.toMatchObject({ code: 'RefusedCredential', retry: 'permanent' })
    await host.ask()
    expect(host.requests.at(-1)?.headers.cookie).toContain('%3AA%3A%3A')
  })

  test('that needs a second factor is refused with a way out', async () => {
    const host = hostWithTicket({
      'POST /access/ticket': [ok({ ticket: 'PVE:!tfa!xyz', CSRFPreventionToken: 'c', NeedTFA: 1 })],
    })
    await expect(host.ask()).rejects.toMatchObject({ code: 'RefusedCredential', hint: 'use an API token instead' })
  })
})

describe('a token', () => {
  test.each(['', 'secret', 'root@pam', 'root@pam!x', 'root@pam=abc', 'root@pam!x=a b'])(
    '%j has not the form of one, and is not shown',
    (token) => {
      expect(() => tokenCredentials('hv0', token)).toThrow(expect.objectContaining({ code: 'RefusedCredential' }))
      expect(() => tokenCredentials('hv0', token)).toThrow(
        /^the API token of hv0 has not the form user@realm!name=uuid$/,
      )
    },
  )

  test('needs no CSRF header', async () => {
    expect(await tokenCredentials('hv0', 'root@pam!x=uuid').headers('POST')).toEqual({
      authorization: 'PVEAPIToken=root@pam!x=uuid',
    })
  })
})

import { expect, test } from 'vitest'
import { observeAgent } from '../../../src/pve/agent.ts'
import { ok, refusal, scriptedHost } from './scripted-host.ts'

const path = 'GET /nodes/pve/qemu/200/agent/network-get-interfaces'
const ask = (answer: ReturnType<typeof ok>) => observeAgent(scriptedHost({ [path]: [answer] }).client, 'pve', 200)

test('interfaces come with the addresses by which others reach the guest', async () => {
  const seen = await ask(
    ok({
      result: [
        {
          name: 'lo',
          'hardware-address': '00:00:00:00:00:00',
          'ip-addresses': [
            { 'ip-address-type': 'ipv4', 'ip-address': '127.0.0.1', prefix: 8 },
            { 'ip-address-type': 'ipv6', 'ip-address': '::1', prefix: 128 },
          ],
        },
        {
          name: 'eth0',
          'hardware-address': 'bc:24:11:e9:00:d5',
          statistics: { 'rx-bytes': 110 },
          'ip-addresses': [
            { 'ip-address-type': 'ipv4', prefix: 24, 'ip-address': '10.9.9.60' },
            { 'ip-address-type': 'ipv4', prefix: 16, 'ip-address': '169.254.7.7' },
            { 'ip-address-type': 'ipv6', prefix: 64, 'ip-address': 'fe80::be24:11ff:fee9:d5' },
            { 'ip-address-type': 'ipv6', prefix: 64, 'ip-address': 'fd00::60' },
          ],
        },
        { name: 'eth1', 'hardware-address': 'bc:24:11:e9:00:d6' },
      ],
    }),
  )
  expect(seen).toEqual([
    {
      name: 'eth0',
      mac: 'BC:24:11:E9:00:D5',
      addresses: [
        { address: '10.9.9.60', family: 'ipv4', prefix: 24 },
        { address: 'fd00::60', family: 'ipv6', prefix: 64 },
      ],
    },
    { name: 'eth1', mac: 'BC:24:11:E9:00:D6', addresses: [] },
  ])
})

test.each(['QEMU guest agent is not running', 'No QEMU guest agent configured', 'VM 200 is not running'])(
  '%s: nothing is known yet',
  async (reason) => {
    expect(await ask(refusal(500, reason))).toBeNull()
  },
)

test('a missing privilege is no silence', async () => {
  await expect(
    ask(refusal(403, 'Permission check failed (/vms/200, VM.GuestAgent.Audit|VM.GuestAgent.Unrestricted)')),
  ).rejects.toMatchObject({ code: 'MissingPrivilege', message: expect.stringContaining('VM.GuestAgent.Audit') })
})

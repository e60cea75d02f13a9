import { describe, expect, test } from 'vitest'
import type { Act, Warrant } from '../../../src/pve/warrant.ts'
import type { Script } from './scripted-host.ts'
import {
  cloneGuest,
  configureGuest,
  createGuest,
  destroyGuest,
  resizeDisk,
  shutdownGuest,
  startGuest,
  stopGuest,
} from '../../../src/pve/guest-writes.ts'
import { writeMark } from '../../../src/pve/mark.ts'
import { issueWarrant } from '../../../src/pve/warrant.ts'
import { ok, refusal, scriptedHost } from './scripted-host.ts'

const digest = '3c98539c5d65eb54e6e41c776657447a7185cffa'
const uid = 'a0'.repeat(16)
const upid = 'UPID:pve:00000056:00099183:6B010E82:qmstart:303:auto@pve!rig:'
const mark = { site: 'lab', host: 'hv0', manifest: 'web', node: 'web1', uid, vmid: 303, type: 'vm' } as const

const warrant = (act: Act, change: Partial<Warrant> = {}) =>
  issueWarrant({ host: 'hv0', node: 'pve', vmid: 303, uid, digest, act, because: 'a test', ...change })

const config = (change: Record<string, unknown> = {}) =>
  ok({ digest, name: 'web1', cores: 1, memory: '384', description: writeMark('by hand', mark), ...change })

const read = 'GET /nodes/pve/qemu/303/config'
const writes: Script = {
  'POST /nodes/pve/qemu': [ok(upid)],
  'POST /nodes/pve/qemu/900/clone': [ok(upid)],
  'PUT /nodes/pve/qemu/303/config': [ok(null)],
  'PUT /nodes/pve/qemu/303/resize': [ok(upid)],
  'POST /nodes/pve/qemu/303/status/start': [ok(upid)],
  'POST /nodes/pve/qemu/303/status/stop': [ok(upid)],
  'POST /nodes/pve/qemu/303/status/shutdown': [ok(upid)],
  'POST /nodes/pve/qemu/303/status/reboot': [ok(upid)],
  'DELETE /nodes/pve/qemu/303': [ok(upid)],
}
const hostWith = (answer = config()) => scriptedHost({ ...writes, [read]: [answer] })

describe('a guest that is to be made', () => {
  test('is created as planned, without a look that would prove nothing', async () => {
    const host = hostWith()
    expect(
      await createGuest(host.client, warrant('create', { digest: '' }), { name: 'web1', memory: 384, onboot: true }),
    ).toBe(upid)
    expect(host.calls()).toEqual(['POST /nodes/pve/qemu'])
    expect(host.form()).toEqual({ name: 'web1', memory: '384', onboot: '1', vmid: '303' })
  })

  test('cannot take another vmid than the warrant says', async () => {
    const host = hostWith()
    await createGuest(host.client, warrant('create'), { vmid: 999 })
    expect(host.form()).toMatchObject({ vmid: '303' })
  })

  test('is cloned with its mark from the first moment', async () => {
    const host = hostWith()
    const description = writeMark('', mark)
    expect(
      await cloneGuest(host.client, warrant('clone'), { sourceVmid: 900, name: 'web1', description, full: true }),
    ).toBe(upid)
    expect(host.calls()).toEqual(['POST /nodes/pve/qemu/900/clone'])
    expect(host.form()).toEqual({ name: 'web1', description, full: '1', newid: '303' })
  })

  test('that somebody else made first is a taken vmid', async () => {
    const host = scriptedHost({
      'POST /nodes/pve/qemu': [refusal(500, "unable to create VM 303 - VM 303 already exists on node 'pve'")],
    })
    await expect(createGuest(host.client, warrant('create'), {})).rejects.toMatchObject({
      code: 'VmidTaken',
      retry: 'conflict',
    })
  })
})

describe('a guest that is there', () => {
  test('is configured right after the look, guarded by the digest just read', async () => {
    const host = hostWith()
    expect(
      await configureGuest(host.client, warrant('configure'), { cores: 2, delete: 'net1', revert: 'memory' }),
    ).toBeNull()
    expect(host.calls()).toEqual([`${read}?current=1`, 'PUT /nodes/pve/qemu/303/config'])
    expect(host.form()).toEqual({ cores: '2', delete: 'net1', revert: 'memory', digest })
  })

  test.each(['move', 'release'] as const)('is configured for a %s too', async (act) => {
    const host = hostWith()
    await configureGuest(host.client, warrant(act), { description: 'by hand' })
    expect(host.form()).toEqual({ description: 'by hand', digest })
  })

  test('a warrant without a digest takes the configuration as it is now', async () => {
    const host = hostWith(config({ digest: 'f'.repeat(40) }))
    await configureGuest(host.client, warrant('configure', { digest: '' }), { cores: 2 })
    expect(host.form()).toMatchObject({ digest: 'f'.repeat(40) })
  })

  const calls: readonly [
    string,
    Act,
    (client: Parameters<typeof startGuest>[0], warrant: Warrant) => Promise<string | null>,
    string,
    Record<string, string>,
  ][] = [
    [
      'resized',
      'resize',
      (client, leave) => resizeDisk(client, leave, { disk: 'scsi0', size: '20G' }),
      'PUT /nodes/pve/qemu/303/resize',
      { disk: 'scsi0', size: '20G', digest },
    ],
    ['started', 'start', startGuest, 'POST /nodes/pve/qemu/303/status/start', {}],
    [
      'shut down, and stopped by PVE if it does not go,',
      'destroy',
      (client, leave) => shutdownGuest(client, leave, { timeoutSeconds: 120 }),
      'POST /nodes/pve/qemu/303/status/shutdown',
      { timeout: '120', forceStop: '1' },
    ],
    ['stopped', 'destroy', stopGuest, 'POST /nodes/pve/qemu/303/status/stop', {}],
  ]

  test.each(calls)('is %s right after the look', async (_, act, run, call, form) => {
    const host = hostWith()
    expect(await run(host.client, warrant(act))).toBe(upid)
    expect(host.calls()).toEqual([`${read}?current=1`, call])
    expect(host.form()).toEqual(form)
  })

  test.each(['destroy', 'replace', 'rollback'] as const)(
    'is deleted for a %s with its entries elsewhere and no disk that it does not name',
    async (act) => {
      const host = hostWith()
      expect(await destroyGuest(host.client, warrant(act))).toBe(upid)
      expect(host.calls()).toEqual([
        `${read}?current=1`,
        'DELETE /nodes/pve/qemu/303?purge=1&destroy-unreferenced-disks=0',
      ])
    },
  )
})

describe('a guest that is not the one of the warrant is not touched', () => {
  const other = { ...mark, uid: 'b1'.repeat(16) }
  test.each([
    ['another uid under the same vmid', config({ description: writeMark('', other) })],
    ['no mark', config({ description: 'by hand' })],
    [
      'a clone that still carries the mark of its source',
      config({ description: writeMark('', { ...mark, vmid: 100 }) }),
    ],
    ['a mark of a version that we do not know', config({ description: '<!-- homestak:2 {} -->' })],
    ['two marks', config({ description: `${writeMark('', mark)}\n${writeMark('', mark)}` })],
    ['a configuration that was written since', config({ digest: '0'.repeat(40) })],
  ])('%s', async (_, answer) => {
    const host = hostWith(answer)
    await expect(destroyGuest(host.client, warrant('destroy'))).rejects.toMatchObject({
      code: 'Conflict',
      retry: 'conflict',
    })
    await expect(configureGuest(host.client, warrant('configure'), { cores: 2 })).rejects.toMatchObject({
      code: 'Conflict',
    })
    await expect(startGuest(host.client, warrant('start'))).rejects.toMatchObject({ code: 'Conflict' })
    expect(host.client.calls().writes).toBe(0)
  })

  test('a guest that is gone', async () => {
    const host = hostWith(refusal(500, "Configuration file 'nodes/pve/qemu-server/303.conf' does not exist"))
    await expect(stopGuest(host.client, warrant('destroy'))).rejects.toMatchObject({
      code: 'GuestMissing',
      retry: 'conflict',
    })
    expect(host.client.calls().writes).toBe(0)
  })
})

describe('a guest that is protected meanwhile is neither stopped nor destroyed', () => {
  const guards = [
    ['protection', { protection: 1 }],
    ['protect in the mark', { description: writeMark('', { ...mark, protect: true }) }],
    ['a lock', { lock: 'backup' }],
  ] as const
  const acts = ['destroy', 'replace', 'rollback'] as const

  test.each(guards.flatMap(([name, change]) => acts.map((act) => [name, act, change] as const)))(
    '%s against %s',
    async (_, act, change) => {
      const host = hostWith(config(change))
      await expect(destroyGuest(host.client, warrant(act))).rejects.toMatchObject({
        code: 'Conflict',
        retry: 'conflict',
      })
      await expect(stopGuest(host.client, warrant(act))).rejects.toMatchObject({ code: 'Conflict' })
      await expect(shutdownGuest(host.client, warrant(act), { timeoutSeconds: 1 })).rejects.toMatchObject({
        code: 'Conflict',
      })
      expect(host.client.calls().writes).toBe(0)
    },
  )

  test('but it may be configured and started', async () => {
    const host = hostWith(config({ protection: 1 }))
    await configureGuest(host.client, warrant('configure'), { protection: false })
    await startGuest(host.client, warrant('start'))
    expect(host.client.calls().writes).toBe(2)
  })
})

describe('a warrant', () => {
  test('is good for one call, also when that call failed', async () => {
    const host = hostWith(config({ protection: 1 }))
    const once = warrant('destroy')
    await expect(destroyGuest(host.client, once)).rejects.toMatchObject({ code: 'Conflict' })
    await expect(destroyGuest(host.client, once)).rejects.toMatchObject({ code: 'Bug' })
    expect(host.client.calls()).toEqual({ reads: 1, writes: 0 })
  })

  test('cannot be copied', async () => {
    const host = hostWith()
    await expect(destroyGuest(host.client, { ...warrant('destroy') })).rejects.toMatchObject({ code: 'Bug' })
    expect(host.requests).toHaveLength(0)
  })

  test('of one act is no leave for another', async () => {
    const host = hostWith()
    await expect(destroyGuest(host.client, warrant('configure'))).rejects.toMatchObject({ code: 'Bug' })
    await expect(configureGuest(host.client, warrant('destroy'), {})).rejects.toMatchObject({ code: 'Bug' })
    await expect(createGuest(host.client, warrant('configure'), {})).rejects.toMatchObject({ code: 'Bug' })
    expect(host.requests).toHaveLength(0)
  })

  test('of one host is no leave at another', async () => {
    const host = hostWith()
    await expect(startGuest(host.client, warrant('start', { host: 'hv1' }))).rejects.toMatchObject({ code: 'Bug' })
    expect(host.requests).toHaveLength(0)
  })
})

test.each(['force', 'skiplock', 'lock'])('%s, which goes past the guards of PVE, is never sent', async (key) => {
  const host = hostWith()
  await expect(createGuest(host.client, warrant('create'), { [key]: 1 })).rejects.toMatchObject({ code: 'Bug' })
  await expect(configureGuest(host.client, warrant('configure'), { [key]: 1 })).rejects.toMatchObject({ code: 'Bug' })
  expect(host.requests).toHaveLength(0)
})

describe('a guest that is taken over', () => {
  const unmarked = { description: 'by hand' }

  test('is given the mark where it is still as it was looked at', async () => {
    const host = hostWith(config(unmarked))
    await configureGuest(host.client, warrant('adopt'), { description: writeMark('by hand', mark) })
    expect(host.calls()).toEqual([`${read}?current=1`, 'PUT /nodes/pve/qemu/303/config'])
    expect(host.form()).toMatchObject({ digest })
  })

  test('is left alone where anything of it changed', async () => {
    const host = hostWith(config({ ...unmarked, digest: 'other' }))
    await expect(configureGuest(host.client, warrant('adopt'), {})).rejects.toMatchObject({ code: 'Conflict' })
    expect(host.calls()).toEqual([`${read}?current=1`])
  })

  test('is never one that nobody looked at', async () => {
    const host = hostWith(config(unmarked))
    const blind = configureGuest(host.client, warrant('adopt', { digest: '' }), {})
    await expect(blind).rejects.toMatchObject({ code: 'Bug' })
    expect(host.calls()).toEqual([`${read}?current=1`])
  })
})

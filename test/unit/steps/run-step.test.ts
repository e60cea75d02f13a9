/** What each step sends, to whom its task is told, and what it never does. */
import { describe, expect, test } from 'vitest'
import type { Step } from '../../../controllers/controller.ts'
import { writeMark } from '../../../src/pve/mark.ts'
import { issueWarrant, type Act } from '../../../src/pve/warrant.ts'
import { parseSeedFilename, seedFilename, type Operation } from '../../../src/steps/operation.ts'
import { runStep, type StepContext } from '../../../src/steps/run-step.ts'
import { ok, scriptedHost, steppedClock, type Script } from '../pve/scripted-host.ts'

const uid = 'a0'.repeat(16)
const seed = seedFilename('lab', 303, uid)
const mark = { site: 'lab', host: 'hv0', manifest: 'web', node: 'web1', uid, vmid: 303, type: 'vm' } as const
const upid = 'UPID:pve:00000056:00099183:6B010E82:qmstart:303:auto@pve!rig:'
const guest = '/nodes/pve/qemu/303'
const iso = (volid: string) => ({ volid, content: 'iso', format: 'iso', size: 1 })

const script: Script = {
  [`GET /nodes/pve/tasks/${encodeURIComponent(upid)}/status`]: [ok({ upid, status: 'stopped', exitstatus: 'OK' })],
  [`GET ${guest}/config`]: [ok({ digest: 'd1', description: writeMark('', mark) })],
  'POST /nodes/pve/qemu': [ok(upid)],
  'POST /nodes/pve/qemu/900/clone': [ok(upid)],
  [`PUT ${guest}/config`]: [ok(null)],
  [`PUT ${guest}/resize`]: [ok(upid)],
  [`POST ${guest}/status/start`]: [ok(upid)],
  [`POST ${guest}/status/stop`]: [ok(upid)],
  [`POST ${guest}/status/shutdown`]: [ok(upid)],
  [`DELETE ${guest}`]: [ok(upid)],
  'POST /nodes/pve/storage/local/upload': [ok(upid)],
  'GET /nodes/pve/storage': [
    ok(
      ['local', 'nas', 'off', 'vmstore'].map((storage) => ({
        storage,
        type: 'dir',
        content: storage === 'vmstore' ? 'images' : 'iso,images',
        enabled: 1,
        active: storage === 'off' ? 0 : 1,
        shared: 0,
      })),
    ),
  ],
  'GET /nodes/pve/storage/local/content': [ok([iso(`local:iso/${seed}`), iso('local:iso/debian.iso')])],
  'GET /nodes/pve/storage/nas/content': [ok([iso(`nas:iso/${seedFilename('lab', 304, uid)}`)])],
  [`DELETE /nodes/pve/storage/local/content/${encodeURIComponent(`local:iso/${seed}`)}`]: [ok(null)],
}

type Doing = Operation & { readonly act?: Act }

async function run(
  doing: Doing,
  { secrets = {}, warranted = true }: { secrets?: Record<string, string>; warranted?: boolean } = {},
) {
  const clock = steppedClock()
  const host = scriptedHost(script, clock)
  const tasks: string[] = []
  const context: StepContext = {
    client: host.client,
    pveNode: 'pve',
    site: 'lab',
    clock,
    secret: (path) => secrets[path],
    onTask: (task) => tasks.push(task),
    onProgress: () => undefined,
  }
  const common = { kind: 'api', node: 'web/web1@hv0', summary: 'x', because: [], timeout: 'short' } as const
  const step: Step = { ...common, ...doing }
  const terms = { host: 'hv0', node: 'pve', vmid: 303, uid, digest: 'd1', because: 'a test' }
  const warrant = doing.act && warranted ? issueWarrant({ ...terms, act: doing.act }) : undefined
  const failure = await runStep(step, warrant, context).then(
    () => undefined,
    (error: unknown) => error,
  )
  const writes = host.requests.filter(({ method }) => method !== 'GET')
  return {
    failure,
    tasks,
    writes,
    sent: writes.map(({ method, path }) => `${method} ${path.replace('/api2/json', '')}`),
    form: host.form,
  }
}

const bodyOf = (request: { readonly body?: string | Uint8Array } | undefined) =>
  request?.body === undefined
    ? ''
    : typeof request.body === 'string'
      ? request.body
      : Buffer.from(request.body).toString('latin1')

/** Every step that changes a guest, the one call that it sends, and what goes with it. */
const guestSteps: readonly [Doing, string, Readonly<Record<string, string>>][] = [
  [
    { operation: 'create', act: 'create', input: { parameters: { name: 'web1', cores: 2 } } },
    'POST /nodes/pve/qemu',
    { name: 'web1', cores: '2', vmid: '303' },
  ],
  [
    {
      operation: 'clone',
      act: 'clone',
      input: { source: 900, name: 'web1', description: 'd', full: true, storage: 'x' },
    },
    'POST /nodes/pve/qemu/900/clone',
    { newid: '303', name: 'web1', description: 'd', full: '1', storage: 'x' },
  ],
  [
    { operation: 'configure', act: 'configure', input: { parameters: { onboot: 1 } } },
    `PUT ${guest}/config`,
    { onboot: '1', digest: 'd1' },
  ],
  [
    { operation: 'resize', act: 'resize', input: { disk: 'virtio0', gib: 20 } },
    `PUT ${guest}/resize`,
    { disk: 'virtio0', size: '20G', digest: 'd1' },
  ],
  [{ operation: 'start', act: 'start', input: {} }, `POST ${guest}/status/start`, {}],
  [{ operation: 'stop', act: 'destroy', input: {} }, `POST ${guest}/status/stop`, {}],
  [
    { operation: 'shutdown', act: 'restart', input: { graceSeconds: 120 } },
    `POST ${guest}/status/shutdown`,
    { timeout: '120', forceStop: '1' },
  ],
  // Its own disks only: never one that its configuration does not name.
  [{ operation: 'destroy', act: 'destroy', input: {} }, `DELETE ${guest}?purge=1&destroy-unreferenced-disks=0`, {}],
]

test.each(guestSteps)('a step sends one call: %j', async (doing, call, form) => {
  const { failure, sent, writes } = await run(doing)
  expect(failure).toBeUndefined()
  expect(sent).toEqual([call])
  expect(Object.fromEntries(new URLSearchParams(bodyOf(writes[0])))).toEqual(form)
})

test.each(guestSteps)('a step without a warrant is a bug, and sends nothing: %j', async (doing) => {
  const { failure, sent } = await run(doing, { warranted: false })
  expect(failure).toMatchObject({ code: 'Bug', message: `step ${doing.operation} of web/web1@hv0 has no warrant` })
  expect(sent).toEqual([])
})

test('a step tells its task as soon as there is one, and none where the call was done at once', async () => {
  expect((await run({ operation: 'start', act: 'start', input: {} })).tasks).toEqual([upid])
  expect((await run({ operation: 'configure', act: 'configure', input: { parameters: { onboot: 1 } } })).tasks).toEqual(
    [],
  )
})

describe('the seed', () => {
  const upload: Doing = {
    operation: 'upload-seed',
    input: {
      storage: 'local',
      filename: seed,
      instanceId: uid,
      cloudInit: {
        hostname: 'web1',
        user: 'op',
        sshKeys: [],
        rootPassword: { $secret: 'passwords.vm_root' },
        packages: [],
        dnsServers: [],
        ip: 'dhcp',
      },
      nics: [{ name: 'eth0', bridge: 'vmbr0', mac: 'BC:24:11:00:00:01' }],
    },
  }

  test('is uploaded under its name, with secrets put in only now', async () => {
    const { failure, sent, writes, tasks } = await run(upload, { secrets: { 'passwords.vm_root': '$6$salt$hash' } })
    expect(failure).toBeUndefined()
    expect(sent).toEqual(['POST /nodes/pve/storage/local/upload'])
    expect(bodyOf(writes[0])).toContain(`filename="${seed}"`)
    expect(bodyOf(writes[0])).toContain('$6$salt$hash')
    expect(tasks).toEqual([upid])
  })

  test('with a secret that nobody has is not uploaded, and the secret is named', async () => {
    const { failure, sent } = await run(upload)
    expect(failure).toMatchObject({ code: 'InvalidSiteConfig', message: 'secrets.yaml has no passwords.vm_root' })
    expect(sent).toEqual([])
  })

  test('is removed wherever it lies, and nothing beside it', async () => {
    const { failure, sent } = await run({ operation: 'remove-seed', input: { filename: seed } })
    expect(failure).toBeUndefined()
    expect(sent).toEqual([`DELETE /nodes/pve/storage/local/content/${encodeURIComponent(`local:iso/${seed}`)}`])
  })

  test('that lies nowhere is removed already', async () => {
    const { failure, sent } = await run({
      operation: 'remove-seed',
      input: { filename: seedFilename('lab', 999, uid) },
    })
    expect({ failure, sent }).toEqual({ failure: undefined, sent: [] })
  })

  test('says whose it is by its name, also for a site with dashes and digits', () => {
    expect(parseSeedFilename(seedFilename('my-lab-2', 303, uid))).toEqual({ site: 'my-lab-2', vmid: 303, uid })
    for (const other of [
      'debian.iso',
      `homestak-lab-303-${uid}.img`,
      `homestak-lab-303-${uid.slice(1)}.iso`,
      `homestak-303-${uid}.iso`,
    ]) {
      expect(parseSeedFilename(other), other).toBeUndefined()
    }
  })
})

/** For each recorded file: how it began, what was done between its exchanges, and who spoke. */
import type { Script, Stage } from './replay.ts'
import { guestImage, recordedPlan } from '../../../src/simulator/recorded-world.ts'

type Between = Script['between']

/** The users and tokens that the files after the first take as given. */
async function people(stage: Stage): Promise<void> {
  await stage.call('POST', '/access/users', { userid: 'auto@pve', comment: 'automation' })
  await stage.call('POST', '/access/users', { userid: 'viewer@pve' })
  await stage.call('PUT', '/access/acl', { path: '/', roles: 'PVEAdmin', users: 'auto@pve' })
  for (const [user, token] of [
    ['auto@pve', 'rig'],
    ['viewer@pve', 'vw'],
    ['root@pam', 'rig'],
  ] as const) {
    const made = await stage.call('POST', `/access/users/${user}/token/${token}`, { privsep: 0 })
    const value = typeof made === 'object' && made !== null && 'value' in made ? String(made.value) : ''
    stage.tokens.set(`${user}!${token}`, `PVEAPIToken=${user}!${token}=${value}`)
  }
  await login(stage)
}

async function login(stage: Stage): Promise<void> {
  const made = await stage.call('POST', '/access/ticket', { username: 'root@pam', password: recordedPlan.rootPassword })
  if (typeof made !== 'object' || made === null || !('ticket' in made) || !('CSRFPreventionToken' in made))
    throw new Error('no log-in')
  stage.tokens.set('ticket', String(made.ticket))
  stage.tokens.set('csrf', String(made.CSRFPreventionToken))
}

async function tinyFiles(stage: Stage): Promise<void> {
  await people(stage)
  const { world } = stage.simulator
  world.addFile('local:iso/tiny.iso', 1_048_576)
  world.addImage('vmstore:import/tiny.qcow2', 16_777_216)
  world.addImage('vmstore:import/tiny.raw', 16_777_216)
}

const later =
  (ms: number) =>
  async ({ clock }: Stage) =>
    clock.advance(ms)

/** Long enough for a guest to boot and for every task to end. */
const booted = later(25_000)

/** Takes all rights from the viewer, then gives these. */
async function viewerGets(stage: Stage, grants: readonly (readonly [string, string])[]): Promise<void> {
  const present = await stage.call('GET', '/access/acl')
  for (const entry of Array.isArray(present) ? present : []) {
    if (entry.ugid !== 'viewer@pve') continue
    await stage.call('PUT', '/access/acl', { path: entry.path, roles: entry.roleid, users: 'viewer@pve', delete: 1 })
  }
  for (const [path, roles] of grants) await stage.call('PUT', '/access/acl', { path, roles, users: 'viewer@pve' })
}

async function role(stage: Stage, roleid: string, privs: string): Promise<void> {
  await stage.call('POST', '/access/roles', { roleid, privs })
}

const auth: Script = {
  prepare: (stage) => stage.run('DELETE', '/access/users/root@pam/token/homestak'),
  between: {},
  speaker({ note }) {
    if (note === 'token of unknown user') return 'ghost@pve!x=0b4dd3e9-0a3c-4f4d-8d6a-000000000000'
    if (note === 'malformed token header') return 'nonsense'
    if (note === 'token without secret') return 'auto@pve!rig'
    if (note === 'wrong secret of a known token') return 'auto@pve!rig=0b4dd3e9-0a3c-4f4d-8d6a-000000000000'
    if (note === 'permissions of a separated token') return 'auto@pve!sep'
    return 'auto@pve!rig'
  },
}

const storage: Script = {
  prepare: async (stage) => {
    await people(stage)
    // So that the list of tasks is not empty.
    await speak(stage, 'root@pam!rig', 'DELETE', '/nodes/pve/storage/vmstore/content/vmstore:import/none.qcow2')
  },
  between: {},
  speaker: ({ note }) => (/without privilege/.test(note) ? 'viewer@pve!vw' : 'root@pam!rig'),
}

const life: Script = {
  prepare: tinyFiles,
  between: {
    'status running, agent up': booted,
    'reboot (agent up)': booted,
    'shutdown (agent up)': booted,
    'delete 103': async (stage) => {
      await speak(stage, 'auto@pve!rig', 'POST', '/nodes/pve/qemu/103/status/stop')
      await stage.clock.advance(1000)
    },
  },
  speaker: () => 'auto@pve!rig',
}

const viewerNotes = /without privilege|with PVEAuditor|PowerMgmt only|with rights on one VM/

const errorsBetween: Between = {
  'config with PVEAuditor on the VM': (stage) => viewerGets(stage, [['/vms/303', 'PVEAuditor']]),
  'cores change with VM.PowerMgmt only': async (stage) => {
    await role(stage, 'Power', 'VM.PowerMgmt')
    await viewerGets(stage, [['/vms/303', 'Power']])
  },
  'resources with rights on one VM': async (stage) => {
    await viewerGets(stage, [['/vms/303', 'PVEAuditor']])
    await stage.clock.advance(11_000)
  },
  'agent ping, VM stopped, agent configured': (stage) => stage.run('PUT', '/nodes/pve/qemu/303/config', { agent: 1 }),
  'stop a stopped VM': (stage) => stage.run('PUT', '/nodes/pve/qemu/303/config', { delete: 'agent' }),
  'agent configured, agent not running in the guest': (stage) => stage.run('POST', '/nodes/pve/qemu/303/status/start'),
  'set protection': (stage) => stage.run('POST', '/nodes/pve/qemu/303/status/stop'),
  'snapshot name in use': (stage) => stage.run('POST', '/nodes/pve/qemu/303/snapshot', { snapname: 's1' }),
  template: (stage) => stage.run('DELETE', '/nodes/pve/qemu/303/snapshot/s1'),
  'task list without privilege': (stage) => viewerGets(stage, []),
  'status of a foreign task without privilege': async (stage, { path }) => {
    const upid = await speak(stage, 'auto@pve!rig', 'POST', '/nodes/pve/qemu/306/config', 'cores=1')
    stage.translated.set(decodeURIComponent(path.split('/')[4] ?? ''), upid)
    await stage.clock.advance(1000)
  },
}

/** A call by the owner of a token; gives `data`, such as a UPID. */
async function speak(stage: Stage, token: string, method: string, path: string, form = ''): Promise<string> {
  const response = await stage.clock.settle(
    stage.simulator.handle({
      method,
      path: `/api2/json${path}`,
      body: Buffer.from(form),
      headers: { authorization: stage.tokens.get(token) ?? '', 'content-type': 'application/x-www-form-urlencoded' },
    }),
  )
  return String(JSON.parse(response.body).data)
}

const errors: Script = {
  prepare: tinyFiles,
  between: errorsBetween,
  speaker: ({ note }) =>
    /root token/.test(note) ? 'root@pam!rig' : viewerNotes.test(note) ? 'viewer@pve!vw' : 'auto@pve!rig',
}

const agent: Script = {
  prepare: async (stage) => {
    await tinyFiles(stage)
    await stage.run('POST', '/nodes/pve/qemu', {
      vmid: 200,
      name: 'guest',
      memory: 384,
      agent: 1,
      serial0: 'socket',
      scsihw: 'virtio-scsi-pci',
      net0: 'virtio,bridge=vmbr0',
      scsi0: `vmstore:0,import-from=${guestImage}`,
      ide2: 'local:iso/tiny.iso,media=cdrom',
      boot: 'order=scsi0',
    })
    await stage.run('POST', '/nodes/pve/qemu/200/status/start')
  },
  between: {
    ping: booted,
    'with PVEAuditor (agent audit)': (stage) => viewerGets(stage, [['/vms/200', 'PVEAuditor']]),
    'ping while the VM is paused': (stage) => stage.run('POST', '/nodes/pve/qemu/200/status/suspend'),
    'agent shutdown': (stage) => stage.run('POST', '/nodes/pve/qemu/200/status/resume'),
  },
  speaker: ({ note }) => (/without privilege|with PVEAuditor/.test(note) ? 'viewer@pve!vw' : 'auto@pve!rig'),
}

const broadcastMs = 10_000
const configRights = 'VM.Config.Memory,VM.Config.Options'
const allConfig =
  'VM.Config.Memory,VM.Config.CDROM,VM.Config.HWType,VM.Config.Cloudinit,VM.Config.Network,VM.Config.Options,VM.Config.Disk,VM.Config.CPU'

const more: Script = {
  prepare: async (stage) => {
    await tinyFiles(stage)
    await stage.run('POST', '/nodes/pve/qemu', {
      vmid: 502,
      name: 'perm',
      memory: 64,
      scsi0: 'vmstore:1,format=qcow2',
      boot: 'order=scsi0',
    })
    await role(stage, 'Some', configRights)
    await role(stage, 'Vm', `VM.Audit,VM.PowerMgmt,VM.Clone,VM.Allocate,${allConfig}`)
    await viewerGets(stage, [['/vms/502', 'Some']])
  },
  between: {
    'new disk without Datastore.AllocateSpace': (stage) => viewerGets(stage, [['/vms', 'Vm']]),
    'create with PVEDatastoreUser, PVESDNUser and VM rights': (stage) =>
      viewerGets(stage, [
        ['/vms', 'Vm'],
        ['/storage/vmstore', 'PVEDatastoreUser'],
        ['/sdn/zones/localnetwork/vmbr0', 'PVESDNUser'],
      ]),
    'create in a pool with PVEVMAdmin on the pool': async (stage) => {
      await stage.call('POST', '/pools', { poolid: 'rp' })
      await viewerGets(stage, [['/pool/rp', 'PVEVMAdmin']])
      // Just after a broadcast, so that the next one is far.
      await stage.clock.advance(broadcastMs - (stage.clock.now() % broadcastMs))
    },
    'token that expired long ago': (stage) => stage.run('POST', '/access/users', { userid: 'tmp@pve' }),
    'token of a disabled user': (stage) => stage.run('PUT', '/access/users/tmp@pve/token/t1', { expire: 0 }),
    'long shutdown': async (stage) => {
      await speak(stage, 'auto@pve!rig', 'POST', '/nodes/pve/qemu/502/status/start')
      await stage.clock.advance(1000)
    },
  },
  speaker({ note }, index) {
    if (/^expired token|^token of a/.test(note)) return 'tmp@pve!t1'
    if (note === 'stop a foreign task without privilege') return 'viewer@pve!vw'
    if (/^pool members|^delete a pool/.test(note)) return 'auto@pve!rig'
    return index < 37 ? 'viewer@pve!vw' : 'auto@pve!rig'
  },
}

export const scripts: Readonly<Record<string, Script>> = {
  '01-auth': auth,
  '02-nodes-storage': storage,
  '03-vm-life': life,
  '04-errors': errors,
  '05-agent': agent,
  '06-more': more,
}

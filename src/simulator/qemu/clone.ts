/** POST clone: a copy of a guest, whole or resting on a template's disks. */
import { demand, may } from '../access.ts'
import type { Call } from '../call.ts'
import { asText, isOn } from '../call.ts'
import type { Host } from '../host.ts'
import { pass, uuid } from '../host.ts'
import { failure, lineOf } from '../refusal.ts'
import type { Config, Guest } from '../state.ts'
import {
  addVolume,
  findVolume,
  freeImageName,
  needVolume,
  parseVolumeId,
  printSize,
  removeVolume,
  storageConfig,
} from '../storage.ts'
import type { Worker } from '../tasks.ts'
import { isCutOff, startTask } from '../tasks.ts'
import { emptyGuest, forget } from './create.ts'
import type { Made } from './disks.ts'
import { cloudinitSize, copyData, formatting, systemOf } from './disks.ts'
import type { Drive } from './drive.ts'
import {
  drivesOf,
  fileOf,
  isCdrom,
  isCloudinit,
  isDriveKey,
  isEmpty,
  isNetKey,
  isUnusedKey,
  parseDrive,
  printDrive,
} from './drive.ts'
import { checkLock, findGuest, lockGuest } from './guest.ts'
import { printNet } from './options.ts'

interface ClonePlan {
  readonly source: Guest
  readonly config: Config
  readonly vmid: number
  readonly node: string
  readonly full: boolean
  readonly storage: string | undefined
  readonly format: string | undefined
  readonly name: string
  readonly description: string | undefined
}

function planClone(call: Call): ClonePlan {
  const { host, node, params } = call
  const target = asText(params['target']) ?? node
  const storage = asText(params['storage'])
  if (storage !== undefined) storageConfig(host, storage)
  if (!host.state.nodes.includes(target)) throw failure(`no such cluster node '${target}'`)
  const source = findGuest(host, node, Number(params['vmid']))
  const vmid = Number(params['newid'])
  checkLock(source)
  const snapname = asText(params['snapname'])
  const snapshot = source.snapshots.find(({ name }) => name === snapname)
  if (snapname !== undefined && !snapshot) throw failure(`snapshot '${snapname}' does not exist`)
  const config = snapshot?.config ?? source.config
  const template = source.config['template'] === '1'
  const full = params['full'] === undefined ? !template : isOn(params['full'])
  if (host.state.guests[String(vmid)]) throw failure(`unable to create VM ${vmid}: config file already exists`)
  if (!full && storage !== undefined) throw failure("parameter 'storage' not allowed for linked clones")
  if (!full && params['format'] !== undefined) throw failure("parameter 'format' not allowed for linked clones")
  checkDisks(
    call,
    config,
    full && !template ? 'full' : full ? 'full' : template ? 'linked' : 'impossible',
    storage,
    target,
  )
  const name = asText(params['name']) ?? `Copy-of-VM-${config['name'] ?? source.vmid}`
  return {
    source,
    config,
    vmid,
    node: target,
    full,
    storage,
    format: asText(params['format']),
    name,
    description: asText(params['description']),
  }
}

const isImage = (drive: Drive): boolean => !isEmpty(drive) && !(isCdrom(drive) && !isCloudinit(drive))

function checkDisks(
  call: Call,
  config: Config,
  way: 'full' | 'linked' | 'impossible',
  storage: string | undefined,
  target: string,
): void {
  const { host, caller, node } = call
  for (const [key, drive] of drivesOf(config)) {
    if (!isImage(drive)) continue
    const home = parseVolumeId(fileOf(drive)).storage
    if (way === 'impossible' && !isCloudinit(drive)) {
      throw failure(`Linked clone feature is not supported for '${fileOf(drive)}' (${key})`)
    }
    demand(host.state, caller, `/storage/${storage ?? home}`, 'Datastore.AllocateSpace')
    if (target !== node && !storageConfig(host, home).shared) {
      throw failure(`can't clone VM to node '${target}' (VM uses local storage)`)
    }
  }
}

export function cloneGuest(call: Call): string {
  const { host, caller, node, params } = call
  const plan = planClone(call)
  const pool = asText(params['pool'])
  if (pool !== undefined && may(host.state, caller, `/pool/${pool}`, 'VM.Allocate'))
    host.state.pools[pool]?.vms.push(plan.vmid)
  const guest = emptyGuest(plan.vmid, plan.node, 'clone')
  host.state.guests[String(plan.vmid)] = guest
  return startTask(host, { node, type: 'qmclone', id: String(plan.source.vmid), caller }, async (worker) => {
    const made: Made = []
    try {
      const release = await lockGuest(host, plan.source.vmid, worker, true)
      try {
        guest.config = await copyGuest(host, plan, worker, made)
      } finally {
        release()
      }
    } catch (error) {
      if (isCutOff(host, error)) throw error
      for (const volid of made) removeVolume(host, plan.node, volid)
      forget(host, plan.vmid)
      throw failure(`clone failed: ${lineOf(error)}`)
    }
  })
}

const left = new Set(['parent', 'snaptime', 'template', 'vmstate', 'lock', 'smbios1', 'vmgenid', 'name'])

async function copyGuest(host: Host, plan: ClonePlan, worker: Worker, made: Made): Promise<Config> {
  worker.log(`creating a clone of VM ${plan.source.vmid} with ID ${plan.vmid}`)
  const config: Config = {}
  for (const key of Object.keys(plan.config).toSorted()) {
    const value = plan.config[key] ?? ''
    if (left.has(key) || isUnusedKey(key)) continue
    if (isNetKey(key)) {
      const { macaddr: _mac, ...net } = parseDrive(key, value)
      config[key] = printNet(host, net)
    } else if (isDriveKey(key)) {
      config[key] = await copyDrive(host, plan, key, parseDrive(key, value), worker, made)
    } else {
      config[key] = value
    }
  }
  config['name'] = plan.name
  config['smbios1'] = `uuid=${uuid(host)}`
  config['vmgenid'] = uuid(host)
  if (plan.description !== undefined) config['description'] = plan.description
  return config
}

async function copyDrive(
  host: Host,
  plan: ClonePlan,
  key: string,
  drive: Drive,
  worker: Worker,
  made: Made,
): Promise<string> {
  if (!isImage(drive)) return printDrive(key, drive)
  const source = fileOf(drive)
  const volume = needVolume(host, plan.source.node, source)
  if (!plan.full && !isCloudinit(drive)) return linkDrive(host, plan, key, drive, worker, made)
  worker.log(`create full clone of drive ${key} (${source})`)
  const storage = plan.storage ?? volume.storage
  const format = plan.format ?? volume.format
  const size = isCloudinit(drive) ? cloudinitSize : volume.size
  const volid = isCloudinit(drive)
    ? `${storage}:${plan.vmid}/vm-${plan.vmid}-cloudinit.${format}`
    : freeImageName(host, plan.node, storage, plan.vmid, format)
  if (findVolume(host, plan.node, volid)) throw failure(`disk image '${volid}' already exists`)
  worker.log(formatting(host, volid, size))
  worker.log(`allocated target volume '${volid}'`)
  addVolume(host, { volid, node: plan.node, format, size, ...systemOf(volume) })
  made.push(volid)
  if (!isCloudinit(drive)) await copyData(host, worker, size, 'clone')
  return printDrive(key, { ...drive, file: volid, size: printSize(size) })
}

async function linkDrive(
  host: Host,
  plan: ClonePlan,
  key: string,
  drive: Drive,
  worker: Worker,
  made: Made,
): Promise<string> {
  const source = fileOf(drive)
  const base = needVolume(host, plan.source.node, source)
  worker.log(`create linked clone of drive ${key} (${source})`)
  const format = 'qcow2'
  const plain = freeImageName(host, plan.node, base.storage, plan.vmid, format)
  const { file } = parseVolumeId(plain)
  const folder = parseVolumeId(source)
  const volid = `${base.storage}:${folder.vmid}/${folder.file}/${plan.vmid}/${file}`
  worker.log(
    `clone ${folder.vmid}/${folder.file}: images, ${file}, ${plan.vmid} to ${file} (base=../${folder.vmid}/${folder.file})`,
  )
  worker.log(formatting(host, volid, base.size, `../${folder.vmid}/${folder.file}`))
  addVolume(host, { volid, node: plan.node, format, size: base.size, ...systemOf(base) })
  made.push(volid)
  await pass(host, 'clone', worker.signal)
  return printDrive(key, { ...drive, file: volid, size: printSize(base.size) })
}

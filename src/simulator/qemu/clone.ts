/** POST clone: a copy of a guest, whole or resting on a template's disks. */
import { demand, may } from '../access.ts'
import type { Call } from '../call.ts'
import { asText, isOn } from '../call.ts'
import type { Host } from '../host.ts'
import { pass, uuid } from '../host.ts'
import { printPropertyString } from '../property-string.ts'
import { failure, lineOf, permissionRefusal } from '../refusal.ts'
import type { Config, Guest } from '../state.ts'
import {
  allocate,
  enabledStorage,
  findVolume,
  freeImageName,
  imageFormat,
  needVolume,
  printSize,
  removeVolume,
  storageConfig,
  withStorageLock,
} from '../storage.ts'
import { readStringFormat, stringFormats } from '../string-formats.ts'
import { isBlock, parseVolumeId } from '../volume-name.ts'
import type { Worker } from '../tasks.ts'
import { isCutOff, startTask } from '../tasks.ts'
import { emptyGuest, forget } from './create.ts'
import type { Made } from './disks.ts'
import { copyData } from './copy.ts'
import { cloudinitName, cloudinitSize, logFormatting, newImage, systemOf } from './disks.ts'
import { checkBridgeAccess, checkHoldsImages } from './drive-access.ts'
import type { Drive } from './drive.ts'
import {
  drivesOf,
  fileOf,
  isCloudinit,
  isDriveKey,
  isEmpty,
  isImage,
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
  if (!host.state.nodes.includes(target)) throw failure(`no such cluster node '${target}'`)
  if (storage !== undefined) checkStorage(host, node, target, storage)
  const source = findGuest(host, node, Number(params['vmid']))
  const vmid = Number(params['newid'])
  checkLock(source)
  const snapname = asText(params['snapname'])
  const snapshot = source.snapshots.find(({ name }) => name === snapname)
  if (snapname !== undefined && !snapshot) throw failure(`snapshot '${snapname}' does not exist`)
  const config = snapshot?.config ?? source.config
  const template = source.config['template'] === '1'
  const full = params['full'] === undefined ? !template : isOn(params['full'])
  if (!full && storage !== undefined) throw failure("parameter 'storage' not allowed for linked clones")
  if (!full && params['format'] !== undefined) throw failure("parameter 'format' not allowed for linked clones")
  checkAccess(call, config, storage, target)
  if (host.state.guests[String(vmid)]) throw failure(`unable to create VM ${vmid}: config file already exists`)
  if (!full) checkLinkable(host, config, template)
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

function checkStorage(host: Host, node: string, target: string, storage: string): void {
  const { shared } = enabledStorage(host, node, storage)
  checkHoldsImages(host, storage)
  if (target === node) return
  enabledStorage(host, target, storage)
  if (!shared) throw failure(`can't clone to non-shared storage '${storage}'`)
}

/** Refuses who may not use what the copy needs: room for its disks, and the bridges of its cards. */
function checkAccess(call: Call, config: Config, storage: string | undefined, target: string): void {
  const { host, caller, node } = call
  const homes: string[] = []
  for (const [, drive] of drivesOf(config)) {
    if (fileOf(drive) === 'cdrom') demand(host.state, caller, '/', 'Sys.Console')
    if (isEmpty(drive) || fileOf(drive).startsWith('/')) continue
    const home = parseVolumeId(host, fileOf(drive)).storage
    if (isImage(drive)) demand(host.state, caller, `/storage/${storage ?? home}`, 'Datastore.AllocateSpace')
    homes.push(home)
  }
  checkBridgeAccess(host, caller, config)
  if (target !== node && homes.some((home) => !storageConfig(host, home).shared)) {
    throw failure(`can't clone VM to node '${target}' (VM uses local storage)`)
  }
}

function checkLinkable(host: Host, config: Config, template: boolean): void {
  for (const [key, drive] of drivesOf(config)) {
    if (!isImage(drive) || isCloudinit(drive)) continue
    const { type } = storageConfig(host, parseVolumeId(host, fileOf(drive)).storage)
    if (!template || type === 'lvm') {
      throw failure(`Linked clone feature is not supported for '${fileOf(drive)}' (${key})`)
    }
  }
}

export function cloneGuest(call: Call): string {
  const { host, caller, node, params } = call
  const pool = asText(params['pool'])
  if (pool !== undefined && !host.state.pools[pool]) throw permissionRefusal(`pool '${pool}' does not exist`)
  const plan = planClone(call)
  if (pool !== undefined && may(host.state, caller, `/pool/${pool}`, 'VM.Allocate'))
    host.state.pools[pool]?.vms.push(plan.vmid)
  const guest = emptyGuest(plan.vmid, plan.node, 'clone')
  host.state.guests[String(plan.vmid)] = guest
  return startTask(host, { node, type: 'qmclone', id: String(plan.source.vmid), caller }, async (worker) => {
    const made: Made = []
    try {
      const running = plan.source.running !== undefined
      const release = await lockGuest(host, plan.source.vmid, worker, {
        shared: !running,
        timeoutMs: host.lockWait / 10,
      })
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

const smbios = 'pve-qm-smbios1'

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
  const { uuid: _uuid, ...system } = readStringFormat(smbios, plan.config['smbios1'])
  config['smbios1'] = printPropertyString(stringFormats[smbios] ?? new Map(), { uuid: uuid(host), ...system })
  if (plan.config['vmgenid'] !== undefined) config['vmgenid'] = uuid(host)
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
  const format = imageFormat(host, storage, plan.format, volume.format)
  const size = isCloudinit(drive) ? cloudinitSize : volume.size
  const volid = isCloudinit(drive)
    ? await newCloudinit(host, plan, storage, format, worker)
    : await newImage(host, plan, storage, { format, size, ...systemOf(volume) }, worker)
  worker.log(`allocated target volume '${volid}'`)
  made.push(volid)
  if (!isCloudinit(drive)) await copyData(host, worker, { size, volid, node: plan.node }, 'clone')
  return printDrive(key, { ...drive, file: volid, size: printSize(size) })
}

async function newCloudinit(
  host: Host,
  plan: ClonePlan,
  storage: string,
  format: string,
  worker: Worker,
): Promise<string> {
  const volid = cloudinitName(host, storage, plan.vmid, format)
  if (findVolume(host, plan.node, volid)) throw failure(`disk image '${volid}' already exists`)
  await withStorageLock(host, storage, worker.signal, () => {
    logFormatting(host, worker, volid, cloudinitSize)
    allocate(host, { volid, node: plan.node, format, size: cloudinitSize })
  })
  return volid
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
  const format = imageFormat(host, base.storage, undefined, 'qcow2')
  const volid = await withStorageLock(host, base.storage, worker.signal, () => {
    const name = linkedName(host, plan, source, format, worker)
    logFormatting(host, worker, name, base.size, backingOf(host, source))
    allocate(host, { volid: name, node: plan.node, format, size: base.size, ...systemOf(base) })
    return name
  })
  made.push(volid)
  await pass(host, 'link', worker.signal)
  return printDrive(key, { ...drive, file: volid, size: printSize(base.size) })
}

function backingOf(host: Host, source: string): string {
  const { vmid, file } = parseVolumeId(host, source)
  return `../${vmid}/${file}`
}

/** Directories and ZFS name the template's image in that of the clone; thin volumes do not. */
function linkedName(host: Host, plan: ClonePlan, source: string, format: string, worker: Worker): string {
  const { storage, vmid, file: base } = parseVolumeId(host, source)
  const plain = freeImageName(host, plan.node, storage, plan.vmid, format)
  const { file } = parseVolumeId(host, plain)
  const config = storageConfig(host, storage)
  if (isBlock(config)) return config.type === 'zfspool' ? `${storage}:${base}/${file}` : plain
  worker.log(`clone ${vmid}/${base}: images, ${file}, ${plan.vmid} to ${file} (base=../${vmid}/${base})`)
  return `${storage}:${vmid}/${base}/${plan.vmid}/${file}`
}

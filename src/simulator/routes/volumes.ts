/** Uploads, downloads, and making and deleting volumes. */
import { createHash } from 'node:crypto'
import { demand } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import type { Caller } from '../caller.ts'
import type { Host } from '../host.ts'
import { hex, pass } from '../host.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import { formatOf, keptBytes, remembered, storedName, virtualSize } from '../image-file.ts'
import {
  allocate,
  enabledStorage,
  findVolume,
  imageFormat,
  readSize,
  removeVolume,
  storageConfig,
  withStorageLock,
} from '../storage.ts'
import { backupOwner } from '../volume-access.ts'
import { isBlock, parseVolumeId, volumePath } from '../volume-name.ts'
import type { Worker } from '../tasks.ts'
import { beginTask, endsWithin, startTask } from '../tasks.ts'
import { volidIn } from './storage.ts'

function upload(call: Call): string {
  const { host, caller, node, params } = call
  const storage = enabledStorage(host, node, asText(params['storage']) ?? '')
  const content = asText(params['content']) ?? ''
  if (!call.upload) throw parameterRefusal({ filename: 'property is missing and it is not optional' })
  if (isBlock(storage)) throw failure(`can't upload to storage type '${storage.type}'`)
  const name = storedName(content, call.upload.filename)
  if (!storage.content.includes(content))
    throw failure(`storage '${storage.storage}' does not support '${content}' content`)
  const { bytes } = call.upload
  const volid = `${storage.storage}:${content}/${name}`
  const source = `/var/tmp/pveupload-${hex(host.random.bytes(16))}`
  return startTask(host, { node, type: 'imgcopy', id: '', caller }, async (worker) => {
    worker.log(`starting file import from: ${source}`)
    await pass(host, 'copy', worker.signal)
    const format = formatOf(content, name)
    const virtual = checkedSize(format, bytes, source, worker)
    checkSum(call, bytes, worker)
    const target = volumePath(host, volid)
    worker.log(`target node: ${node}`)
    worker.log(`target file: ${target}`)
    worker.log(`file size is: ${bytes.length}`)
    worker.log(`command: cp -- ${source} ${target}`)
    allocate(host, {
      volid,
      node,
      format,
      size: bytes.length,
      ...(virtual === undefined ? {} : { virtual }),
      ...remembered(content, name, {
        bytes: bytes.length <= keptBytes ? bytes : undefined,
        sha256: content === 'import' ? createHash('sha256').update(bytes).digest('hex') : undefined,
      }),
    })
    worker.log('finished file import successfully')
  })
}

function checkedSize(format: string, bytes: Uint8Array, path: string, worker: Worker): number | undefined {
  try {
    return virtualSize(format, bytes, path)
  } catch (error) {
    worker.log(`command '/usr/bin/qemu-img info '--output=json' ${path} -f qcow2' failed: exit code 1`)
    throw error
  }
}

function checkSum({ params }: Call, bytes: Uint8Array, worker: Worker): void {
  const algorithm = asText(params['checksum-algorithm'])
  const expected = asText(params['checksum'])
  if (algorithm === undefined || expected === undefined) return
  const got = createHash(algorithm).update(bytes).digest('hex')
  if (got === expected.toLowerCase()) {
    worker.log('calculating checksum...OK, checksum verified')
    return
  }
  worker.log('calculating checksum...')
  throw failure(`checksum mismatch: got '${got}' != expect '${expected}'`)
}

async function allocateVolume({ host, node, params }: Call): Promise<string> {
  const storage = storageConfig(host, asText(params['storage']) ?? '')
  const vmid = asText(params['vmid'])
  const filename = asText(params['filename']) ?? ''
  const ending = /\.(qcow2|raw|vmdk)$/.exec(filename)?.[1]
  const asked = asText(params['format'])
  if (ending !== undefined && asked !== undefined && asked !== ending) {
    throw parameterRefusal({ format: `different storage formats (${asked} != ${ending})` })
  }
  const format = imageFormat(host, storage.storage, asked ?? ending, 'raw')
  const volid = isBlock(storage) ? `${storage.storage}:${filename}` : `${storage.storage}:${vmid}/${filename}`
  if (!isBlock(storage) && !/^(?:vm|base|subvol)-\d+-[^/\s]+\.(?:raw|qcow2|vmdk|subvol)$/.test(filename)) {
    throw failure(`unable to parse volume filename '${filename}'`)
  }
  if (isBlock(storage) && !filename.startsWith(`vm-${vmid}-`)) {
    throw failure(`illegal name '${filename}' - should be 'vm-${vmid}-*'`)
  }
  if (findVolume(host, node, volid)) throw failure(`disk image '${volumePath(host, volid)}' already exists`)
  const size = asText(params['size']) ?? '0'
  await withStorageLock(host, storage.storage, host.off, () =>
    allocate(host, { volid, node, format, size: /^\d+$/.test(size) ? Number(size) * 1024 : readSize(size) }),
  )
  return volid
}

/** Backups are removed by who may make them. */
function demandRemoval(host: Host, caller: Caller, volid: string): void {
  const { storage, content, file } = parseVolumeId(host, volid)
  const path = `/storage/${storage}`
  const owner = backupOwner(content, file)
  if (owner !== undefined) {
    demand(host.state, caller, path, 'Datastore.AllocateSpace')
    demand(host.state, caller, `/vms/${owner}`, 'VM.Backup')
  } else {
    demand(host.state, caller, path, 'Datastore.Allocate')
  }
}

/** DELETE of a volume; null where `delay` was given and it was enough. */
async function remove(call: Call): Promise<string | null> {
  const { host, caller, node, params } = call
  const volid = volidIn(call)
  const { vmid, storage } = parseVolumeId(host, volid)
  storageConfig(host, storage)
  demandRemoval(host, caller, volid)
  const id = vmid === undefined ? storage : `${vmid}@${storage}`
  const task = beginTask(host, { node, type: 'imgdel', id, caller }, async (worker) => {
    await pass(host, 'configure', worker.signal)
    const removed = await withStorageLock(host, storage, worker.signal, () => removeVolume(host, node, volid))
    if (!removed) worker.log(missing(host, volid))
    worker.log(`Removed volume '${volid}'`)
  })
  return (await endsWithin(host, task, Number(params['delay'] ?? 0), failure)) ? null : task.upid
}

const missing = (host: Host, volid: string): string => `disk image '${volumePath(host, volid)}' does not exist`

const at = '/nodes/{node}/storage/{storage}'

export const volumeRoutes: Readonly<Record<string, Handler>> = {
  [`POST ${at}/upload`]: upload,
  [`POST ${at}/content`]: allocateVolume,
  [`DELETE ${at}/content/{volume}`]: remove,
}

/** Uploads, downloads, and making and deleting volumes. */
import { createHash } from 'node:crypto'
import { demand } from '../access.ts'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import type { Host } from '../host.ts'
import { hex, pass } from '../host.ts'
import { failure, parameterRefusal } from '../refusal.ts'
import { addVolume, findVolume, parseVolumeId, readSize, removeVolume, storageConfig, volumePath } from '../storage.ts'
import type { Worker } from '../tasks.ts'
import { beginTask, startTask } from '../tasks.ts'
import { volidIn } from './storage.ts'

/** ISO images up to this size are kept, so that a simulated guest can read its seed. */
const keptBytes = 1_048_576

const extensions: Readonly<Record<string, { readonly pattern: RegExp; readonly complaint: string }>> = {
  iso: { pattern: /\.(?:iso|img)$/i, complaint: 'wrong file extension' },
  vztmpl: { pattern: /\.tar\.(?:gz|xz|zst)$/i, complaint: 'wrong file extension' },
  import: { pattern: /\.(?:qcow2|raw|vmdk|ova)$/, complaint: 'invalid filename or wrong extension' },
}

function checkName(content: string, filename: string): string {
  const name = filename.replace(/^.*[/\\]/, '').replace(/[^-a-zA-Z0-9_.]/g, '_')
  const rule = extensions[content]
  if (rule && !rule.pattern.test(name)) throw parameterRefusal({ filename: rule.complaint })
  return name
}

/** Bytes that a guest sees on an image. Throws what the image tool would say of a broken one. */
function virtualSize(format: string, bytes: Uint8Array, path: string): number | undefined {
  if (format !== 'qcow2') return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 32 || view.getUint32(0) !== 0x514649fb) {
    throw failure(`qemu-img: Could not open '${path}': Image is not in qcow2 format`)
  }
  return Number(view.getBigUint64(24))
}

function upload(call: Call): string {
  const { host, caller, node, params } = call
  const storage = storageConfig(host, asText(params['storage']) ?? '')
  const content = asText(params['content']) ?? ''
  if (!call.upload) throw parameterRefusal({ filename: 'property is missing and it is not optional' })
  if (!storage.content.includes(content))
    throw failure(`storage '${storage.storage}' does not support '${content}' content`)
  const name = checkName(content, call.upload.filename)
  const { bytes } = call.upload
  const volid = `${storage.storage}:${content}/${name}`
  const source = `/var/tmp/pveupload-${hex(host.random.bytes(16))}`
  return startTask(host, { node, type: 'imgcopy', id: '', caller }, async (worker) => {
    worker.log(`starting file import from: ${source}`)
    await pass(host, 'copy', worker.signal)
    const format = content === 'iso' ? 'iso' : (name.split('.').at(-1) ?? 'raw')
    const virtual = checkedSize(format, bytes, source, worker)
    checkSum(call, bytes, worker)
    const target = volumePath(host, volid)
    worker.log(`target node: ${node}`)
    worker.log(`target file: ${target}`)
    worker.log(`file size is: ${bytes.length}`)
    worker.log(`command: cp -- ${source} ${target}`)
    const kept = content === 'iso' && bytes.length <= keptBytes ? { bytes: Buffer.from(bytes).toString('base64') } : {}
    const system = content === 'import' ? { system: name.replace(/\.\w+$/, '') } : {}
    addVolume(host, {
      volid,
      node,
      format,
      size: bytes.length,
      ...(virtual === undefined ? {} : { virtual }),
      ...kept,
      ...system,
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

/** A simulated host reaches nothing outside itself. */
function download(call: Call): string {
  const { host, caller, node, params } = call
  const storage = storageConfig(host, asText(params['storage']) ?? '')
  const content = asText(params['content']) ?? ''
  if (!storage.content.includes(content)) {
    throw failure(`storage '${storage.storage}' is not configured for content-type '${content}'`)
  }
  const name = checkName(content, asText(params['filename']) ?? '')
  const url = asText(params['url']) ?? ''
  const server = URL.canParse(url) ? new URL(url).host : url
  return startTask(host, { node, type: 'download', id: name, caller }, async (worker) => {
    const target = volumePath(host, `${storage.storage}:${content}/${name}`)
    worker.log(`downloading ${url} to ${target}`)
    const time = new Date(host.clock.now()).toISOString().slice(0, 19).replace('T', ' ')
    worker.log(`--${time}--  ${url}`)
    await pass(host, 'copy', worker.signal)
    throw failure(`download failed: Connecting to ${server}... failed: Connection refused.`)
  })
}

function allocate({ host, node, params }: Call): string {
  const storage = storageConfig(host, asText(params['storage']) ?? '')
  const vmid = asText(params['vmid'])
  const filename = asText(params['filename']) ?? ''
  const volid = `${storage.storage}:${vmid}/${filename}`
  const format = asText(params['format']) ?? /\.(qcow2|raw|vmdk)$/.exec(filename)?.[1] ?? 'raw'
  if (findVolume(host, node, volid)) throw failure(`disk image '${volumePath(host, volid)}' already exists`)
  const size = asText(params['size']) ?? '0'
  addVolume(host, { volid, node, format, size: /^\d+$/.test(size) ? Number(size) * 1024 : readSize(size) })
  return volid
}

/** DELETE of a volume; null where `delay` was given and it was enough. */
async function remove(call: Call): Promise<string | null> {
  const { host, caller, node, params } = call
  const volid = volidIn(call)
  const { vmid, storage } = parseVolumeId(volid)
  storageConfig(host, storage)
  demand(
    host.state,
    caller,
    `/storage/${storage}`,
    vmid === undefined ? 'Datastore.AllocateTemplate' : 'Datastore.Allocate',
  )
  const id = vmid === undefined ? storage : `${vmid}@${storage}`
  const task = beginTask(host, { node, type: 'imgdel', id, caller }, async (worker) => {
    await pass(host, 'configure', worker.signal)
    if (!removeVolume(host, node, volid)) worker.log(missing(host, volid))
    worker.log(`Removed volume '${volid}'`)
  })
  const delay = Number(params['delay'] ?? 0) * 1000
  if (delay === 0) return task.upid
  const timer = new AbortController()
  const late = host.clock.sleep(delay, timer.signal).then(
    () => task.upid,
    () => task.upid,
  )
  const answer = await Promise.race([task.ended.then(() => null), late])
  timer.abort()
  return answer
}

const missing = (host: Host, volid: string): string => `disk image '${volumePath(host, volid)}' does not exist`

const at = '/nodes/{node}/storage/{storage}'

export const volumeRoutes: Readonly<Record<string, Handler>> = {
  [`POST ${at}/upload`]: upload,
  [`POST ${at}/download-url`]: download,
  [`POST ${at}/content`]: allocate,
  [`DELETE ${at}/content/{volume}`]: remove,
}

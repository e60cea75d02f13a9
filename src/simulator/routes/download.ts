/** Fetching files from elsewhere: what a server says of them, and the download as a task. */
import { createHash } from 'node:crypto'
import type { Call, Handler } from '../call.ts'
import { asText } from '../call.ts'
import type { Host } from '../host.ts'
import { hex, pass } from '../host.ts'
import { formatOf, headBytes, keptBytes, remembered, storedName, virtualSize } from '../image-file.ts'
import { failure, lineOf } from '../refusal.ts'
import type { Params } from '../schema-check.ts'
import type { Volume } from '../state.ts'
import { allocate, enabledStorage, findVolume } from '../storage.ts'
import type { Worker } from '../tasks.ts'
import { startTask } from '../tasks.ts'
import { isBlock, volumePath } from '../volume-name.ts'
import type { WebAnswer } from '../web.ts'
import { WebError } from '../web.ts'

const verifies = (params: Params): boolean => params['verify-certificates'] !== '0'
const serverOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

async function metadata({ host, params }: Call): Promise<Record<string, unknown>> {
  const url = asText(params['url']) ?? ''
  const { status, reason, headers } = await ask(host, url, params)
  if (status !== 200) throw failure(`invalid server response: '${status} ${reason}'`)
  const size = Number(headers['content-length'])
  const mimetype = headers['content-type']?.replace(/;.*$/s, '')
  const disposition = headers['content-disposition'] ?? ''
  const named = (/filename="([^"]*)"/.exec(disposition) ?? /filename=([^;]*)/.exec(disposition))?.[1]
  const filename = named ?? /^[^?]+\/([^?/]*)(?:\?.*)?$/.exec(url)?.[1]
  return {
    ...(filename === undefined || filename === '' ? {} : { filename }),
    ...(size > 0 ? { size } : {}),
    ...(mimetype === undefined ? {} : { mimetype }),
  }
}

async function ask(host: Host, url: string, params: Params): Promise<WebAnswer> {
  try {
    return await host.web(url, { method: 'HEAD', verify: verifies(params), signal: host.off })
  } catch (error) {
    if (!(error instanceof WebError)) throw error
    throw failure(`invalid server response: '500 Can't connect to ${serverOf(url)} (${error.message})'`)
  }
}

function download(call: Call): string {
  const { host, caller, node, params } = call
  const config = enabledStorage(host, node, asText(params['storage']) ?? '')
  const { storage, content: contents } = config
  const content = asText(params['content']) ?? ''
  if (isBlock(config)) {
    throw failure(`can't upload to storage type '${config.type}', not a file based storage!`)
  }
  if (!contents.includes(content)) {
    throw failure(`storage '${storage}' is not configured for content-type '${content}'`)
  }
  const name = storedName(content, asText(params['filename']) ?? '')
  const url = asText(params['url']) ?? ''
  const volid = `${storage}:${content}/${name}`
  return startTask(host, { node, type: 'download', id: name, caller }, async (worker) => {
    if (params['compression'] !== undefined && content !== 'iso') {
      throw failure(`decompression not supported for ${content}`)
    }
    const target = volumePath(host, volid)
    worker.log(`downloading ${url} to ${target}`)
    const existing = findVolume(host, node, volid)
    if (existing) return compare(params, existing, target, worker)
    worker.log(`--${timeOf(host)}--  ${url}`)
    await pass(host, 'copy', worker.signal)
    const part = `${target}.tmp_dwnl.${hex(host.random.bytes(4))}`
    const file = await receive(call, url, part, worker)
    checkSum(params, file.hash, worker)
    const format = formatOf(content, name)
    const virtual = virtualSize(format, file.head, part)
    allocate(host, {
      volid,
      node,
      format,
      size: file.size,
      ...(virtual === undefined ? {} : { virtual }),
      ...remembered(content, name, {
        bytes: file.bytes,
        sha256: asText(params['checksum-algorithm']) === 'sha256' ? file.hash : undefined,
      }),
    })
    worker.log(`download of '${url}' to '${target}' finished`)
  })
}

/** What is there already is held against the checksum in place of a download [src]. */
function compare(params: Params, { sha256 }: Volume, target: string, worker: Worker): void {
  const expected = asText(params['checksum'])?.toLowerCase()
  if (expected === undefined || sha256 === undefined || asText(params['checksum-algorithm']) !== 'sha256') {
    throw failure(`refusing to override existing file '${target}'`)
  }
  if (sha256 === expected) {
    worker.log('calculating checksum of existing file...OK, got correct file already, no need to download')
    return
  }
  worker.log('calculating checksum of existing file...')
  throw failure(`checksum mismatch: got '${sha256}' != expect '${expected}', aborting`)
}

const timeOf = (host: Host): string => new Date(host.clock.now()).toISOString().slice(0, 19).replace('T', ' ')

interface Received {
  readonly size: number
  readonly hash: string
  readonly head: Uint8Array
  /** The whole of a small file. */
  readonly bytes: Uint8Array | undefined
}

/** A line of progress for so many bytes, as the downloader shows them: thirty-two dots of a mebibyte. */
const dotBytes = 1_048_576
const lineBytes = 32 * dotBytes

async function receive({ host, params }: Call, url: string, part: string, worker: Worker): Promise<Received> {
  const answer = await open(host, url, params, worker)
  const total = Number(answer.headers['content-length'] ?? 0)
  const type = answer.headers['content-type']?.replace(/;.*$/s, '') ?? 'application/octet-stream'
  worker.log(`Connecting to ${serverOf(url)}... connected.`)
  worker.log(`HTTP request sent, awaiting response... ${answer.status} ${answer.reason}`)
  if (answer.status !== 200) throw failure(`download failed: ${timeOf(host)} ERROR ${answer.status}: ${answer.reason}.`)
  worker.log(total > 0 ? `Length: ${total} [${type}]` : `Length: unspecified [${type}]`)
  worker.log(`Saving to: '${part}'`)
  const hash = createHash(asText(params['checksum-algorithm']) ?? 'sha256')
  const began = host.clock.now()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of answer.body) {
      worker.signal.throwIfAborted()
      hash.update(chunk)
      if (size < keptBytes) chunks.push(chunk)
      const before = Math.floor(size / lineBytes)
      size += chunk.length
      for (let line = before; line < Math.floor(size / lineBytes); line += 1) worker.log(progress(line, total))
    }
  } catch (error) {
    worker.signal.throwIfAborted()
    throw failure(`download failed: Read error at byte ${size}/${total} (${lineOf(error)}).`)
  }
  if (size % lineBytes > 0) worker.log(progress(Math.floor(size / lineBytes), total, size % lineBytes))
  const seconds = Math.max(0.001, (host.clock.now() - began) / 1000)
  const speed = (size / seconds / 1_000_000).toFixed(1)
  worker.log(`${timeOf(host)} (${speed} MB/s) - '${part}' saved [${size}${total > 0 ? `/${total}` : ''}]`)
  const kept = Buffer.concat(chunks)
  return {
    size,
    hash: hash.digest('hex'),
    head: kept.subarray(0, headBytes),
    bytes: size <= keptBytes ? kept : undefined,
  }
}

async function open(host: Host, url: string, params: Params, worker: Worker): Promise<WebAnswer> {
  try {
    return await host.web(url, { method: 'GET', verify: verifies(params), signal: worker.signal })
  } catch (error) {
    if (!(error instanceof WebError)) throw error
    throw failure(`download failed: Connecting to ${serverOf(url)}... failed: ${error.message}.`)
  }
}

/** `line` counts from 0; the last one may be shorter. */
function progress(line: number, total: number, bytes = lineBytes): string {
  const dots = '.'.repeat(Math.max(1, Math.ceil(bytes / dotBytes))).padEnd(32)
  const groups = dots.match(/.{8}/g)?.join(' ') ?? dots
  const share = total > 0 ? `${Math.floor(((line * lineBytes + bytes) / total) * 100)}%` : ''
  return `${String((line * lineBytes) / 1024).padStart(6)}K ${groups} ${share.padStart(4)}`
}

function checkSum(params: Params, got: string, worker: Worker): void {
  const expected = asText(params['checksum'])
  if (expected === undefined) return
  if (got === expected.toLowerCase()) {
    worker.log('calculating checksum...OK, checksum verified')
    return
  }
  worker.log('calculating checksum...')
  throw failure(`checksum mismatch: got '${got}' != expect '${expected}'`)
}

export const downloadRoutes: Readonly<Record<string, Handler>> = {
  'GET /nodes/{node}/query-url-metadata': metadata,
  'POST /nodes/{node}/storage/{storage}/download-url': download,
}

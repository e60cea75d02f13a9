/** A server that speaks as much of GitHub's release API as images need, on https, with whatever can go wrong there. */
import { createHash } from 'node:crypto'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { newCertificate, type Certificate } from '../../src/simulator/certificate.ts'

export interface ServedFile {
  readonly bytes: Buffer
  /** What the release says of it, where that is not so. */
  readonly announced?: number
  readonly type?: string
}

export interface ReleaseServer {
  /** Of the API. */
  readonly api: string
  readonly certificate: Certificate
  /** `OWNER/NAME` -> tag -> files by name. */
  repositories: Record<string, Record<string, Record<string, ServedFile>>>
  /** Every request, e.g. `GET /files/o/r/latest/x.qcow2 bytes=10-`. */
  readonly requests: readonly string[]
  /** The authorization of every request that had one, with its host. */
  readonly credentials: readonly string[]
  /** Answers before everything else where it returns true. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined
  /** Bytes after which the connection of a download breaks, for each in turn. */
  cuts: number[]
  /** A download stops there until it is let go; `undefined` lets it run. */
  hold: { readonly after: number; readonly until: Promise<void> } | undefined
  url(path: string): string
}

export const file = (bytes: Buffer, more: Omit<ServedFile, 'bytes'> = {}): ServedFile => ({ bytes, ...more })

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const sums = (name: string, bytes: Uint8Array): ServedFile => file(Buffer.from(`${sha256(bytes)}  ${name}\n`))

/** Ends with the test. */
export async function serveReleases(shown?: Certificate): Promise<ReleaseServer> {
  const certificate = shown ?? (await newCertificate([]))
  const requests: string[] = []
  const credentials: string[] = []
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (request, response) => {
    const { url = '', headers } = request
    requests.push(`${request.method} ${url}${headers.range ? ` ${headers.range}` : ''}`)
    if (headers.authorization) credentials.push(`${headers.host} ${headers.authorization}`)
    if (served.intercept?.(request, response)) return
    const [, owner, repo, rest = ''] = /^\/repos\/([^/]+)\/([^/]+)\/(.*)$/.exec(url.split('?')[0] ?? '') ?? []
    if (owner) return answerApi(served, `${owner}/${repo}`, rest, response)
    const [, path = ''] = /^\/files\/(.*)$/.exec(url) ?? []
    const [a = '', b = '', tag = '', name = ''] = path.split('/').map(decodeURIComponent)
    const found = served.repositories[`${a}/${b}`]?.[tag]?.[name]
    if (!found) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('Not Found')
    sendFile(served, found, request, response)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', listening.resolve)
  await listening.promise
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const bound = server.address()
  const base = `https://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
  const served: ReleaseServer = {
    api: base,
    certificate,
    repositories: {},
    requests,
    credentials,
    intercept: undefined,
    cuts: [],
    hold: undefined,
    url: (path) => `${base}${path}`,
  }
  return served
}

function answerApi(served: ReleaseServer, repository: string, rest: string, response: ServerResponse): void {
  const json = (status: number, value: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  const releases = served.repositories[repository]
  if (!releases) return json(404, { message: 'Not Found' })
  if (rest === 'releases')
    return json(
      200,
      Object.keys(releases).map((tag_name) => ({ tag_name })),
    )
  const [, tag = ''] = /^releases\/tags\/(.+)$/.exec(rest) ?? []
  const files = releases[decodeURIComponent(tag)]
  if (!files) return json(404, { message: 'Not Found' })
  const assets = Object.entries(files).map(([name, { bytes, announced }]) => ({
    name,
    size: announced ?? bytes.length,
    state: 'uploaded',
    url: served.url(`/files/${repository}/${tag}/${name}`),
    browser_download_url: served.url(`/files/${repository}/${tag}/${name}`),
    digest: null,
  }))
  json(200, { id: 1, tag_name: tag, assets })
}

/** With ranges, an ETag and `If-Range`, as object stores have them. */
function sendFile(
  served: ReleaseServer,
  { bytes, type }: ServedFile,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  const etag = `"${sha256(bytes).slice(0, 16)}"`
  const [, text] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? []
  const fresh = headers['if-range'] !== undefined && headers['if-range'] !== etag
  const from = text === undefined || fresh ? 0 : Number(text)
  const common = { etag, 'content-type': type ?? 'application/octet-stream' }
  if (from >= bytes.length && from > 0) {
    return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end()
  }
  const rest = bytes.subarray(from)
  const range = from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}
  response.writeHead(from > 0 ? 206 : 200, { ...common, ...range, 'content-length': rest.length })
  const isBig = rest.length > 4096
  const cut = isBig ? served.cuts.shift() : undefined
  if (cut !== undefined) return void response.write(rest.subarray(0, cut), () => response.destroy())
  const { hold } = served
  if (!hold || !isBig) return void response.end(rest)
  response.write(rest.subarray(0, hold.after))
  void hold.until.then(() => response.end(rest.subarray(hold.after)))
}

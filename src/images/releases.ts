/** Looks an image up in a release, by the release's tag, down to the files that make it up and their digest. */
import type { Octokit } from '@octokit/rest'
import type { Clock } from '../clock.ts'
import { HomestakError } from '../errors.ts'
import { nameHint } from '../manifest/nearest.ts'
import { isRecord } from '../pve/checks.ts'
import { chooseAssets, imagesIn, type Asset } from './assets.ts'
import { digestIn, soleDigest } from './checksums.ts'
import { badImage } from './format.ts'
import type { Http } from './http.ts'
import { readError } from './read-error.ts'
import { rateLimited } from './rate-limit.ts'
import { readText } from './read-text.ts'
import type { ImageSource } from './source.ts'
import type { WantedImage } from './wanted.ts'

export interface ReleasePorts {
  readonly http: Http
  readonly clock: Pick<Clock, 'now'>
  /** Of the API. */
  readonly api: string
  readonly token: string | undefined
}

type ReleaseSource = Extract<ImageSource, { kind: 'release' }>

/** Throws MissingImage with what there is, RateLimited, BadImage where a part or the digest is missing. */
export async function findInRelease(
  ports: ReleasePorts,
  source: ReleaseSource,
  signal?: AbortSignal,
): Promise<WantedImage> {
  const { image, repository, tag, asset, pin } = source
  const assets = await assetsOf(ports, source, signal)
  const choice = chooseAssets(assets, image, asset)
  const where = `release ${tag} of ${repository}`
  if (choice.kind === 'none') {
    const names = imagesIn(assets)
    throw missing(
      `${where} has no image ${asset ?? image}`,
      nameHint(image, names, 'its images') ?? 'see which images the release has',
    )
  }
  if (choice.kind === 'incomplete') {
    throw badImage(`${choice.filename} of ${where}`, `its part ${choice.missing} is missing`)
  }
  if (choice.kind === 'compressed') {
    throw badImage(
      `${choice.filename} of ${where}`,
      'it is compressed',
      `publish it as it comes out of it: ${choice.filename.replace(/\.[^.]+$/, '')}`,
    )
  }
  const { filename, parts, checksum, checksums, others } = choice
  // A public file needs no request of the API, of which few are allowed without a token.
  const urlOf = (part: Asset) => (ports.token === undefined ? part.publicUrl : part.apiUrl)
  const published = async (): Promise<string | undefined> => {
    const get = (list: Asset) => readText(ports.http, urlOf(list), ports, signal)
    const own = checksum && soleDigest(await get(checksum), filename)
    return (
      own ??
      (checksums && digestIn(await get(checksums), filename)) ??
      (parts.length === 1 ? parts[0]?.digest : null) ??
      undefined
    )
  }
  const digest = pin ?? (await published())
  if (digest === undefined) {
    throw badImage(
      `${filename} of ${where}`,
      others.length === 0
        ? 'the release tells no digest of it'
        : `the release tells no SHA-256 of it, only ${others.join(' and ')}`,
      `publish ${filename}.sha256 beside it, or pin it: images: { ${image}: { pin: "sha256:DIGEST" } } in site.yaml`,
    )
  }
  return {
    image,
    digest,
    parts: parts.map((part) => ({
      name: part.name,
      url: urlOf(part),
      publicUrl: parts.length === 1 ? part.publicUrl : null,
      size: part.size,
    })),
    size: parts.reduce((sum, { size }) => sum + size, 0),
    origin: { image, digest, repository, tag, url: null },
  }
}

async function assetsOf(ports: ReleasePorts, source: ReleaseSource, signal?: AbortSignal): Promise<readonly Asset[]> {
  const octokit = await client(ports)
  const [owner = '', repo = ''] = source.repository.split('/')
  const request = signal ? { request: { signal } } : {}
  const answer = await octokit.rest.repos
    .getReleaseByTag({ owner, repo, tag: source.tag, ...request })
    .catch(async (error: unknown) => {
      throw signal?.aborted ? signal.reason : await explained(octokit, ports, source, error)
    })
  const { data } = answer
  // A page to log in to, for instance, comes with a good status as well.
  if (!isRecord(data) || !Array.isArray(data.assets)) {
    throw new HomestakError({
      code: 'Rejected',
      message: `${ports.api} gives an answer that the release API would not give`,
      hint: 'check image_api below defaults in site.yaml: something else may answer there',
    })
  }
  return data.assets.flatMap(readAsset)
}

/** None for one that is not there whole, or is none. */
function readAsset(value: unknown): readonly Asset[] {
  if (!isRecord(value) || value.state !== 'uploaded') return []
  const { name, size, url: apiUrl, browser_download_url: publicUrl, digest } = value
  if (typeof name !== 'string' || typeof size !== 'number') return []
  if (typeof apiUrl !== 'string' || typeof publicUrl !== 'string') return []
  const [, sha256 = null] = /^sha256:([0-9a-f]{64})$/.exec(typeof digest === 'string' ? digest : '') ?? []
  return [{ name, size, apiUrl, publicUrl, digest: sha256 }]
}

async function client({ http, api, token }: ReleasePorts): Promise<Octokit> {
  const { Octokit } = await import('@octokit/rest')
  const quiet = () => undefined
  return new Octokit({
    baseUrl: api,
    userAgent: 'homestak',
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    request: { fetch: http.fetch },
    ...(token === undefined ? {} : { auth: token }),
  })
}

/** What a failed request means; of a 404, which part of the name there is none of. */
async function explained(
  octokit: Octokit,
  ports: ReleasePorts,
  { repository, tag }: ReleaseSource,
  error: unknown,
): Promise<unknown> {
  const answer = answerOf(error)
  if (answer === undefined) return readError(ports.api, error)
  const hasToken = ports.token !== undefined
  const limited = rateLimited(answer, { what: ports.api, now: ports.clock.now(), hasToken })
  if (limited) return limited
  if (answer.status === 401) {
    return new HomestakError({
      code: 'RefusedCredential',
      message: `${ports.api} refuses the token`,
      hint: 'check GITHUB_TOKEN, or auth.github in secrets.yaml; without one, public repositories can be read',
    })
  }
  if (answer.status >= 500) return readError(ports.api, new Error(`it answers ${answer.status}`))
  if (answer.status !== 404) {
    return new HomestakError({ code: 'Rejected', message: `${ports.api} answers ${answer.status} about ${repository}` })
  }
  const [owner = '', repo = ''] = repository.split('/')
  try {
    const { data } = await octokit.rest.repos.listReleases({ owner, repo, per_page: 100 })
    const tags = data.map(({ tag_name }) => tag_name)
    return missing(
      `${repository} has no release with the tag ${tag}`,
      nameHint(tag, tags, 'tags') ?? 'see its releases',
    )
  } catch {
    return missing(
      `there is no repository ${repository} at ${ports.api}, or it is not open to us`,
      hasToken
        ? 'check its name, and whether the token may read it'
        : 'check its name; a private one needs GITHUB_TOKEN',
    )
  }
}

const missing = (message: string, hint: string): HomestakError =>
  new HomestakError({ code: 'MissingImage', message, hint })

interface ApiAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** Status and headers of an answer that the client threw. */
function answerOf(error: unknown): ApiAnswer | undefined {
  if (!isRecord(error) || typeof error.status !== 'number') return undefined
  // The client gives a connection that broke the status 500, without an answer.
  const { response } = error
  if (!isRecord(response)) return undefined
  const headers = isRecord(response.headers) ? Object.entries(response.headers) : []
  const texts = headers.flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)] as const] : [],
  )
  return { status: error.status, headers: Object.fromEntries(texts) }
}

/** `homestak image`: what hosts have of images, and bringing, checking and removing them. */
import PQueue from 'p-queue'
import type { Clock } from '../clock.ts'
import { errorCodes, HomestakError } from '../errors.ts'
import type { ImageResult, ListedHost } from '../images/documents.ts'
import type { ImageHost } from '../images/host-storages.ts'
import { listImages } from '../images/list.ts'
import { removeCached, removeFromHost } from '../images/remove.ts'
import { failedResult, imageResult } from '../images/results.ts'
import { wellKnown } from '../images/source.ts'
import { verifyCached, verifyOnHost } from '../images/verify.ts'
import { listOrigins } from '../images/cache.ts'
import { firstExitCode } from '../reconciler/exit-code.ts'
import { imageListText } from '../report/images.ts'
import { progressDisplay } from './image-progress.ts'
import { showResults } from './image-results.ts'
import { withImages, type ImageOptions, type ImageRun, type MuteHost } from './image-run.ts'
import type { Io } from './io.ts'
import { paintFor, writeJson } from './output.ts'
import { whileListening } from './signals.ts'

/** At once; each host takes one at a time anyway. */
const concurrency = 4

export const imageListVerb = (io: Io, names: readonly string[], options: ImageOptions): Promise<number> =>
  whileListening(io, null, ({ stop }) =>
    withImages(io, options, 'all', async ({ hosts, mute, dir, readUsers }) => {
      const listed = await listImages({ dir, usersOf: await readUsers(), signal: stop }, hosts, names)
      const document = { ...listed, hosts: [...listed.hosts, ...mute.map(muteEntry)] }
      if (options.jsonOutput) writeJson(io, document)
      else io.stdout.write(imageListText(document, paintFor(io, io.stdout, options)))
      return firstExitCode(document.hosts.flatMap(({ error }) => (error ? [errorCodes[error.code].exit] : [])))
    }),
  )

const muteEntry = ({ name, error }: MuteHost): ListedHost => {
  const { code, message, hint } = error
  return { host: name, error: { code, message, hint: hint ?? null }, images: [] }
}

export const imageFetchVerb = (io: Io, names: readonly string[], options: ImageOptions): Promise<number> =>
  whileListening(io, null, ({ stop }) => {
    requireNames('fetch', names)
    return withImages(io, options, 'default', async (run) => {
      const { onProgress, onNote, end } = progressDisplay(io)
      const results = await overAll(run, names, (host, image) =>
        fetchOne(run, host, image, options, { signal: stop, onProgress, onNote }),
      ).finally(end)
      return showResults(io, options, 'fetch', results.flat())
    })
  })

async function fetchOne(
  { images, flags }: ImageRun,
  host: ImageHost,
  image: string,
  { dryRun, enableImport }: ImageOptions,
  more: Parameters<ImageRun['images']['ensure']>[2],
): Promise<readonly ImageResult[]> {
  const options = { ...more, flags, enableImport: enableImport === true }
  const seen = dryRun ? await images.look(host, image, options) : await images.ensure(host, image, options)
  const digest = seen.digest === null ? null : `sha256:${seen.digest}`
  if (!('how' in seen)) return [imageResult(image, host.name, 'would-fetch', { digest, size: seen.size })]
  return [imageResult(image, host.name, seen.how, { place: seen.volume, digest, size: seen.size })]
}

export const imageVerifyVerb = (io: Io, names: readonly string[], options: ImageOptions): Promise<number> =>
  whileListening(io, null, ({ stop }) =>
    withImages(io, options, 'default', async (run) => {
      const { onProgress, end } = progressDisplay(io)
      const onBytes = (image: string, bytes: number, total: number) =>
        onProgress({ image, host: null, stage: 'check', bytes, total })
      const results = await verifyAll(run, names, { clock: io.clock, signal: stop }, onBytes).finally(end)
      return showResults(io, options, 'verify', [...results, ...unseen(names, results)])
    }),
  )

async function verifyAll(
  run: ImageRun,
  names: readonly string[],
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
  onBytes: Parameters<typeof verifyCached>[2],
): Promise<readonly ImageResult[]> {
  const { images, dir, flags } = run
  const origins = await listOrigins(dir)
  const fullDigest = async (image: string, short: string): Promise<string | undefined> => {
    const known = origins.find(({ digest }) => digest.startsWith(short))
    // Where it is not known here, its source may still have this version.
    return known?.digest ?? (await images.find(image, { flags, signal }).catch(unlessStopped(signal)))?.digest
  }
  const here = await verifyCached(dir, names, onBytes, signal)
  const there = await overAll(run, ['*'], (host) => verifyOnHost({ clock, fullDigest, signal }, host, names))
  return [...here, ...there.flat()]
}

const unlessStopped =
  (stop: AbortSignal) =>
  (error: unknown): undefined => {
    if (stop.aborted || !(error instanceof HomestakError)) throw error
  }

/** Names that nothing was found of anywhere. */
const unseen = (names: readonly string[], results: readonly ImageResult[]): readonly ImageResult[] =>
  names
    .filter((name) => !results.some(({ image, code }) => image === name || code !== null))
    .map((name) =>
      imageResult(name, null, 'failed', {
        code: 'MissingImage',
        message: 'neither this machine nor a host that was asked has it',
        hint: `homestak image fetch ${name}`,
      }),
    )

export const imageRemoveVerb = (io: Io, names: readonly string[], options: ImageOptions): Promise<number> =>
  whileListening(io, null, ({ stop }) => {
    requireNames('remove', names)
    return withImages(io, options, 'default', async (run) => {
      const { dir, readUsers } = run
      const dryRun = options.dryRun === true
      const ports = { clock: io.clock, usersOf: await readUsers(), dryRun, signal: stop }
      const there = await overAll(run, names, (host, image) => removeFromHost(ports, host, image))
      const here = await Promise.all(names.map((image) => removeCached(dir, image, dryRun)))
      return showResults(io, options, 'remove', [...there.flat(), ...here.flat()])
    })
  })

function requireNames(verb: string, names: readonly string[]): void {
  if (names.length > 0) return
  throw new HomestakError({
    code: 'Usage',
    message: `image ${verb} what?`,
    hint: `name images, e.g. homestak image ${verb} ${wellKnown.join(' ')}`,
  })
}

/** Every name on every host, side by side. A failure is a result; what is no failure of ours is thrown. */
async function overAll(
  { hosts, mute }: Pick<ImageRun, 'hosts' | 'mute'>,
  names: readonly string[],
  work: (host: ImageHost, image: string) => Promise<readonly ImageResult[]>,
): Promise<readonly (readonly ImageResult[])[]> {
  const queue = new PQueue({ concurrency })
  const pairs = [...new Set(names)].flatMap((image) => hosts.map((host) => ({ host, image })))
  const unsaid = mute.map(({ name, error }) => names.map((image) => failedResult(image, name, error)))
  const said = await Promise.all(
    pairs.map(({ host, image }) =>
      queue.add(() => work(host, image).catch((error: unknown) => [failedResult(image, host.name, error)])),
    ),
  )
  return [...said, ...unsaid]
}

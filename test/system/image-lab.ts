/** Real disk images, a release server that has them, and a simulated host whose site-config leads there. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seededRandom } from '../../src/clock.ts'
import { folder, run, simulate, simulateWith, start, type Ended, type SimulatedHost } from './processes.ts'
import { file, serveReleases, sha256, sums, type ReleaseServer } from './release-server.ts'

const tool = (program: string, ...words: readonly string[]) => spawnSync(program, words, { encoding: 'utf8' })

export const hasQemu = tool('qemu-img', '--version').status === 0
if (!hasQemu) console.warn('SKIPPED: tests of images need qemu-img (package qemu-utils)')

/** A qcow2 of about so many MiB that holds what no compression would shrink. */
export function qcow2(cwd: string, mebibytes: number, seed: number): Buffer {
  const raw = join(cwd, `${seed}.raw`)
  writeFileSync(raw, Buffer.concat([seededRandom(seed).bytes(mebibytes * 1024 * 1024), Buffer.alloc(1024 * 1024)]))
  const made = tool('qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', raw, `${raw}.qcow2`)
  if (made.status !== 0) throw new Error(made.stderr)
  return readFileSync(`${raw}.qcow2`)
}

export const repository = 'homestak-iac/packer'

export interface ImageLab {
  readonly cwd: string
  readonly sim: SimulatedHost
  readonly releases: ReleaseServer
  /** What `debian-12` is. */
  readonly disk: Buffer
  readonly digest: string
  /** `homestak image …` with the site-config. */
  image(...words: readonly string[]): Promise<Ended>
  start(...words: readonly string[]): ReturnType<typeof start>
  /** The document that it prints. */
  json(...words: readonly string[]): Promise<{ readonly code: number | null; readonly document: ImageJson }>
  /** Volumes for import on the host, by their names, with their sizes. */
  imports(): Promise<Readonly<Record<string, number>>>
  /** Appends to site.yaml. */
  site(text: string): void
  /** Names in the cache. */
  readonly cache: string
}

export interface ImageJson {
  readonly results: readonly {
    readonly image: string
    readonly host: string | null
    readonly outcome: string
    readonly place: string | null
    readonly code: string | null
    readonly message: string | null
  }[]
}

/** The host trusts the release server only where it is `trusting`: then it fetches files itself. */
export async function imageLab(mebibytes = 1, { trusting = false } = {}): Promise<ImageLab> {
  const cwd = folder()
  const releases = await serveReleases()
  const disk = qcow2(cwd, mebibytes, 1)
  const name = 'debian-12.qcow2'
  releases.repositories[repository] = { latest: { [name]: file(disk), [`${name}.sha256`]: sums(name, disk) } }
  const authority = join(cwd, 'ca.pem')
  writeFileSync(authority, releases.certificate.cert)
  const sim = await simulateWith(cwd, trusting ? { NODE_EXTRA_CA_CERTS: authority } : {})
  const siteFile = join(cwd, 'site/site.yaml')
  const id = /^id: .*$/m.exec(readFileSync(siteFile, 'utf8'))?.[0] ?? ''
  const base = `${id}\ndefaults: { host: sim, image_api: "${releases.api}", image_ca_file: ../ca.pem }\n`
  writeFileSync(siteFile, base)
  const words = (more: readonly string[]) => ['image', ...more, '--site-config', 'site']
  const image: ImageLab['image'] = (...more) => run(cwd, ...words(more))
  return {
    cwd,
    sim,
    releases,
    disk,
    digest: sha256(disk),
    image,
    start: (...more) => start(cwd, ...words(more)),
    json: async (...more) => {
      const { code, out, err } = await image(...more, '--json-output')
      if (out === '') throw new Error(err)
      return { code, document: JSON.parse(out) }
    },
    imports: async () => {
      const listed = await sim.call('GET', `/nodes/${sim.told.node}/storage/local/content`, { content: 'import' })
      const volumes = Array.isArray(listed) ? listed : []
      return Object.fromEntries(volumes.map(({ volid, size }) => [String(volid), Number(size)]))
    },
    site: (text) => writeFileSync(siteFile, base + text),
    cache: join(cwd, '.cache/homestak/images'),
  }
}

/** The volume that an image of these bytes becomes. */
export const volumeOf = (image: string, bytes: Buffer): string =>
  `local:import/${image}_sha256-${sha256(bytes).slice(0, 16)}_${bytes.length}.qcow2`

/** Another simulated host of the same site, `two`. */
export async function secondHost(cwd: string): Promise<void> {
  await simulate(cwd, '--write-site-config', 'other')
  const read = (path: string) => readFileSync(join(cwd, path), 'utf8')
  const [, token = ''] = /sim: (.*)/.exec(read('other/secrets.yaml')) ?? []
  writeFileSync(
    join(cwd, 'site/secrets.yaml'),
    read('site/secrets.yaml').replace('api_tokens:\n', `api_tokens:\n  two: ${token}\n`),
  )
  writeFileSync(
    join(cwd, 'site/nodes/two.yaml'),
    read('other/nodes/sim.yaml').replace('api_token: sim', 'api_token: two'),
  )
}

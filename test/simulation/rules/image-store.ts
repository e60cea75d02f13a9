/** Images from somewhere: what is published there under a name, and how it comes to a simulated host. */
import { HomestakError } from '../../../src/errors.ts'
import { imageFileName } from '../../../src/pve/image-name.ts'
import type { ImageTarget, OpenImages } from '../../../src/reconciler/image-supply.ts'
import type { Simulator } from '../../../src/simulator/simulator.ts'
import { createLab, type Lab, type LabOptions } from '../../lab.ts'
import { virtualClock, type VirtualClock } from '../../unit/simulator/virtual-clock.ts'
import { manifest, vm } from './scene.ts'

export interface ImageStore {
  readonly open: OpenImages
  /** Digest by image. */
  readonly published: Map<string, string>
  /** `IMAGE to HOST`, for every one that was begun. */
  readonly begun: string[]
  /** How often a source was asked what it has. */
  asked: number
  /** Thrown by whoever asks, or brings. */
  trouble: { find?: HomestakError; bring?: HomestakError }
  pins: Map<string, string>
  /** Seconds that one takes. */
  seconds: number
  /** Of the hosts, by name. */
  readonly hosts: Map<string, Simulator>
}

/** 64 digits of one kind. */
export const digestOf = (digit: string): string => digit.repeat(64)

/** As a mark tells it. */
export const versionOf = (digit: string): string => `sha256:${digit.repeat(16)}`

export const missing = (image: string): HomestakError =>
  new HomestakError({ code: 'MissingImage', message: `the release has no image ${image}`, hint: 'publish it' })

export function imageStore(clock: VirtualClock): ImageStore {
  const store: ImageStore = {
    published: new Map(),
    begun: [],
    asked: 0,
    trouble: {},
    pins: new Map(),
    seconds: 20,
    hosts: new Map(),
    open: () => ({
      sourceOf: (image) =>
        image.includes(' ') ? undefined : { from: 'the store', pin: store.pins.get(image) ?? null },
      async find(image, signal) {
        store.asked += 1
        await clock.sleep(100, signal)
        if (store.trouble.find) throw store.trouble.find
        const digest = store.pins.get(image) ?? store.published.get(image)
        if (digest === undefined) throw missing(image)
        return { digest, size: listedSize }
      },
      forget: () => undefined,
      async bring(target, image, { signal, onProgress }) {
        store.begun.push(`${image} to ${target.name}`)
        for (let second = 0; second < store.seconds; second++) {
          onProgress(`image ${image}  uploading  ${Math.round((second / store.seconds) * 100)} %`)
          await clock.sleep(1000, signal)
        }
        if (store.trouble.bring) throw store.trouble.bring
        return { digest: put(store, target, image) }
      },
      close: async () => undefined,
    }),
  }
  return store
}

/** Bytes as a host lists them; of the disk inside it six times as many. */
const listedSize = 2 ** 28

function put(store: ImageStore, { name, node }: ImageTarget, image: string): string {
  const digest = store.pins.get(image) ?? store.published.get(image)
  if (digest === undefined) throw missing(image)
  const file = imageFileName({ image, digest, size: listedSize, format: 'qcow2' })
  store.hosts.get(name)?.world.addImage(`local:import/${file}`, listedSize * 6, node)
  return digest
}

export const busy = new HomestakError({ code: 'Unreachable', retry: 'transient', message: 'the store does not answer' })

/** Nodes of an image that is only published. */
export const shop = (names: readonly string[], more = {}) =>
  manifest(
    'shop',
    names.map((name) => vm(name, { image: 'ubuntu-26', ...more })),
  )

/** A lab whose images come from a store that has one. */
export async function labWithStore(text: string, options: LabOptions = {}): Promise<{ lab: Lab; store: ImageStore }> {
  const clock = virtualClock()
  const store = imageStore(clock)
  store.published.set('ubuntu-26', digestOf('a'))
  const lab = await createLab({ 'shop.yaml': text }, { ...options, clock, images: store.open })
  store.hosts.set('sim', lab.simulator)
  return { lab, store }
}

/** What the sources of declared images say, asked once in a while and never waited for long: a run goes on without an answer. */
import type { SiteConfig } from '../config/site-config.ts'
import { errorCodes, HomestakError } from '../errors.ts'
import type { DesiredNode } from '../graph/desired-node.ts'
import type { Ports } from './engine.ts'
import { findImage, imageContextOf } from './find-image.ts'
import type { ImageSupply, OpenImages, SourceWord } from './image-supply.ts'
import { locate } from './locate.ts'
import type { World } from './world.ts'

/** An answer is waited for this long; a source that is slower is asked again by the fetch itself. */
const patienceMs = 4000
/** What was published may be another by then. */
const freshMs = 900_000
/** What there was none of may be there by then. Without a token GitHub answers 60 requests an hour. */
const missingMs = 180_000

export interface Sources {
  /** By image, of every declared one; undefined where nothing can be fetched. */
  words(): ReadonlyMap<string, SourceWord> | undefined
  supply(): ImageSupply | undefined
  retarget(aim: SourcesAim): void
  /** This version of the image is on a host now: a newer one than its source told of, where it was published meanwhile. */
  noteBrought(image: string, digest: string | null): void
  /** What was answered is asked anew, the next time that anybody asks. */
  forget(): void
  /** Asks about those whose answer is none, or too old; waits for answers that others wait for. Tells which of them are new. */
  ask(images: Iterable<string>): Promise<ReadonlySet<string>>
  close(): Promise<void>
}

interface SourcesAim {
  readonly config: Pick<SiteConfig, 'site' | 'secret'>
  readonly nodes: readonly DesiredNode[]
}

export function createSources(
  { images: open, clock, log }: Pick<Ports, 'images' | 'clock' | 'log'>,
  first: SourcesAim,
  signal: AbortSignal,
  onChange: () => void,
): Sources {
  let supply: ImageSupply | undefined
  let settings = ''
  let words = new Map<string, SourceWord>()
  const asked = new Map<string, number>()
  /** Whether there was anything new, once that is known. */
  const asking = new Map<string, Promise<boolean>>()

  const retarget = ({ config, nodes }: SourcesAim) => {
    if (!open) return
    // Whoever may ask more, or elsewhere, asks anew.
    const wanted = JSON.stringify([config.site.images, config.secret('auth.github')])
    if (wanted !== settings) {
      void supply?.close()
      const opened = openOrRefuse(open, config)
      supply = opened.supply
      // A file that they name may be there the next time.
      settings = opened.refused ? '' : wanted
      words = new Map()
      asked.clear()
    }
    for (const image of new Set(nodes.map(({ guest }) => guest.image))) {
      const source = words.has(image) ? undefined : supply?.sourceOf(image)
      if (source) words.set(image, { from: source.from, digest: source.pin, pinned: source.pin !== null })
    }
  }
  retarget(first)

  const isDue = (image: string): boolean => {
    const at = asked.get(image)
    return at === undefined || clock.now() - at >= (words.get(image)?.hold ? missingMs : freshMs)
  }

  const tell = (image: string, word: SourceWord) => {
    words = new Map(words).set(image, word)
    onChange()
  }

  const askOne = async (image: string): Promise<boolean> => {
    const before = words.get(image)
    const asks = supply
    const source = asks?.sourceOf(image)
    if (!asks || !source || !before) return false
    asked.set(image, clock.now())
    let after: SourceWord
    try {
      const { digest } = await patiently(clock, signal, (cut) => asks.find(image, cut))
      after = { from: source.from, digest, pinned: before.pinned }
    } catch (error) {
      if (signal.aborted) throw error
      log.info({ image, err: error }, 'the source of an image gave no answer')
      after = unanswered(before, source.from, error)
    }
    // The settings are others by now: what they were says nothing.
    if (asks !== supply) return false
    tell(image, after)
    return JSON.stringify(after) !== JSON.stringify(before)
  }

  return {
    words: () => (supply ? words : undefined),
    supply: () => supply,
    retarget,
    noteBrought(image, digest) {
      const before = words.get(image)
      const source = supply?.sourceOf(image)
      if (!before || !source || digest === null || digest === before.digest) return
      tell(image, { from: source.from, digest, pinned: before.pinned })
    },
    forget: () => asked.clear(),
    async ask(images) {
      const all = [...new Set(images)]
      const due = all.filter((image) => isDue(image) && !asking.has(image))
      if (due.length > 0) supply?.forget()
      for (const image of due) {
        asking.set(
          image,
          askOne(image).finally(() => asking.delete(image)),
        )
      }
      const answers = await Promise.all(all.map(async (image) => (await asking.get(image)) === true))
      return new Set(all.filter((_, index) => answers[index]))
    },
    close: async () => supply?.close(),
  }
}

/** Settings that cannot be used are the trouble of those nodes alone whose image is not there. */
function openOrRefuse(
  open: OpenImages,
  config: SourcesAim['config'],
): { readonly supply: ImageSupply; readonly refused: boolean } {
  try {
    return { supply: open(config), refused: false }
  } catch (error) {
    if (!(error instanceof HomestakError)) throw error
    const refuse = () => Promise.reject(error)
    const supply: ImageSupply = {
      sourceOf: () => ({ from: 'its source', pin: null }),
      find: refuse,
      forget: () => undefined,
      bring: refuse,
      close: async () => undefined,
    }
    return { supply, refused: true }
  }
}

/** Throws what the work throws, or `tooLate` where that takes too long. */
async function patiently<T>(
  clock: Ports['clock'],
  signal: AbortSignal,
  work: (cut: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController()
  const done = new AbortController()
  clock.sleep(patienceMs, AbortSignal.any([signal, done.signal])).then(
    () => late.abort(tooLate),
    () => undefined,
  )
  try {
    return await work(AbortSignal.any([signal, late.signal]))
  } catch (error) {
    throw late.signal.aborted ? tooLate : error
  } finally {
    done.abort()
  }
}

const tooLate = new HomestakError({
  code: 'Unreachable',
  retry: 'transient',
  message: 'which did not answer at once',
})

/** What a person has to see to is held; what may pass is only said, and what was known before still counts. */
function unanswered(before: SourceWord, from: string, error: unknown): SourceWord {
  if (!(error instanceof HomestakError)) throw error
  const { code, message, hint = 'nothing to do', retry } = error
  const { hold: _hold, ...rest } = before
  if (retry === 'permanent' && errorCodes[code].exit === 5)
    return { ...rest, from, hold: { reason: code, message, fix: hint } }
  return { ...rest, from: `${from} (${message})` }
}

/** Images of guests that know which version they were made from: only these can be told to be older. */
export const imagesOfGuests = (world: World, nodes: readonly DesiredNode[]): readonly string[] =>
  nodes.flatMap((node) => {
    if (!mayDiffer(node, world) || isPinned(node, world)) return []
    const located = locate(node, world)
    const made = located.kind === 'guest' && located.guest.mark.inputs?.imageVersion !== undefined
    return made ? [node.guest.image] : []
  })

/** Images of guests that are to be made, where not what a person put on the host decides. */
export const imagesToMake = (world: World, nodes: readonly DesiredNode[]): readonly string[] =>
  nodes.flatMap((node) => {
    const host = world.hosts.get(node.identity.host)
    if (!host || !mayDiffer(node, world)) return []
    const image = findImage(node, host, imageContextOf(node, world))
    if ('hold' in image) return world.sources?.get(node.guest.image)?.hold ? [node.guest.image] : []
    const { found } = image
    const isOfVersion = found.kind === 'import' && found.version !== undefined && !isPinned(node, world)
    return found.kind === 'fetch' || isOfVersion ? [node.guest.image] : []
  })

const isPinned = ({ guest }: DesiredNode, { sources }: World): boolean => sources?.get(guest.image)?.pinned === true

const mayDiffer = ({ guest, identity, clonedFrom }: DesiredNode, { hosts, sources }: World): boolean =>
  clonedFrom === undefined &&
  hosts.get(identity.host)?.entry?.images[guest.image] === undefined &&
  sources?.has(guest.image) === true

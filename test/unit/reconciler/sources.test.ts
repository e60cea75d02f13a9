/** What is known of where images come from, while settings change and answers are late. */
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { HomestakError } from '../../../src/errors.ts'
import type { OpenImages } from '../../../src/reconciler/image-supply.ts'
import { createSources } from '../../../src/reconciler/sources.ts'
import { load, siteTexts } from '../config/fixtures.ts'
import { virtualClock } from '../simulator/virtual-clock.ts'
import { aNode } from './fixtures.ts'

const node = aNode()
const { image } = node.guest
const old = 'a'.repeat(64)
const pin = 'b'.repeat(64)
const pinned = `images: { ${image}: { pin: "sha256:${pin}" } }\n`

const configOf = async (more = '', github = '') => {
  const { config } = await load({
    ...siteTexts,
    'site.yaml': `id: lab\n${more}`,
    'secrets.yaml': `auth: { github: "${github}" }\n`,
  })
  return config
}

/** A source that takes its time; each that is opened is told. */
async function scene(refuses: () => boolean = () => false) {
  const clock = virtualClock()
  const opened: (string | undefined)[] = []
  const open: OpenImages = ({ site, secret }) => {
    opened.push(secret('auth.github'))
    if (refuses()) throw new HomestakError({ code: 'InvalidSiteConfig', message: 'image_ca_file cannot be read' })
    const pinOf = (name: string) => site.images.named[name]?.pin?.replace('sha256:', '') ?? null
    return {
      sourceOf: (name) => ({ from: 'the store', pin: pinOf(name) }),
      async find(_, signal) {
        await clock.sleep(2000, signal)
        return { digest: old, size: null }
      },
      forget: () => undefined,
      bring: null,
      close: async () => undefined,
    }
  }
  const ports = { images: open, clock, log: pino({ level: 'silent' }) }
  const aim = { config: await configOf(), nodes: [node] }
  const sources = createSources(ports, aim, new AbortController().signal, () => undefined)
  return { clock, opened, sources, nodes: [node] }
}

describe('what is known of a source', () => {
  test('is what its settings say now, also where they changed while it was asked', async () => {
    const { clock, sources, nodes } = await scene()
    const asking = sources.ask([image])
    sources.retarget({ config: await configOf(pinned), nodes })
    await clock.advance(5000)
    expect(await asking).toEqual(new Set())
    expect(sources.words()?.get(image)).toEqual({ from: 'the store', digest: pin, pinned: true })
  })

  test('is the version that was brought, where that was published meanwhile', async () => {
    const { clock, sources } = await scene()
    const asking = sources.ask([image])
    await clock.advance(5000)
    await asking
    expect(sources.words()?.get(image)?.digest).toBe(old)
    sources.noteBrought(image, null)
    expect(sources.words()?.get(image)?.digest).toBe(old)
    sources.noteBrought(image, pin)
    expect(sources.words()?.get(image)).toEqual({ from: 'the store', digest: pin, pinned: false })
  })
})

describe('a source is opened anew', () => {
  test('with a token that was added, and not for other edits', async () => {
    const { opened, sources, nodes } = await scene()
    sources.retarget({ config: await configOf('defaults: { domain: lab.test }\n'), nodes })
    sources.retarget({ config: await configOf('', 'token'), nodes })
    expect(opened).toEqual(['', 'token'])
  })

  test('as long as its settings cannot be used', async () => {
    let refuses = true
    const { clock, opened, sources, nodes } = await scene(() => refuses)
    refuses = false
    for (let edits = 0; edits < 2; edits++) sources.retarget({ config: await configOf(), nodes })
    expect(opened).toHaveLength(2)
    const asking = sources.ask([image])
    await clock.advance(5000)
    expect(await asking).toEqual(new Set([image]))
  })
})

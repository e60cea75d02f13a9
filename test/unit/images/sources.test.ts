/** What a source of images may say that is no use, and must do no harm. */
import { Response } from 'undici'
import { expect, test } from 'vitest'
import { createHttp } from '../../../src/images/http.ts'
import { findInRelease } from '../../../src/images/releases.ts'

test.each(['no address', 'http://images.example/x', 'file:///etc/passwd', 'https://'])(
  'what is no https address is refused: %s',
  async (url) => {
    const http = createHttp({ trust: {}, credential: null, proxy: null, stallMs: 1000 })
    await expect(http.get(url, {}, undefined)).rejects.toMatchObject({ code: 'Rejected' })
    await http.close()
  },
)

test('an entry of a release that is none is passed over', async () => {
  const whole = {
    state: 'uploaded',
    name: 'debian-12.qcow2',
    size: 5,
    url: 'https://api.example/1',
    browser_download_url: 'https://images.example/1',
    digest: `sha256:${'a'.repeat(64)}`,
  }
  const assets = [null, 'x', { ...whole, name: 7 }, { ...whole, url: null }, { ...whole, state: 'starter' }, whole]
  const body = JSON.stringify({ assets })
  const fetch = async () => new Response(body, { headers: { 'content-type': 'application/json' } })
  const http = { ...createHttp({ trust: {}, credential: null, proxy: null, stallMs: 1000 }), fetch }
  const ports = { http, clock: { now: () => 0 }, api: 'https://api.example', token: undefined }
  const source = {
    kind: 'release',
    image: 'debian-12',
    repository: 'a/b',
    tag: 'latest',
    asset: null,
    pin: null,
  } as const
  expect(await findInRelease(ports, source)).toMatchObject({ digest: 'a'.repeat(64), size: 5 })
})

/** Where images are fetched from, as site.yaml says it. */
import { describe, expect, test } from 'vitest'
import { load, siteTexts } from './fixtures.ts'

const withSite = (text: string) => load({ ...siteTexts, 'site.yaml': `id: lab\n${text}` })
const pin = `sha256:${'a'.repeat(64)}`

test('without a word it is the seed system’s repository, and the release with the tag latest', async () => {
  const { config, problems } = await withSite('')
  expect(problems).toEqual([])
  expect(config.site.images).toEqual({
    api: 'https://api.github.com',
    repository: 'homestak-iac/packer',
    release: 'latest',
    caFile: null,
    named: {},
  })
})

test('the site says it for all images, and for each', async () => {
  const { config, problems } = await withSite(
    'defaults: { image_release: v1, image_repository: me/disks, image_api: "https://git.lab/api/v3/", image_ca_file: ca.pem }\n' +
      `images: { debian-12: { release: v0, pin: "${pin}" }, mine: { url: "https://x.example/a.img", pin: "${pin}" } }\n`,
  )
  expect(problems).toEqual([])
  expect(config.site.images).toEqual({
    api: 'https://git.lab/api/v3',
    repository: 'me/disks',
    release: 'v1',
    caFile: '/cfg/ca.pem',
    named: { 'debian-12': { release: 'v0', pin }, mine: { url: 'https://x.example/a.img', pin } },
  })
})

describe('refused with its place is', () => {
  test.each([
    ['a url without a pin', '{ url: "https://x.example/a.img" }', 'has a url and no pin'],
    [
      'a url and a release',
      `{ url: "https://x.example/a.img", release: v1, pin: "${pin}" }`,
      'both a url and a release',
    ],
    ['a url that is not https', `{ url: "http://x.example/a.img", pin: "${pin}" }`, 'images.mine.url'],
    ['a url that is none', `{ url: "https://[", pin: "${pin}" }`, 'has a url that is none'],
    ['a pin of another kind', '{ pin: md5 }', 'images.mine.pin'],
    ['a word that is not known', '{ tag: v1 }', 'tag'],
  ])('%s', async (_, image, said) => {
    const { problems } = await withSite(`images:\n  mine: ${image}\n`)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ file: '/cfg/site.yaml', line: 3 })
    expect(`${problems[0]?.message} ${problems[0]?.hint}`).toContain(said)
  })
})

test('an address of the API that is none is refused', async () => {
  const { problems } = await withSite('defaults: { image_api: "https://[" }\n')
  expect(problems).toMatchObject([{ message: 'defaults.image_api is no URL', line: 2 }])
})

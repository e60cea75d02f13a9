/** The image commands against a simulated host in this process: what they show, refuse and end with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { violations } from '../report/schema-check.ts'
import { homestak } from './fake-io.ts'
import { lab, node, shop } from './lab.ts'

const fetched = 'local:import/debian-12_sha256-0123456789abcdef_600.qcow2'
const half = 'local:import/debian-12_sha256-fedcba9876543210_900.qcow2'

const rewrite = (path: string, edit: (text: string) => string) => writeFileSync(path, edit(readFileSync(path, 'utf8')))

/** A host with a fetched image, another whose copy broke off, and what the seed system left. */
async function imageLab(...nodes: readonly string[]) {
  const made = await lab(shop(...(nodes.length > 0 ? nodes : [node('a')])))
  const { world } = made.host.simulator
  // Nothing here is to be looked up.
  rewrite(join(made.dir, 'site-config/site.yaml'), (text) =>
    text.replace('defaults:', 'defaults:\n  image_api: https://127.0.0.1:1'),
  )
  world.addFile(fetched, 600)
  world.addFile(half, 60)
  world.addFile('local:iso/debian-12.img', 500)
  return { ...made, world, image: (...words: readonly string[]) => made.homestak('image', ...words) }
}

test('list tells the image that a name means from what is superseded, not whole, or of no use', async () => {
  const { image } = await imageLab()
  const { code, out } = await image('list', 'debian-12')
  expect(code).toBe(0)
  const line = (place: string) => out.split('\n').find((text) => text.includes(place))
  expect(line(fetched)).toMatch(/used by shop\/a +\S+$/)
  expect(line(half)).toMatch(/\(not whole\)$/)
  expect(line('local:import/debian-12.qcow2')).toMatch(/\(superseded\)$/)
  expect(line('local:iso/debian-12.img')).toMatch(/the API cannot import it\)$/)
  expect(out).not.toContain('debian-13')
})

test('what is printed as JSON has the fields of its schema and no others', async () => {
  const { image } = await imageLab()
  const documentOf = async (...words: readonly string[]) => JSON.parse((await image(...words, '--json-output')).out)
  expect(violations('image-list', await documentOf('list'))).toEqual([])
  expect(violations('image', await documentOf('verify'))).toEqual([])
  expect(violations('image', await documentOf('remove', 'debian-12', '--dry-run'))).toEqual([])
})

test('verify finds what is cut short, and calls nothing verified that it cannot read', async () => {
  const { image } = await imageLab()
  const { code, out } = await image('verify', 'debian-12')
  expect(code).toBe(4)
  expect(out).toMatch(/damaged[^]*its copy broke off/)
  expect(out).toContain('homestak did not put it there: its digest is not known')
  expect(out).not.toMatch(/: verified/)
})

test('remove takes away what broke off and spares what is named, put there by others, or a guest', async () => {
  const { image, world } = await imageLab()
  await world.run('POST', '/nodes/pve/qemu', { vmid: 900, name: 'debian-12', memory: 512 })
  await world.run('POST', '/nodes/pve/qemu/900/template')
  const before = world.volids().length
  const { code, out } = await image('remove', 'debian-12')
  expect(code).toBe(5)
  expect(out).toContain('it is named by shop/a')
  expect(out).toContain('the template 900 is a guest')
  expect(world.volids()).not.toContain(half)
  expect(world.volids()).toContain(fetched)
  expect(world.volids()).toHaveLength(before - 1)
})

test('remove spares a volume that the file of its host names for another image', async () => {
  const { image, world, dir } = await imageLab(node('a').replace('debian-12', 'base'))
  rewrite(join(dir, 'site-config/nodes/sim.yaml'), (text) => `${text}images: { base: "${fetched}" }\n`)
  const { code, out } = await image('remove', 'debian-12')
  expect({ code, out }).toEqual({ code: 5, out: expect.stringContaining('images: base in nodes/sim.yaml') })
  expect(world.volids()).toContain(fetched)
})

test('a token that may not write is told which privilege it lacks, before anything is sent', async () => {
  const { image, world, dir, host } = await imageLab()
  const token = await world.addToken('op@pve!lab', [{ path: '/', roles: 'PVEAuditor' }])
  rewrite(join(dir, 'site-config/secrets.yaml'), (text) => text.replace(host.simulator.token, token))
  const pin = `sha256:${'a'.repeat(64)}`
  rewrite(
    join(dir, 'site-config/site.yaml'),
    (text) => `${text}images: { mine: { url: "https://127.0.0.1:1/mine.qcow2", pin: "${pin}" } }\n`,
  )
  world.clearRequests()
  const said = 'lacks Datastore.AllocateTemplate on /storage/local'
  expect(await image('fetch', 'mine')).toMatchObject({ code: 5, out: expect.stringContaining(said) })
  for (const storage of ['local', 'vmstore']) await world.call('PUT', `/storage/${storage}`, { content: 'iso' })
  const way =
    'pvesm set local --content iso,import; with Datastore.Allocate on /storage, this does it, too: homestak image fetch IMAGE -H sim --enable-import'
  expect(await image('fetch', 'mine')).toMatchObject({ code: 5, out: expect.stringContaining(way) })
  expect(await image('fetch', 'mine', '--enable-import')).toMatchObject({ code: 5 })
  expect(world.requests().filter(({ method }) => method === 'POST')).toEqual([])
})

test('a volume that the host’s file names is what the name means, if it is there', async () => {
  const { image, dir } = await imageLab()
  const file = join(dir, 'site-config/nodes/sim.yaml')
  const plain = readFileSync(file, 'utf8')
  writeFileSync(file, `${plain}images: { mine: "local:import/debian-13.qcow2" }\n`)
  expect(await image('fetch', 'mine')).toMatchObject({ code: 0, out: expect.stringContaining('is there') })
  writeFileSync(file, `${plain}images: { mine: "local:import/nothing.qcow2" }\n`)
  expect(await image('fetch', 'mine')).toMatchObject({ code: 5, out: expect.stringContaining('nodes/sim.yaml') })
})

test('a host that does not answer is one of the results, and the others are shown', async () => {
  const { image, dir } = await imageLab()
  const there = readFileSync(join(dir, 'site-config/nodes/sim.yaml'), 'utf8')
  writeFileSync(join(dir, 'site-config/nodes/gone.yaml'), there.replace(/https:\S+/, 'https://127.0.0.1:1'))
  const { code, out } = await image('list')
  expect(code).toBe(4)
  expect(out).toContain('gone does not answer')
  expect(out).toContain(fetched)
})

describe('what cannot be understood ends with 2', () => {
  test.each([
    [['fetch'], 'image fetch what?'],
    [['remove'], 'image remove what?'],
    [['fetch', 'x', '--repo', 'no-slash'], 'Expected OWNER/NAME'],
    [['fetch', 'x', '-H', 'simm'], "did you mean 'sim'?"],
    [['fetch', 'x', '-H', 'sim', '--all-hosts'], 'exclude each other'],
    [['fetch', 'a/b'], 'cannot be the name of an image'],
    [['feth'], 'feth'],
  ])('%j', async (words, said) => {
    const { image } = await imageLab()
    const { code, out, err } = await image(...words)
    expect({ code, text: out + err }).toEqual({ code: 2, text: expect.stringContaining(said) })
  })
})

test('completion offers its words', async () => {
  const { out } = await homestak(['complete', '--', 'image', ''])
  expect(out.split('\n').slice(0, -1)).toEqual(['list', 'fetch', 'verify', 'remove'])
})

test('list shows the other hosts where one cannot be spoken to, and its code counts', async () => {
  const { image, dir } = await imageLab()
  const entry = readFileSync(join(dir, 'site-config/nodes/sim.yaml'), 'utf8')
  writeFileSync(join(dir, 'site-config/nodes/other.yaml'), entry.replace('api_token: sim', 'api_token: none'))
  const { code, out } = await image('list', 'debian-12')
  expect({ code, out }).toEqual({ code: 3, out: expect.stringContaining(fetched) })
  expect(out).toMatch(/other {2}host 'other' uses the token 'none'/)
  const { out: said } = await image('fetch', 'debian-12', '--all-hosts', '--dry-run')
  expect(said).toMatch(/debian-12 on other: failed[^]*api_tokens/)
})

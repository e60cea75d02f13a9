/** Images while things go wrong or at the same time: killed, shared, on several hosts, by the host itself, half copied. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { until } from './processes.ts'
import { hasQemu, imageLab, secondHost, volumeOf } from './image-lab.ts'

describe.skipIf(!hasQemu)('images', () => {
  test('a download that was killed goes on where it stopped, whatever its process left behind', async () => {
    const { releases, disk, digest, start, image, imports, cache } = await imageLab(2)
    const partial = join(cache, `sha256-${digest}.partial`)
    const never = Promise.withResolvers<void>()
    releases.hold = { after: 1_000_000, until: never.promise }
    const { child, ended } = start('fetch', 'debian-12')
    await until(() => existsSync(partial) && readFileSync(partial).length === 1_000_000)
    // The launcher has become node itself.
    child.kill('SIGKILL')
    await ended
    expect(existsSync(join(cache, `sha256-${digest}`))).toBe(false)
    releases.hold = undefined
    expect(await image('fetch', 'debian-12')).toMatchObject({ code: 0 })
    expect(releases.requests.filter((line) => line.endsWith(' bytes=1000000-'))).toHaveLength(1)
    expect(readdirSync(cache).toSorted()).toEqual([
      `sha256-${digest}`,
      `sha256-${digest}.json`,
      `sha256-${digest}.lock`,
    ])
    expect(await imports()).toMatchObject({ [volumeOf('debian-12', disk)]: disk.length })
  })

  test('an upload that was killed leaves no image on the host, and the next run sends it whole', async () => {
    const { cwd, disk, sim, start, image, imports } = await imageLab(3)
    const volume = volumeOf('debian-12', disk)
    const link = await stoppingLink(sim.told.endpoint, 1_000_000)
    const entry = join(cwd, 'site/nodes/sim.yaml')
    writeFileSync(entry, readFileSync(entry, 'utf8').replace(sim.told.endpoint, link.endpoint))
    const { child, ended } = start('fetch', 'debian-12')
    await link.stopped
    child.kill('SIGKILL')
    expect(await ended).toMatchObject({ code: null, err: expect.stringContaining('uploading on sim') })
    expect(await imports()).not.toHaveProperty([volume])
    expect(await image('fetch', 'debian-12')).toMatchObject({ code: 0 })
    expect((await imports())[volume]).toBe(disk.length)
  })

  test('what a killed process left of a file that is another one now is not made part of it', async () => {
    const { releases, disk, digest, image, cache, imports } = await imageLab()
    await image('fetch', 'nothing-that-is-there')
    const partial = join(cache, `sha256-${digest}.partial`)
    spawnSync('mkdir', ['-p', cache])
    writeFileSync(partial, Buffer.alloc(500_000, 1))
    writeFileSync(
      `${partial}.json`,
      JSON.stringify([{ name: 'debian-12.qcow2', size: disk.length, validator: '"another"' }]),
    )
    expect(await image('fetch', 'debian-12')).toMatchObject({ code: 0 })
    expect(releases.requests).toContainEqual(expect.stringContaining('bytes=500000-'))
    expect(await imports()).toMatchObject({ [volumeOf('debian-12', disk)]: disk.length })
  })

  test('an interruption ends with 130, and the next run goes on from there', async () => {
    const { releases, digest, start, image, cache } = await imageLab(2)
    const never = Promise.withResolvers<void>()
    releases.hold = { after: 1_000_000, until: never.promise }
    const { child, ended } = start('fetch', 'debian-12')
    const partial = join(cache, `sha256-${digest}.partial`)
    await until(() => existsSync(partial) && readFileSync(partial).length === 1_000_000)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130, err: expect.stringContaining('interrupted') })
    releases.hold = undefined
    expect(await image('fetch', 'debian-12')).toMatchObject({ code: 0 })
    expect(releases.requests).toContainEqual(expect.stringContaining('bytes=1000000-'))
  })

  test('two processes that want the same image share one download', async () => {
    const { releases, start, cwd } = await imageLab(2)
    await secondHost(cwd)
    const going = Promise.withResolvers<void>()
    releases.hold = { after: 500_000, until: going.promise }
    const first = start('fetch', 'debian-12', '-H', 'sim')
    const asked = () => releases.requests.filter((line) => /^GET .*\/debian-12\.qcow2( |$)/.test(line)).length
    await until(() => asked() > 0)
    const second = start('fetch', 'debian-12', '-H', 'two')
    let said = ''
    second.child.stderr.on('data', (chunk) => (said += chunk))
    await until(() => said.includes('waiting for another homestak'))
    going.resolve()
    expect(await first.ended).toMatchObject({ code: 0 })
    expect(await second.ended).toMatchObject({ code: 0, out: expect.stringContaining('on two: uploaded') })
    expect(asked()).toBe(1)
    releases.hold = undefined
    // Both hosts at once, with nothing left to do.
    const again = await start('fetch', 'debian-12', '--all-hosts', '--json-output').ended
    expect(JSON.parse(again.out).results).toMatchObject([
      { host: 'sim', outcome: 'present' },
      { host: 'two', outcome: 'present' },
    ])
  })

  test('several hosts and images at once are one download an image', async () => {
    const { releases, start, cwd, disk, imports } = await imageLab()
    for (const name of ['b', 'c']) {
      const entry = readFileSync(join(cwd, 'site/nodes/sim.yaml'), 'utf8')
      writeFileSync(join(cwd, `site/nodes/${name}.yaml`), entry)
    }
    const latest = releases.repositories['homestak-iac/packer']?.['latest'] ?? {}
    const [whole, sum] = [latest['debian-12.qcow2'], latest['debian-12.qcow2.sha256']]
    if (!whole || !sum) throw new Error('no image')
    Object.assign(latest, { 'mine.qcow2': whole, 'mine.qcow2.sha256': sum })
    const { code, out } = await start('fetch', 'debian-12', 'mine', '--all-hosts', '--json-output').ended
    expect({ code, results: JSON.parse(out).results.length }).toEqual({ code: 0, results: 6 })
    expect(releases.requests.filter((line) => /^GET .*\.qcow2$/.test(line))).toHaveLength(1)
    expect(await imports()).toMatchObject({
      [volumeOf('debian-12', disk)]: disk.length,
      [volumeOf('mine', disk)]: disk.length,
    })
  })

  test('a host that can reach the source fetches the file itself, and nothing is kept here', async () => {
    const { releases, disk, digest, json, imports, cache, site } = await imageLab(1, { trusting: true })
    const fetched = await json('fetch', 'debian-12')
    expect(fetched).toMatchObject({ code: 0, document: { results: [{ outcome: 'downloaded' }] } })
    expect(await imports()).toMatchObject({ [volumeOf('debian-12', disk)]: disk.length })
    expect(readdirSync(cache).filter((name) => !name.endsWith('.json'))).toEqual([])
    expect(releases.requests.filter((line) => line.startsWith('HEAD'))).toHaveLength(1)
    const url = releases.url('/files/homestak-iac/packer/latest/debian-12.qcow2')
    site(`images: { mine: { url: "${url}", pin: "sha256:${digest}" } }\n`)
    expect((await json('fetch', 'mine')).document.results).toMatchObject([{ outcome: 'downloaded' }])
    expect(await imports()).toMatchObject({ [volumeOf('mine', disk)]: disk.length })
    // And holds it against the digest later on, where it is asked to.
    const verified = await json('verify', 'debian-12')
    const outcomes = verified.document.results.map(({ place, outcome }) => [place, outcome])
    expect(outcomes).toContainEqual([volumeOf('debian-12', disk), 'verified'])
  })

  test('a host without a storage for images is told what to do, and has it done when asked to', async () => {
    const { sim, disk, image, imports } = await imageLab()
    for (const storage of ['local', 'vmstore']) {
      await sim.call('PUT', `/storage/${storage}`, { content: storage === 'local' ? 'iso,vztmpl' : 'images' })
    }
    const refused = await image('fetch', 'debian-12')
    expect(refused).toMatchObject({
      code: 5,
      out: expect.stringMatching(/pvesm set local --content iso,vztmpl,import; or .*--enable-import/),
    })
    expect(await image('fetch', 'debian-12', '--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringContaining('would be fetched'),
    })
    expect(await image('fetch', 'debian-12', '--enable-import')).toMatchObject({ code: 0 })
    expect(await imports()).toMatchObject({ [volumeOf('debian-12', disk)]: disk.length })
  })
})

/** A way to a host that lets so many bytes of one connection pass, once; whoever sends more waits until it gives up. */
async function stoppingLink(endpoint: string, most: number) {
  const stopped = Promise.withResolvers<void>()
  let isOpen = false
  const link = createServer((client) => {
    const host = connect(Number(new URL(endpoint).port), '127.0.0.1')
    let sent = 0
    client.on('data', (chunk) => {
      host.write(chunk)
      sent += chunk.length
      if (sent < most || isOpen) return
      isOpen = true
      client.pause()
      stopped.resolve()
    })
    host.pipe(client)
    client.on('close', () => host.destroy()).on('error', () => host.destroy())
    host.on('close', () => client.destroy()).on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => link.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void link.close())
  const address = link.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { endpoint: `https://127.0.0.1:${address.port}`, stopped: stopped.promise }
}

/** Images from a release to a host, by homestak's own processes, real disk images and a server that speaks https. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manifest, run, there, write } from './processes.ts'
import { file, serveReleases, sha256, sums } from './release-server.ts'
import { hasQemu, imageLab, qcow2, repository, volumeOf } from './image-lab.ts'

describe.skipIf(!hasQemu)('homestak image', () => {
  test('fetch brings an image to a host, once, with the privileges that README names; a guest is made from it', async () => {
    const { cwd, sim, disk, image, imports, releases } = await imageLab()
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
    const privs = (/--privs "([^"]+)"/.exec(readme)?.[1] ?? '').replaceAll(' ', ',')
    await sim.call('POST', '/access/roles', { roleid: 'Homestak', privs })
    await sim.call('POST', '/access/users', { userid: 'homestak@pve' })
    await sim.call('PUT', '/access/acl', { path: '/', users: 'homestak@pve', roles: 'Homestak' })
    const [, startup = ''] = /HomestakStartup --privs (\S+)/.exec(readme) ?? []
    await sim.call('POST', '/access/roles', { roleid: 'HomestakStartup', privs: startup })
    const alone = { path: '/', users: 'homestak@pve', roles: 'HomestakStartup', propagate: 0 }
    await sim.call('PUT', '/access/acl', alone)
    const made = await sim.call('POST', '/access/users/homestak@pve/token/cli', { privsep: 0 })
    const [, secret = ''] = /"value":"([^"]+)"/.exec(JSON.stringify(made)) ?? []
    const secrets = join(cwd, 'site/secrets.yaml')
    writeFileSync(secrets, readFileSync(secrets, 'utf8').replace(sim.told.token, `homestak@pve!cli=${secret}`))
    const fetched = await image('fetch', 'debian-12')
    expect(fetched).toMatchObject({ code: 0, out: expect.stringContaining('debian-12 on sim: uploaded') })
    expect(fetched.err).toMatch(/uploading on sim/)
    const volume = volumeOf('debian-12', disk)
    expect(await imports()).toMatchObject({ [volume]: disk.length })
    const before = releases.requests.length
    expect(await image('fetch', 'debian-12')).toMatchObject({ code: 0, out: expect.stringContaining('is there') })
    expect(releases.requests.slice(before).filter((line) => line.includes('.qcow2 '))).toEqual([])

    write(cwd, { 'manifests/shop.yaml': manifest('shop', { web: 'vmid: 9100' }) })
    expect(await run(cwd, 'reconcile', ...there)).toMatchObject({ code: 0 })
    expect(await run(cwd, 'diff', '--exit-code', ...there)).toMatchObject({ code: 0 })
    const tasks = await sim.call('GET', `/nodes/${sim.told.node}/tasks`, { typefilter: 'qmcreate' })
    expect(JSON.stringify(tasks)).toContain('9100')
  })

  test('fetch joins parts in their order and checks the whole', async () => {
    const { cwd, releases, image, imports } = await imageLab()
    const disk = qcow2(cwd, 2, 2)
    const third = Math.ceil(disk.length / 3)
    const part = (index: number) => file(disk.subarray(index * third, (index + 1) * third))
    const name = 'pve-9.qcow2'
    // Listed in an order of their own.
    const parts = { [`${name}.partac`]: part(2), [`${name}.partaa`]: part(0), [`${name}.partab`]: part(1) }
    releases.repositories[repository] = { latest: { ...parts, [`${name}.sha256`]: sums(name, disk) } }
    expect(await image('fetch', 'pve-9')).toMatchObject({ code: 0 })
    expect(await imports()).toMatchObject({ [volumeOf('pve-9', disk)]: disk.length })
    delete releases.repositories[repository]?.['latest']?.[`${name}.partab`]
    const { code, err, out } = await image('fetch', 'pve-9')
    expect({ code, text: out + err }).toEqual({
      code: 4,
      text: expect.stringContaining('pve-9.qcow2.partab is missing'),
    })
  })

  test('what is not what its source promises is named, and nothing of it is kept', async () => {
    const { cwd, releases, disk, image, imports, cache } = await imageLab()
    const name = 'debian-12.qcow2'
    const other = qcow2(cwd, 1, 3)
    const page = Buffer.from(`<!DOCTYPE html><html>${' '.repeat(5000)}</html>`)
    const sum = { [`${name}.sha256`]: sums(name, disk) }
    const cases: readonly [string, Record<string, ReturnType<typeof file>>][] = [
      ['was announced', { [name]: file(other), ...sum }],
      ['web page', { [name]: file(page, { type: 'text/html; charset=utf-8' }), ...sum }],
      ['tells no digest', { [name]: file(disk) }],
    ]
    const before = await imports()
    for (const [said, files] of cases) {
      releases.repositories[repository] = { latest: files }
      const { code, out, err } = await image('fetch', 'debian-12')
      expect({ said, code, text: out + err }).toEqual({ said, code: 4, text: expect.stringContaining(said) })
      expect(existsSync(cache) ? readdirSync(cache).filter((entry) => !entry.endsWith('.lock')) : []).toEqual([])
    }
    expect(await imports()).toEqual(before)
  })

  test('names that there is nothing for are told with what there is', async () => {
    const { image } = await imageLab()
    const said = async (...words: string[]) => {
      const { code, out, err } = await image('fetch', ...words)
      expect(code).toBe(5)
      return out + err
    }
    expect(await said('debian-21')).toContain("did you mean 'debian-12'?")
    expect(await said('debian-12', '--tag', 'lastest')).toContain("did you mean 'latest'?")
    expect(await said('debian-12', '--repo', 'nobody/nothing')).toContain('no repository nobody/nothing')
  })

  test('a limit on requests is told with its end and the way around it', async () => {
    const { releases, image } = await imageLab()
    const reset = Math.floor(Date.now() / 1000) + 1800
    releases.intercept = (_, response) => {
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
      response.writeHead(403, headers).end(JSON.stringify({ message: 'API rate limit exceeded' }))
      return true
    }
    const { code, out, err } = await image('fetch', 'debian-12')
    expect(code).toBe(4)
    expect(out + err).toContain(new Date(reset * 1000).toISOString())
    expect(out + err).toContain('GITHUB_TOKEN')
  })

  test('a token goes to the API and nowhere else, and is never shown', async () => {
    const { cwd, releases, image } = await imageLab()
    const elsewhere = await serveReleases(releases.certificate)
    elsewhere.repositories = releases.repositories
    const token = 'ghp_thisisnotatokenbutlookslikeone'
    const secrets = join(cwd, 'site/secrets.yaml')
    writeFileSync(secrets, readFileSync(secrets, 'utf8').replace(/auth:\n.*/, `auth:\n  github: ${token}`))
    // As GitHub leads to its store, on another host.
    const target = new URL(elsewhere.url(`/files/${repository}/latest/debian-12.qcow2`))
    releases.intercept = ({ url = '' }, response) => {
      if (!url.endsWith('.qcow2')) return false
      response.writeHead(302, { location: target.href }).end()
      return true
    }
    const { code, out, err } = await image('fetch', 'debian-12', '--verbose')
    expect({ code, err }).toMatchObject({ code: 0 })
    expect(releases.credentials.length).toBeGreaterThan(0)
    expect(elsewhere.credentials).toEqual([])
    expect(out + err).not.toContain(token)
    releases.intercept = ({ url = '' }, response) => {
      if (!url.endsWith('.qcow2')) return false
      response.writeHead(302, { location: 'http://127.0.0.1:9/plain' }).end()
      return true
    }
    releases.repositories[repository] = {
      latest: { 'x.qcow2': file(Buffer.alloc(9000)), 'x.qcow2.sha256': sums('x', Buffer.alloc(1)) },
    }
    expect(await image('fetch', 'x')).toMatchObject({ out: expect.stringContaining('it is no https address') })
  })

  test('a source that is down for a moment is asked again, and a connection that breaks taken up where it broke', async () => {
    const { releases, disk, image, imports } = await imageLab()
    releases.cuts = [300_000, 400_000]
    let down = 1
    releases.intercept = (_, response) => {
      if (down === 0) return false
      down -= 1
      response.writeHead(503).end()
      return true
    }
    const { code, err } = await image('fetch', 'debian-12')
    expect(code).toBe(0)
    expect(err).toContain('it answers 503; tried again in')
    expect(err).toMatch(/debian-12\.qcow2 cannot be read: .*; tried again in/)
    const asked = releases.requests.filter((line) => line.includes('/debian-12.qcow2 bytes='))
    expect(asked.length).toBe(2)
    expect(await imports()).toMatchObject({ [volumeOf('debian-12', disk)]: disk.length })
  })

  test('verify reads what is here, and says of a host what it can', async () => {
    const { disk, digest, cache, json, image } = await imageLab()
    await image('fetch', 'debian-12')
    const first = await json('verify', 'debian-12')
    expect(first.document.results[0]).toMatchObject({ host: null, outcome: 'verified' })
    const path = join(cache, `sha256-${digest}`)
    writeFileSync(path, Buffer.concat([disk.subarray(0, -1), Buffer.from([disk.at(-1) === 1 ? 2 : 1])]))
    const second = await json('verify', 'debian-12')
    expect(second.code).toBe(4)
    expect(second.document.results[0]).toMatchObject({ host: null, outcome: 'damaged' })
    expect(existsSync(path)).toBe(false)
  })

  test('list shows what is where, from which release and who names it; remove spares what is named', async () => {
    const { cwd, disk, image, imports, sim } = await imageLab()
    await image('fetch', 'debian-12')
    write(cwd, { 'manifests/shop.yaml': manifest('shop', { web: 'vmid: 9100' }) })
    const listed = await image('list', 'debian-12')
    expect(listed.code).toBe(0)
    expect(listed.out).toMatch(new RegExp(`${repository} latest +used by shop/web +${volumeOf('debian-12', disk)}`))
    const refused = await image('remove', 'debian-12')
    expect(refused).toMatchObject({ code: 5, out: expect.stringContaining('it is named by shop/web') })
    expect(await imports()).toHaveProperty([volumeOf('debian-12', disk)])
    write(cwd, { 'manifests/shop.yaml': manifest('shop', { web: 'vmid: 9100' }).replace('debian-12', 'debian-13') })
    expect(await image('remove', 'debian-12', '--dry-run')).toMatchObject({
      out: expect.stringContaining('would be removed'),
    })
    const removed = await image('remove', 'debian-12')
    expect(removed.out).toContain('debian-12 on sim: removed')
    // What a person put there is left to that person.
    expect(removed).toMatchObject({ code: 5, out: expect.stringContaining('pvesm free local:import/debian-12.qcow2') })
    expect(Object.keys(await imports())).toContain('local:import/debian-12.qcow2')
    expect(await imports()).not.toHaveProperty([volumeOf('debian-12', disk)])
    expect(sim.told.node).toBe('pve')
  })

  test('a pin, a URL and a new release are each what they say', async () => {
    const { cwd, releases, disk, digest, image, imports, site } = await imageLab()
    const newer = qcow2(cwd, 1, 5)
    const name = 'debian-12.qcow2'
    const v2 = { [name]: file(newer), SHA256SUMS: sums(name, newer) }
    Object.assign(releases.repositories[repository] ?? {}, { v2 })
    site(`images:\n  debian-12: { pin: "sha256:${sha256(newer)}" }\n`)
    const pinned = await image('fetch', 'debian-12')
    expect(pinned).toMatchObject({ code: 4, out: expect.stringContaining('was announced') })
    site('')
    expect(await image('fetch', 'debian-12')).toMatchObject({ code: 0 })
    site(
      `images:\n  debian-12: { release: v2 }\n  mine: { url: "${releases.url(`/files/${repository}/latest/${name}`)}", pin: "sha256:${digest}" }\n`,
    )
    expect(await image('fetch', 'debian-12', 'mine')).toMatchObject({ code: 0 })
    expect(await imports()).toMatchObject({
      [volumeOf('debian-12', newer)]: newer.length,
      [volumeOf('debian-12', disk)]: disk.length,
      [volumeOf('mine', disk)]: disk.length,
    })
    expect((await image('list', 'debian-12')).out).toContain('(superseded)')
    site('images:\n  mine: { url: "https://x.example/a.qcow2" }\n')
    expect(await image('list')).toMatchObject({ code: 3, err: expect.stringContaining('has a url and no pin') })
  })
})

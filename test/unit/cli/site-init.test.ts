/** `homestak site init` told everything by options: from nothing to a first guest. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { defaultPlan } from '../../../src/simulator/world.ts'
import { violations } from '../report/schema-check.ts'
import { folderAt, newcomer, publicKey } from './newcomer.ts'

describe('from nothing', () => {
  test('to a first guest, with the next command as it is printed', async () => {
    const { init, call, world, read, own, config } = await newcomer()
    const made = await init('--token-name', 'homestak@pve!desk')
    expect(made).toMatchObject({ code: 0, out: 'Next: homestak reconcile\n' })
    expect(read('nodes/pve.yaml')).toMatch(/^fingerprint: /m)
    expect(read('secrets.yaml')).toContain(publicKey)
    expect(statSync(join(config, 'secrets.yaml')).mode & 0o777).toBe(0o600)
    expect(read('secrets.yaml')).not.toContain('homestak@pve')
    expect(own()).toContain('homestak@pve!desk')
    expect(read('.gitignore')).toBe('secrets.yaml\n')
    expect(await call(['preflight'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('nothing stands in the way'),
    })
    expect(await call(['reconcile'])).toMatchObject({ code: 0, out: expect.stringContaining('1 ready') })
    expect(world.guests().map(({ config: { name } }) => name)).toEqual(['hello'])
    expect(await call(['destroy', 'first/hello', '--yes'])).toMatchObject({ code: 0 })
    expect(world.volids().filter((volid) => volid.includes('homestak'))).toEqual([])
  })

  test('neither the password nor the token is ever shown', async () => {
    const { init, own } = await newcomer()
    const { out, err } = await init('-v')
    const token = /=([0-9a-f-]{36})/.exec(own())?.[1]
    expect(token).toBeDefined()
    expect(out + err).not.toContain(token)
    expect(out + err).not.toContain('simulated')
  })

  test('with a key of the site that signs the tokens of guests, and stays', async () => {
    const { init, read } = await newcomer()
    const { out, err } = await init()
    const [, key = 'none'] = /^auth:\n {2}signing_key: ['"]?([0-9a-f]{64})['"]?$/m.exec(read('secrets.yaml')) ?? []
    expect(key).not.toBe('none')
    expect(out + err).not.toContain(key)
    await init('--name', 'pve')
    expect(read('secrets.yaml').split(key)).toHaveLength(2)
  })

  test('with the password on stdin', async () => {
    const { call, host, address } = await newcomer()
    const words = ['site', 'init', address, '--yes', '--fingerprint', host.fingerprint, '--password-file', '-']
    expect(await call(words, 'simulated\n')).toMatchObject({ code: 0 })
  })

  test('as JSON, as its schema has it', async () => {
    const { init, config } = await newcomer()
    const { out } = await init('--json-output')
    expect(violations('site-init', JSON.parse(out))).toEqual([])
    expect(JSON.parse(out)).toMatchObject({ dir: config, host: 'pve', image: { name: 'debian-12', fetched: null } })
  })

  test('into a folder, under a name, and on a bridge of one’s own choice', async () => {
    const { init, dir, call } = await newcomer({ ...defaultPlan, bridges: ['vmbr0', 'vmbr7'] })
    const { code, out } = await init(
      '--site-config',
      'my site',
      '--name',
      'hv0',
      '--bridge',
      'vmbr7',
      '--site-id',
      'lab-1',
    )
    expect(code).toBe(0)
    expect(out).toBe("Next: homestak reconcile 'my site/manifests'\n")
    expect(readFileSync(join(dir, 'work/my site/site.yaml'), 'utf8')).toMatch(/^id: lab-1 [^]*bridge: vmbr7$/m)
    expect(await call(['reconcile', 'my site/manifests'])).toMatchObject({ code: 0 })
  })

  test('on one node of a cluster, by way of any of them', async () => {
    const { init, call, read, world } = await newcomer({ ...defaultPlan, nodeNames: ['pve', 'pve2'] })
    expect(await init('--node', 'pve3')).toMatchObject({ code: 2, err: expect.stringContaining('pve, pve2') })
    expect(await init('--node', 'pve2')).toMatchObject({ code: 0, err: expect.stringContaining('on /nodes\n') })
    expect(read('nodes/pve2.yaml')).toMatch(/^node: pve2 /m)
    console.log(await call(['reconcile']))
    expect(await call(['reconcile'])).toMatchObject({ code: 0 })
    expect(world.guests().map(({ node }) => node)).toEqual(['pve2'])
  })

  test('on a virtual network, whose zone the token is given', async () => {
    const { init, call, world } = await newcomer()
    await world.call('POST', '/cluster/sdn/zones', { zone: 'lab', type: 'simple' })
    await world.call('POST', '/cluster/sdn/vnets', { vnet: 'vnet1', zone: 'lab' })
    await world.run('PUT', '/cluster/sdn')
    expect(await init('--bridge', 'vnet1')).toMatchObject({
      code: 0,
      err: expect.stringContaining('on /sdn/zones/lab/vnet1'),
    })
    expect(await call(['preflight'])).toMatchObject({ code: 0, out: expect.stringMatching(/ok +bridges +vnet1/) })
    expect(await call(['reconcile'])).toMatchObject({ code: 0 })
  })

  test('with a token that is there, in place of a password', async () => {
    const { call, host, dir, address, own, writes, world } = await newcomer()
    writeFileSync(join(dir, 'home/token'), host.simulator.token)
    world.clearRequests()
    const made = await call([
      'site',
      'init',
      address,
      '--yes',
      '--fingerprint',
      host.fingerprint,
      '--token-file',
      '../home/token',
    ])
    expect(made.code).toBe(0)
    expect(writes()).toEqual([])
    expect(own()).toContain(host.simulator.token)
  })

  test('with an age key made for it, where that is wanted', async () => {
    const { init, call, config, dir, read } = await newcomer()
    expect(await init('--new-age-key')).toMatchObject({ code: 0 })
    const file = join(dir, 'home/.config/sops/age/keys.txt')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(config)).not.toContain('secrets.yaml')
    expect(read('secrets.yaml.enc')).toContain(/public key: (age1\S+)/.exec(readFileSync(file, 'utf8'))?.[1])
    expect(await call(['preflight'])).toMatchObject({ code: 0 })
  })

  test('with secrets encrypted for an age key, which preflight and reconcile read', async () => {
    const { init, call, config, dir, read, own } = await newcomer()
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption')
    const identity = await generateX25519Identity()
    const keys = join(dir, 'home/.config/sops/age')
    folderAt(keys)
    writeFileSync(join(keys, 'keys.txt'), `${identity}\n`)
    expect(await init()).toMatchObject({ code: 0 })
    expect(readdirSync(config)).not.toContain('secrets.yaml')
    expect(read('secrets.yaml.enc')).toContain(await identityToRecipient(identity))
    expect(own()).toContain(await identityToRecipient(identity))
    expect(own()).not.toContain('homestak@pve')
    expect(await call(['reconcile'])).toMatchObject({ code: 0 })
    expect((await init('--ssh-key', '../home/.ssh/id_ed25519.pub')).err).toContain('kept')
  })
})

describe('the token', () => {
  test('is refused everything that homestak has no need of', async () => {
    const { init, host, own } = await newcomer()
    await init()
    const token = /"?(homestak@pve!\S+?=[0-9a-f-]{36})/.exec(own())?.[1] ?? ''
    const ask = asToken(host, token)
    const calls = [
      ['POST', '/access/users', { userid: 'eve@pve' }],
      ['PUT', '/access/acl', { path: '/', roles: 'Administrator', users: 'homestak@pve' }],
      ['PUT', '/access/roles/Homestak', { privs: 'Sys.Modify', append: '1' }],
      ['PUT', '/storage/local', { content: 'images' }],
      ['DELETE', '/storage/vmstore', {}],
      ['PUT', '/nodes/pve/time', { timezone: 'UTC' }],
      ['POST', '/nodes/pve/network', { iface: 'vmbr9', type: 'bridge' }],
      ['POST', '/pools', { poolid: 'p' }],
      [
        'POST',
        '/nodes/pve/storage/local/download-url',
        { content: 'iso', filename: 'a.iso', url: 'https://a.example/a.iso' },
      ],
    ] as const
    for (const [method, path, form] of calls) expect([path, await ask(method, path, form)]).toEqual([path, 403])
    expect(await ask('GET', '/nodes/pve/qemu', {})).toBe(200)
    expect(await ask('GET', '/nodes/pve/tasks', {})).toBe(200)
  })

  test('of each machine is its own: one of that name is left alone', async () => {
    const { init, world, dir } = await newcomer()
    await world.call('POST', '/access/users', { userid: 'homestak@pve' })
    await world.call('POST', '/access/users/homestak@pve/token/desk', { privsep: 0 })
    const refused = await init('--token-name', 'homestak@pve!desk')
    expect(refused).toMatchObject({ code: 5, err: expect.stringContaining('shows its secret no more') })
    expect(readdirSync(join(dir, 'home'))).not.toContain('config')
    expect(await init()).toMatchObject({ code: 0 })
  })
})

/** The status of one call. */
const asToken =
  ({ endpoint }: { readonly endpoint: string }, token: string) =>
  (method: string, path: string, form: Readonly<Record<string, string>>): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `PVEAPIToken=${token}`, 'content-type': 'application/x-www-form-urlencoded' }
      const url = `${endpoint}/api2/json${path}`
      const sent = request(url, { method, headers, rejectUnauthorized: false, agent: false }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0))
      })
      sent.on('error', reject)
      sent.end(method === 'GET' || method === 'DELETE' ? undefined : new URLSearchParams(form).toString())
    })

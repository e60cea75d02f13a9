/** `homestak site init` where something is missing or goes wrong: it is told, and nothing is left behind. */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fingerprintOf, newCertificate } from '../../../src/simulator/certificate.ts'
import { defaultPlan, type WorldPlan } from '../../../src/simulator/world.ts'
import { folderAt, newcomer } from './newcomer.ts'

describe('what the host lacks', () => {
  const bare: WorldPlan = {
    ...defaultPlan,
    images: {},
    storages: [
      { storage: 'local', path: '/var/lib/vz', content: ['iso', 'vztmpl'] },
      { storage: 'vmstore', path: '/var/lib/vmstore', content: ['images'] },
    ],
  }

  test('import content is enabled, on a storage that can', async () => {
    const { init, world } = await newcomer(bare)
    const { code, out, err } = await init('--no-fetch')
    expect(err).toContain('storage local takes images now')
    expect(await world.call('GET', '/storage/local')).toMatchObject({ content: expect.stringContaining('import') })
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('Next: ') })
  })

  test('nothing is enabled where that is not wanted, and preflight says what is missing', async () => {
    const { init, call, world } = await newcomer(bare)
    expect(await init('--no-enable-import')).toMatchObject({ code: 0 })
    expect(await world.call('GET', '/storage/local')).not.toMatchObject({ content: expect.stringContaining('import') })
    expect((await call(['preflight'])).out).toContain('pvesm set local --content iso,vztmpl,import')
  })

  test.each([
    ['disks', { ...bare, storages: bare.storages.slice(0, 1) }, 'no storage takes disks of guests'],
    ['seed ISOs', { ...bare, storages: bare.storages.slice(1) }, 'no storage takes the seed ISOs'],
    ['cards', { ...bare, bridges: [] }, 'no bridge'],
  ])('a place for %s is told before anything is made', async (_, plan, said) => {
    const { init, config, writes } = await newcomer(plan)
    expect(await init()).toMatchObject({ code: 5, err: expect.stringContaining(said) })
    expect(existsSync(config)).toBe(false)
    expect(writes().map(({ path }) => path)).toEqual(['/api2/json/access/ticket'])
  })
})

describe('what goes wrong leaves nothing behind', () => {
  test('a certificate that nobody agreed to', async () => {
    const { call, host, address, config, writes } = await newcomer()
    const unknown = await call(['site', 'init', address, '--yes', '--password-file', '../home/password'])
    expect(unknown).toMatchObject({ code: 3, err: expect.stringContaining(`--fingerprint ${host.fingerprint}`) })
    const wrong = await call(['site', 'init', address, '--yes', '--fingerprint', 'AB'.repeat(32)])
    expect(wrong).toMatchObject({ code: 3, err: expect.stringContaining(host.fingerprint) })
    expect(wrong.err).toContain('not the one that --fingerprint names')
    expect(wrong.err).not.toContain('nodes/')
    expect(existsSync(config)).toBe(false)
    expect(writes()).toEqual([])
  })

  test('a file of a token that has none', async () => {
    const { call, address, host, writes } = await newcomer()
    const words = ['--yes', '--fingerprint', host.fingerprint, '--token-file', '../home/password']
    const refused = await call(['site', 'init', address, ...words])
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('../home/password has no token') })
    expect(refused.err).toContain('USER@REALM!NAME=UUID')
    expect(writes()).toEqual([])
  })

  test('a wrong password', async () => {
    const { init, dir, config } = await newcomer()
    writeFileSync(join(dir, 'home/password'), 'wrong')
    expect(await init()).toMatchObject({ code: 5, err: expect.stringContaining('refuses the password of root@pam') })
    expect(existsSync(config)).toBe(false)
  })

  test('nobody there to be asked', async () => {
    const { call, address, host } = await newcomer()
    const asked = await call(['site', 'init', address, '--fingerprint', host.fingerprint])
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('--password-file') })
    expect(await call(['site', 'init'])).toMatchObject({ code: 2, err: expect.stringContaining('ADDRESS') })
  })

  test('an address where nobody answers', async () => {
    const { call } = await newcomer()
    const silent = await call(['site', 'init', '127.0.0.1:1', '--yes'])
    expect(silent).toMatchObject({ code: 4, err: expect.stringContaining('check the address https://127.0.0.1:1') })
  })

  test.skipIf(process.getuid?.() === 0)('a folder that cannot be written is told before anybody is asked', async () => {
    const { init, dir, world } = await newcomer()
    chmodSync(join(dir, 'home'), 0o500)
    onTestFinished(() => chmodSync(join(dir, 'home'), 0o700))
    expect(await init()).toMatchObject({
      code: 3,
      err: expect.stringContaining('home cannot be written: permission denied'),
    })
    expect(world.requests()).toEqual([])
  })

  test('so is a file where a folder of the site-config has to be', async () => {
    const { init, dir, world } = await newcomer()
    const file = join(dir, 'home/password')
    const refused = await init('--site-config', join(file, 'site'))
    expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('a file is where a folder has to be') })
    expect(world.requests()).toEqual([])
  })

  test.each([
    [['--site-id', 'My Home'], 'lower-case letter'],
    [['--token-name', 'homestak'], 'USER@REALM!NAME'],
    [['--age', 'age1nobody'], '--age: age1nobody is not an age recipient'],
  ])('%j, which cannot be meant', async (words, said) => {
    const { init, config, writes } = await newcomer()
    expect(await init(...words)).toMatchObject({ code: 2, err: expect.stringContaining(said) })
    expect(existsSync(config)).toBe(false)
    expect(writes().filter(({ path }) => path !== '/api2/json/access/ticket')).toEqual([])
  })

  test('a file that cannot be written: those that were are gone, and so is the token', async () => {
    const { init, config, world } = await newcomer()
    folderAt(join(config, '.gitignore'))
    expect(await init()).toMatchObject({ code: 3, err: expect.stringContaining('is taken away again') })
    expect(readdirSync(config)).toEqual(['.gitignore'])
    expect(await world.call('GET', '/access/users/homestak@pve/token')).toEqual([])
  })

  test('folders that were there before stay, empty or not', async () => {
    const { init, config } = await newcomer()
    folderAt(join(config, '.gitignore'))
    folderAt(join(config, 'presets'))
    expect(await init()).toMatchObject({ code: 3 })
    expect(readdirSync(config).toSorted()).toEqual(['.gitignore', 'presets'])
  })

  test('a site-config with problems is not added to', async () => {
    const { init, config, writes } = await newcomer()
    writeFileSync(join(folderAt(config), 'nodes'), '')
    expect(await init()).toMatchObject({ code: 3 })
    expect(readdirSync(config)).toEqual(['nodes'])
    expect(writes()).toEqual([])
  })

  test('a signal once the token is made: it is taken away again, and nothing is written', async () => {
    const { start, host, told, address, config, world } = await newcomer()
    const running = start(['site', 'init', address, ...told])
    host.simulator.onRequest = ({ method, path }) => {
      if (method === 'POST' && path.includes('/token/')) running.send('SIGINT')
    }
    expect(await running.code).toBe(130)
    expect(running.err()).toContain('is taken away again')
    expect(existsSync(config)).toBe(false)
    expect(await world.call('GET', '/access/users/homestak@pve/token')).toEqual([])
  })

  test('an answer that is lost: the token that nobody knows the secret of is taken away', async () => {
    const { init, host, config, world } = await newcomer()
    let cuts = 1
    host.simulator.faults = ({ method, path }, phase) =>
      method === 'POST' && path.includes('/token/') && phase === 'after' && cuts-- > 0 ? 'reset' : 'pass'
    expect(await init()).toMatchObject({ code: 4, err: expect.stringContaining('is taken away again') })
    expect(existsSync(config)).toBe(false)
    expect(await world.call('GET', '/access/users/homestak@pve/token')).toEqual([])
  })

  test('a file of keys that cannot be used is never written over', async () => {
    const { init, config, dir } = await newcomer()
    const file = join(folderAt(join(dir, 'home/.config/sops/age')), 'keys.txt')
    writeFileSync(file, 'age-encryption.org/v1\n-> scrypt\n')
    expect(await init('--new-age-key')).toMatchObject({ code: 2, err: expect.stringContaining('keys.txt is there') })
    expect(readFileSync(file, 'utf8')).toBe('age-encryption.org/v1\n-> scrypt\n')
    expect(existsSync(config)).toBe(false)
    expect(await init()).toMatchObject({ code: 0 })
  })

  test('an account with a second factor: what to do instead is told', async () => {
    const { call } = await newcomer()
    const certificate = await newCertificate(['pve'])
    const server = createServer({ key: certificate.key, cert: certificate.cert }, (_, response) => {
      response.end(JSON.stringify({ data: { ticket: 'PVE:!tfa!x', CSRFPreventionToken: 'x', username: 'root@pam' } }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const at = server.address()
    const port = typeof at === 'object' && at ? at.port : 0
    const refused = await call([
      'site',
      'init',
      `127.0.0.1:${port}`,
      '--yes',
      '--fingerprint',
      fingerprintOf(certificate),
      '--password-file',
      '../home/password',
    ])
    expect(refused).toMatchObject({ code: 5, err: expect.stringMatching(/second factor[^]*--token-file/) })
  })
})

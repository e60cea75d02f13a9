/** `homestak site init` on a site-config that is there: only what is missing is added. */
import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folderAt, newcomer } from './newcomer.ts'
import { simulated } from './simulated.ts'

describe('site init, again', () => {
  test('nothing is changed, and no password is needed', async () => {
    const { init, call, config, world, writes } = await newcomer()
    await init()
    const before = readdirSync(config, { recursive: true }).map(String).toSorted()
    world.clearRequests()
    const again = await call(['site', 'init', '--yes'])
    expect(again).toMatchObject({ code: 0, out: 'Next: homestak reconcile\n' })
    expect(again.err).not.toMatch(/written|changed/)
    expect(writes()).toEqual([])
    expect(readdirSync(config, { recursive: true }).map(String).toSorted()).toEqual(before)
  })

  test('only what is missing is added; comments and other values stay', async () => {
    const { init, call, read, edit, config } = await newcomer()
    await init('--site-id', 'lab-9')
    edit('site.yaml', () => '# mine\ndefaults:\n  timezone: Europe/Berlin # here\n')
    edit('nodes/pve.yaml', (text) => `# our first\n${text.replace(/^datastore:.*\n/m, '')}`)
    chmodSync(join(config, 'nodes/pve.yaml'), 0o640)
    expect(await init('--site-id', 'lab-9')).toMatchObject({ code: 0 })
    expect(read('site.yaml')).toBe('id: lab-9\n# mine\ndefaults:\n  timezone: Europe/Berlin # here\n  host: pve\n')
    expect(read('nodes/pve.yaml')).toMatch(/^# our first\n[^]*^datastore: vmstore$/m)
    expect(statSync(join(config, 'nodes/pve.yaml')).mode & 0o777).toBe(0o640)
    expect(await call(['reconcile'])).toMatchObject({ code: 0 })
  })

  test('a token that was taken away is made anew', async () => {
    const { init, world, own } = await newcomer()
    await init('--token-name', 'homestak@pve!desk')
    const first = own()
    await world.call('DELETE', '/access/users/homestak@pve/token/desk')
    expect(await init()).toMatchObject({ code: 0, err: expect.stringContaining('a new one is made') })
    expect(own()).not.toBe(first)
    expect(own().match(/homestak@pve!/g)).toHaveLength(1)
  })

  test('a token that the host’s file calls otherwise is replaced where that file looks for it', async () => {
    const { init, call, world, own, editOwn, edit } = await newcomer()
    await init('--token-name', 'homestak@pve!desk')
    edit('nodes/pve.yaml', (text) => text.replace('api_token: pve', 'api_token: shared'))
    editOwn((text) => text.replace('  pve: ', '  shared: '))
    await world.call('DELETE', '/access/users/homestak@pve/token/desk')
    expect(await init()).toMatchObject({ code: 0, err: expect.stringContaining('a new one is made') })
    expect(own().match(/homestak@pve!/g)).toHaveLength(1)
    expect(await call(['reconcile'])).toMatchObject({ code: 0 })
  })

  test('a password in place of a token is replaced by one', async () => {
    const { init, call, own, editOwn } = await newcomer()
    await init()
    editOwn((text) => text.replace(/ {2}pve: .*/, "  pve: 'root@pam:simulated'"))
    expect(await call(['preflight'])).toMatchObject({ out: expect.stringContaining('site init makes a token') })
    expect(await init()).toMatchObject({ code: 0, err: expect.stringContaining('a password in place of a token') })
    expect(own()).toMatch(/^ {2}pve: '?homestak@pve!/m)
    expect(await call(['reconcile'])).toMatchObject({ code: 0 })
  })

  test('a token that lacks something is given it by whoever can log in; else that is told', async () => {
    const { init, call, world } = await newcomer()
    await init()
    await world.call('PUT', '/access/roles/Homestak', { privs: 'VM.Audit,Datastore.Audit,Sys.Audit' })
    expect(await call(['site', 'init', '--yes'])).toMatchObject({
      code: 5,
      err: expect.stringContaining('--password-file'),
    })
    expect(await init()).toMatchObject({ code: 0, err: expect.stringContaining('role Homestak: ') })
    expect(await call(['reconcile'])).toMatchObject({ code: 0 })
  })

  test('somebody who was there before keeps all rights, and is given what can be added to them', async () => {
    const { init, world, dir } = await newcomer()
    const rightsOn = async (path: string) => {
      const table: Readonly<Record<string, object>> = Object(
        await world.call('GET', '/access/permissions', { userid: 'ops@pve', path }),
      )
      return Object.keys(table[path] ?? {})
    }
    await world.call('POST', '/access/users', { userid: 'ops@pve' })
    await world.call('PUT', '/access/acl', { path: '/', users: 'ops@pve', roles: 'PVEVMAdmin' })
    const { value }: { value?: unknown } = Object(
      await world.call('POST', '/access/users/ops@pve/token/desk', { privsep: 0 }),
    )
    writeFileSync(join(dir, 'home/token'), `ops@pve!desk=${String(value)}`)
    const before = await rightsOn('/vms')
    const { code, err } = await init('--token-file', '../home/token')
    expect(code).toBe(0)
    expect(err).toContain('ops@pve has other rights on /vms: they are left as they are')
    expect(err).toContain('the token lacks Datastore.')
    expect(await rightsOn('/vms')).toEqual(before)
    expect(await rightsOn('/')).toContain('Sys.Modify')
  })

  test('with several manifests there, the next command takes one of them, and works', async () => {
    const { init, call, config } = await newcomer()
    for (const name of ['one', 'two']) {
      const nodes = `  - { name: ${name}, type: vm, preset: vm-small, image: debian-12, vmid: 9100 }\n`
      const text = `schema_version: 2\nname: ${name}\nnodes:\n${nodes}`
      writeFileSync(join(folderAt(join(config, 'manifests')), `${name}.yaml`), text)
    }
    expect(await init('--no-fetch')).toMatchObject({ code: 0, out: 'Next: homestak diff -M one\n' })
    expect(await call(['diff', '-M', 'one'])).toMatchObject({ code: 0, out: expect.stringContaining('one/one') })
  })

  test('a second host joins the first', async () => {
    const { init, call, read, told, host } = await newcomer()
    await init()
    const second = await simulated(8)
    const words = ['--name', 'hv1', ...told.map((word) => (word === host.fingerprint ? second.fingerprint : word))]
    const joined = await call(['site', 'init', second.endpoint, ...words])
    expect(joined).toMatchObject({ code: 0, out: 'Next: homestak reconcile -H hv1\n' })
    expect(read('site.yaml')).toMatch(/host: pve /)
    expect(await call(['reconcile', '-H', 'hv1'])).toMatchObject({ code: 0 })
  })
})

/** The service commands, against a service manager that only remembers. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reportFailure } from '../../../src/cli/failure.ts'
import { installVerb, type InstallOptions } from '../../../src/cli/service-install.ts'
import { removeVerb } from '../../../src/cli/service-remove.ts'
import { serviceStatusVerb } from '../../../src/cli/service-status.ts'
import type { Io } from '../../../src/cli/io.ts'
import { violations } from '../report/schema-check.ts'
import { fakeProcess, folder, homestak, manifest, siteFiles } from './fake-io.ts'
import { fakeSystemd } from './fake-systemd.ts'

/** A folder with a site-config and a manifest, and the three commands in it. */
function scene({ isRoot = true, files = {} }: { isRoot?: boolean; files?: Readonly<Record<string, string>> } = {}) {
  const dir = folder({ ...siteFiles(), 'manifests/shop.yaml': manifest('shop', 'host: hv\n'), ...files })
  const systemd = fakeSystemd(dir, isRoot)
  const call = async (verb: (io: Io) => Promise<number>) => {
    const fake = fakeProcess({
      cwd: dir,
      env: { XDG_STATE_HOME: join(dir, 'state'), XDG_CONFIG_HOME: join(dir, 'config') },
    })
    const code = await verb(fake.io).catch((error: unknown) => reportFailure(fake.io, error, { verbose: true }))
    return { code, out: fake.out(), err: fake.err(), told: systemd.told.splice(0) }
  }
  const options = { name: 'homestak', siteConfig: 'site', color: false } as const
  return {
    dir,
    systemd,
    file: join(dir, 'units/homestak.service'),
    install: (more: Partial<InstallOptions> = {}, paths: readonly string[] = []) =>
      call((io) => installVerb(io, paths, { ...options, ...more }, systemd)),
    remove: (more: Partial<InstallOptions> = {}) => call((io) => removeVerb(io, { ...options, ...more }, systemd)),
    status: (more: Partial<InstallOptions> = {}) =>
      call((io) => serviceStatusVerb(io, { ...options, ...more }, systemd)),
  }
}

describe('install', () => {
  test('writes the unit, enables and starts it, and says so', async () => {
    const { install, file, dir } = scene()
    const { code, out, told } = await install()
    expect(code).toBe(0)
    expect(told).toEqual(['daemon-reload', 'enable homestak.service', 'start homestak.service'])
    expect(out).toBe(`wrote ${file}\nenabled homestak.service\nstarted homestak.service\n`)
    const [exec] = /^ExecStart=.*/m.exec(readFileSync(file, 'utf8')) ?? []
    expect(exec).toMatch(/^ExecStart=\/bin\/sh \/\S+\/src\/cli\/homestak reconcile /)
    expect(exec).toContain(` ${dir}/manifests --watch --site-config ${dir}/site --state ${dir}/state/homestak --wait`)
    expect(statSync(join(dir, 'state/homestak')).mode & 0o777).toBe(0o700)
  })

  test('run again does nothing where nothing differs, and only what differs elsewhere', async () => {
    const { install, systemd, file } = scene()
    await install()
    expect(await install()).toMatchObject({ code: 0, told: [], out: expect.stringContaining('nothing to do') })

    expect((await install({ metrics: '9100' })).told).toEqual(['daemon-reload', 'restart homestak.service'])
    expect(readFileSync(file, 'utf8')).toContain('--metrics 9100')

    systemd.enabled = false
    expect(await install({ metrics: '9100' })).toMatchObject({
      told: ['enable homestak.service'],
      out: 'enabled homestak.service\n',
    })
    systemd.active = 'failed'
    expect((await install({ metrics: '9100' })).told).toEqual([
      'reset-failed homestak.service',
      'start homestak.service',
    ])
  })

  test('passes on what it is given, with absolute paths', async () => {
    const { install, dir } = scene({ files: { 'my m/a.yaml': manifest('a') } })
    const { out } = await install({ host: 'hv', metrics: '[::1]:9100', driftInterval: 90, state: 's', print: true }, [
      'my m',
      'manifests/shop.yaml',
    ])
    expect(out).toContain(
      `reconcile "${dir}/my m" ${dir}/manifests/shop.yaml --watch --site-config ${dir}/site --state ${dir}/s --host hv ` +
        '--drift-interval 90 --metrics "[::1]:9100" --wait\n',
    )
  })

  test('of a manifest of the site-config names it, and runs where that is found', async () => {
    const library = { 'site/manifests/web.yaml': manifest('web'), 'site/manifests/db.yaml': manifest('db') }
    const { install, dir } = scene({ files: library })
    rmSync(join(dir, 'manifests'), { recursive: true })
    expect(await install({ print: true, host: 'hv' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('2 manifests: db, web'),
    })
    const { out } = await install({ print: true, host: 'hv', manifest: ['web'], node: ['a'], maxDestroy: 2, tofu: 't' })
    expect(out).toContain(
      `reconcile --watch --site-config ${dir}/site --state ${dir}/state/homestak --manifest web --host hv --node a ` +
        `--max-destroy 2 --tofu ${dir}/t --wait\nWorkingDirectory=${dir}/site\n`,
    )
  })

  test.each([
    ['--print', { print: true }, '[Service]'],
    ['--dry-run', { dryRun: true }, 'would write '],
  ] as const)('with %s does nothing', async (_, options, said) => {
    const { install, file, dir } = scene()
    const { code, out, told } = await install(options)
    expect({ code, told }).toEqual({ code: 0, told: [] })
    expect(out).toContain(said)
    expect([existsSync(file), existsSync(join(dir, 'state'))]).toEqual([false, false])
  })

  test.each([
    ['a broken manifest', { 'manifests/bad.yaml': 'schema_version: 2\nname: bad\nnodes: 3\n' }, {}, 3, 'bad.yaml:3'],
    [
      'a preset that is not there',
      { 'manifests/shop.yaml': manifest('shop', 'host: hv\n').replace('small', 'smal') },
      {},
      3,
      'smal',
    ],
    ['a broken site-config', { 'site/site.yaml': 'id: Lab\n' }, {}, 3, 'site.yaml:1:5'],
    ['a site without an id', { 'site/site.yaml': '' }, {}, 3, 'has no id'],
    ['an unknown host', {}, { host: 'hw' }, 2, "did you mean 'hv'"],
    ['no address for metrics', {}, { metrics: 'here' }, 2, "--metrics: 'here'"],
    ['a name that is none', {}, { name: '../x' }, 2, "--name: '../x'"],
  ])('refuses %s before anything is written', async (_, files, options, code, said) => {
    const { install, file } = scene({ files })
    const result = await install(options)
    expect(result).toMatchObject({ code, told: [] })
    expect(result.err).toContain(said)
    expect(existsSync(file)).toBe(false)
  })

  test('leaves a unit alone that somebody else wrote', async () => {
    const { install, remove, systemd, file } = scene()
    mkdirSync(systemd.systemDir)
    writeFileSync(file, '[Service]\nExecStart=/bin/mine\n')
    for (const result of [await install(), await remove()])
      expect(result).toMatchObject({ code: 2, told: [], err: expect.stringContaining('was not written by homestak') })
    expect((await install({ name: 'homestak-lab' })).code).toBe(0)
  })

  test('says what is missing where there is no systemd, and still prints', async () => {
    const { install, systemd, file } = scene()
    systemd.missing = ['systemctl']
    expect(await install()).toMatchObject({ code: 1, err: expect.stringContaining('systemctl was not found') })
    expect((await install({ print: true })).code).toBe(0)
    systemd.missing = []
    systemd.failing = 'show'
    expect(await install()).toMatchObject({ code: 1, err: expect.stringContaining('Failed to connect to bus') })
    expect(existsSync(file)).toBe(false)
  })

  test('that fails half way says at which call, and goes on from there the next time', async () => {
    const { install, systemd } = scene()
    systemd.failing = 'enable'
    expect(await install()).toMatchObject({
      code: 1,
      err: expect.stringContaining('systemctl enable homestak.service: '),
    })
    systemd.failing = null
    expect((await install()).told).toEqual(['enable homestak.service', 'start homestak.service'])
  })
})

describe('a service of a user', () => {
  test('is what everybody but root installs, with the line that keeps it running', async () => {
    const { install, systemd, dir } = scene({ isRoot: false })
    const { told, err } = await install()
    expect(told).toEqual(['--user daemon-reload', '--user enable homestak.service', '--user start homestak.service'])
    expect(existsSync(join(dir, 'config/systemd/user/homestak.service'))).toBe(true)
    expect(err).toContain('loginctl enable-linger op')
    systemd.lingers = true
    expect((await install()).err).not.toContain('linger')
  })

  test('is what root gets with --user', async () => {
    expect((await scene().install({ user: true })).told[0]).toBe('--user daemon-reload')
  })
})

describe('remove', () => {
  test('stops, disables and deletes, and then has nothing to do', async () => {
    const { install, remove, file } = scene()
    await install()
    const { out, told } = await remove()
    expect(told).toEqual(['stop homestak.service', 'disable homestak.service', 'daemon-reload'])
    expect(out).toBe(`stopped homestak.service\ndisabled homestak.service\ndeleted ${file}\n`)
    expect(existsSync(file)).toBe(false)
    expect(await remove()).toMatchObject({ code: 0, told: [], out: expect.stringContaining('nothing to do') })
  })
})

describe('status', () => {
  test('shows how it stands and what it said last', async () => {
    const { install, status, systemd, file } = scene()
    expect((await status()).out).toContain(`not installed (${file})`)
    await install()
    const { code, out } = await status()
    expect(code).toBe(0)
    expect(out).toContain(`installed  ${file}\nenabled    yes\nactive     active (running)\n`)
    expect(out).toContain('shop/web  Ready')
    systemd.missing = ['journalctl']
    expect(await status()).toMatchObject({ code: 0, err: expect.stringContaining('the journal cannot be read') })
  })
})

test('as JSON each of them prints one document', async () => {
  const { install, remove, status } = scene()
  const json = { jsonOutput: true } as const
  const documents = [
    await install({ ...json, dryRun: true }),
    await install(json),
    await status(json),
    await remove(json),
    await status(json),
  ].map(({ out }) => JSON.parse(out))
  expect(documents.flatMap((document) => violations('service', document))).toEqual([])
  expect(documents.map(({ installed, enabled, active }) => [installed, enabled, active])).toEqual([
    [false, false, 'inactive'],
    [true, true, 'active'],
    [true, true, 'active'],
    [false, false, 'inactive'],
    [false, false, 'inactive'],
  ])
  expect(documents[0].steps[0]).toMatch(/^write /)
  expect(documents[1].steps[0]).toMatch(/^wrote /)
})

test('the words are understood as the others are', async () => {
  const { out } = await homestak(['service', 'install', '--help'])
  for (const option of [
    '--host',
    '--metrics',
    '--drift-interval',
    '--name',
    '--user',
    '--dry-run',
    '--print',
    '--state',
  ])
    expect(out).toContain(option)
  expect(await homestak(['service', 'instal'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean install?'),
  })
})

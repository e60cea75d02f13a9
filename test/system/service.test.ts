/** `homestak service` as a process of its own: a systemctl that keeps what it is told, and systemd's own judgement of the unit. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { launcher } from '../launcher.ts'
import { folder, manifest, write } from './processes.ts'

/** A site-config with a host that is never asked. */
const site = {
  'site/site.yaml': 'id: lab\n',
  'site/secrets.yaml': 'api_tokens:\n  hv: "op@pve!drv=00000000-0000-4000-8000-000000000001"\n',
  'site/nodes/hv.yaml': 'node: hv\napi_endpoint: https://127.0.0.1:1\napi_token: hv\ndatastore: local\n',
  'site/presets/vm-xsmall.yaml': 'cores: 1\nmemory: 512\ndisk: 5\n',
}

/** Answers as a service manager would that has the unit once it was enabled and started. */
const systemctl = `#!/bin/sh
echo "$*" >>"$HOME/told"
has() { [ -e "$HOME/$1" ]; }
case "$*" in
  *' show '*)
    has enabled && echo UnitFileState=enabled || echo UnitFileState=
    has active && echo ActiveState=active || echo ActiveState=inactive
    echo SubState=running ;;
  *' enable '*) : >"$HOME/enabled" ;;
  *' disable '*) rm "$HOME/enabled" ;;
  *' start '*) : >"$HOME/active" ;;
  *' stop '*) rm "$HOME/active" ;;
esac
`

/** A folder with all of that, in which homestak is called; `tools`: the fake systemctl is in PATH. */
function scene({ tools = true, files = {} }: { tools?: boolean; files?: Readonly<Record<string, string>> } = {}) {
  const cwd = folder({
    ...site,
    'manifests/shop.yaml': manifest('shop', { web: '' }, 'host: hv'),
    ...(tools ? { 'bin/systemctl': systemctl } : {}),
    ...files,
  })
  if (tools) chmodSync(join(cwd, 'bin/systemctl'), 0o755)
  const env = {
    HOME: cwd,
    PATH: `${cwd}/bin:${join(launcher, '../../../node_modules/.bin')}:${tools ? '/usr/bin:/bin' : '/nowhere'}`,
  }
  const homestak = (...words: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', [launcher, ...words], { cwd, env, encoding: 'utf8' })
    return { code: status, out: stdout, err: stderr }
  }
  const service = (verb: string, ...words: readonly string[]) =>
    homestak('service', verb, '--user', '--site-config', 'site', ...words)
  const told = () => (existsSync(join(cwd, 'told')) ? readFileSync(join(cwd, 'told'), 'utf8').trim().split('\n') : [])
  return { cwd, homestak, service, told, unit: join(cwd, '.config/systemd/user/homestak.service') }
}
const acts = (told: readonly string[]) => told.filter((line) => !line.includes(' show '))

test('a service is installed, found to be as it should, and removed', () => {
  const { service, told, unit } = scene()
  expect(service('install', 'manifests', '--metrics', '9100')).toMatchObject({ code: 0 })
  expect(acts(told())).toEqual([
    '--user daemon-reload',
    '--user enable homestak.service',
    '--user start homestak.service',
  ])
  expect(readFileSync(unit, 'utf8')).toContain('--metrics 9100')
  expect(service('install', 'manifests', '--metrics', '9100').out).toContain('nothing to do')
  expect(service('status')).toMatchObject({ code: 0, out: expect.stringContaining('active     active (running)') })
  expect(service('remove').code).toBe(0)
  expect(existsSync(unit)).toBe(false)
  expect(acts(told()).slice(3)).toEqual([
    '--user stop homestak.service',
    '--user disable homestak.service',
    '--user daemon-reload',
  ])
})

test('a broken manifest ends with 3, and systemd hears nothing', () => {
  const { service, told, unit } = scene({ files: { 'manifests/bad.yaml': 'schema_version: 2\nname: bad\nnodes: 1\n' } })
  expect(service('install')).toMatchObject({ code: 3, err: expect.stringContaining('bad.yaml:3') })
  expect([told(), existsSync(unit)]).toEqual([[], false])
})

test('without systemctl it says what is missing, and --print works', () => {
  const { service } = scene({ tools: false })
  expect(service('install')).toMatchObject({ code: 1, err: expect.stringContaining('systemctl was not found in PATH') })
  expect(service('install', '--print')).toMatchObject({ code: 0, out: expect.stringContaining('[Service]') })
})

const judge = 'systemd-analyze'
const analyze = (...words: readonly string[]) =>
  spawnSync(judge, words, { encoding: 'utf8', env: { ...process.env, XDG_RUNTIME_DIR: '/nowhere' } })
const isThere = analyze('--version').status === 0
if (!isThere) console.warn(`SKIPPED: ${judge} is not there, so nobody judges the unit`)

describe.skipIf(!isThere)('systemd', () => {
  const names = ['homestak', `a b%c$d"e'f\\g;é`]
  test.each(names)('finds nothing wrong with the units of a folder %j', (name) => {
    const { cwd, homestak } = scene()
    mkdirSync(join(cwd, name))
    for (const part of ['site', 'manifests']) renameSync(join(cwd, part), join(cwd, name, part))
    const words = [`${name}/manifests`, '--site-config', `${name}/site`, '--state', `${name}/state`, '-H', 'hv']
    // Without --user it is root's, where root runs this.
    for (const scope of [[], ['--user']]) {
      const { code, out } = homestak('service', 'install', '--print', ...words, ...scope)
      expect(code).toBe(0)
      write(cwd, { 'homestak.service': out })
      const { status, stderr } = analyze('verify', ...scope, join(cwd, 'homestak.service'))
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    }
  })
})

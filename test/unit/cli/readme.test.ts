/** README says what is so: its tables are those of the code, its commands exist, its first manifest and privileges will do. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../src/errors.ts'
import { run } from '../../../src/cli/run.ts'
import { fakeProcess, folder, homestak } from './fake-io.ts'
import { fastClock, simulated } from './simulated.ts'

const root = join(import.meta.dirname, '../../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

const between = (start: string): string => new RegExp(`<!-- ${start} -->\n([^]*?)<!-- end -->`).exec(readme)?.[1] ?? ''

/** The indented lines that begin with a word, without their indentation. */
const commands = (word: string): readonly string[] =>
  [...readme.matchAll(new RegExp(`^ {4,}(${word} .*)$`, 'gm'))].map(([, line = '']) => line)

describe('the tables', () => {
  test('of error codes is that of the code', () => {
    const rows = Object.entries(errorCodes).map(([code, { exit, text }]) => `| ${code} | ${exit} | ${text} |\n`)
    expect(between('error codes')).toBe(
      ['| code | exit code | meaning |\n', '| --- | ---: | --- |\n', ...rows].join(''),
    )
  })

  test('of exit codes has every exit code of an error', () => {
    const listed = [...readme.matchAll(/^\| (\d[\d, ]*) \|/gm)].flatMap(([, codes = '']) =>
      codes.split(', ').map(Number),
    )
    expect(listed).toEqual([130, 143, 2, 3, 5, 4, 1, 0])
    for (const { exit } of Object.values(errorCodes)) expect(listed).toContain(exit)
  })

  test('of commands lists just those that there are', async () => {
    const listed = [...readme.matchAll(/^\| `([a-z]+)[ `]/gm)].map(([, verb]) => verb)
    const helped = [...(await homestak([])).out.matchAll(/^ {2}([a-z]+) /gm)].map(([, verb]) => verb)
    expect(new Set(listed)).toEqual(new Set(helped))
  })
})

test('every command line in it is understood', async () => {
  const shown = commands('homestak').map((line) => line.split(' ').slice(1))
  expect(shown.length).toBeGreaterThan(5)
  const options = new Map<string, string>()
  for (const words of shown) {
    // A verb of two words has its options under the second.
    const verb = words.slice(0, ['config', 'image', 'service', 'site'].includes(words[0] ?? '') ? 2 : 1).join(' ')
    const help = options.get(verb) ?? (await homestak([...verb.split(' '), '--help'])).out
    options.set(verb, help)
    for (const word of words.filter((candidate) => candidate.startsWith('-'))) expect(help).toContain(word)
  }
})

test('files that it leads to are there', () => {
  const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  expect(links.length).toBeGreaterThan(3)
  for (const target of links) expect(existsSync(join(root, target)), target).toBe(true)
})

/** What stands beside a file name of step 3, as a file. */
function siteFile(name: string): string {
  const lines = readme.split('\n')
  const first = lines.findIndex((line) => line.startsWith(`       ${name} `))
  const column = (lines[first] ?? '').search(/(?<= {2})\S+:/)
  const rest = lines.slice(first + 1)
  const more = rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith(' '.repeat(column))),
  )
  return [lines[first] ?? '', ...more].map((line) => line.slice(column)).join('\n')
}

test('its first run on a host of one’s own works, with the privileges that it names and no others', async () => {
  const host = await simulated(1)
  const { world, node } = host.simulator
  const privileges = /--privs "([^"]+)"/.exec(readme)?.[1] ?? ''
  await world.call('POST', '/access/roles', { roleid: 'Homestak', privs: privileges.split(' ').join(',') })
  await world.call('POST', '/access/users', { userid: 'homestak@pve' })
  await world.call('PUT', '/access/acl', { path: '/', users: 'homestak@pve', roles: 'Homestak' })
  const startup = /^ {7}pveum role add (\w+) --privs (\S+)$/m.exec(readme)
  await world.call('POST', '/access/roles', { roleid: startup?.[1] ?? '', privs: startup?.[2] ?? '' })
  expect(readme).toContain(`pveum acl modify / --users homestak@pve --roles ${startup?.[1]} --propagate 0`)
  await world.call('PUT', '/access/acl', { path: '/', users: 'homestak@pve', roles: startup?.[1] ?? '', propagate: 0 })
  const token = await world.call('POST', '/access/users/homestak@pve/token/cli', { privsep: 0 })
  if (typeof token !== 'object' || token === null || !('value' in token)) throw new Error('no token')

  const manifest = /^ {7}(# yaml-language-server[^]*?\n) {7}nodes:\n {9}(.*)\n/m.exec(readme)
  const first = `${(manifest?.[1] ?? '').replace(/^ {7}/gm, '')}nodes:\n  ${manifest?.[2]}\n`
  const hv0 = siteFile('nodes/hv0.yaml')
    .replace('node: hv0', `node: ${node}`)
    .replace('https://192.0.2.10:8006', host.endpoint)
    .replace('local-zfs', 'vmstore')
  const dir = folder({
    'work/manifests/first.yaml': first,
    'site-config/site.yaml': siteFile('site.yaml'),
    'site-config/secrets.yaml': siteFile('secrets.yaml').replace('VALUE', String(token.value)),
    'site-config/nodes/hv0.yaml': hv0,
    'site-config/presets/small.yaml': siteFile('presets/small.yaml'),
  })
  const cwd = join(dir, 'work')
  const call = async (...words: readonly string[]) => {
    const { io, out, err } = fakeProcess({ cwd, clock: fastClock, env: { XDG_STATE_HOME: join(dir, 'state') } })
    return { code: await run([...words, '--insecure'], io), text: out() + err() }
  }
  expect(await call('reconcile')).toMatchObject({ code: 0, text: expect.stringContaining('1 ready') })
  expect(world.guests().map(({ config }) => config['name'])).toEqual(['hello'])
  expect(await call('status', '--fresh', '--orphans')).toMatchObject({ code: 0 })
  expect(await call('destroy', 'first/hello', '--yes')).toMatchObject({ code: 0 })
  expect(world.guests()).toEqual([])
  expect(world.volids().filter((volid) => volid.includes('homestak'))).toEqual([])
})

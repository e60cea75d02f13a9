/** The commands against a simulated host on a socket: what they do, print, and end with. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { violations } from '../report/schema-check.ts'
import { lab, node, shop } from './lab.ts'

const jsonLines = (text: string): readonly Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('reconcile', () => {
  test('makes what diff announced, and then finds nothing to do', async () => {
    const { homestak, names, host } = await lab(shop(node('a'), node('b', ', depends_on: [a]')))
    const before = await homestak('diff', '--exit-code')
    expect(before).toMatchObject({ code: 4, out: expect.stringMatching(/^\+ +shop\/a +create[^]*2 create\n$/) })
    expect(names()).toEqual([])
    const made = await homestak('reconcile')
    expect(made).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^ready +shop\/a [^]*ready +shop\/b [^]*2 ready in /),
    })
    expect(made.err).toContain('shop/b')
    expect(names()).toEqual(['a', 'b'])
    host.simulator.world.clearRequests()
    expect(await homestak('reconcile')).toMatchObject({ code: 0 })
    expect(host.simulator.world.writes()).toBe(0)
    expect(await homestak('diff', '--exit-code')).toMatchObject({ code: 0, out: '2 unchanged\n' })
  })

  test('logs in with a password where secrets.yaml has one in place of a token', async () => {
    const { homestak, host, dir } = await lab(shop(node('a')))
    const secrets = join(dir, 'site-config/secrets.yaml')
    const { rootPassword } = host.simulator
    writeFileSync(secrets, readFileSync(secrets, 'utf8').replace(host.simulator.token, `root@pam:${rootPassword}`))
    expect(await homestak('reconcile')).toMatchObject({ code: 0 })
    expect(host.simulator.world.requests().map(({ path }) => path)).toContain('/api2/json/access/ticket')
    writeFileSync(secrets, readFileSync(secrets, 'utf8').replace(rootPassword, 'wrong-password'))
    const { code, out, err } = await homestak('diff')
    expect(code).toBe(5)
    expect(out + err).not.toContain('wrong-password')
  })

  test('--dry-run is diff: it writes nothing', async () => {
    const { homestak, host } = await lab(shop(node('a')))
    expect(await homestak('reconcile', '--dry-run')).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 create'),
    })
    expect(host.simulator.world.writes()).toBe(0)
  })

  test('--node narrows what is done', async () => {
    const { homestak, names } = await lab(shop(node('a'), node('b')))
    expect((await homestak('reconcile', '--node', 'shop/b')).code).toBe(0)
    expect(names()).toEqual(['b'])
    expect(await homestak('reconcile', '--node', 'shop/c')).toMatchObject({ code: 2 })
  })

  test('what it may not do without a person ends with 5 and says how to go on', async () => {
    const { homestak, edit, names } = await lab(shop(node('a'), node('b'), node('c')))
    await homestak('reconcile')
    edit(shop(node('a')))
    const held = await homestak('reconcile')
    expect(held.code).toBe(5)
    expect(held.out).toMatch(/held, DestroyLimit: [^]*to go on: .*--max-destroy/)
    expect((await homestak('reconcile', '--yes')).code).toBe(5)
    expect(names()).toEqual(['a', 'b', 'c'])
    expect((await homestak('reconcile', '--max-destroy', '2')).code).toBe(0)
    expect(names()).toEqual(['a'])
  })

  test('a broken file beside a good one ends with 3, and the good one converges', async () => {
    const { homestak, cwd, names } = await lab(shop(node('a')))
    writeFileSync(join(cwd, 'manifests/zzz.yaml'), 'name: 1\n')
    const { code, err } = await homestak('reconcile')
    expect(code).toBe(3)
    expect(err).toMatch(/^manifests\/zzz\.yaml:1:\d+: /m)
    expect(names()).toEqual(['a'])
  })
})

describe('JSON', () => {
  test('every output keeps to its schema', async () => {
    const { homestak, edit } = await lab(shop(node('a'), node('b', ', depends_on: [a]')))
    const check = async (schema: string, ...words: readonly string[]) => {
      const lines = jsonLines((await homestak(...words, '--json-output')).out)
      lines.forEach((line, index) => {
        expect(violations(index < lines.length - 1 ? 'event' : schema, line), words.join(' ')).toEqual([])
      })
      return lines
    }
    expect(await check('diff', 'diff')).toHaveLength(1)
    const [first, ...rest] = await check('reconcile', 'reconcile')
    expect(first).toMatchObject({ schema: 'homestak/event/v1' })
    expect(rest.at(-1)).toMatchObject({ schema: 'homestak/reconcile/v1', counts: { ready: 2 }, exitCode: 0 })
    expect(await check('status', 'status', '--fresh', '--orphans')).toHaveLength(1)
    edit(shop(node('a', ', disk: 9')))
    await check('diff', 'diff')
    const events = await check('events', 'events', 'shop/a')
    expect(events.slice(0, -1).every(({ key }) => key === 'shop/a@sim')).toBe(true)
    expect(events.at(-1)).toMatchObject({ count: events.length - 1 })
    expect((await check('destroy', 'destroy', 'shop/a', 'shop/b', '--yes')).at(-1)).toMatchObject({
      counts: { destroyed: 2 },
    })
  })
})

describe('destroy', () => {
  test('asks first, and does nothing where nobody can be asked', async () => {
    const { homestak, start, names } = await lab(shop(node('a'), node('b')))
    await homestak('reconcile')
    expect((await homestak('destroy', 'shop/a')).code).toBe(5)
    expect(await start(['destroy', 'shop/a'], { terminal: true, input: 'n\n' }).code).toBe(5)
    expect(names()).toEqual(['a', 'b'])
    expect(await start(['destroy', 'shop/a'], { terminal: true, input: 'y\n' }).code).toBe(0)
    expect(names()).toEqual(['b'])
  })

  test('of a name that nobody has lists those that there are', async () => {
    const { homestak } = await lab(shop(node('a')))
    await homestak('reconcile')
    expect(await homestak('destroy', 'shop/x', '--yes')).toMatchObject({
      code: 2,
      err: expect.stringContaining('shop/a'),
    })
  })
})

describe('a host', () => {
  test('whose certificate nothing vouches for ends with 3, and the line to add makes it trusted', async () => {
    const { homestak, dir, host } = await lab(shop(node('a')))
    const entry = join(dir, 'site-config/nodes/sim.yaml')
    const bare = `node: pve\napi_endpoint: ${host.endpoint}\napi_token: sim\ndatastore: vmstore\n`
    writeFileSync(entry, bare)
    const refused = await homestak('diff')
    expect(refused.code).toBe(3)
    const line = /nodes\/sim\.yaml has to say: (fingerprint: .*)$/m.exec(refused.out)?.[1] ?? ''
    expect(line).toContain(host.fingerprint)
    writeFileSync(entry, `${bare}${line}\n`)
    expect((await homestak('diff')).code).toBe(0)
  })

  test('is taken as it is with --insecure, with a warning', async () => {
    const { homestak, dir, host } = await lab(shop(node('a')))
    writeFileSync(
      join(dir, 'site-config/nodes/sim.yaml'),
      `node: pve\napi_endpoint: ${host.endpoint}\napi_token: sim\ndatastore: vmstore\n`,
    )
    expect(await homestak('diff', '--insecure')).toMatchObject({
      code: 0,
      err: expect.stringContaining('warning: --insecure'),
    })
  })

  test('that refuses the token ends with 5, and no token is ever shown', async () => {
    const { homestak, dir } = await lab(shop(node('a')))
    const secret = '00000000-1111-2222-3333-444444444444'
    writeFileSync(join(dir, 'site-config/secrets.yaml'), `api_tokens:\n  sim: root@pam!homestak=${secret}\n`, {
      mode: 0o600,
    })
    const { code, out, err } = await homestak('diff', '-v')
    expect(code).toBe(5)
    expect(err).toContain('"path":"/')
    expect(out + err).not.toContain(secret)
  })
})

test('a run that is interrupted lets its task end, starts no other, and ends with the signal’s code', async () => {
  const { start, homestak, host } = await lab(shop(node('a'), node('b', ', depends_on: [a]')))
  host.simulator.onRequest = ({ method, path }) => {
    if (method === 'POST' && path.endsWith('/qemu')) running.send('SIGTERM')
  }
  const running = start(['reconcile', '--json-output'])
  expect(await running.code).toBe(143)
  expect(running.err()).toContain('running tasks are let finish')
  expect(jsonLines(running.out()).at(-1)).toMatchObject({ schema: 'homestak/reconcile/v1', exitCode: 143 })
  expect(host.simulator.world.guests()).toHaveLength(1)
  host.simulator.onRequest = undefined
  expect((await homestak('reconcile')).code).toBe(0)
  expect(host.simulator.world.guests()).toHaveLength(2)
})

test('a look that is interrupted ends with the signal’s code', async () => {
  const { start, host } = await lab(shop(node('a')))
  host.simulator.onRequest = () => looking.send('SIGINT')
  const looking = start(['diff'])
  expect(await looking.code).toBe(130)
  expect(looking.out()).toBe('')
})

describe('events', () => {
  test('--follow shows what comes until the first signal, which is no failure', async () => {
    const { start, homestak } = await lab(shop(node('a')))
    const following = start(['events', '--follow'])
    await homestak('reconcile')
    await vi.waitFor(() => expect(following.out()).toContain('shop/a@sim  Ready'), 60_000)
    following.send('SIGTERM')
    expect(await following.code).toBe(0)
  })

  test('--follow ends when its reader goes away', async () => {
    const { start } = await lab(shop(node('a')))
    const { stdout, code } = start(['events', '--follow'])
    Object.assign(stdout, { destroyed: true })
    expect(await code).toBe(0)
  })

  test('of a key that is none is refused', async () => {
    const { homestak } = await lab(shop(node('a')))
    expect(await homestak('events', 'a/b/c')).toMatchObject({ code: 2 })
  })
})

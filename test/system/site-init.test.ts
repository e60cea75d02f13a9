/** `homestak site init` typed by a person in a terminal, against a simulated host in another process. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { launcher } from '../launcher.ts'
import { folder, run, simulate } from './processes.ts'
import { hasQemu, qcow2, repository, volumeOf } from './image-lab.ts'
import { inTerminal } from './pseudo-terminal.ts'
import { file, serveReleases, sums } from './release-server.ts'

const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@laptop\n'

/** In an empty home, which is the folder that is worked in, too. */
async function begin(...more: readonly string[]) {
  const cwd = folder({ '.ssh/id_ed25519.pub': publicKey })
  const sim = await simulate(cwd)
  const words = ['site', 'init', sim.told.endpoint, '--site-config', 'lab', ...more]
  const terminal = inTerminal(cwd, [launcher, ...words])
  const config = join(cwd, 'lab')
  return {
    cwd,
    sim,
    config,
    ...terminal,
    /** Types once the question is there. */
    async answer(question: string, keys: string) {
      const seen = terminal.screen.main().length
      await terminal.until(() =>
        terminal.screen
          .main()
          .slice(Math.max(0, seen - 200))
          .includes(question),
      )
      terminal.type(keys)
    },
    tokens: async () => {
      const users = await sim.call('GET', '/access/users', { full: 1 })
      const own = (Array.isArray(users) ? users : []).filter(({ userid }) => userid === 'homestak@pve')
      return own.flatMap(({ tokens }) => tokens ?? [])
    },
  }
}

test('from nothing to a first guest, with the keys that a person types', async () => {
  const { cwd, sim, config, screen, answer, left } = await begin()
  await answer('Is it the same? [y/N]', 'y\r')
  await answer('User who may make tokens [root@pam]', '\r')
  await answer('Password of root@pam', 'simu\u001b[Dl\u001aatex\u007fd\r')
  await answer('What to call the host [pve]', 'hv0\r')
  await answer('Image of the first guest', '\r')
  await answer('Public key that opens the guests', '\r')
  await answer('Make one, and encrypt', '\r')
  await answer('Go on? [Y/n]', '\r')
  expect(await left()).toEqual({ code: 0, cooked: true })
  const shown = screen.main()
  // In halves: a terminal of 80 columns is too narrow for it.
  expect(shown.replace(/:\r?\n {4}/, ':')).toContain(sim.told.fingerprint)
  expect(shown).not.toContain('simulated\n')
  expect(shown).not.toMatch(/=[0-9a-f]{8}-/)
  expect(readFileSync(join(config, 'secrets.yaml'), 'utf8')).toContain(publicKey.trim())

  const next = /^Next: homestak (.+)$/m.exec(shown)?.[1] ?? ''
  expect(next).toBe('reconcile lab/manifests')
  const made = await run(cwd, ...next.split(' '))
  expect(made).toMatchObject({ code: 0, out: expect.stringContaining('1 ready') })
  expect(await sim.guests()).toMatchObject([{ name: 'hello', status: 'running' }])
})

describe('Ctrl-C', () => {
  test.each([
    ['at a question', 'User who may make tokens [root@pam]'],
    ['at the password', 'Password of root@pam'],
    ['at the last question', 'Go on? [Y/n]'],
  ])('%s leaves nothing, and the terminal as it was', async (_, last) => {
    const { config, answer, left, tokens } = await begin()
    const keys = [
      ['Is it the same?', 'y\r'],
      ['User who may make tokens [root@pam]', '\r'],
      ['Password of root@pam', 'simulated\r'],
      ['What to call the host', '\r'],
      ['Image of the first guest', '\r'],
      ['Public key that opens the guests', '\r'],
      ['Make one, and encrypt', '\r'],
      ['Go on?', '\r'],
    ] as const
    for (const [question, typed] of keys) {
      const isLast = last.startsWith(question)
      await answer(question, isLast ? '\u0003' : typed)
      if (isLast) break
    }
    expect(await left()).toEqual({ code: 130, cooked: true })
    expect(existsSync(config)).toBe(false)
    expect(await tokens()).toEqual([])
  })
})

test('a no to the certificate, or at the end, changes nothing', async () => {
  const first = await begin()
  await first.answer('Is it the same?', '\r')
  expect(await first.left()).toEqual({ code: 3, cooked: true })
  expect(existsSync(first.config)).toBe(false)

  const second = await begin('--fingerprint', first.sim.told.fingerprint)
  expect(await second.left()).toMatchObject({ code: 3 })
})

test('a wrong password may be typed again, and answers that cannot be are asked for again', async () => {
  const { screen, answer, left, tokens } = await begin('--ssh-key', '.ssh/id_ed25519.pub', '--image', 'debian-12')
  await answer('Is it the same?', 'maybe\r')
  await answer('y or n', 'y\r')
  await answer('User who may make tokens', 'root\r')
  await answer('user@realm', 'root@pam\r')
  await answer('Password of root@pam', 'wrong\r')
  await answer('refuses the password', 'simulated\r')
  await answer('What to call the host', '../evil\r')
  await answer('are possible', 'hv0\r')
  await answer('Make one, and encrypt', '\r')
  await answer('Go on?', 'n\r')
  expect(await left()).toEqual({ code: 5, cooked: true })
  expect(screen.main()).toContain('nothing was changed')
  expect(await tokens()).toEqual([])
})

test.skipIf(!hasQemu)('an image that the host lacks is fetched, and the first guest made from it', async () => {
  const cwd = folder({ password: 'simulated' })
  const sim = await simulate(cwd)
  const words = ['--yes', '--site-config', 'lab', '--fingerprint', sim.told.fingerprint, '--image', 'noble']
  const made = await run(cwd, 'site', 'init', sim.told.endpoint, ...words, '--password-file', 'password', '--no-fetch')
  expect(made.code).toBe(0)

  const releases = await serveReleases()
  const disk = qcow2(cwd, 1, 1)
  releases.repositories[repository] = {
    latest: { 'noble.qcow2': file(disk), 'noble.qcow2.sha256': sums('noble.qcow2', disk) },
  }
  writeFileSync(join(cwd, 'ca.pem'), releases.certificate.cert)
  const site = join(cwd, 'lab/site.yaml')
  const sources = `defaults:\n  image_api: "${releases.api}"\n  image_ca_file: ../ca.pem`
  writeFileSync(site, readFileSync(site, 'utf8').replace('defaults:', sources))

  const fetched = await run(cwd, 'site', 'init', '--yes', '--site-config', 'lab', '--image', 'noble', '--fetch')
  expect(fetched).toMatchObject({ code: 0, out: 'Next: homestak reconcile lab/manifests\n' })
  const volumes = await sim.call('GET', `/nodes/${sim.told.node}/storage/local/content`, { content: 'import' })
  expect(JSON.stringify(volumes)).toContain(volumeOf('noble', disk))
  expect(await run(cwd, 'reconcile', 'lab/manifests')).toMatchObject({ code: 0 })
})

/** `homestak reconcile` alone, on hosts that lack the image: real disk images, a server that speaks https, our own processes. */
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { hasQemu, imageLab, qcow2, repository, secondHost, volumeOf, type ImageLab } from './image-lab.ts'
import { launcher } from '../launcher.ts'
import { run, start, startProgram, there, until, write } from './processes.ts'
import { file, sums } from './release-server.ts'

const site = ['--site-config', 'site'] as const
const fleet = (host: string, ...names: readonly string[]) =>
  [
    'schema_version: 2',
    `name: on-${host}`,
    `host: ${host}`,
    'nodes:',
    ...names.map((name) => `  - { name: ${name}, type: vm, preset: vm-xsmall, image: mine }`),
    '',
  ].join('\n')

const publish = ({ releases }: ImageLab, disk: Buffer): void => {
  const latest = (releases.repositories[repository] ??= {})['latest'] ?? {}
  Object.assign(latest, { 'mine.qcow2': file(disk), 'mine.qcow2.sha256': sums('mine.qcow2', disk) })
}
const downloads = ({ releases }: ImageLab): number =>
  releases.requests.filter((line) => /^GET .*\/mine\.qcow2( |$)/.test(line)).length

describe.skipIf(!hasQemu)('a run on a host without the image', () => {
  test('fetches it once for all guests, shows how far it is, and does nothing the next time', async () => {
    const lab = await imageLab()
    publish(lab, lab.disk)
    write(lab.cwd, { 'manifests/one.yaml': fleet('sim', 'a', 'b', 'c') })
    const before = await lab.imports()
    const diff = await run(lab.cwd, 'diff', ...site)
    expect(diff).toMatchObject({
      code: 0,
      out: expect.stringContaining('step: fetch image mine from release latest of'),
    })
    expect(await lab.imports()).toEqual(before)
    expect(downloads(lab)).toBe(0)
    const made = await run(lab.cwd, 'reconcile', ...site)
    expect(made).toMatchObject({ code: 0, out: expect.stringContaining('3 ready') })
    expect(made.err).toContain('host sim  FetchStarted: image mine from release latest of homestak-iac/packer')
    expect(made.err).toContain('host sim  Fetched: image mine is on sim')
    expect(await lab.imports()).toMatchObject({ [volumeOf('mine', lab.disk)]: lab.disk.length })
    expect(downloads(lab)).toBe(1)
    expect(await run(lab.cwd, 'reconcile', ...site)).toMatchObject({ code: 0 })
    expect(downloads(lab)).toBe(1)

    publish(lab, qcow2(lab.cwd, 1, 9))
    const newer = await run(lab.cwd, 'diff', ...site)
    expect(newer.out).toContain('held, NewerImage')
    expect(await run(lab.cwd, 'reconcile', ...site, '--replace', 'on-sim/a')).toMatchObject({ code: 0 })
    expect(downloads(lab)).toBe(2)
    const after = JSON.parse((await run(lab.cwd, 'diff', ...site, '--json-output')).out)
    expect(after.summary).toEqual({ unchanged: 1, replace: 2, held: 2 })
  })

  test('brings it to two hosts at once from one download', async () => {
    const lab = await imageLab()
    publish(lab, lab.disk)
    await secondHost(lab.cwd)
    write(lab.cwd, { 'manifests/one.yaml': fleet('sim', 'a'), 'manifests/two.yaml': fleet('two', 'b') })
    expect(await run(lab.cwd, 'reconcile', ...site)).toMatchObject({ code: 0 })
    expect(downloads(lab)).toBe(1)
  })

  test('goes on where it was killed', async () => {
    const lab = await imageLab(2)
    publish(lab, lab.disk)
    write(lab.cwd, { 'manifests/one.yaml': fleet('sim', 'a') })
    const never = Promise.withResolvers<void>()
    lab.releases.hold = { after: 1_000_000, until: never.promise }
    const partial = join(lab.cache, `sha256-${lab.digest}.partial`)
    const ends = {
      SIGKILL: { code: null, out: '' },
      SIGTERM: { code: 143, out: expect.stringContaining('ended by a signal while it waited for the image mine') },
    }
    for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
      const { child, ended } = start(lab.cwd, 'reconcile', ...site)
      await until(() => existsSync(partial) && readFileSync(partial).length >= 1_000_000)
      await until(() => downloads(lab) > (signal === 'SIGKILL' ? 0 : 1))
      child.kill(signal)
      expect(await ended).toMatchObject(ends[signal])
    }
    lab.releases.hold = undefined
    expect(await run(lab.cwd, 'reconcile', ...site)).toMatchObject({ code: 0 })
    expect(lab.releases.requests).toContainEqual(expect.stringContaining('bytes=1000000-'))
  })

  test('ends with 5 where nobody has it, and with what there is', async () => {
    const lab = await imageLab()
    write(lab.cwd, { 'manifests/one.yaml': fleet('sim', 'a') })
    const ended = await run(lab.cwd, 'reconcile', ...site)
    expect(ended).toMatchObject({ code: 5, out: expect.stringContaining('MissingImage') })
    expect(ended.out).toContain('release latest of homestak-iac/packer has no image mine')
  })

  test('is previewed within seconds where no source answers', async () => {
    const lab = await imageLab()
    lab.site('images: { mine: { repository: a/b } }\n')
    lab.releases.intercept = () => true
    write(lab.cwd, { 'manifests/one.yaml': fleet('sim', 'a') })
    const ended = await run(lab.cwd, 'diff', ...site, '--exit-code')
    expect(ended).toMatchObject({ code: 4, out: expect.stringContaining('which did not answer at once') })
  })
})

test.skipIf(!hasQemu)('images come through a proxy where the environment names one', async () => {
  const lab = await imageLab()
  const asked: string[] = []
  const proxy = createServer((client) => {
    client.once('data', (head) => {
      const [, host = '', port = ''] = /^CONNECT ([^:]+):(\d+)/.exec(head.toString()) ?? []
      asked.push(`${host}:${port}`)
      const server = connect(Number(port), '127.0.0.1', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
      client.pipe(server).pipe(client)
      for (const socket of [client, server]) socket.on('error', () => socket.destroy())
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const words = ['image', 'fetch', 'debian-12', ...there]
  const fetched = await startProgram(launcher, lab.cwd, words, { HTTPS_PROXY: `http://127.0.0.1:${address.port}` })
    .ended
  expect(fetched).toMatchObject({ code: 0 })
  expect(asked).toContain(new URL(lab.releases.api).host)
})

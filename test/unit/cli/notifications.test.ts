/** The notifications of a site-config, all the way: a webhook on loopback and a program on the disk. */
import { createServer } from 'node:http'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openNotifier } from '../../../src/cli/notifications.ts'
import { openSoundSite } from '../../../src/cli/site.ts'
import { systemClock, type Clock } from '../../../src/clock.ts'
import { runEvent } from '../report/documents.ts'
import { fakeProcess, folder, siteFiles } from './fake-io.ts'

test('what site.yaml asks for is sent, with its secret and without any other', async () => {
  const got: { authorization: string | undefined; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      got.push({ authorization: request.headers.authorization, body })
      response.end()
    })
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  onTestFinished(() => void server.close())
  onTestFinished(() => server.closeAllConnections())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined

  const site = [
    'id: lab',
    'settings:',
    '  notifications:',
    `    - { on: [held], webhook: "http://127.0.0.1:${port}/hook", secret: auth.chat }`,
    '    - { on: [all], command: [sh, -c, \'cat >"$OUT"\'] }',
    '',
  ].join('\n')
  const dir = folder({
    ...siteFiles('site', site),
    'site/secrets.yaml': 'api_tokens: { hv: "op@pve!drv=0000-1111" }\nauth: { chat: open-sesame }\n',
  })
  const out = join(dir, 'out')
  // However slow the machine is, both end within the time that they are given.
  const clock: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms * 10, signal) }
  const { io } = fakeProcess({ cwd: dir, clock, env: { PATH: process.env['PATH'], OUT: out } })
  const { config } = await openSoundSite(io, { siteConfig: 'site' })
  const warned: unknown[] = []
  const notifier = openNotifier(io, config, { warn: (about: unknown) => void warned.push(about) })
  notifier.tell({ ...runEvent, reason: 'Held', message: 'the token is 0000-1111', warning: true })
  await notifier.close()

  expect(warned).toEqual([])
  expect(got).toMatchObject([{ authorization: 'Bearer open-sesame' }])
  expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
    site: 'lab',
    events: [{ reason: 'Held', message: 'the token is [redacted]' }],
  })
  expect(existsSync(out) && JSON.parse(readFileSync(out, 'utf8'))).toEqual(JSON.parse(got[0]?.body ?? ''))
})

/** Looking at a state from another process, for as long as one likes. */
import { expect, test, vi } from 'vitest'
import { folder, manifest, run, simulate, start, there } from './processes.ts'

const patient = { timeout: 60_000, interval: 20 }
const where = there.slice(2)

test('status --watch and events --follow see what a run does as it does it, and a signal is no failure', async () => {
  const cwd = folder({ 'manifests/web.yaml': manifest('web', { one: '' }) })
  await simulate(cwd)
  const watching = start(cwd, 'status', '--watch', '--json-output', ...where)
  const following = start(cwd, 'events', 'web/one', '--follow', ...where)
  let seen = ''
  watching.child.stdout.on('data', (chunk) => (seen += chunk))
  let told = ''
  following.child.stdout.on('data', (chunk) => (told += chunk))
  await vi.waitFor(() => expect(seen).toContain('"nodes":[]'), patient)

  expect(await run(cwd, 'reconcile', ...there)).toMatchObject({ code: 0 })
  await vi.waitFor(() => expect(seen).toContain('"summary":{"ready":1,'), patient)
  await vi.waitFor(() => expect(told).toMatch(/^\S+Z {2}web\/one@sim {2}Ready/m), patient)

  watching.child.kill('SIGTERM')
  following.child.kill('SIGINT')
  expect(await watching.ended).toMatchObject({ code: 0, err: '' })
  expect(await following.ended).toMatchObject({ code: 0 })
  for (const line of seen.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ schema: 'homestak/status/v1' })
})

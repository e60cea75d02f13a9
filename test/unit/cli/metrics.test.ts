/** `--metrics` as a run that watches opens it. */
import { request } from 'undici'
import { expect, onTestFinished, test } from 'vitest'
import { openMetricsFor } from '../../../src/cli/metrics.ts'
import { fakeProcess } from './fake-io.ts'

async function opened(text: string) {
  const { io, err } = fakeProcess()
  const metrics = await openMetricsFor(io, text, {
    state: () => null,
    obstacles: () => [],
    lookEveryMs: 10_000,
    hostTimeoutMs: 60_000,
    log: { warn: () => undefined },
  })
  onTestFinished(() => metrics.close())
  return { port: metrics.address.port, err }
}

test('says where it answers, on this machine only', async () => {
  const { port, err } = await opened('0')
  expect(err()).toBe(`homestak: metrics at http://127.0.0.1:${port}/metrics\n`)
  const { statusCode, body } = await request(`http://127.0.0.1:${port}/metrics`)
  expect({ statusCode, text: await body.text() }).toMatchObject({
    statusCode: 200,
    text: expect.stringMatching(/^homestak_build_info\{version="\d+\.\d+\.\d+"\} 1$/m),
  })
})

test('warns, in one line, where others can reach it', async () => {
  const { port, err } = await opened('0.0.0.0:0')
  expect(err().split('\n').slice(1)).toEqual([`warning: --metrics: whoever reaches 0.0.0.0:${port} can read them`, ''])
})

test('is wrong usage where it cannot be had', async () => {
  const { port } = await opened('0')
  await expect(opened(`${port}`)).rejects.toMatchObject({
    code: 'Usage',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  })
  await expect(opened('here')).rejects.toMatchObject({ code: 'Usage' })
})

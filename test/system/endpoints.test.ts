/** Endpoints that are no Proxmox VE, or none any more: every command ends, soon, and says what it met. */
import { createServer as createHttps } from 'node:https'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { newCertificate } from '../../src/simulator/certificate.ts'
import { folder, manifest, run, there } from './processes.ts'

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  // It listens on a port, not on a pipe.
  return (server.address() as AddressInfo).port
}

/** A folder with a site-config that leads to this endpoint. */
const leadingTo = (endpoint: string): string =>
  folder({
    'manifests/web.yaml': manifest('web', { one: '' }),
    'site/site.yaml': 'id: lab\n',
    'site/secrets.yaml': 'api_tokens:\n  sim: root@pam!homestak=00000000-0000-4000-8000-000000000000\n',
    'site/nodes/sim.yaml': [
      'node: pve',
      `api_endpoint: ${endpoint}`,
      'api_token: sim',
      'datastore: vmstore',
      `fingerprint: ${Array.from({ length: 32 }, () => 'AA').join(':')}`,
      '',
    ].join('\n'),
    'site/presets/vm-xsmall.yaml': 'cores: 1\nmemory: 1024\ndisk: 8\n',
  })

const page: RequestListener = (_, response) => response.end('<html></html>')

describe('an endpoint', () => {
  test('that takes connections and never answers is given up after 10 s by diff, after 30 s by reconcile', async () => {
    const silent = createTcp((socket) => socket.resume().on('error', () => undefined))
    const cwd = leadingTo(`https://127.0.0.1:${await listening(silent)}`)
    const [looked, written] = await Promise.all([run(cwd, 'diff', ...there), run(cwd, 'reconcile', ...there)])
    expect(looked).toMatchObject({ code: 4, out: expect.stringContaining('sim gave no answer for 10 s') })
    expect(written).toMatchObject({ code: 4, out: expect.stringContaining('sim gave no answer for 30 s') })
  })

  test('with another certificate ends with 3 before the token is sent, and with the line to write', async () => {
    const { cert, key } = await newCertificate(['pve'])
    const asked: string[] = []
    const server = createHttps({ cert, key }, ({ url = '' }, response) => {
      asked.push(url)
      response.end()
    })
    const cwd = leadingTo(`https://127.0.0.1:${await listening(server)}`)
    const { code, out } = await run(cwd, 'reconcile', ...there)
    expect(code).toBe(3)
    expect(out).toMatch(/nodes\/sim\.yaml has to say: fingerprint: "[0-9A-F:]{95}"$/m)
    expect(asked).toEqual([])
  })

  // All at once: most of them are tried for 10 s.
  test('that is no Proxmox VE ends with 4, and with what it met', async () => {
    const { cert, key } = await newCertificate(['pve'])
    const secure = async (answer: RequestListener) =>
      `https://127.0.0.1:${await listening(createHttps({ cert, key }, answer))}`
    const met = {
      'https://127.0.0.1:1': /connection refused\n +check api_endpoint of nodes\/sim\.yaml/,
      [`https://127.0.0.1:${await listening(createHttp(page))}`]: /does not speak HTTPS/,
      [await secure(page)]: /something else may answer there/,
      [await secure(answering(404))]: /something else may answer there/,
      [await secure(answering(502))]: /sim answers 502/,
      [await secure(answering(301))]: /it has to be the https address of Proxmox VE/,
    }
    await Promise.all(
      Object.entries(met).map(async ([endpoint, said]) => {
        const ended = await run(leadingTo(endpoint), 'diff', '--insecure', ...there)
        expect(ended, endpoint).toMatchObject({ code: 4, out: expect.stringMatching(said) })
        expect(ended.out).toContain('1 unknown')
      }),
    )
  })

  test('that is written without TLS is refused where it is written', async () => {
    expect(await run(leadingTo('http://127.0.0.1:8006'), 'diff', ...there)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/nodes\/sim\.yaml:2:\d+: api_endpoint .* must be https:/),
    })
  })
})

function answering(status: number): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'text/html', location: 'https://example.com/' })
    response.end('<html></html>')
  }
}

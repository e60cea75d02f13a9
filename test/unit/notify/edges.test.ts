/** The edges of notifications: a real POST to a server on loopback, and real programs. */
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { post } from '../../../src/notify/post.ts'
import { commandRunner } from '../../../src/notify/run-command.ts'

const { signal: never } = new AbortController()

async function listening(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`
}

describe('a POST', () => {
  test('carries body and headers, and brings back status and Retry-After', async () => {
    const seen: { body: string; headers: IncomingHttpHeaders }[] = []
    const url = await listening((request, response) => {
      let body = ''
      request.on('data', (chunk) => (body += chunk))
      request.on('end', () => {
        seen.push({ body, headers: request.headers })
        response.writeHead(429, { 'retry-after': '7' }).end('later, please')
      })
    })
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x' }
    expect(await post(url, { headers, body: '{"é":1}', signal: never })).toEqual({ status: 429, retryAfter: '7' })
    expect(seen).toMatchObject([{ body: '{"é":1}', headers }])
  })

  test('does not go where it is sent on to', async () => {
    let calls = 0
    const url = await listening((_, response) => {
      calls += 1
      response.writeHead(307, { location: '/other' }).end()
    })
    expect(await post(url, { headers: {}, body: '{}', signal: never })).toEqual({ status: 307, retryAfter: null })
    expect(calls).toBe(1)
  })

  test('ends with its signal where nothing is answered, and fails where nobody listens', async () => {
    const stop = new AbortController()
    const url = await listening(() => stop.abort(new Error('too late')))
    await expect(post(url, { headers: {}, body: '{}', signal: stop.signal })).rejects.toThrow('too late')
    await expect(post('http://127.0.0.1:1/', { headers: {}, body: '{}', signal: never })).rejects.toThrow(
      'ECONNREFUSED',
    )
  })
})

describe('a command', () => {
  const run = commandRunner({ PATH: process.env['PATH'], GREETING: 'hello' })
  const folder = () => {
    const dir = mkdtempSync(join(tmpdir(), 'homestak-notify-'))
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
    return dir
  }

  test('is given the message on stdin, its words as they are, and the environment', async () => {
    const file = join(folder(), 'out')
    const script = 'printf "%s|%s|" "$GREETING" "$2" >"$1"; cat >>"$1"'
    const argv = ['sh', '-c', script, 'sh', file, '$(id) "; rm']
    expect(await run(argv, { input: '{"a":1}', signal: never })).toEqual({ code: 0, err: '' })
    expect(readFileSync(file, 'utf8')).toBe('hello|$(id) "; rm|{"a":1}')
  })

  test('that fails tells its code and the end of what it wrote to stderr', async () => {
    const script = 'head -c 100000 /dev/zero | tr "\\0" x >&2; echo "no room" >&2; exit 3'
    const { code, err } = await run(['sh', '-c', script], { input: '', signal: never })
    expect(code).toBe(3)
    expect(err).toHaveLength(4096)
    expect(err).toMatch(/no room\n$/)
  })

  test('need not read what it is given', async () => {
    expect(await run(['true'], { input: 'x'.repeat(1_000_000), signal: never })).toMatchObject({ code: 0 })
  })

  test('is killed with its signal, also where what it started holds its output', async () => {
    const dir = folder()
    const stop = new AbortController()
    const script = 'echo $$ >"$0/pid.new"; mv "$0/pid.new" "$0/pid"; sleep 30 & wait'
    const running = run(['sh', '-c', script, dir], { input: '', signal: stop.signal })
    while (!existsSync(join(dir, 'pid'))) await new Promise((resolve) => setImmediate(resolve))
    stop.abort(new Error('too late'))
    await expect(running).rejects.toThrow('too late')
    const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'))
    await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false)
  })

  test('that is not there is an error', async () => {
    await expect(run(['/no/such/program'], { input: '', signal: never })).rejects.toThrow('ENOENT')
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

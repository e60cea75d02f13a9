/** A site-config whose secrets can be found again, a host whose answers hold them, and programs that note how they are called. */
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { onTestFinished } from 'vitest'
import { systemClock, systemRandom } from '../../src/clock.ts'
import { encrypt } from '../../src/sops/encrypt.ts'
import { defaultRules } from '../../src/sops/rules.ts'
import { launcher } from '../launcher.ts'
import { folder, simulate, startProgram, write } from './processes.ts'

/** Two halves, so that this file does not hold what is searched for. */
const marked = (name: string): string => `${name}-${'mark'.toUpperCase()}-7f3a`

export const secrets = {
  chat: marked('chat"\\secret'),
  github: marked('ghp'),
  root: `$6$${marked('salt')}$${'h'.repeat(40)}`,
  signing: '5ec3e7'.repeat(10) + 'abcd',
  key: `-----BEGIN PRIVATE KEY-----\n${marked('firstline')}\n${marked('secondline')}\n-----END PRIVATE KEY-----\n`,
}

const manifest = (name: string, node: string) => `schema_version: 2\nname: ${name}\nnodes:\n  - { ${node} }\n`

export interface Scene {
  readonly dir: string
  readonly start: (words: readonly string[]) => ReturnType<typeof startProgram>
  /** What must be found nowhere, by what it is. */
  readonly forms: ReadonlyMap<string, string>
  /** What the webhook was sent. */
  readonly posted: { readonly authorization: string | undefined; readonly text: string }[]
}

/** Every way in which a secret may show. */
function formsOf(values: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const forms = new Map<string, string>()
  for (const [name, value] of Object.entries(values)) {
    forms.set(name, value)
    forms.set(`${name} in JSON`, JSON.stringify(value).slice(1, -1))
    forms.set(`${name} in a URL`, encodeURIComponent(value))
    for (const before of ['', 'x', 'xy']) {
      forms.set(
        `${name} in base64 after ${before.length}`,
        Buffer.from(before + value)
          .toString('base64')
          .slice(4, -4),
      )
    }
    for (const line of value.split('\n').filter((one) => one.includes('MARK'))) forms.set(`a line of ${name}`, line)
  }
  return forms
}

/** Programs that note how they are called, and do nothing else; git does its work. */
function spies(dir: string): string {
  const bin = join(dir, 'bin')
  const work: Readonly<Record<string, string>> = { git: 'PATH=${PATH#*:} exec git "$@"', notify: 'cat >>"$0.input"' }
  for (const name of ['git', 'notify', 'systemctl', 'loginctl', 'journalctl', 'tofu', 'ssh']) {
    const real = work[name] ?? 'exit 1'
    write(bin, { [name]: `#!/bin/sh\n{ echo "$0 $*"; env; cat /proc/$$/cmdline; } >>"${dir}/children"\n${real}\n` })
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

async function webhook(posted: Scene['posted']): Promise<string> {
  const server = createServer((request, response) => {
    const { authorization, ...headers } = request.headers
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      posted.push({ authorization, text: `${request.url} ${JSON.stringify(headers)} ${body}` })
      response.writeHead(500).end(`no: ${secrets.github}`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/hook`
}

/** A simulated host that fails with answers that hold secrets, and a site-config for it. */
export async function scene(): Promise<Scene> {
  const dir = folder()
  const posted: Scene['posted'] = []
  write(dir, {
    'faults.yaml': JSON.stringify({
      faults: [
        {
          kind: 'task-fails',
          task: 'qmcreate',
          reason: `got ${Buffer.from(`x${secrets.github}`).toString('base64')}`,
          times: 1,
        },
        { kind: 'task-fails', task: 'qmstart', reason: `refused ${secrets.root}`, times: 2 },
      ],
    }),
  })
  const sim = await simulate(dir, '--faults', 'faults.yaml')
  const { token } = sim.told
  const identity = await generateIdentity()
  const plain = JSON.stringify({
    api_tokens: { sim: token, dead: marked('op@pve!dead=dead'), wrong: `${token.slice(0, -4)}0000` },
    passwords: { vm_root: secrets.root },
    ssh_keys: {},
    auth: { signing_key: secrets.signing, chat: secrets.chat, github: secrets.github },
    more: { keys: [secrets.key] },
  })
  const lock = { recipients: [await identityToRecipient(identity)], rules: defaultRules }
  const host = readFileSync(join(dir, 'site/nodes/sim.yaml'), 'utf8')
  write(dir, {
    'site/secrets.yaml.enc': await encrypt(plain, lock, systemRandom, systemClock.now()),
    'site/nodes/wrong.yaml': host.replace(/api_token: .*/, 'api_token: wrong'),
    'site/nodes/dead.yaml': 'node: dead\napi_endpoint: https://127.0.0.1:1\napi_token: dead\ndatastore: local\n',
    'site/site.yaml': `${readFileSync(join(dir, 'site/site.yaml'), 'utf8')}settings:\n  notifications:\n    - { on: [all], webhook: '${await webhook(posted)}', secret: auth.chat }\n    - { on: [all], command: [notify, all] }\nimages:\n  other: { repository: x/y }\n`,
    'manifests/shop.yaml': manifest('shop', 'name: a, type: vm, preset: vm-xsmall, image: debian-12'),
    'bad/slip.yaml': manifest('slip', `name: a, type: vm, preset: '${secrets.root}', image: '${secrets.github}'`),
    'bad/worse.yaml': `schema_version: 2\nname: worse\nnodes: [ '${secrets.github}', { type: ${secrets.signing} } ]\n`,
  })
  rmSync(join(dir, 'site/secrets.yaml'))
  const bin = spies(dir)
  const env = {
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
    SOPS_AGE_KEY: identity,
    XDG_CACHE_HOME: join(dir, 'cache'),
    XDG_CONFIG_HOME: join(dir, 'config'),
    HOMESTAK_SITE_CONFIG: join(dir, 'site'),
  }
  return {
    dir,
    posted,
    forms: formsOf({ ...secrets, token, uuid: token.slice(token.indexOf('=') + 1), identity }),
    start: (words) => startProgram(launcher, dir, words, env),
  }
}

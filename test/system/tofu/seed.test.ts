/** A configuration of OpenTofu as users of the seed system have it, by itself, on a simulated host: files come over a real sshd. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, createServer as createSocket } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tofuVariables } from '../../../controllers/vm/tofu/variables.ts'
import { systemClock, systemRandom } from '../../../src/clock.ts'
import { newCertificate } from '../../../src/simulator/certificate.ts'
import { serve } from '../../../src/simulator/server.ts'
import { createSimulator } from '../../../src/simulator/simulator.ts'
import { createWeb } from '../../../src/simulator/web.ts'
import { defaultPlan } from '../../../src/simulator/world.ts'
import { folder, until } from '../processes.ts'
import { hasTofu, runTofu } from './tofu-lab.ts'

const sshd = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find((path) => existsSync(path))

/** A simulated host whose folder for files is a real one, in which whoever logs in over SSH writes. */
async function hostWith(cwd: string) {
  const path = join(cwd, 'vz')
  mkdirSync(join(path, 'snippets'), { recursive: true })
  const storages = defaultPlan.storages.map((storage) => (storage.storage === 'local' ? { ...storage, path } : storage))
  const simulator = createSimulator({
    clock: systemClock,
    random: systemRandom,
    speed: 20,
    web: createWeb(),
    world: { ...defaultPlan, storages },
  })
  const seen = () => {
    for (const name of readdirSync(join(path, 'snippets'))) {
      const volid = `local:snippets/${name}`
      if (!simulator.world.volids().includes(volid))
        simulator.world.addFile(volid, statSync(join(path, 'snippets', name)).size)
    }
  }
  const handle: typeof simulator.handle = (request) => {
    seen()
    return simulator.handle(request)
  }
  const certificate = await newCertificate(['pve'])
  const server = await serve({ ...simulator, handle }, { address: '127.0.0.1', port: 0, certificate })
  onTestFinished(() => server.close())
  return {
    simulator,
    endpoint: `https://127.0.0.1:${server.port}`,
    snippet: (name: string) => readFileSync(join(path, 'snippets', name), 'utf8'),
  }
}

async function startSshd(cwd: string): Promise<{ readonly port: number; readonly key: string }> {
  const port = await freePort()
  for (const name of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-m', 'PEM', '-N', '', '-f', join(cwd, name)])
  mkdirSync('/run/sshd', { recursive: true })
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${cwd}/host`,
    `AuthorizedKeysFile ${cwd}/user.pub`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'Subsystem sftp internal-sftp',
  ]
  writeFileSync(join(cwd, 'sshd_config'), `${lines.join('\n')}\n`)
  const child = spawn(sshd ?? '', ['-D', '-e', '-f', join(cwd, 'sshd_config')], { stdio: 'ignore' })
  onTestFinished(() => void child.kill())
  await until(() => answers(port))
  return { port, key: join(cwd, 'user') }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const address = socket.address()
      socket.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })

/** A server that has one image to fetch: the head of a qcow2 file, which is all that is looked at. */
async function webServer(): Promise<string> {
  const image = Buffer.alloc(4096)
  image.write('QFI\xfb', 'latin1')
  image.writeUInt32BE(3, 4)
  image.writeBigUInt64BE(2n * 1024n ** 3n, 24)
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': String(image.length) }).end(image)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/fetched.qcow2`
}

describe.skipIf(!hasTofu || sshd === undefined || process.getuid?.() !== 0)(
  'a configuration of the seed system',
  () => {
    test('is planned, applied, found to be converged, changed and destroyed', async () => {
      const cwd = folder({ 'main.tf': readFileSync(join(import.meta.dirname, 'seed/main.tf'), 'utf8') })
      const { simulator, endpoint, snippet } = await hostWith(cwd)
      const { world } = simulator
      const ssh = await startSshd(cwd)
      await world.run('POST', '/nodes/pve/qemu', {
        vmid: 9000,
        name: 'golden',
        memory: 512,
        scsi0: 'vmstore:0,import-from=local:import/debian-12.qcow2',
      })
      await world.run('POST', '/nodes/pve/qemu/9000/template')

      const variables = (memory: number) => ({
        ...tofuVariables({
          host: {
            name: 'sim',
            node: 'pve',
            apiEndpoint: endpoint,
            datastore: 'vmstore',
            ip: null,
            position: { file: 'nodes/sim.yaml', line: 1, column: 1 },
          },
          defaults: { vm_user: userInfo().username, dns_servers: ['192.0.2.53'] },
          apiToken: simulator.token,
          rootPassword: '$6$salt$hash',
          sshKeys: ['ssh-ed25519 AAAA one'],
          sshPrivateKeyFile: ssh.key,
          serverUrl: '',
          guest: {
            name: 'web',
            vmid: 901,
            image: 'debian-12',
            cores: 1,
            memory,
            disk: 10,
            bridge: 'vmbr0',
            boot_scenario: '',
            auth_token: '',
          },
        }),
        ssh_port: ssh.port,
        image_url: '',
        template: 9000,
      })
      const url = await webServer()
      const tofu = (...words: readonly string[]) => runTofu(cwd, words)
      const with_ = (memory: number) => {
        const given = variables(memory)
        const fetched = { ...given.vms[0], name: 'from-the-web', vmid: 902, image: 'fetched' }
        writeFileSync(
          join(cwd, 'terraform.tfvars.json'),
          JSON.stringify({ ...given, image_url: url, vms: [...given.vms, fetched] }),
        )
      }
      with_(1024)
      expect(await tofu('init', '-input=false')).toMatchObject({ code: 0 })
      const applied = await tofu('apply', '-input=false', '-auto-approve', '-no-color')
      expect(applied, applied.err).toMatchObject({ code: 0 })
      expect(snippet('web.user.yaml')).toContain('"hostname": "web"')
      expect(new Set(world.guests().map(({ vmid }) => vmid))).toEqual(new Set([901, 902, 9000, 9100]))
      expect(await world.call('GET', '/cluster/sdn/vnets/labnet')).toMatchObject({ zone: 'lab', tag: 100 })
      const second = await tofu('plan', '-input=false', '-detailed-exitcode', '-no-color')
      expect(second, second.out).toMatchObject({ code: 0 })

      with_(2048)
      const changed = await tofu('apply', '-input=false', '-auto-approve', '-no-color')
      expect(changed, changed.err).toMatchObject({ code: 0, out: expect.stringContaining('2 changed, 0 destroyed') })
      await world.call('PUT', '/nodes/pve/qemu/901/config', { name: 'drifted' })
      expect(await tofu('plan', '-input=false', '-detailed-exitcode', '-no-color')).toMatchObject({
        code: 2,
        out: expect.stringContaining('drifted'),
      })

      const destroyed = await tofu('destroy', '-input=false', '-auto-approve', '-no-color')
      expect(destroyed, destroyed.err).toMatchObject({ code: 0 })
      expect(world.guests().map(({ vmid }) => vmid)).toEqual([9000])
      expect(await world.call('GET', '/cluster/sdn/zones')).toEqual([])
    })
  },
)

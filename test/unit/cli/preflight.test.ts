/** `homestak preflight`, and what reconcile looks at before it writes, against a simulated host. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PreflightDocument } from '../../../src/preflight/finding.ts'
import { violations } from '../report/schema-check.ts'
import { folder, homestak, siteFiles } from './fake-io.ts'
import { lab, node, shop } from './lab.ts'
import { fastClock } from './simulated.ts'

const everything =
  'VM.Allocate VM.Audit VM.Config.CDROM VM.Config.CPU VM.Config.Disk VM.Config.HWType VM.Config.Memory ' +
  'VM.Config.Network VM.Config.Options VM.PowerMgmt VM.GuestAgent.Audit Datastore.Allocate Datastore.AllocateSpace ' +
  'Datastore.AllocateTemplate Datastore.Audit SDN.Use Sys.Audit Sys.Modify'

/** A lab whose token has a role without these. */
async function labWithout(manifest: string, ...lacked: readonly string[]) {
  const made = await lab(manifest)
  const { world } = made.host.simulator
  const privs = everything.split(' ').filter((privilege) => !lacked.includes(privilege))
  await world.call('POST', '/access/roles', { roleid: 'Homestak', privs: privs.join(',') })
  const token = await world.addToken('homestak@pve!lab', [{ path: '/', roles: 'Homestak' }])
  const secrets = join(made.dir, 'site-config/secrets.yaml')
  writeFileSync(secrets, readFileSync(secrets, 'utf8').replace(made.host.simulator.token, token))
  return {
    ...made,
    world,
    grant: () => world.call('PUT', '/access/roles/Homestak', { privs: lacked.join(','), append: 1 }),
    async preflight(...words: readonly string[]): Promise<PreflightDocument & { readonly code: number }> {
      const { code, out, err } = await made.homestak('preflight', '--json-output', ...words)
      if (out === '') throw new Error(err)
      return { code, ...JSON.parse(out) }
    },
  }
}

const onBridge = (bridge: string) => `, nics: [{ name: lan, bridge: ${bridge} }]`

const problems = ({ findings }: PreflightDocument) =>
  findings.filter(({ result }) => result === 'problem').map(({ check, message }) => `${check}: ${message}`)

describe('preflight', () => {
  test('of a host on which all is well ends with 0, writes nothing, and keeps to its schema', async () => {
    const { preflight, world, homestak: call } = await labWithout(shop(node('a')))
    world.clearRequests()
    const { code, ...document } = await preflight()
    expect(problems(document)).toEqual([])
    expect(code).toBe(0)
    expect(violations('preflight', document)).toEqual([])
    expect(world.requests().filter(({ method }) => method !== 'GET')).toEqual([])
    expect(document.findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        'site-config',
        'api',
        'certificate',
        'token',
        'privileges',
        'storages',
        'images',
        'bridges',
        'space',
        'clock',
      ]),
    )
    const { out } = await call('--preflight')
    expect(out).toMatch(/^ {2}ok +privileges +the token may do what the manifests need$/m)
  })

  test('names every privilege that lacks, with its path, at once, and ends with 5', async () => {
    const { preflight } = await labWithout(
      shop(node('a', ', vmid: 9100')),
      'VM.PowerMgmt',
      'SDN.Use',
      'Datastore.AllocateSpace',
    )
    const document = await preflight()
    expect(document.code).toBe(5)
    expect(problems(document)).toEqual([
      'privileges: the token lacks VM.PowerMgmt on /vms/9100 (Proxmox VE 9.2.11)',
      'privileges: the token lacks Datastore.AllocateSpace on /storage/vmstore, where disks of shop/a go (Proxmox VE 9.2.11)',
      'privileges: the token lacks SDN.Use on /sdn/zones/localnetwork/vmbr0 (Proxmox VE 9.2.11)',
    ])
  })

  test('tells a bridge that is not there, an image that cannot be used, and one whose source does not answer', async () => {
    const nowhere = node('a', onBridge('vmbr9')).replace('debian-12', 'nowhere')
    const { preflight, dir } = await labWithout(shop(nowhere, node('b').replace('debian-12', 'old')))
    const entry = join(dir, 'site-config/nodes/sim.yaml')
    writeFileSync(entry, `${readFileSync(entry, 'utf8')}images: { old: "local:iso/old.img" }\n`)
    const site = join(dir, 'site-config/site.yaml')
    // Where nobody listens.
    writeFileSync(site, readFileSync(site, 'utf8').replace('defaults:', 'defaults:\n  image_api: https://127.0.0.1:1'))
    const document = await preflight()
    expect(document.code).toBe(5)
    expect(problems(document).map((line) => line.split(':')[0])).toEqual(['images', 'bridges'])
    const [said] = document.findings.filter(({ check, result }) => check === 'images' && result === 'warning')
    expect(said?.message).toContain('sim does not have nowhere, and whether release latest of')
    expect(said?.fix).toContain('homestak image fetch nowhere -H sim')
  })

  test('without any manifest looks at the hosts', async () => {
    const { cwd, host } = await lab(shop(node('a')))
    const dir = folder()
    const { code, out } = await homestak(['preflight', '--site-config', join(cwd, '../site-config')], {
      cwd: dir,
      clock: fastClock,
    })
    expect(code).toBe(0)
    expect(out).toContain(`${host.endpoint} answers`)
  })

  test('tells a token that is refused, and goes on with the next host', async () => {
    const { preflight, dir } = await labWithout(shop(node('a')))
    const text = readFileSync(join(dir, 'site-config/nodes/sim.yaml'), 'utf8')
    writeFileSync(join(dir, 'site-config/nodes/other.yaml'), text.replace('api_token: sim', 'api_token: other'))
    const secrets = join(dir, 'site-config/secrets.yaml')
    writeFileSync(secrets, readFileSync(secrets, 'utf8').replace('api_tokens:', 'api_tokens:\n  other: a@pve!b=c'))
    const { code, findings } = await preflight('-H', 'other')
    expect(code).toBe(5)
    expect(findings).toContainEqual(expect.objectContaining({ check: 'token', host: 'other', result: 'problem' }))
  })

  test('of a host that is silent ends with 4, of a certificate that nobody vouches for with 3', async () => {
    const files = siteFiles()
    const silent = await homestak(['preflight', '--site-config', 'site'], { cwd: folder(files) })
    expect(silent).toMatchObject({ code: 4, out: expect.stringMatching(/problem +api +hv gave no answer/) })
    const { host } = await lab(shop(node('a')))
    const stranger = {
      ...files,
      'site/nodes/hv.yaml': `node: pve\napi_endpoint: ${host.endpoint}\ndatastore: vmstore\n`,
    }
    const { code, out } = await homestak(['preflight', '--site-config', 'site'], {
      cwd: folder(stranger),
      clock: fastClock,
    })
    expect(code).toBe(3)
    expect(out).toMatch(/problem +certificate/)
    expect(out).toContain(host.fingerprint)
  })

  test('tells a guest of the same name that is not ours', async () => {
    const { preflight, world } = await labWithout(shop(node('a')))
    await world.call('POST', '/nodes/pve/qemu', { vmid: 500, name: 'a' })
    const document = await preflight()
    expect(problems(document)).toEqual([
      expect.stringMatching(/^guests: shop\/a would be held, ForeignGuest: guest 500 on sim is called a too/),
    ])
    expect(document.code).toBe(5)
  })

  test('tells what would hold a network, each once', async () => {
    const net = (name: string, zone: string, more = '') => `{ name: ${name}, type: network, zone: ${zone}${more} }`
    const nets = [
      net('vmbr0', '{ name: dev, type: simple }'),
      net('theirs', '{ name: dev, type: simple }'),
      net('lan', '{ name: vl, type: vlan, bridge: vmbr7 }', ', tag: 7'),
    ]
    const { homestak: run, host } = await lab(shop(...nets.map((text) => `  - ${text}`)))
    const { world } = host.simulator
    await world.call('POST', '/cluster/sdn/zones', { zone: 'other', type: 'simple' })
    await world.call('POST', '/cluster/sdn/vnets', { vnet: 'theirs', zone: 'other' })
    await world.call('PUT', '/cluster/sdn')
    const { code, out } = await run('preflight', '--json-output')
    expect(problems(JSON.parse(out))).toEqual([
      'bridges: shop/vmbr0 would be held, Taken: vmbr0 is an interface that node pve has of its own, and no virtual network',
      'bridges: shop/theirs would be held, ForeignNetwork: there is a vnet theirs on sim that homestak did not make',
      'bridges: shop/lan would be held, MissingBridge: sim has no bridge vmbr7; known: vmbr0, theirs',
    ])
    expect(code).toBe(5)
  })

  test('says nothing of the image of a node that this version cannot make', async () => {
    const { preflight } = await labWithout(
      shop(node('a').replace('type: vm', 'type: pve').replace('debian-12', 'pve-9')),
    )
    const { findings } = await preflight()
    expect(findings.map(({ check }) => check)).not.toContain('images')
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'guests', message: expect.stringContaining('NotSupported') }),
    )
  })

  test('tells a token that is missing once, where it is named, and a warning on stdout alone', async () => {
    const { preflight, dir, homestak: call } = await labWithout(shop(node('a')))
    const entry = join(dir, 'site-config/nodes/sim.yaml')
    writeFileSync(entry, `${readFileSync(entry, 'utf8').replace('api_token: sim', 'api_token: simm')}colour: red\n`)
    const document = await preflight()
    expect(problems(document)).toEqual([
      expect.stringMatching(/nodes\/sim\.yaml:\d+:\d+: host 'sim' uses the token 'simm'/),
    ])
    const { out, err } = await call('preflight')
    expect(out).toContain("unknown key 'colour'")
    expect(err).toBe('')
  })

  test('of files that cannot be used says so and looks no further', async () => {
    const files = { ...siteFiles(), 'site/site.yaml': 'id: lab\ndefaults: []\n' }
    const { code, out } = await homestak(['preflight', '--site-config', 'site'], { cwd: folder(files) })
    expect(code).toBe(3)
    expect(out).toMatch(/problem +site-config/)
    expect(out).not.toContain('gave no answer')
  })
})

describe('before a run writes', () => {
  test('what the token lacks holds the node, nothing is begun, and the other steps of the run go on', async () => {
    const { homestak: call, world, edit, names, grant } = await labWithout(shop(node('a'), node('b')), 'VM.PowerMgmt')
    world.clearRequests()
    const { code, out } = await call('reconcile')
    expect(code).toBe(5)
    expect(out).toContain('held, MissingPrivilege')
    expect(out).toContain('VM.PowerMgmt on /vms')
    expect(world.requests().filter(({ method }) => method !== 'GET')).toEqual([])
    await grant()
    expect(await call('reconcile')).toMatchObject({ code: 0 })
    edit(shop(node('a')))
    expect(names()).toEqual(['a', 'b'])
  })

  test('diff shows the same hold', async () => {
    const { homestak: call } = await labWithout(shop(node('a', onBridge('vmbr9'))))
    const { out } = await call('diff')
    expect(out).toContain('sim has no bridge vmbr9; known: vmbr0')
  })

  test('a destroy asks for nothing that only a create needs', async () => {
    const made = await labWithout(shop(node('a'), node('b')))
    await made.homestak('reconcile')
    await made.world.call('PUT', '/access/roles/Homestak', {
      privs: 'VM.Audit,VM.Allocate,VM.PowerMgmt,Datastore.Audit,Datastore.Allocate,Sys.Audit',
    })
    made.edit(shop(node('a'), node('c')))
    const { code, out } = await made.homestak('reconcile')
    expect(made.names()).toEqual(['a'])
    expect(out).toContain('held, MissingPrivilege')
    expect(code).toBe(5)
  })

  test('what was seen counts for ten minutes as long as it suffices', async () => {
    const { homestak: call, world, edit } = await labWithout(shop(node('a')))
    const looks = () => world.requests().filter(({ path }) => path.endsWith('/access/permissions')).length
    await call('reconcile')
    expect(looks()).toBe(1)
    edit(shop(node('a'), node('b')))
    expect(await call('reconcile')).toMatchObject({ code: 0 })
    expect(looks()).toBe(1)
    edit(shop(node('a'), node('b'), node('c', onBridge('vmbr9'))))
    expect(await call('reconcile')).toMatchObject({ code: 5 })
    expect(await call('reconcile')).toMatchObject({ code: 5 })
    expect(looks()).toBe(3)
  })

  test('--skip-preflight leaves it to the host to refuse', async () => {
    const { homestak: call, world } = await labWithout(shop(node('a')), 'VM.PowerMgmt')
    const { code, out } = await call('reconcile', '--skip-preflight')
    expect(code).toBe(5)
    expect(out).toContain('VM.PowerMgmt')
    expect(world.guests()).toHaveLength(1)
    expect(world.requests().some(({ path }) => path.endsWith('/access/permissions'))).toBe(false)
  })
})

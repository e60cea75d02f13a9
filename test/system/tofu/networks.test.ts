/** Virtual networks that real OpenTofu makes and changes for homestak, on the SDN of a simulated host. */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { until } from '../processes.ts'
import { hasTofu, runTofu, tofuLab, type TofuLab } from './tofu-lab.ts'
import { list, net, ready, subnet, unchanged, vnet, vxlan, zone, type Parts } from './network-scene.ts'

const uidOf = ({ alias = '' }: Record<string, string>): string | undefined => /\b[0-9a-f]{32}\b/.exec(alias)?.[0]

/** A plan of OpenTofu by itself, from the state that the apply has left. */
function planAgain(lab: TofuLab) {
  const [module = ''] = globSync(`${lab.cwd}/state/homestak/*/tofu/.module-*`)
  const declared = {
    zone_id: 'dev',
    zone_type: 'vxlan',
    owns_zone: true,
    peers: ['10.0.12.1', '10.0.12.2'],
    mtu: 1450,
    vnet_id: 'devnet',
    tag: 100,
    subnets: [{ cidr: '10.10.10.0/24', gateway: '10.10.10.1', snat: false }],
  }
  const words = [`-chdir=${module}`, 'plan', '-no-color', '-input=false', '-detailed-exitcode']
  return runTofu(lab.cwd, [...words, `-var=network=${JSON.stringify(declared)}`], {
    TF_DATA_DIR: join(lab.path('sim/shop/devnet'), 'data'),
    PROXMOX_VE_ENDPOINT: lab.sim.told.endpoint,
    PROXMOX_VE_API_TOKEN: lab.sim.told.token,
    PROXMOX_VE_INSECURE: 'true',
  })
}

describe.skipIf(!hasTofu)('OpenTofu', () => {
  test('makes a network that the API has nothing to change of, and is not run again for it', async () => {
    const more =
      '  - { name: web, type: vm, preset: vm-xsmall, image: debian-12, nics: [{ name: lan, bridge: devnet }] }\n'
    const lab = await tofuLab({ 'shop.yaml': net({ more }) })
    const planned = await lab.run('diff')
    expect(planned.out).toContain('create vnet devnet with OpenTofu')
    const made = await lab.run('reconcile')
    expect(made, made.err).toMatchObject(ready(2))
    expect(await vnet(lab)).toMatchObject({ zone: 'dev', tag: 100 })
    expect(await zone(lab)).toMatchObject({ type: 'vxlan', mtu: 1450, peers: '10.0.12.1,10.0.12.2' })
    expect(await list(lab, 'vnets/devnet/subnets')).toMatchObject([
      { subnet: 'dev-10.10.10.0-24', gateway: '10.10.10.1' },
    ])
    expect(await planAgain(lab)).toMatchObject({ code: 0, out: expect.stringContaining('No changes') })
    const runs = lab.tofuRuns()
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged(2))
    expect(await lab.run('reconcile')).toMatchObject(ready(2))
    expect(lab.tofuRuns()).toBe(runs)
    lab.declare(net({ provisioner: 'api', more }))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged(2))
  })

  test.each([
    [
      'a simple zone',
      '{ name: one, type: simple }',
      ', subnets: [{ cidr: 10.2.0.0/24, gateway: 10.2.0.1, snat: true }]',
    ],
    ['a vlan zone', '{ name: two, type: vlan, bridge: vmbr0 }', ', tag: 7'],
  ])('makes and changes one in %s', async (_, kind, rest) => {
    const lab = await tofuLab({ 'shop.yaml': net({ zone: kind, rest }) })
    const made = await lab.run('reconcile')
    expect(made, made.err).toMatchObject(ready())
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged())
    const runs = lab.tofuRuns()
    lab.declare(
      net({ zone: kind, rest: rest.replace('tag: 7', 'tag: 8').replace(' }]', ' }, { cidr: 10.3.0.0/24 }]') }),
    )
    const changed = await lab.run('reconcile')
    expect(changed, changed.err).toMatchObject(ready())
    expect(lab.tofuRuns()).toBeGreaterThan(runs)
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged())
  })

  test('follows an edit of every kind, leaves what it cannot do to the API, and the network stays the same', async () => {
    const lab = await tofuLab({ 'shop.yaml': net() })
    expect(await lab.run('reconcile')).toMatchObject(ready())
    const uid = uidOf(await vnet(lab))
    expect(uid).toBeDefined()
    const subnets = (...texts: readonly string[]) => `, subnets: [${texts.join(', ')}]`
    const second = '{ cidr: 10.10.20.0/24, snat: true }'
    const edits: readonly (readonly [Parts, 'tofu' | 'api'])[] = [
      [{ rest: `, tag: 101${subnets(subnet)}` }, 'tofu'],
      [{ zone: vxlan.replace('12.2', '12.3') }, 'tofu'],
      [{ rest: subnets(subnet, second) }, 'tofu'],
      [{ zone: vxlan.replace(' }', ', mtu: 1400 }') }, 'api'],
      [{ rest: subnets('{ cidr: 10.10.10.0/24, gateway: 10.10.10.254, snat: true }') }, 'api'],
      [{ rest: `, protect: true${subnets(subnet)}` }, 'api'],
      [{ zone: '{ name: other, type: simple }' }, 'api'],
    ]
    for (const [parts, by] of edits) {
      const runs = lab.tofuRuns()
      lab.declare(net(parts))
      const ended = await lab.run('reconcile')
      expect(ended, `${JSON.stringify(parts)}\n${ended.err}`).toMatchObject(ready())
      expect(lab.tofuRuns() > runs ? 'tofu' : 'api', JSON.stringify(parts)).toBe(by)
      expect(await lab.run('diff', '--exit-code'), JSON.stringify(parts)).toMatchObject(unchanged())
    }
    expect(uidOf(await vnet(lab))).toBe(uid)
    expect(await list(lab, 'zones')).toMatchObject([{ zone: 'other' }])
  })

  test('brings back what drifted, and leaves alone what no manifest declares', async () => {
    const lab = await tofuLab({ 'shop.yaml': net() })
    expect(await lab.run('reconcile')).toMatchObject(ready())
    await lab.sim.call('PUT', '/cluster/sdn/vnets/devnet', { 'isolate-ports': 1 })
    await lab.sim.call('PUT', '/cluster/sdn')
    for (const [path, drift] of [
      ['vnets/devnet', { tag: 7 }],
      ['zones/dev', { peers: '10.0.12.9' }],
      ['vnets/devnet/subnets/dev-10.10.10.0-24', { gateway: '10.10.10.9' }],
    ] as const) {
      await lab.sim.call('PUT', `/cluster/sdn/${path}`, drift)
      await lab.sim.call('PUT', '/cluster/sdn')
      expect(await lab.run('diff', '--exit-code')).toMatchObject({ code: 4 })
      const ended = await lab.run('reconcile')
      expect(ended, `${path}\n${ended.err}`).toMatchObject(ready())
      expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged())
    }
    expect(await vnet(lab)).toMatchObject({ tag: 100, 'isolate-ports': 1 })
  })

  test('and the API take the same network over from each other, and it goes with its node', async () => {
    const lab = await tofuLab({ 'shop.yaml': net({ provisioner: 'api' }) })
    expect(await lab.run('reconcile')).toMatchObject(ready())
    const uid = uidOf(await vnet(lab))
    expect(lab.tofuRuns()).toBe(0)
    lab.declare(net())
    expect(await lab.run('reconcile')).toMatchObject({ code: 0, out: expect.stringContaining(' 0 writes') })
    lab.declare(net({ rest: `, tag: 101, subnets: [${subnet}]` }))
    expect(await lab.run('reconcile')).toMatchObject(ready())
    expect(lab.tofuRuns()).toBeGreaterThan(0)
    expect(lab.folders()).toEqual(['sim/shop/devnet'])
    const runs = lab.tofuRuns()
    lab.declare(net({ provisioner: 'api', rest: `, tag: 102, subnets: [${subnet}]` }))
    expect(await lab.run('reconcile')).toMatchObject(ready())
    expect(lab.tofuRuns()).toBe(runs)
    expect(lab.folders()).toEqual([])
    expect(uidOf(await vnet(lab))).toBe(uid)
    lab.declare(net({ rest: `, tag: 103, subnets: [${subnet}]` }))
    expect(await lab.run('reconcile')).toMatchObject(ready())
    const more = '  - { name: two, type: network, provisioner: tofu, zone: { name: two, type: simple } }\n'
    lab.declare(`schema_version: 2\nname: shop\nnodes:\n${more}`)
    const gone = await lab.run('reconcile', '--max-destroy', '1')
    expect(gone, gone.err).toMatchObject({ code: 0 })
    expect((await list(lab, 'vnets')).map((each) => each['vnet'])).toEqual(['two'])
    expect((await list(lab, 'zones')).map((each) => each['zone'])).toEqual(['two'])
    expect(lab.folders()).toEqual(['sim/shop/two'])
  })

  test('follows edits and drift under --watch, and leaves nothing when that ends', async () => {
    const lab = await tofuLab({ 'shop.yaml': net() })
    const { child, ended } = lab.start('reconcile', '--watch', '--drift-interval', '5')
    const isApplied = (tag: number) =>
      until(async () => {
        const [found] = await list(lab, 'vnets')
        return found?.['tag'] === tag && found['state'] === undefined
      })
    await isApplied(100)
    lab.declare(net({ rest: `, tag: 101, subnets: [${subnet}]` }))
    await isApplied(101)
    await lab.sim.call('PUT', '/cluster/sdn/vnets/devnet', { tag: 7 })
    await lab.sim.call('PUT', '/cluster/sdn')
    await isApplied(101)
    await until(() => lab.leftovers().length === 0)
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0 })
    expect(lab.leftovers()).toEqual([])
  })

  test('makes several, with others that the API makes, some in one zone, one in a zone of somebody else', async () => {
    const others = [
      `two, type: network, provisioner: tofu, tag: 200, zone: ${vxlan}`,
      `three, type: network, provisioner: tofu, tag: 201, zone: ${vxlan}`,
      'four, type: network, tag: 300, zone: { name: four, type: vlan, bridge: vmbr0 }',
      'five, type: network, provisioner: tofu, zone: { name: theirs, type: simple }',
    ]
    const lab = await tofuLab({ 'shop.yaml': net({ more: others.map((text) => `  - { name: ${text} }\n`).join('') }) })
    await lab.sim.call('POST', '/cluster/sdn/zones', { zone: 'theirs', type: 'simple', mtu: 1400 })
    await lab.sim.call('PUT', '/cluster/sdn')
    const made = await lab.run('reconcile')
    expect(made, made.err).toMatchObject(ready(5))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged(5))
    expect((await list(lab, 'zones')).map((each) => each['zone'])).toEqual(['dev', 'four', 'theirs'])
    expect(await zone(lab, 'theirs')).toMatchObject({ mtu: 1400 })
  })
})

/** A guest that the seed system's OpenTofu made, taken over as it is: the seed's state is read, and never written. */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manifest, write } from '../processes.ts'
import { hasTofu, runTofu, tofuLab, uidOf, type TofuLab } from './tofu-lab.ts'

const shop = (provisioner: string) => manifest('shop', { web: `provisioner: ${provisioner}` })
const unchanged = { code: 0, out: '1 unchanged\n' }

/** Applies a configuration of the seed by itself, with its state where the seed keeps that of a node on host sim. */
async function makeAsSeed(
  { cwd, sim }: TofuLab,
  configuration: string,
  node: string,
  more: Readonly<Record<string, string | number>> = {},
): Promise<string> {
  const file = join(cwd, `state/homestak/tofu/shop/${node}-sim/terraform.tfstate`)
  mkdirSync(dirname(file), { recursive: true })
  write(cwd, { 'seed/main.tf': readFileSync(join(import.meta.dirname, configuration, 'main.tf'), 'utf8') })
  const given = { api_endpoint: sim.told.endpoint, api_token: sim.told.token, ...more }
  const tofu = (...words: readonly string[]) => runTofu(join(cwd, 'seed'), words)
  expect(await tofu('init', '-input=false')).toMatchObject({ code: 0 })
  const values = Object.entries(given).map(([name, value]) => `-var=${name}=${value}`)
  const applied = await tofu('apply', '-input=false', '-auto-approve', '-no-color', `-state=${file}`, ...values)
  expect(applied, applied.err).toMatchObject({ code: 0 })
  return file
}

describe.skipIf(!hasTofu)("a guest of the seed's OpenTofu", () => {
  test.each(['tofu', 'api'])('is held until it is agreed to, and the same guest from then on: %s', async (by) => {
    const lab = await tofuLab({ 'shop.yaml': shop(by) })
    const file = await makeAsSeed(lab, 'seed-guest', 'web', { node: lab.sim.told.node, name: 'web', vmid: 99_901 })
    const [state, made] = [readFileSync(file), await lab.sim.config(99_901)]

    const held = await lab.run('reconcile')
    expect(held.code, held.err).toBe(5)
    expect(held.out).toMatch(/ForeignGuest: guest 99901 .*tofu\/shop\/web-sim\/terraform\.tfstate/)
    expect(held.out).toContain('--adopt shop/web')
    expect(await lab.sim.config(99_901)).toEqual(made)

    // What it lacks takes no restart: the seed's hardware is ours.
    expect((await lab.run('diff', '--adopt', 'web')).out).toContain('owner, tags, status differ')
    const taken = await lab.run('reconcile', '--adopt', 'web')
    expect(taken, taken.err).toMatchObject({ code: 0, out: expect.stringMatching(/^1 ready in /m) })
    expect(await lab.sim.guests()).toEqual([{ vmid: 99_901, name: 'web', status: 'running' }])
    const config = await lab.sim.config(99_901)
    expect(uidOf(config)).toMatch(/^[0-9a-f]{32}$/)
    for (const kept of ['virtio0', 'net0', 'ide2', 'smbios1']) expect(config[kept]).toBe(made[kept])
    // Its one disk and the drive that its first boot was given: no seed of ours.
    expect(await lab.sim.volumes()).toHaveLength(2)
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
    expect(readFileSync(file).equals(state)).toBe(true)

    lab.declare(manifest('shop', { web: `provisioner: ${by}, preset: more` }))
    write(lab.cwd, { 'site/presets/more.yaml': 'cores: 1\nmemory: 1024\ndisk: 30\n' })
    const grown = await lab.run('reconcile')
    expect(grown, grown.err).toMatchObject({ code: 0 })
    expect(await lab.sim.config(99_901)).toMatchObject({ virtio0: expect.stringContaining('size=30G') })
    expect(await lab.run('destroy', '--all', '--yes')).toMatchObject({ code: 0 })
    expect(await lab.sim.guests()).toEqual([])
  })
})

test.skipIf(!hasTofu)(
  "a network of the seed's OpenTofu is held until it is agreed to, and then is changed by ours",
  async () => {
    const net = (tag: number) =>
      [
        'schema_version: 2',
        'name: shop',
        'nodes:',
        '  - name: devnet',
        '    type: network',
        '    provisioner: tofu',
        '    zone: { name: dev, type: vxlan, peers: [10.0.12.1, 10.0.12.2] }',
        `    tag: ${tag}`,
        '    subnets: [{ cidr: 10.10.10.0/24, gateway: 10.10.10.1 }]',
        '',
      ].join('\n')
    const lab = await tofuLab({ 'shop.yaml': net(100) })
    await makeAsSeed(lab, 'seed-network', 'devnet')
    const seen = () => lab.sim.call('GET', '/cluster/sdn/vnets/devnet', { pending: 1 })
    const before = await seen()
    const held = await lab.run('reconcile')
    expect(held.code, held.err).toBe(5)
    expect(held.out).toMatch(/ForeignNetwork: .*devnet/)
    expect(await seen()).toEqual(before)

    const taken = await lab.run('reconcile', '--adopt', 'devnet')
    expect(taken, taken.err).toMatchObject({ code: 0, out: expect.stringMatching(/^1 ready in /m) })
    expect(await seen()).toMatchObject({
      tag: 100,
      alias: expect.stringMatching(/^homestak\.1 \S+ shop devnet sim devnet [0-9a-f]{32}$/),
    })
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
    const runs = lab.tofuRuns()
    expect(runs).toBe(0)
    lab.declare(net(101))
    const changed = await lab.run('reconcile')
    expect(changed, changed.err).toMatchObject({ code: 0 })
    expect(lab.tofuRuns()).toBeGreaterThan(runs)
    expect(await seen()).toMatchObject({ tag: 101 })
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
  },
)

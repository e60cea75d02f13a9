/** A guest that the seed system's OpenTofu made, taken over as it is: the seed's state is read, and never written. */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manifest, startProgram, write } from '../processes.ts'
import { hasTofu, tofuLab, uidOf, type TofuLab } from './tofu-lab.ts'

const shop = (provisioner: string) => manifest('shop', { web: `provisioner: ${provisioner}` })
const unchanged = { code: 0, out: '1 unchanged\n' }

/** Where the seed keeps what it made for node web on host sim; resolves once the guest is there. */
async function makeAsSeed({ cwd, sim }: TofuLab, vmid: number): Promise<string> {
  const file = join(cwd, 'state/homestak/tofu/shop/web-sim/terraform.tfstate')
  mkdirSync(dirname(file), { recursive: true })
  write(cwd, { 'seed/main.tf': readFileSync(join(import.meta.dirname, 'seed-guest/main.tf'), 'utf8') })
  const { endpoint, token, node } = sim.told
  const given = { api_endpoint: endpoint, api_token: token, node, name: 'web', vmid }
  const env = { TF_CLI_CONFIG_FILE: process.env['TF_CLI_CONFIG_FILE'] ?? '', NO_PROXY: '127.0.0.1' }
  const tofu = (...words: readonly string[]) => startProgram('tofu', join(cwd, 'seed'), words, env).ended
  expect(await tofu('init', '-input=false')).toMatchObject({ code: 0 })
  const values = Object.entries(given).map(([name, value]) => `-var=${name}=${value}`)
  const applied = await tofu('apply', '-input=false', '-auto-approve', '-no-color', `-state=${file}`, ...values)
  expect(applied, applied.err).toMatchObject({ code: 0 })
  return file
}

describe.skipIf(!hasTofu)("a guest of the seed's OpenTofu", () => {
  test.each(['tofu', 'api'])('is held until it is agreed to, and the same guest from then on: %s', async (by) => {
    const lab = await tofuLab({ 'shop.yaml': shop(by) })
    const file = await makeAsSeed(lab, 99_901)
    const [state, made] = [readFileSync(file), await lab.sim.config(99_901)]

    const held = await lab.run('reconcile')
    expect(held.code, held.err).toBe(5)
    expect(held.out).toMatch(/ForeignGuest: guest 99901 .*tofu\/shop\/web-sim\/terraform\.tfstate/)
    expect(held.out).toContain('--adopt shop/web')
    expect(await lab.sim.config(99_901)).toEqual(made)

    expect((await lab.run('diff', '--adopt', 'web')).out).toContain('1 adopt')
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

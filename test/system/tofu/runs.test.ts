/** How OpenTofu is run: found or missed, side by side, from a template, and with what earlier runs or versions left. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manifest, until, write } from '../processes.ts'
import { hasTofu, tofuLab } from './tofu-lab.ts'

const shop = (nodes: Readonly<Record<string, string>>) => ({
  'shop.yaml': manifest('shop', nodes, 'settings: { restart: auto }'),
})
const node = 'provisioner: tofu'
/** What the provider is that go.mod and go.sum pin. */
const pinned = readFileSync(join(import.meta.dirname, '../tofu-tools/linux_amd64.lock.hcl'), 'utf8')
const ready = (count: number) => ({ code: 0, out: expect.stringMatching(new RegExp(`^${count} ready in `, 'm')) })
const unchanged = (count: number) => ({ code: 0, out: `${count} unchanged\n` })

describe('without OpenTofu', () => {
  test.each([
    ['a program that is not there', '/nowhere/tofu', '/nowhere/tofu does not exist'],
    ['a program that is too old', 'old/tofu', 'is version 1.6.2'],
    ['one that is none', 'none/tofu', 'does not tell its version'],
  ])('a node is held and told what to do, and others go on: %s', async (_, program, why) => {
    const lab = await tofuLab(shop({ web: node, db: '' }))
    lab.program('old/tofu', `echo '{"terraform_version":"1.6.2"}'`)
    lab.program('none/tofu', 'echo hello')
    const ended = await lab.run('reconcile', '--tofu', program)
    expect(ended.code, ended.err).toBe(5)
    expect(ended.out).toContain('MissingTool')
    expect(ended.out).toContain(why)
    expect(ended.out).toContain('--tofu')
    expect(await lab.sim.guests()).toMatchObject([{ name: 'db' }])
    // The disk and the seed of that one: nothing was written for the other.
    expect(await lab.sim.volumes()).toHaveLength(2)
  })

  test('diff and preflight say what reconcile would hold', async () => {
    const lab = await tofuLab(shop({ web: node, db: '' }))
    lab.program('old/tofu', `echo '{"terraform_version":"1.6.2"}'`)
    const ended = await lab.run('diff', '--tofu', '/nowhere/tofu')
    expect(ended.out).toContain('held, MissingTool: /nowhere/tofu does not exist')
    expect(ended.out).toContain('2 create; 1 held')
    expect((await lab.run('diff', '--tofu', 'old/tofu')).out).toMatch(
      /held, MissingTool: .*old\/tofu is version 1\.6\.2/,
    )
    const looked = await lab.run('preflight', '--tofu', 'old/tofu')
    expect(looked).toMatchObject({
      code: 5,
      out: expect.stringMatching(/old\/tofu is version 1\.6\.2: shop\/web is made by/),
    })
  })

  test('diff runs no program where there is nothing for it to do', async () => {
    const lab = await tofuLab(shop({ web: '' }))
    expect(await lab.run('reconcile')).toMatchObject(ready(1))
    lab.declare(manifest('shop', { web: node }))
    lab.program('there/tofu', 'echo ran >"$(dirname "$0")/ran"')
    expect(await lab.run('diff', '--exit-code', '--tofu', 'there/tofu')).toMatchObject(unchanged(1))
    expect(existsSync(join(lab.cwd, 'there/ran'))).toBe(false)
  })
})

describe.skipIf(!hasTofu)('OpenTofu', () => {
  test('makes several guests at once, each with a state of its own and one module for all', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const lab = await tofuLab(shop(Object.fromEntries(names.map((name) => [name, node]))))
    const ended = await lab.run('reconcile')
    expect(ended, ended.err).toMatchObject(ready(5))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged(5))
    expect(lab.folders()).toEqual(names.map((name) => `sim/shop/${name}`))
    // The digest is that of one platform's binary.
    expect(lab.lock()).toHaveLength(1)
    expect(process.arch === 'x64' ? lab.lock() : [pinned]).toEqual([pinned])
    expect(lab.readableByOthers()).toEqual([])
  })

  test('goes on from a template: the clone is ours from its first moment, the rest is applied', async () => {
    const nodes = { web: `${node}, disks: [{ name: data, size: 5 }]` }
    const lab = await tofuLab(shop(nodes))
    await lab.sim.call('POST', '/nodes/pve/qemu', {
      vmid: 9000,
      name: 'golden',
      memory: 1024,
      scsi0: 'vmstore:0,import-from=local:import/debian-12.qcow2',
      boot: 'order=scsi0',
      net0: 'virtio,bridge=vmbr0',
    })
    await lab.sim.call('POST', '/nodes/pve/qemu/9000/template')
    lab.declare(shop(nodes)['shop.yaml'].replace('image: debian-12', 'image: golden'))
    expect((await lab.run('diff')).out).toMatch(/clone template 9000[^]*\(tofu apply\)/)
    const ended = await lab.run('reconcile')
    expect(ended, ended.err).toMatchObject(ready(1))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged(1))
    expect(lab.tofuRuns()).toBeGreaterThan(0)
    const [made] = (await lab.sim.guests()).filter(({ name }) => name === 'web')
    expect(await lab.sim.config(made?.vmid ?? 0)).toMatchObject({ cpu: 'host' })
  })

  test('believes nothing that lies in the folder: a broken, newer or foreign state, a provider of another version', async () => {
    const lab = await tofuLab(shop({ web: node }))
    expect(await lab.run('reconcile')).toMatchObject(ready(1))
    const [guest] = await lab.sim.guests()
    const folder = lab.path('sim/shop/web')
    for (const [name, text] of [
      ['terraform.tfstate', '{'],
      ['terraform.tfstate', '{"version":9,"terraform_version":"99.0.0"}'],
      ['data/made-by', 'another version'],
    ] as const) {
      writeFileSync(join(folder, name), text)
      await lab.sim.call('PUT', `/nodes/pve/qemu/${guest?.vmid}/config`, { onboot: 0 })
      const ended = await lab.run('reconcile')
      expect(ended, ended.err).toMatchObject(ready(1))
    }
    expect(await lab.sim.guests()).toEqual([guest])
  })

  test('takes a disk that its image makes larger than declared as it is', async () => {
    const lab = await tofuLab(shop({ web: `${node}, preset: tiny` }))
    write(lab.cwd, { 'site/presets/tiny.yaml': 'cores: 1\nmemory: 512\ndisk: 1\n' })
    expect(await lab.run('reconcile')).toMatchObject(ready(1))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged(1))
  })

  test('does nothing where the whole state is lost and nothing differs', async () => {
    const lab = await tofuLab(shop({ web: node }))
    expect(await lab.run('reconcile')).toMatchObject(ready(1))
    const runs = lab.tofuRuns()
    const ended = await lab.run('reconcile', '--state', 'elsewhere')
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining(' 0 writes') })
    expect(lab.tofuRuns()).toBe(runs)
  })

  test('follows edits and drift under --watch, and leaves nothing when that ends', async () => {
    const lab = await tofuLab(shop({ web: node }))
    const { child, ended } = lab.start('reconcile', '--watch')
    let said = ''
    child.stderr.on('data', (chunk) => (said += chunk))
    const readies = (count: number) => until(() => said.split('web  Ready').length > count)
    await readies(1)
    lab.declare(shop({ web: `${node}, on_boot: false` })['shop.yaml'])
    await readies(2)
    const [guest] = await lab.sim.guests()
    expect(await lab.sim.config(guest?.vmid ?? 0)).toMatchObject({ onboot: '0' })
    await lab.sim.call('PUT', `/nodes/pve/qemu/${guest?.vmid}/config`, { name: 'drifted' })
    await readies(3)
    expect(await lab.sim.guests()).toEqual([{ ...guest, name: 'web' }])
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0 })
    expect(lab.leftovers()).toEqual([])
  })

  test('is told by Proxmox VE why something is refused, as the API is', async () => {
    const lab = await tofuLab(shop({ web: `${node}, nics: [{ name: lan, bridge: gone0 }]` }))
    const ended = await lab.run('reconcile')
    expect(ended.out + ended.err).toContain('gone0')
    expect(lab.leftovers()).toEqual([])
  })
})

/** Whose a guest is, whatever happens while OpenTofu is at work, and whichever of the two makes it. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder, manifest, until, write } from '../processes.ts'
import { beforeApply, during, hasTofu, holdApply, tofuLab, uidOf, type TofuLab } from './tofu-lab.ts'

const shop = (rest: string, provisioner: string) => manifest('shop', { web: `provisioner: ${provisioner}${rest}` })
const ready = { code: 0, out: expect.stringMatching(/^1 ready in /m) }
const unchanged = { code: 0, out: '1 unchanged\n' }

describe.skipIf(!hasTofu)('a guest', () => {
  test('made by OpenTofu, taken over by the API, resized, given back and destroyed is the same all along', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop('', 'tofu') })
    write(lab.cwd, {
      'site/presets/more.yaml': 'cores: 1\nmemory: 1024\ndisk: 30\n',
      'site/presets/most.yaml': 'cores: 1\nmemory: 1024\ndisk: 35\n',
    })
    expect(await lab.run('reconcile')).toMatchObject(ready)
    const [guest] = await lab.sim.guests()
    const vmid = guest?.vmid ?? 0
    const uid = uidOf(await lab.sim.config(vmid))

    lab.declare(shop('', 'api'))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
    expect(await lab.run('reconcile')).toMatchObject({ code: 0, out: expect.stringContaining(' 0 writes') })
    expect(lab.folders()).toEqual([])
    const runs = lab.tofuRuns()
    lab.declare(shop(', preset: more', 'api'))
    expect(await lab.run('reconcile')).toMatchObject(ready)
    expect(lab.tofuRuns()).toBe(runs)

    lab.declare(shop(', preset: more', 'tofu'))
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged)
    lab.declare(shop(', preset: most', 'tofu'))
    expect(await lab.run('diff')).toMatchObject({
      out: expect.stringContaining('grow the disk to 35 GiB (tofu apply)'),
    })
    expect(await lab.run('reconcile')).toMatchObject(ready)
    expect(lab.tofuRuns()).toBeGreaterThan(runs)
    expect(lab.folders()).toEqual(['sim/shop/web'])
    expect(uidOf(await lab.sim.config(vmid))).toBe(uid)
    expect((await lab.run('events', '--json-output')).out).not.toContain('"Drift"')

    expect(await lab.run('destroy', '--all', '--yes')).toMatchObject({ code: 0 })
    expect(await lab.sim.guests()).toEqual([])
    expect(await lab.sim.volumes()).toEqual([])
    expect(lab.folders()).toEqual([])
  })

  test('of somebody else, made between plan and apply under the same vmid, is not touched', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop(', vmid: 777', 'tofu') })
    const theirs = { vmid: 777, name: 'theirs', memory: 512, virtio0: 'vmstore:1' }
    const ended = await beforeApply(lab, () => lab.sim.call('POST', '/nodes/pve/qemu', theirs))
    expect(ended.code, ended.err).toBe(5)
    expect(ended.out).toContain('ForeignGuest')
    expect(await lab.sim.guests()).toEqual([{ vmid: 777, name: 'theirs', status: 'stopped' }])
    const config = await lab.sim.config(777)
    expect(config).toMatchObject({ memory: '512', virtio0: expect.stringContaining('size=1G') })
    expect(config.description).toBeUndefined()
    expect(await lab.run('diff')).toMatchObject({ out: expect.stringContaining('ForeignGuest') })
  })

  test('is made once where the run is killed before it is created', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop('', 'tofu') })
    const release = holdApply(lab)
    const killed = await during(lab, 'StepStarted: create', (child) => child.kill('SIGKILL'))
    expect(killed).toMatchObject({ code: null, out: '' })
    release()
    await isMadeOnce(lab)
  })

  test('is made once where the run is killed once it is created', async () => {
    // What comes then is tried for a while, so that it goes on when it is killed.
    const fault = { kind: 'status', status: 599, method: 'POST', path: '/nodes/*/status/start', times: 3 }
    const faults = folder({ 'faults.yaml': JSON.stringify({ faults: [fault] }) })
    const lab = await tofuLab({ 'shop.yaml': shop('', 'tofu') }, '--faults', join(faults, 'faults.yaml'))
    const killed = await during(lab, 'StepDone: create', (child) => child.kill('SIGKILL'))
    expect(killed).toMatchObject({ code: null, out: '' })
    await isMadeOnce(lab)
  })

  test('is made once where the run is killed while Proxmox VE copies its disk', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop('', 'tofu') }, '--speed', '1', '--profile', 'real')
    const { child, ended } = lab.start('reconcile')
    await until(async () => (await lab.sim.guests()).length > 0)
    child.kill('SIGKILL')
    expect(await ended).toMatchObject({ code: null, out: '' })
    expect(lab.leftovers()).toContain('sim/shop/web/running')
    await isMadeOnce(lab)
    expect(lab.leftovers()).toEqual([])
  })

  test('is made to its end where the run is interrupted, and nothing else is begun', async () => {
    const lab = await tofuLab({ 'shop.yaml': shop('', 'tofu') }, '--speed', '1', '--profile', 'real')
    const { child, ended } = lab.start('reconcile')
    await until(async () => (await lab.sim.guests()).length > 0)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130 })
    expect(lab.leftovers()).toEqual([])
    const [guest] = await lab.sim.guests()
    expect(guest).toMatchObject({ status: 'stopped' })
    expect(uidOf(await lab.sim.config(guest?.vmid ?? 0))).toBeDefined()
    await isMadeOnce(lab)
  })
})

async function isMadeOnce(lab: TofuLab): Promise<void> {
  const ended = await lab.run('reconcile')
  expect(ended, ended.err).toMatchObject(ready)
  expect(await lab.sim.guests()).toMatchObject([{ name: 'web', status: 'running' }])
  // A disk and a seed.
  expect(await lab.sim.volumes()).toHaveLength(2)
}

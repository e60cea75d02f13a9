/** Networks that OpenTofu was making when something came between: the next run brings them to an end, or takes back what was begun. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folder, until } from '../processes.ts'
import { list, net, ready, unchanged, vnet, zone } from './network-scene.ts'
import { beforeApply, during, hasTofu, holdApply, tofuLab, type TofuLab } from './tofu-lab.ts'

describe.skipIf(!hasTofu)('a network', () => {
  test('of somebody else, made between plan and apply under the same name, is not touched', async () => {
    const lab = await tofuLab({ 'shop.yaml': net() })
    const theirs = async () => {
      await lab.sim.call('POST', '/cluster/sdn/zones', { zone: 'theirs', type: 'simple' })
      await lab.sim.call('POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'theirs', alias: 'not yours' })
      await lab.sim.call('PUT', '/cluster/sdn')
    }
    const ended = await beforeApply(lab, theirs)
    expect(ended.code, ended.err).toBe(5)
    expect(ended.out).toContain('ForeignNetwork')
    expect(await vnet(lab)).toMatchObject({ zone: 'theirs', alias: 'not yours' })
    expect(await list(lab, 'vnets')).toHaveLength(1)
  })

  test('is made once where the run is killed as OpenTofu begins', async () => {
    const lab = await tofuLab({ 'shop.yaml': net() })
    const release = holdApply(lab)
    const killed = await during(lab, 'StepStarted: create vnet', (child) => child.kill('SIGKILL'))
    expect(killed).toMatchObject({ code: null, out: '' })
    release()
    await isMadeOnce(lab)
  })

  test.each(['zones', 'vnets', 'vnets/devnet/subnets'])(
    'is made once where the run is killed when there are %s',
    async (what) => {
      // An apply takes a while.
      const lab = await tofuLab({ 'shop.yaml': net() }, '--speed', '0.5')
      const { child, ended } = lab.start('reconcile')
      await until(async () => (await list(lab, what).catch(() => [])).length > 0)
      child.kill('SIGKILL')
      expect(await ended).toMatchObject({ code: null, out: '' })
      await isMadeOnce(lab)
    },
  )

  const simple = '{ name: other, type: simple }'
  const elsewhere = net({ zone: simple, rest: ', vnet: othernet' })

  test('that is refused once its zone was made leaves no zone behind that would hold another', async () => {
    const refusal = { kind: 'status', status: 400, method: 'POST', path: '/cluster/sdn/vnets', times: 1 }
    const lab = await tofuLab({ 'shop.yaml': net() }, ...withFaults(refusal))
    expect(await lab.run('reconcile')).toMatchObject({ code: 4 })
    expect(await list(lab, 'zones')).toEqual([])
    lab.declare(elsewhere)
    const ended = await lab.run('reconcile')
    expect(ended, ended.err).toMatchObject(ready())
    expect((await list(lab, 'zones')).map((each) => each['zone'])).toEqual(['other'])
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged())
  })

  test('whose run was killed when there was its zone leaves none behind, either', async () => {
    const lab = await tofuLab({ 'shop.yaml': net() }, '--speed', '0.5')
    const { child, ended } = lab.start('reconcile')
    await until(async () => (await list(lab, 'zones').catch(() => [])).length > 0)
    child.kill('SIGKILL')
    await ended
    lab.declare(
      'schema_version: 2\nname: shop\nnodes:\n  - { name: other, type: network, zone: { name: other, type: simple } }\n',
    )
    const next = await lab.run('reconcile')
    // Its network may have been there by then, and goes with it.
    expect(next.code, next.err).toBe(0)
    expect((await list(lab, 'zones')).map((each) => each['zone'])).toEqual(['other'])
  })

  test('is applied again where a node did not take it over', async () => {
    const stuck = { kind: 'task-fails', task: 'srvreload', times: 1 }
    const lab = await tofuLab({ 'shop.yaml': net() }, ...withFaults(stuck))
    const made = await lab.run('reconcile')
    expect(made, made.err).toMatchObject(ready())
    expect(made.err).toContain('StepDone: apply what is configured')
    expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged())
  })

  test('is brought to an end where the run is interrupted, and the next one does the rest', async () => {
    const lab = await tofuLab({ 'shop.yaml': net() }, '--speed', '0.5')
    const { child, ended } = lab.start('reconcile')
    await until(async () => (await list(lab, 'zones')).length > 0)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 130 })
    expect(lab.leftovers()).toEqual([])
    await isMadeOnce(lab)
  })

  test('is held and told what to do where there is no OpenTofu, and others are made', async () => {
    const more = '  - { name: four, type: network, zone: { name: four, type: simple } }\n'
    const lab = await tofuLab({ 'shop.yaml': net({ more }) })
    const ended = await lab.run('reconcile', '--tofu', '/nowhere/tofu')
    expect(ended.code, ended.err).toBe(5)
    expect(ended.out).toContain('MissingTool')
    expect((await list(lab, 'vnets')).map((each) => each['vnet'])).toEqual(['four'])
  })
})

/** What lets things go wrong on the simulated host. */
const withFaults = (fault: Readonly<Record<string, string | number>>): readonly string[] => {
  const at = folder({ 'faults.yaml': JSON.stringify({ seed: 1, faults: [fault] }) })
  return ['--faults', join(at, 'faults.yaml')]
}

async function isMadeOnce(lab: TofuLab): Promise<void> {
  const ended = await lab.run('reconcile')
  expect(ended, ended.err).toMatchObject(ready())
  expect(await list(lab, 'vnets')).toHaveLength(1)
  expect(await list(lab, 'zones')).toHaveLength(1)
  expect(await zone(lab)).not.toHaveProperty('state')
  expect(lab.leftovers()).toEqual([])
  expect(await lab.run('diff', '--exit-code')).toMatchObject(unchanged())
}

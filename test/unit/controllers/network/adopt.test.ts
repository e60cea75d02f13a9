/** A virtual network that somebody else made becomes a node's own: as it is, by its mark alone. */
import { describe, expect, test } from 'vitest'
import { network, scene, uid, type Scene } from './scene.ts'

const subnet = { cidr: '10.10.10.0/24', gateway: '10.10.10.1', snat: false }
const mark = `homestak.1 lab dev devnet hv0 devnet ${uid}`

/** A network with its zone, made by hand and applied. */
async function theirs(alias = 'the old lab'): Promise<Scene> {
  const lab = scene()
  await lab.run('POST', '/cluster/sdn/zones', { zone: 'dev', type: 'simple' })
  await lab.run('POST', '/cluster/sdn/vnets', { vnet: 'devnet', zone: 'dev', alias })
  await lab.run('POST', '/cluster/sdn/vnets/devnet/subnets', {
    subnet: subnet.cidr,
    type: 'subnet',
    gateway: subnet.gateway,
  })
  await lab.run('PUT', '/cluster/sdn')
  return lab
}

describe('a network that somebody else made', () => {
  test('is given the mark after what people wrote, and nothing else is done', async () => {
    const lab = await theirs()
    const wanted = [network({ subnets: [subnet] })]
    expect(await lab.converge(wanted)).toEqual(['set alias of vnet devnet', 'apply what is configured'])
    expect(await lab.list('/cluster/sdn/vnets', { running: 1 })).toMatchObject([{ alias: `the old lab ${mark}` }])
    expect(await lab.look(wanted)).toMatchObject({ changes: [], steps: [] })
  })

  test('is made as it is declared, in one go', async () => {
    const lab = await theirs('')
    const wanted = [network({ subnets: [{ ...subnet, gateway: '10.10.10.9' }] })]
    expect((await lab.look(wanted)).changes).toEqual([
      'dev/devnet@hv0 owner: "not homestak" -> "dev/devnet@hv0"',
      'dev/devnet@hv0 subnets.10.10.10.0/24.gateway: "10.10.10.1" -> "10.10.10.9"',
    ])
    await lab.converge(wanted)
    expect(await lab.look(wanted)).toMatchObject({ changes: [] })
  })

  test('leaves its zone behind, which stays theirs, where it goes or moves', async () => {
    const moved = await theirs()
    const wanted = [network({ zone: { id: 'mine', type: 'simple', peers: [] }, subnets: [subnet] })]
    await moved.converge(wanted)
    expect(await moved.look(wanted)).toMatchObject({ changes: [] })
    expect(await moved.list('/cluster/sdn/zones')).toMatchObject([{ zone: 'dev' }, { zone: 'mine' }])
    const gone = await theirs()
    await gone.converge([network({ subnets: [subnet] })])
    await gone.converge([], [{ key: 'dev/devnet@hv0', vnet: 'devnet', act: 'destroy' }])
    expect(await gone.list('/cluster/sdn/vnets')).toEqual([])
    expect(await gone.list('/cluster/sdn/zones')).toMatchObject([{ zone: 'dev' }])
  })

  test('is left to OpenTofu from then on, where that is to make it', async () => {
    const lab = await theirs()
    const wanted = [network({ provisioner: 'tofu', subnets: [subnet] })]
    expect((await lab.look(wanted)).steps.map(({ kind, summary }) => `${kind}: ${summary}`)).toEqual([
      'api: set alias of vnet devnet',
      'api: apply what is configured',
    ])
  })
})

describe('the leave to take it over', () => {
  const looked = async () => {
    const lab = await theirs()
    return { lab, plan: await lab.look([network({ subnets: [subnet] })]) }
  }

  test('does not hold where it changed since', async () => {
    const { lab, plan } = await looked()
    await lab.run('PUT', '/cluster/sdn/vnets/devnet', { 'isolate-ports': 1 })
    await lab.run('PUT', '/cluster/sdn')
    await expect(lab.write(plan)).rejects.toMatchObject({ code: 'Conflict' })
  })

  test('does not hold where another of ours has it by now', async () => {
    const { lab, plan } = await looked()
    await lab.run('PUT', '/cluster/sdn/vnets/devnet', { alias: mark.replace(uid, 'b'.repeat(32)) })
    await lab.run('PUT', '/cluster/sdn')
    await expect(lab.write(plan)).rejects.toMatchObject({ message: expect.stringContaining('carries a mark of ours') })
  })

  test('does not hold where it is gone', async () => {
    const { lab, plan } = await looked()
    await lab.run('DELETE', '/cluster/sdn/vnets/devnet/subnets/dev-10.10.10.0-24')
    await lab.run('DELETE', '/cluster/sdn/vnets/devnet')
    await lab.run('PUT', '/cluster/sdn')
    await expect(lab.write(plan)).rejects.toMatchObject({ message: expect.stringContaining('it is gone') })
  })
})

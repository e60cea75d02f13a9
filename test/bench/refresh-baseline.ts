/**
 * What `tofu plan` with the bpg provider asks to see that nothing changed, call for call and with OpenTofu's parallelism
 * of 10: a stand-in until the real one runs beside it. It compares nothing, so the real one takes longer.
 */
import { Pool } from 'undici'
import type { Reached } from './hosts.ts'
import type { Traffic } from './passes.ts'

const parallelism = 10

/** Per guest: the list of all guests of the cluster, its config, its status, and its agent's addresses. */
export async function refreshAll(reached: readonly Reached[], traffic: Traffic): Promise<void> {
  const hosts = reached.map(connectTo)
  try {
    const guests = await Promise.all(
      hosts.map(async (get) => ({ get, vmids: vmidsIn(await get('/cluster/resources?type=vm')) })),
    )
    const left = guests.flatMap(({ get, vmids }) => vmids.map((vmid) => ({ get, vmid }))).values()
    const work = async (): Promise<void> => {
      for (const { get, vmid } of left) await refresh(get, vmid)
    }
    await Promise.all(Array.from({ length: parallelism }, work))
  } finally {
    await Promise.all(hosts.map(({ close }) => close()))
  }

  function connectTo({ endpoint, node, token }: Reached) {
    const pool = new Pool(endpoint, { connect: { rejectUnauthorized: false }, connections: parallelism })
    const get = async (path: string): Promise<unknown> => {
      const response = await pool.request({
        method: 'GET',
        path: `/api2/json${path.replace('{node}', node)}`,
        headers: { authorization: `PVEAPIToken=${token}` },
      })
      const body = await response.body.text()
      traffic.calls += 1
      traffic.bytes += Buffer.byteLength(body)
      // What is refused has nothing to read.
      return response.statusCode === 200 ? JSON.parse(body).data : undefined
    }
    return Object.assign(get, { close: () => pool.close() })
  }
}

type Get = (path: string) => Promise<unknown>

async function refresh(get: Get, vmid: number): Promise<void> {
  await get('/cluster/resources?type=vm')
  await get(`/nodes/{node}/qemu/${vmid}/config`)
  await get(`/nodes/{node}/qemu/${vmid}/status/current`)
  await get(`/nodes/{node}/qemu/${vmid}/agent/network-get-interfaces`)
}

const vmidsIn = (list: unknown): readonly number[] =>
  (Array.isArray(list) ? list : []).filter(({ template }) => template !== 1).map(({ vmid }) => Number(vmid))

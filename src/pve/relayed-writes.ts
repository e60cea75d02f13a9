/** The calls of a program that changes one guest for us: read anything, write only what a warrant is for. */
import type { PveClient } from './client.ts'
import type { RelayedRequest } from './wire.ts'
import type { Warrant } from './warrant.ts'
import { HomestakError } from '../errors.ts'
import { spend, spendForNew } from './spend.ts'
import { relay, relayWrite, type Relayed } from './write.ts'

export interface Relay {
  /** Throws HomestakError for what is not permitted, what could not be sent, and what Proxmox VE refuses a write. */
  pass(request: RelayedRequest): Promise<Relayed>
}

/** Lets nothing through that could change anything. */
export const readingRelay = (client: PveClient): Relay => ({
  async pass(request) {
    if (request.method !== 'GET') throw notPermitted(client, request, 'look')
    return { response: await relay(client, request) }
  },
})

/**
 * The warrant is spent by the first write: directly before it the guest is looked at. A guest that is to be made is
 * changed only once its create went well, so that one that somebody else made meanwhile is never touched.
 */
export function relayFor(client: PveClient, warrant: Warrant): Relay {
  const { node, vmid, act } = warrant
  const guest = `/nodes/${node}/qemu/${vmid}`
  const refuse = (request: RelayedRequest) => notPermitted(client, request, `${act} guest ${vmid}`)
  let leave: 'unspent' | 'spent' | 'refused' = 'unspent'

  /** The request as it is sent: the first change of a guest holds only for the configuration that was looked at. */
  async function permitted(request: RelayedRequest): Promise<RelayedRequest> {
    const creates = request.method === 'POST' && request.path === `/nodes/${node}/qemu`
    const changes = request.method === 'PUT' && [`${guest}/config`, `${guest}/resize`].includes(request.path)
    if (act === 'create' ? !(creates && leave === 'unspent') && !(changes && leave === 'spent') : !changes)
      throw refuse(request)
    if (creates && new URLSearchParams(request.body).get('vmid') !== String(vmid)) throw refuse(request)
    if (leave === 'refused') throw refuse(request)
    if (leave === 'spent') return request
    leave = 'refused'
    if (act === 'create') {
      spendForNew(client, warrant, 'create')
      return request
    }
    const digest = await spend(client, warrant, ['configure', 'resize'], request.signal)
    return { ...request, body: `${request.body ?? ''}&digest=${digest}` }
  }

  return {
    async pass(request) {
      if (request.method === 'GET') return { response: await relay(client, request) }
      const relayed = await relayWrite(client, await permitted(request))
      leave = 'spent'
      return relayed
    },
  }
}

const notPermitted = ({ host }: PveClient, { method, path }: RelayedRequest, leave: string): HomestakError =>
  new HomestakError({
    code: 'Conflict',
    retry: 'conflict',
    message: `${method} ${path} on ${host} was not let through: the leave is to ${leave}`,
    hint: 'the guest is looked at again and the plan made anew',
  })

/** What the guest agent tells about a guest's network. */
import type { PveClient } from './client.ts'
import { list, number, optional, record, text } from './checks.ts'
import { isAgentSilent } from './error-questions.ts'

export interface AgentAddress {
  readonly address: string
  readonly family: 'ipv4' | 'ipv6'
  /** Bits of the network. */
  readonly prefix: number
}

export interface AgentInterface {
  readonly name: string
  /** Upper case; empty where the agent names none. */
  readonly mac: string
  readonly addresses: readonly AgentAddress[]
}

/** Interfaces with the addresses by which others reach the guest; null while no agent answers. One call, no waiting. */
export async function observeAgent(
  client: PveClient,
  node: string,
  vmid: number,
  signal?: AbortSignal,
): Promise<readonly AgentInterface[] | null> {
  const path = '/nodes/{node}/qemu/{vmid}/agent/network-get-interfaces'
  try {
    const seen = await client.get(path, { node, vmid }, (reply) => list(readInterface)(record(reply).result), {
      signal,
    })
    return seen.filter(({ name, mac }) => name !== 'lo' && mac !== '00:00:00:00:00:00')
  } catch (error) {
    if (isAgentSilent(error)) return null
    throw error
  }
}

function readInterface(value: unknown): AgentInterface {
  const fields = record(value)
  const addresses = optional(list(readAddress))(fields['ip-addresses']) ?? []
  return {
    name: text(fields.name),
    mac: (optional(text)(fields['hardware-address']) ?? '').toUpperCase(),
    addresses: addresses.filter(({ address }) => !isLocal(address)),
  }
}

function readAddress(value: unknown): AgentAddress {
  const fields = record(value)
  const family = text(fields['ip-address-type']) === 'ipv6' ? 'ipv6' : 'ipv4'
  return { address: text(fields['ip-address']), family, prefix: number(fields.prefix) }
}

/** Loopback and link-local addresses reach nobody else. */
const isLocal = (address: string) => /^(127\.|169\.254\.|::1$|fe[89ab][0-9a-f]:)/i.test(address)

/** Options as a client sends them, rewritten as Proxmox VE keeps them. */
import type { Host } from '../host.ts'
import { hex, uuid } from '../host.ts'
import { failure } from '../refusal.ts'
import type { Params } from '../schema-check.ts'
import { guestOptions, propertyOf } from '../schema.ts'
import type { Config } from '../state.ts'
import type { Drive } from './drive.ts'
import { isNetKey, parseDrive } from './drive.ts'

/** The configuration options among the parameters of a call. */
export function optionsOf(params: Params): Config {
  const options: Config = {}
  for (const [key, value] of Object.entries(params)) {
    if (typeof value === 'string' && propertyOf(guestOptions, key)) options[key] = value
  }
  if (options['cdrom'] !== undefined) {
    options['ide2'] = `${options['cdrom']},media=cdrom`
    delete options['cdrom']
  }
  return options
}

export function newMac(host: Host): string {
  const prefix = host.state.options['mac_prefix'] ?? 'BC:24:11'
  return `${prefix}:${hex(host.random.bytes(3)).match(/../g)?.join(':') ?? ''}`.toUpperCase()
}

/** `virtio=MAC,bridge=…`: a card without an address gets a new one. */
export function printNet(host: Host, net: Drive): string {
  const { model = 'virtio', macaddr, ...rest } = net
  const others = Object.keys(rest)
    .filter((key) => key !== model)
    .toSorted()
    .map((key) => `${key}=${rest[key]}`)
  return [`${model}=${(macaddr ?? newMac(host)).toUpperCase()}`, ...others].join(',')
}

export function canonicalTags(tags: string): string {
  return [
    ...new Set(
      tags
        .toLowerCase()
        .split(/[,;\s]+/)
        .filter((tag) => tag !== ''),
    ),
  ]
    .toSorted()
    .join(';')
}

const publicKey = /^(?:\S+ )*(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+) [A-Za-z0-9+/]{20,}={0,3}(?: .*)?$/

/** Throws where a decoded line is no public key. */
function checkSshKeys(value: string): void {
  const keys = decodeURIComponent(value)
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
  if (!keys.every((line) => publicKey.test(line.trim()))) throw failure('SSH public key validation error')
}

/** Drops empty texts, checks keys, gives network cards addresses and tags their order. */
export function prepareOptions(host: Host, options: Config): Config {
  const prepared: Config = {}
  for (const [key, value] of Object.entries(options)) {
    if (key === 'sshkeys') checkSshKeys(value)
    if (isNetKey(key)) prepared[key] = printNet(host, parseDrive(key, value))
    else if (key === 'tags') prepared[key] = canonicalTags(value)
    else if (key === 'vmgenid' && value === '1') prepared[key] = uuid(host)
    else prepared[key] = value
  }
  return prepared
}

/** Words that the tests of virtual networks share. */
import { vm } from '../rules/scene.ts'

type Fields = Readonly<Record<string, unknown>>

const zone = { name: 'dev', type: 'vxlan', peers: ['10.0.12.1', '10.0.12.2'] }

export const network = (name: string, more: Fields = {}): Fields => ({ name, type: 'network', zone, ...more })

/** A guest with its only card on a network. */
export const on = (bridge: string, name: string, more: Fields = {}): Fields =>
  vm(name, { nics: [{ name: 'eth0', bridge }], ...more })

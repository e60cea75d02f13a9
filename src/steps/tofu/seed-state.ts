/** What the seed system's OpenTofu noted of the guest that it made for a node. It is only read, to take that guest over. */
import { isRecord, parseJson } from '../../pve/checks.ts'

export interface SeedGuest {
  readonly vmid: number
  /** Where that is noted. */
  readonly file: string
}

/** The guest of such a state, which has one at most; undefined where it names none, or is no state. */
export function seedVmid(text: string): number | undefined {
  const state = parseJson(text)
  const resources = isRecord(state) && Array.isArray(state.resources) ? state.resources.filter(isRecord) : []
  const vmids = resources
    .filter(({ mode, type }) => mode === 'managed' && type === 'proxmox_virtual_environment_vm')
    .flatMap(({ instances }) => (Array.isArray(instances) ? instances.filter(isRecord) : []))
    .flatMap(({ attributes }) => (isRecord(attributes) ? [attributes.vm_id] : []))
  const [vmid] = vmids
  return vmids.length === 1 && typeof vmid === 'number' ? vmid : undefined
}

/** Which attributes of the provider's resource stand for a field of ours: a plan that changes another one is not carried out. */

const attributes: Readonly<Record<string, string>> = {
  name: 'name',
  cores: 'cpu.0.cores',
  cpu: 'cpu.0.type',
  memory: 'memory.0.dedicated',
  ostype: 'operating_system.0.type',
  agent: 'agent',
  serial0: 'serial_device',
  on_boot: 'on_boot',
  startup: 'startup',
  disk: 'disk',
}

/**
 * Empty for what OpenTofu has no part in: the mark, tags, protection, the seed, and whether the guest runs. Nor in the
 * balloon: to the provider one that is not set, which Proxmox VE makes as large as the memory, is none.
 */
export function attributesOf(path: string): readonly string[] {
  if (path.startsWith('disks.')) return ['disk']
  if (path.startsWith('nics.')) return ['network_device']
  const attribute = attributes[path]
  return attribute === undefined ? [] : [attribute]
}

/** Which attributes of the provider's resource stand for a field of ours: a plan that changes another one is not carried out. */

const attributes: Readonly<Record<string, string>> = {
  name: 'name',
  cores: 'cpu.0.cores',
  cpu: 'cpu.0.type',
  memory: 'memory.0.dedicated',
  balloon: 'memory.0.floating',
  ostype: 'operating_system.0.type',
  agent: 'agent.0.enabled',
  serial0: 'serial_device',
  on_boot: 'on_boot',
  startup: 'startup',
  disk: 'disk',
}

/** Empty for what OpenTofu has no part in: the mark, tags, protection, the seed, and whether the guest runs. */
export function attributesOf(path: string): readonly string[] {
  if (path.startsWith('disks.')) return ['disk']
  if (path.startsWith('nics.')) return ['network_device']
  const attribute = attributes[path]
  return attribute === undefined ? [] : [attribute]
}
